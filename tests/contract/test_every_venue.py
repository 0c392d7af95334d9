"""One suite for every adapter on its fake venue, and for the paper broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.alpaca_rig import AlpacaRig
from tests.contract.binance_rig import BinanceRig
from tests.contract.broker_contract import an_order
from tests.contract.paper_rig import PaperRig, a_trader
from tests.contract.venue_contract import FaultPort, Prices, Stage, VenueContract
from tests.support.servers import TestDatabase

from tradewright.adapters.brokers.transport import StreamTimes
from tradewright.domain.trading.ports.broker import Accepted, Broker, BrokerEvent, OrderRequest, PlaceOutcome
from tradewright.platform.db import Database
from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin

Rig = AlpacaRig | BinanceRig
QUICK = StreamTimes(ping=0.5, pong=2.0, wait_first=0.05, wait_max=0.2)
SHARE_PRICES = Prices(Decimal(200), Decimal("200.10"), Decimal(1))
COIN_PRICES = Prices(Decimal(2000), Decimal("2000.10"), Decimal(10))
PAGES: dict[type, tuple[int, int]] = {AlpacaRig: (100, 500), BinanceRig: (1000, 50)}
"""The most fills, and the most open orders, in one answer of the venue; Binance tells all open orders at once."""
PLACES = {"alpaca": "/v2/orders", "binance": "/api/v3/order", "binance_usdm": "/fapi/v1/order"}
READS: dict[str, dict[str, Any]] = {
    "500": {"kind": "error", "status": 500},
    "html": {"kind": "html", "status": 200},
    "empty": {"kind": "empty"},
    "drop": {"kind": "drop_before"},
}


class Faults:
    """The fault port of a fake venue, for one account of it."""

    def __init__(self, admin: Admin, *, key: str, place: str, symbol: str, market: str | None = None) -> None:
        self._admin = admin
        self._key = key
        self._place = place
        self._symbol = symbol
        self._market = {} if market is None else {"market": market}

    async def lose_reply(self) -> None:
        await self._admin.fault("drop_after", when=self._placing())

    async def lose_request(self) -> None:
        await self._admin.fault("drop_before", when=self._placing())

    async def fail_reads(self, kind: str) -> None:
        given = dict(READS[kind])
        await self._admin.fault(str(given.pop("kind")), when={"method": "GET", "key": self._key}, **given)

    async def heal(self) -> None:
        await self._admin.clear_faults()

    async def twice(self) -> None:
        await self._admin.fault("twice", when={"event": "*", "key": self._key})

    async def kill_streams(self) -> None:
        await self._admin.kill_streams(self._key)

    async def freeze_streams(self) -> None:
        await self._admin.freeze_streams(self._key)

    async def by_hand(self, side: str, quantity: str, limit: str | None = None) -> None:
        given = {} if limit is None else {"type": "limit", "limit_price": limit}
        await self._admin.external_order(self._key, self._symbol, side, quantity, **given, **self._market)

    async def arrived(self) -> int:
        return len(await self._admin.accepted(self._key))

    def _placing(self) -> dict[str, object]:
        return {"method": "POST", "path": self._place, "key": self._key, "times": 1}


class CrowdAtFake:
    """Long lists at a fake venue, made by hand there: our own requests are rationed."""

    def __init__(self, rig: Rig, *, symbol: str, prices: Prices, lot: str, market: str | None = None) -> None:
        self.page, self.open_page = PAGES[type(rig)]
        self._admin, self._key = rig.fake.admin, rig.key
        self._prices, self._lot = prices, lot
        self._at = {"symbol": symbol} | ({} if market is None else {"market": market})

    async def fill_often(self, count: int) -> None:
        at = {"bid": str(self._prices.bid), "ask": str(self._prices.ask)}
        await self._admin.prices([{**self._at, **at, "ask_size": self._lot}])
        quantity, limit = count * Decimal(self._lot), str(self._prices.ask)
        await self._admin.external_order(
            self._key, side="buy", quantity=quantity, kind="limit", limit_price=limit, **self._at
        )
        await self._admin.prices([{**self._at, **at, "ask_size": self._lot}] * (count - 1))

    async def rest_often(self, count: int, limit: str) -> None:
        for _ in range(count):
            await self._admin.external_order(
                self._key, side="buy", quantity=self._lot, kind="limit", limit_price=limit, **self._at
            )


class CrowdOnPaper:
    """Long lists on paper, by our own requests: many under way share a commit."""

    page, open_page = 500, 50

    def __init__(self, rig: PaperRig) -> None:
        self._rig = rig

    async def fill_often(self, count: int) -> None:
        await self._place([an_order(quantity="0.01") for _ in range(count)])

    async def rest_often(self, count: int, limit: str) -> None:
        await self._place([an_order(quantity="0.01", order_type="limit", limit=limit) for _ in range(count)])

    async def _place(self, orders: Sequence[OrderRequest]) -> None:
        outcomes = await asyncio.gather(*map(self._rig.broker.place, orders))
        assert {type(one) for one in outcomes} == {Accepted}


class OnPaper:
    """The paper venue as a rig of this suite; it lives in our process, so nothing between us can fail."""

    def __init__(self, rig: PaperRig) -> None:
        self._rig = rig

    @property
    def broker(self) -> Broker:
        return self._rig.broker

    @property
    def heard(self) -> Sequence[BrokerEvent]:
        return self._rig.heard

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        return await self._rig.broker.place(request)

    async def crash(self) -> None:
        await self._rig.crash()

    async def until(self, holds: Callable[[], bool]) -> None:
        await self._rig.settle()
        async with asyncio.timeout(5):
            while not holds():
                await self._rig.settle()


async def _on_paper(stack: AsyncExitStack, database: TestDatabase, offered: str | None) -> Stage:
    db = await Database.connect(database.role_dsn("executor"), role="executor")
    stack.push_async_callback(db.close)
    rig = PaperRig(db, await a_trader(database), {"partial_fill_max": offered})
    await rig.start()
    stack.push_async_callback(rig.stop)
    return Stage(OnPaper(rig), "ETHUSDT", COIN_PRICES, Decimal("0.3"), None, rig.move, CrowdOnPaper(rig))


async def _on_alpaca(stack: AsyncExitStack, *, symbol: str, offered: str | None) -> Stage:
    fake = await stack.enter_async_context(alpaca.serve(seed=1))
    rig = AlpacaRig(fake, offered_max=offered)
    await rig.start()
    stack.push_async_callback(rig.stop)
    is_share = symbol == "AAPL"
    venue_symbol = "AAPL" if is_share else "ETH/USD"

    async def move(bid: str, ask: str) -> None:
        await rig.move(bid, ask, symbol=venue_symbol)

    faults: FaultPort = Faults(fake.admin, key=rig.key, place=PLACES["alpaca"], symbol=venue_symbol)
    prices, quantity = (SHARE_PRICES, Decimal(3)) if is_share else (COIN_PRICES, Decimal("0.3"))
    crowd = CrowdAtFake(rig, symbol=venue_symbol, prices=prices, lot="1" if is_share else "0.01")
    return Stage(rig, symbol, prices, quantity, faults, move, crowd)


async def _on_binance(stack: AsyncExitStack, *, name: str, offered: str | None) -> Stage:
    fake = await stack.enter_async_context(binance.serve(seed=1))
    rig = BinanceRig(fake, name, offered_max=offered, times=QUICK)
    await rig.start()
    stack.push_async_callback(rig.stop)
    market = "spot" if name == "binance" else "futures"
    faults: FaultPort = Faults(fake.admin, key=rig.key, place=PLACES[name], symbol="ETHUSDT", market=market)
    crowd = CrowdAtFake(rig, symbol="ETHUSDT", prices=COIN_PRICES, lot="0.01", market=market)
    return Stage(rig, rig.symbol, COIN_PRICES, Decimal("0.3"), faults, rig.move, crowd)


async def open_stage(stack: AsyncExitStack, database: TestDatabase, venue: str, offered: str | None) -> Stage:
    match venue:
        case "paper":
            return await _on_paper(stack, database, offered)
        case "alpaca shares":
            return await _on_alpaca(stack, symbol="AAPL", offered=None if offered is None else "1")
        case "alpaca coins":
            return await _on_alpaca(stack, symbol="ETHUSD", offered=offered)
        case "binance spot":
            return await _on_binance(stack, name="binance", offered=offered)
        case _:
            return await _on_binance(stack, name="binance_usdm", offered=offered)


VENUES = ["paper", "alpaca shares", "alpaca coins", "binance spot", "binance futures"]


@pytest.mark.parametrize("venue", VENUES)
class TestEveryVenue(VenueContract):
    """The suite on each of them."""

    @pytest.fixture
    async def stage(self, venue: str, database: TestDatabase) -> AsyncIterator[Stage]:
        async with AsyncExitStack() as stack:
            yield await open_stage(stack, database, venue, None)

    @pytest.fixture
    async def thin(self, venue: str, database: TestDatabase) -> AsyncIterator[Stage]:
        async with AsyncExitStack() as stack:
            yield await open_stage(stack, database, venue, "0.1")
