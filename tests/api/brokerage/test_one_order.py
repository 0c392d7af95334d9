"""The comparison that users feel: a venue takes an order and never answers, and the same signal comes three times.

A widely used bot, tried this way, left three orders at the venue and none in its database. Here every room is the real one,
the agent says nothing but its name, account and size, and one order is placed, found and booked. `make comparison` plays
this file alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pytest
from tests.api.brokerage.conftest import Role
from tests.api.browser import Browser
from tests.support.eventually import eventually

from tradewright.adapters.brokers.alpaca import api as alpaca_api
from tradewright.adapters.brokers.binance import api as binance_api
from tradewright.adapters.brokers.transport.http import Timeouts
from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin

PATIENCE: Final = Timeouts(connect=3.0, read=0.8, whole=1.0)
"""How long an answer is awaited here; in production seven seconds, which is long for a test."""
NEVER_MS: Final = 4_000
BLIND: Final = "blind"


@dataclass(frozen=True)
class Listing:
    """What is traded at a venue: under our name, under the venue's, in which of its markets, and where it is ordered."""

    ours: str
    theirs: str
    market: str | None
    orders_path: str
    bid: str
    ask: str


LISTINGS: Final = {
    "alpaca": Listing("AAPL", "AAPL", None, "/v2/orders", "200.00", "200.10"),
    "binance": Listing("ETHUSDT", "ETHUSDT", "spot", "/api/v3/order", "2000.00", "2000.10"),
    "binance_usdm": Listing("ETHUSDT.P", "ETHUSDT", "futures", "/fapi/v1/order", "2000.00", "2000.10"),
}


@dataclass
class Stage:
    """One trader with one linked account, the venue behind it, and the address of an agent."""

    trader: Browser
    admin: Admin
    key: str
    listing: Listing
    account_id: str
    hook: str = ""

    async def signal(self, number: int) -> dict[str, Any]:
        """Send the alert of one bar and return its signal once it is decided; each bar's alert has an id of its own."""
        body = {"ticker": self.listing.ours, "action": "buy", "id": f"bar {number}"}
        answer = await self.trader.http.post(self.hook, json=body)
        assert answer.status_code == 202, answer.text
        alert_id = answer.json()["alert_id"]

        async def decided() -> dict[str, Any] | None:
            (signal,) = (await self.trader.get(f"/alerts/{alert_id}")).json()["signals"]
            found: dict[str, Any] = signal
            return found if signal["state"] not in ("pending", "waiting") else None

        return await eventually(decided)

    async def orders(self) -> list[dict[str, Any]]:
        found = await self.trader.get("/orders", params={"account_id": self.account_id})
        orders: list[dict[str, Any]] = found.json()["items"]
        return orders

    async def order_in(self, state: str) -> dict[str, Any]:
        """Return the account's only order once it is in this state."""

        async def look() -> dict[str, Any] | None:
            (order,) = await self.orders()
            return order if order["state"] == state else None

        return await eventually(look)

    async def held(self) -> Decimal:
        positions = (await self.trader.get("/positions")).json()["items"]
        return sum((Decimal(one["quantity"]) for one in positions), Decimal(0))

    async def held_at_venue(self) -> Decimal:
        markets = (await self.admin.state(self.key))["markets"]
        (venue,) = markets[self.listing.market or "alpaca"]
        if self.listing.market == "spot":
            return Decimal(venue["cash"].get("ETH", "0"))
        return sum((Decimal(one["quantity"]) for one in venue["positions"]), Decimal(0))


@pytest.fixture(params=LISTINGS)
async def stage(
    request: pytest.FixtureRequest, trader: Browser, executor: Role, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    broker: str = request.param
    listing = LISTINGS[broker]
    for adapter in (alpaca_api, binance_api):
        monkeypatch.setattr(adapter, "TIMEOUTS", PATIENCE)
    serve: Any = alpaca.serve if broker == "alpaca" else binance.serve
    async with serve(seed=1) as fake:
        given = {} if listing.market is None else {"market": listing.market, "mark": listing.bid}
        await fake.admin.price(listing.theirs, bid=listing.bid, ask=listing.ask, last=listing.bid, **given)
        body = {
            "label": "Rehearsal",
            "environment": "rehearsal",
            "credential": {"key_id": fake.key_id, "secret": fake.secret},
            "base_url": fake.url,
        }
        made = await trader.post(f"/accounts/link/{broker}", body)
        assert made.status_code == 201, made.text
        account_id = made.json()["account_id"]
        yield Stage(trader, fake.admin, fake.key_id, listing, account_id)
        # The venue ends with the test, and the next test's executor need not look for it.
        await trader.delete(f"/accounts/{account_id}", params={"force": True})


async def make_agent(stage: Stage, **rules: Any) -> None:
    body = {
        "name": "Comparison",
        "account_ids": [stage.account_id],
        "sizing": {"mode": "fixed", "value": "1"},
    }
    made = await stage.trader.post("/agents", body | rules)
    assert made.status_code == 201, made.text
    stage.hook = "/" + made.json()["url"].split("/", 3)[3]


async def first_of_silence(stage: Stage) -> dict[str, Any]:
    """Send the first signal to a venue that takes its order and tells nobody: no answer, no event, nothing to be read."""
    posted = {"method": "POST", "path": stage.listing.orders_path, "key": stage.key}
    await stage.admin.fault("delay_after", when=posted, ms=NEVER_MS)
    await stage.admin.fault("lose", when={"event": "*", "key": stage.key})
    signal = await stage.signal(1)

    async def taken() -> list[dict[str, str]]:
        return await stage.admin.accepted(stage.key)

    await eventually(taken)
    await stage.admin.fault("error", id=BLIND, when={"method": "GET", "key": stage.key}, status=503)
    return signal


async def test_three_signals_while_the_venue_does_not_answer_are_one_order_found_and_booked(
    stage: Stage,
) -> None:
    await make_agent(stage)

    first = await first_of_silence(stage)
    second = await stage.signal(2)  # the venue has the order, and our request hangs
    await stage.order_in("unknown")
    third = await stage.signal(3)  # the request has timed out: nobody here can say what became of it
    await stage.admin.remove_faults(BLIND)
    order = await stage.order_in("filled")

    assert first["state"] == "ordered"
    for repeated in (second, third):
        assert (repeated["state"], repeated["reason_code"]) == ("denied", "pyramiding_max")
        assert "not known yet whether the venue has it" in repeated["reason"]
    accepted = await stage.admin.accepted(stage.key)
    assert [one["client_order_id"] for one in accepted] == [order["client_order_id"]]
    assert await stage.held() == await stage.held_at_venue() == 1
    assert (await stage.trader.get("/discrepancies", params={"state": "open"})).json()["items"] == []


@pytest.mark.parametrize("stage", ["alpaca"], indirect=True)
async def test_an_agent_that_may_add_adds_nothing_while_an_order_has_no_known_fate(stage: Stage) -> None:
    await make_agent(stage, pyramiding_max=None)

    await first_of_silence(stage)
    await stage.order_in("unknown")
    second = await stage.signal(2)
    await stage.admin.remove_faults(BLIND)
    await stage.order_in("filled")

    assert (second["state"], second["reason_code"]) == ("denied", "symbol_blocked")
    assert len(await stage.admin.accepted(stage.key)) == 1
