"""Plays a recording on the market-data port, as if its bars happened now.

Where the recording stands follows from the wall clock and the anchor alone. A looping replay is anchored at
the Unix epoch: it has always been playing, so after a restart it is where it would have been, two feeders
agree, and there is history to draw. One that plays once is anchored at a given moment (by default the next
start of a bar after its creation), plays from its first bar and ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.replay.read_csv import read_recording
from tradewright.adapters.marketdata.replay.recording import POINTS, Recording
from tradewright.adapters.marketdata.spread import quote_around
from tradewright.adapters.marketdata.timeframe import (
    bar_span,
    from_microseconds,
    get_minutes,
    minute_time,
    to_microseconds,
)
from tradewright.domain.trading.instrument import Instrument, Lot, Market
from tradewright.domain.trading.market import Bar, Quote
from tradewright.kernel.errors import NotFound

_MINUTE_US: Final = 60_000_000
QUOTE_US: Final = 500_000
"""About two quotes a second, as the simulated market gives; a fast replay gives four a bar instead."""
LATE_MAX_US: Final = 2_000_000
"""A consumer this far behind skips to the present; one less far behind gets every step."""

LOT: Final = Lot(step=Decimal("0.0001"), smallest=Decimal("0.0001"))
"""A recording does not say in which lots its symbol trades; this suits coins."""


class ReplaySource:
    """One recorded symbol. `speed` 1 is life; at 60 a recorded hour passes in a minute.

    Bars are bars of wall time made of the very prices that were quoted: at speed 1 those of the recording's
    own timeframe are the recorded ones, at higher speeds several recorded bars are in one.
    """

    name = "replay"

    def __init__(
        self,
        recording: Recording | Path,
        *,
        speed: float = 1.0,
        pace: Pace,
        is_looping: bool = True,
        anchor: datetime | None = None,
        market: Market = "crypto",
        lot: Lot = LOT,
        spread_ticks: int = 1,
    ) -> None:
        """Raises Invalid when the file holds no bars that can be played."""
        self._recording = read_recording(recording) if isinstance(recording, Path) else recording
        self._pace = pace
        self._is_looping = is_looping
        self._market: Market = market
        self._lot = lot
        self._spread_ticks = spread_ticks
        self._bar_us = max(round(self._recording.interval / timedelta(microseconds=1) / speed), POINTS)
        self._steps = max(self._bar_us // QUOTE_US, POINTS)
        if anchor is None:
            now = to_microseconds(pace.now())
            anchor = from_microseconds(0 if is_looping else -(-now // self._bar_us) * self._bar_us)
        self._anchor_us = to_microseconds(anchor)

    async def connect(self) -> None:
        """Nothing to connect to: the file was read when the source was made."""

    async def close(self) -> None:
        """Nothing to close."""

    async def instruments(self) -> Sequence[Instrument]:
        one = self._recording
        return [
            Instrument(
                symbol=one.symbol,
                name=f"{one.symbol} replayed from {one.began_at:%Y-%m-%d}",
                market=self._market,
                currency="USD",
                tick=one.tick,
                lot=self._lot,
            )
        ]

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        self._check(symbol)
        bars: list[Bar] = []
        for minute in bar_span(timeframe=timeframe, start=start, end=end, now=self._pace.now(), limit=limit):
            bar = self._bar(timeframe, minute)
            if bar is not None:
                bars.append(bar)
            await asyncio.sleep(0)  # long bars of a fast replay look at many recorded ones
        return bars

    async def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        """Yield a quote at each step of the path, all four corners of every bar among them."""
        for symbol in symbols:
            self._check(symbol)
        step = self._next_step(to_microseconds(self._pace.now()))
        while symbols and (self._is_looping or step < len(self._recording) * self._steps):
            moment_us = self._time_of(step)
            if to_microseconds(self._pace.now()) - moment_us > LATE_MAX_US:
                step = self._next_step(to_microseconds(self._pace.now()))
                continue
            await self._pace.until(from_microseconds(moment_us))
            yield quote_around(
                symbol=self._recording.symbol,
                ticks=self._recording.price(step, steps=self._steps),
                tick=self._recording.tick,
                spread_ticks=self._spread_ticks,
                at=from_microseconds(moment_us),
            )
            step += 1

    async def bars(self, symbols: Sequence[str], *, timeframe: str) -> AsyncIterator[Bar]:
        for symbol in symbols:
            self._check(symbol)
        minutes = get_minutes(timeframe)
        opened = to_microseconds(self._pace.now()) // (_MINUTE_US * minutes) * minutes
        while symbols and (self._is_looping or opened * _MINUTE_US < self._end_us()):
            await self._pace.until(minute_time(opened + minutes))
            bar = self._bar(timeframe, opened)
            if bar is not None:
                yield bar
            opened += minutes

    def _bar(self, timeframe: str, minute: int) -> Bar | None:
        """Return the bar of wall time that opens at `minute`; None where nothing was played."""
        one, steps = self._recording, self._steps
        first = self._next_step(minute * _MINUTE_US)
        beyond = self._next_step((minute + get_minutes(timeframe)) * _MINUTE_US)
        if not self._is_looping:
            first, beyond = max(first, 0), min(beyond, len(one) * steps)
        if first >= beyond:
            return None
        lowest, highest = one.extremes(first, beyond, steps=steps)
        traded = one.volume_until(beyond, steps=steps) - one.volume_until(first, steps=steps)
        return Bar(
            symbol=one.symbol,
            timeframe=timeframe,
            opened_at=minute_time(minute),
            open=one.price(first, steps=steps) * one.tick,
            high=highest * one.tick,
            low=lowest * one.tick,
            close=one.price(beyond - 1, steps=steps) * one.tick,
            volume=traded * one.volume_unit,
        )

    def _time_of(self, step: int) -> int:
        bar, at = divmod(step, self._steps)
        return self._anchor_us + bar * self._bar_us + at * self._bar_us // self._steps

    def _next_step(self, moment_us: int) -> int:
        """Return the first step at or after a moment; before the anchor they are negative, or zero when
        playing once.
        """
        bar, within = divmod(moment_us - self._anchor_us, self._bar_us)
        step = bar * self._steps + within * self._steps // self._bar_us
        while self._time_of(step) < moment_us:
            step += 1
        return step if self._is_looping else max(step, 0)

    def _end_us(self) -> int:
        return self._anchor_us + len(self._recording) * self._bar_us

    def _check(self, symbol: str) -> None:
        if symbol != self._recording.symbol:
            raise NotFound(f"the recording has no {symbol!r}", symbol=symbol)
