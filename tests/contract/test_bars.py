"""Bars of every venue that has them: what the stream tells is what REST tells, against the fakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.contract.alpaca_rig import AlpacaRig
from tests.contract.binance_rig import SYMBOLS, BinanceRig

from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.venue_bars import BarHeard, TellsBars
from tradewright_fakes import alpaca, binance

WAIT_S = 8.0
VENUES = ("alpaca shares", "alpaca coins", "binance", "binance_usdm")
ROUTES = {
    "alpaca shares": "/v2/stocks/bars",
    "alpaca coins": "/v1beta3/crypto/us/bars",
    "binance": "/api/v3/klines",
    "binance_usdm": "/fapi/v1/klines",
}


@dataclass
class Stage:
    broker: TellsBars
    symbol: str
    route: str
    admin: Any
    move: Callable[[str, str], Awaitable[None]]

    async def asked(self) -> int:
        return len(await self.admin.journal(method="GET", path=self.route))

    async def tick(self, at: datetime, step: int) -> None:
        await self.admin.set_clock(at)
        await self.move(f"{2000 + step}.00", f"{2000 + step}.10")


@pytest.fixture(params=VENUES)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    name = request.param
    async with AsyncExitStack() as stack:
        if name.startswith("alpaca"):
            fake = await stack.enter_async_context(alpaca.serve(seed=1))
            rig = AlpacaRig(fake)
            coins = name.endswith("coins")
            venue_symbol = "ETH/USD" if coins else "AAPL"

            async def move(bid: str, ask: str) -> None:
                await rig.move(bid, ask, symbol=venue_symbol)

            await rig.start()
            stack.push_async_callback(rig.stop)
            yield Stage(rig.broker, "ETHUSD" if coins else "AAPL", ROUTES[name], fake.admin, move)
        else:
            venue = await stack.enter_async_context(binance.serve(seed=1))
            other = BinanceRig(venue, name)
            await other.start()
            stack.push_async_callback(other.stop)
            yield Stage(other.broker, SYMBOLS[name], ROUTES[name], venue.admin, other.move)


class Heard:
    """What arrived, and waiting for more of it."""

    def __init__(self) -> None:
        self.bars: list[BarHeard] = []
        self._news = asyncio.Event()

    def __call__(self, heard: BarHeard) -> None:
        self.bars.append(heard)
        self._news.set()

    async def until(self, holds: Callable[[BarHeard], bool]) -> BarHeard:
        async with asyncio.timeout(WAIT_S):
            while True:
                found = next((one for one in self.bars if holds(one)), None)
                if found is not None:
                    return found
                self._news.clear()
                await self._news.wait()


def a_minute() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


async def until_subscribed(stage: Stage, heard: Heard, at: datetime) -> None:
    """Tick within one minute until the first word of it arrives: only then does the venue know what is wanted."""
    async with asyncio.timeout(WAIT_S):
        step = 0
        while not heard.bars:
            step += 1
            await stage.tick(at, step)
            await asyncio.sleep(0)  # the frame is read in this loop


async def test_a_minute_that_ends_on_the_stream_is_the_same_minute_in_the_next_answer(stage: Stage) -> None:
    heard, minute = Heard(), a_minute()

    await stage.broker.watch_bars([stage.symbol], heard)
    await until_subscribed(stage, heard, minute + timedelta(seconds=20))
    await stage.tick(minute + timedelta(seconds=61), 500)
    closed = (await heard.until(lambda one: one.is_closed)).bar
    asked = await stage.broker.bars(stage.symbol, "1m", at_most=5)

    assert closed.opened_at == minute
    assert [bar for bar in asked if bar.opened_at == minute] == [closed]
    assert not heard.bars[0].is_closed
    assert heard.bars[0].bar.opened_at == minute


@pytest.mark.parametrize("timeframe", ["1m", "5m", "15m", "1h", "4h", "1d"])
async def test_the_newest_bars_come_oldest_first_and_as_many_as_wanted(stage: Stage, timeframe: str) -> None:
    bars = await stage.broker.bars(stage.symbol, timeframe, at_most=30)

    opened = [bar.opened_at for bar in bars]
    assert len(bars) == 30
    assert opened == sorted(set(opened))
    assert datetime.now(UTC) - opened[-1] < timedelta(days=1, minutes=1)
    assert {(bar.symbol, bar.timeframe) for bar in bars} == {(stage.symbol, timeframe)}
    assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in bars)


async def test_bars_that_nobody_wants_any_more_stop(stage: Stage) -> None:
    heard, minute = Heard(), a_minute()
    await stage.broker.watch_bars([stage.symbol], heard)
    await until_subscribed(stage, heard, minute + timedelta(seconds=1))

    await stage.broker.watch_bars([], heard)
    before = len(heard.bars)
    await stage.tick(minute + timedelta(seconds=62), 900)
    # A question and its answer later, whatever the stream had to say has been said.
    await stage.broker.bars(stage.symbol, "1m", at_most=1)

    assert len(heard.bars) == before


async def test_a_venue_that_answers_nothing_is_silent_and_not_without_bars(stage: Stage) -> None:
    await stage.admin.fault("error", when={"method": "GET", "path": stage.route}, status=500)

    with pytest.raises(BrokerUnavailable):
        await stage.broker.bars(stage.symbol, "1m", at_most=5)
