"""Binance as a source of history: one request a thousand bars, inside the weight its headers tell."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import httpx

from tradewright.adapters.marketdata.asking import Asker
from tradewright.adapters.marketdata.binance.translate import bars_of, facts_of, refusal_of
from tradewright.adapters.marketdata.pace import Sleep
from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.market_data import SeriesFacts
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.timeframes import Timeframe

BinanceMarket = Literal["spot", "futures"]
PAGE: Final = 1_000
"""Klines of one request: the most that spot gives, and the cheapest by weight on futures."""
WEIGHT_HEADER: Final = "x-mbx-used-weight-1m"
WEIGHT_SHARE_MAX: Final = 0.8
"""We stop at this share of the minute's weight: the limit is the address's, and others may use it too."""
INTERVALS: Final = {one.value: one.seconds for one in Timeframe}
"""Binance has all of ours, under the same names."""


@dataclass(frozen=True, slots=True)
class _Venue:
    name: str
    url: str
    path: str
    weight_max: int


VENUES: Final[dict[BinanceMarket, _Venue]] = {
    "spot": _Venue("binance", "https://data-api.binance.vision", "/api/v3", 6_000),
    "futures": _Venue("binance-futures", "https://fapi.binance.com", "/fapi/v1", 2_400),
}


class BinanceHistory:
    """The history port over Binance's public REST."""

    def __init__(
        self,
        market: BinanceMarket,
        *,
        clock: Clock,
        url: str | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._venue = VENUES[market]
        self._clock = clock
        self._url = url or self._venue.url
        self._sleep = sleep
        self._asker: Asker | None = None

    @property
    def name(self) -> str:
        return self._venue.name

    async def connect(self) -> None:
        self._asker = Asker(
            self._url, service="Binance", sleep=self._sleep, refuse=refusal_of, wait_after=self._pause
        )

    async def close(self) -> None:
        if self._asker is not None:
            await self._asker.close()

    async def facts(self, symbol: str) -> SeriesFacts:
        # Futures ignore the parameter and list every symbol; the answer reads the same.
        return facts_of(await self._get("/exchangeInfo", {"symbol": symbol}), symbol=symbol)

    async def began_at(self, symbol: str, *, timeframe: str) -> datetime | None:
        rows = await self._get(
            "/klines",
            {"symbol": symbol, "interval": _interval(timeframe), "startTime": 0, "limit": 1},
            list[list[Any]],
        )
        found = bars_of(rows, symbol=symbol, timeframe=timeframe)
        return found[0].opened_at if found else None

    def span_max(self, timeframe: str) -> timedelta:
        _interval(timeframe)
        return timedelta(seconds=INTERVALS[timeframe]) * PAGE

    async def history(
        self, symbol: str, *, timeframe: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Bar]:
        length = timedelta(seconds=INTERVALS[_interval(timeframe)])
        now = self._clock.now()
        bars: list[Bar] = []
        at = start
        while at < end:
            rows = await self._get(
                "/klines",
                {
                    "symbol": symbol,
                    "interval": timeframe,
                    "startTime": _milliseconds(at),
                    "endTime": _milliseconds(end) - 1,
                    "limit": PAGE,
                },
                list[list[Any]],
            )
            page = bars_of(rows, symbol=symbol, timeframe=timeframe)
            # Never trust a page to begin where it was asked to: one that does not move on would be asked for for ever.
            fresh = [bar for bar in page if at <= bar.opened_at < end]
            bars += [bar for bar in fresh if bar.opened_at + length <= now]
            if not fresh or len(page) < PAGE:
                break
            at = fresh[-1].opened_at + length
        return bars[-limit:] if limit else []

    def _pause(self, headers: httpx.Headers) -> float:
        used = headers.get(WEIGHT_HEADER, "")
        if not used.isdigit() or int(used) < WEIGHT_SHARE_MAX * self._venue.weight_max:
            return 0.0
        now = self._clock.now()
        return 60.0 - now.second - now.microsecond / 1e6 + 0.5  # weights start anew with each minute

    async def _get(self, path: str, params: dict[str, str | int], type_: Any = Any) -> Any:
        if self._asker is None:
            await self.connect()
        assert self._asker is not None  # noqa: S101 - connect has just made it
        return await self._asker.get(self._venue.path + path, params, type_)


def _interval(timeframe: str) -> str:
    if timeframe not in INTERVALS:
        fault = Fault("timeframe", "known", f"one of {', '.join(INTERVALS)}", timeframe)
        raise Invalid(f"Binance gives no bars of {timeframe}", faults=(fault,))
    return timeframe


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000 + moment.microsecond // 1_000
