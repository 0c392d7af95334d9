"""From the trader's order to fills at Binance's fake and back into the books, on both markets: every room of the product."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.api.brokerage.conftest import Role
from tests.api.browser import Browser
from tests.support.eventually import eventually

from tradewright_fakes.binance import BinanceFake, serve

SYMBOLS = {"binance": "ETHUSDT", "binance_usdm": "ETHUSDT.P"}
WITHIN_S = 60.0


@pytest.fixture
async def fake() -> AsyncIterator[BinanceFake]:
    async with serve() as running:
        await move(running, "2000.00", "2000.10")
        yield running


async def move(fake: BinanceFake, bid: str, ask: str) -> None:
    for market in ("spot", "futures"):
        await fake.admin.price("ETHUSDT", bid=bid, ask=ask, last=bid, mark=bid, market=market)


class Desk:
    """One linked account and what its owner sees."""

    def __init__(self, trader: Browser, account_id: str, symbol: str) -> None:
        self.trader = trader
        self.account_id = account_id
        self.symbol = symbol

    async def ask(self, **about: Any) -> None:
        body = {"account_id": self.account_id, "symbol": self.symbol, "side": "buy", "qty": "0.5", **about}
        answer = await self.trader.post("/order", body)
        assert answer.status_code in (201, 202), answer.text

    async def orders(self) -> list[dict[str, Any]]:
        answer = await self.trader.get("/orders", params={"account_id": self.account_id})
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def held(self) -> Decimal:
        found = (await self.trader.get("/positions")).json()["items"]
        return sum((Decimal(one["quantity"]) for one in found if one["symbol"] == self.symbol), Decimal(0))

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async def look() -> bool | None:
            return True if await holds() else None

        await eventually(look, within_s=WITHIN_S)

    async def until_held(self, quantity: str) -> None:
        async def is_held() -> bool:
            return await self.held() == Decimal(quantity)

        await self.until(is_held)

    async def until_legs_at_venue(self, count: int) -> None:
        async def are_there() -> bool:
            live = [one for one in await self.orders() if one["state"] == "working" and one["venue_order_id"]]
            return len(live) == count

        await self.until(are_there)


@pytest.fixture(params=["binance", "binance_usdm"])
async def desk(request: pytest.FixtureRequest, trader: Browser, fake: BinanceFake, executor: Role) -> Desk:
    made = await trader.post(
        f"/accounts/link/{request.param}",
        {
            "label": "Rehearsal",
            "environment": "rehearsal",
            "credential": {"key_id": fake.key_id, "secret": fake.secret},
            "base_url": fake.url,
        },
    )
    assert made.status_code == 201, made.text
    return Desk(trader, made.json()["account_id"], SYMBOLS[request.param])


async def test_a_position_is_opened_protected_and_closed_at_its_stop(desk: Desk, fake: BinanceFake) -> None:
    await desk.ask(sl={"mode": "price", "value": "1900"})
    await desk.until_held("0.5")
    await desk.until_legs_at_venue(1)

    await move(fake, "1890.00", "1890.10")
    await desk.until_held("0")

    assert len(await fake.admin.accepted(fake.key_id)) == 2


async def test_stop_and_target_never_both_fill(desk: Desk, fake: BinanceFake) -> None:
    await desk.ask(sl={"mode": "price", "value": "1900"}, tp={"mode": "price", "value": "2100"})
    await desk.until_held("0.5")
    await desk.until_legs_at_venue(1 if desk.symbol == "ETHUSDT" else 2)

    await move(fake, "2110.00", "2110.10")
    await desk.until_held("0")
    await desk.until_legs_at_venue(0)
    await move(fake, "1890.00", "1890.10")

    assert await desk.held() == 0


async def test_an_order_that_the_venue_took_without_saying_so_is_found_and_is_one(
    desk: Desk, fake: BinanceFake
) -> None:
    path = "/api/v3/order" if desk.symbol == "ETHUSDT" else "/fapi/v1/order"
    await fake.admin.fault("drop_after", when={"method": "POST", "path": path, "nth": 1})

    await desk.ask()
    await desk.until_held("0.5")

    assert len(await fake.admin.accepted(fake.key_id)) == 1
    (order,) = await desk.orders()
    assert order["state"] == "filled"


@pytest.mark.parametrize("desk", ["binance"], indirect=True)
async def test_a_fee_taken_from_the_coin_makes_the_way_out_smaller_and_leaves_no_dust_in_the_way(
    desk: Desk, fake: BinanceFake
) -> None:
    await fake.admin.settings(fee_maker="0.001", fee_taker="0.001", fee_asset="")

    await desk.ask(sl={"mode": "price", "value": "1900"})
    await desk.until_held("0.4995")
    await desk.until_legs_at_venue(1)
    (stop,) = [one for one in await desk.orders() if one["state"] == "working" and one["venue_order_id"]]
    await move(fake, "1890.00", "1890.10")
    await desk.until_held("0")

    assert Decimal(stop["quantity"]) == Decimal("0.4995")
