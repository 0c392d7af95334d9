"""From the trader's order to a fill at Alpaca's fake and back into the books: every room of the product, the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.api.brokerage.conftest import Role
from tests.api.browser import Browser
from tests.support.eventually import eventually

from tradewright_fakes.alpaca import AlpacaFake, serve


@pytest.fixture
async def fake() -> AsyncIterator[AlpacaFake]:
    async with serve() as running:
        await running.admin.price("AAPL", bid="200.00", ask="200.10")
        yield running


@pytest.fixture
async def account(trader: Browser, fake: AlpacaFake) -> AsyncIterator[dict[str, Any]]:
    made = await trader.post(
        "/accounts/link/alpaca",
        {
            "label": "Rehearsal",
            "environment": "rehearsal",
            "credential": {"key_id": fake.key_id, "secret": fake.secret},
            "base_url": fake.url,
        },
    )
    assert made.status_code == 201, made.text
    yield made.json()
    # The venue ends with the test, and the next test's executor need not look for it.
    await trader.delete(f"/accounts/{made.json()['account_id']}", params={"force": True})


async def ask(trader: Browser, account: dict[str, Any], **about: Any) -> dict[str, Any]:
    """Ask for an order of the account and return its signal or order, as answered."""
    body = {"account_id": account["account_id"], "symbol": "AAPL", "side": "buy", "qty": "2", **about}
    answer = await trader.post("/order", body)
    assert answer.status_code in (201, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def orders_of(trader: Browser, account: dict[str, Any]) -> list[dict[str, Any]]:
    page = (await trader.get("/orders", params={"account_id": account["account_id"]})).json()
    found: list[dict[str, Any]] = page["items"]
    return found


async def until(trader: Browser, account: dict[str, Any], **states: str) -> dict[str, dict[str, Any]]:
    """Wait until the account has an order of each leg in its state; return those by leg."""

    async def reached() -> dict[str, dict[str, Any]] | None:
        orders = await orders_of(trader, account)
        found = {one["leg"]: one for one in orders if states.get(one["leg"]) == one["state"]}
        return found if set(found) == set(states) else None

    return await eventually(reached)


async def held(trader: Browser, account: dict[str, Any]) -> dict[str, str]:
    positions = (await trader.get("/positions")).json()["items"]
    return {one["symbol"]: one["quantity"] for one in positions if one["account_id"] == account["account_id"]}


async def test_a_protected_order_is_filled_at_alpaca_and_leaves_by_its_stop(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    await ask(trader, account, sl={"mode": "price", "value": "190"}, tp={"mode": "price", "value": "220"})
    orders = await until(trader, account, entry="filled", stop="working", target="working")
    bought = await held(trader, account)
    await fake.admin.price("AAPL", bid="189.00", ask="189.10")
    ended = await until(trader, account, stop="filled", target="cancelled")

    assert bought == {"AAPL": "2"}
    assert orders["entry"]["average_price"] == "200.1"
    assert ended["stop"]["average_price"] == "189"
    assert await held(trader, account) == {}
    arrived = await fake.admin.accepted(fake.key_id)
    assert [one["client_order_id"] for one in arrived] == [orders["entry"]["client_order_id"]]
    legs = {orders[leg]["venue_order_id"] for leg in ("stop", "target")}
    assert None not in legs


async def test_three_orders_whose_answers_are_lost_are_three_orders_found_and_booked(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    await fake.admin.fault("drop_after", when={"method": "POST", "path": "/v2/orders"})

    for _ in range(3):
        await ask(trader, account, qty="1")

    async def all_filled() -> list[dict[str, Any]] | None:
        orders = await orders_of(trader, account)
        return orders if [one["state"] for one in orders] == ["filled"] * 3 else None

    orders = await eventually(all_filled)
    arrived = await fake.admin.accepted(fake.key_id)
    assert sorted(one["client_order_id"] for one in arrived) == sorted(
        one["client_order_id"] for one in orders
    )
    assert await held(trader, account) == {"AAPL": "3"}
    state = await fake.admin.state(fake.key_id)
    assert "'quantity': '3'" in str(state["markets"])


async def test_a_coin_that_alpaca_cannot_bracket_is_protected_all_the_same(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    await fake.admin.price("BTC/USD", bid="60000", ask="60010")

    await ask(
        trader,
        account,
        symbol="BTCUSD",
        qty="0.5",
        sl={"mode": "price", "value": "59000"},
        tp={"mode": "price", "value": "63000"},
    )
    orders = await until(trader, account, entry="filled", stop="working")
    await fake.admin.price("BTC/USD", bid="58900", ask="58910")
    await until(trader, account, stop="filled", target="cancelled")

    assert orders["entry"]["symbol"] == "BTCUSD"
    assert await held(trader, account) == {}
    assert len(await fake.admin.accepted(fake.key_id)) == 2


async def test_what_happened_at_alpaca_while_we_were_away_is_booked_when_we_are_back(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    await ask(trader, account, sl={"mode": "price", "value": "190"}, tp={"mode": "price", "value": "220"})
    await until(trader, account, entry="filled", stop="working", target="working")
    await executor.stop()

    await fake.admin.price("AAPL", bid="189.00", ask="189.10")
    await fake.admin.external_order(fake.key_id, "AAPL", "buy", "5", type="limit", limit_price="100")
    await executor.start()
    ended = await until(trader, account, stop="filled", target="cancelled")

    async def by_hand() -> list[dict[str, Any]]:
        page = (await trader.get("/orders/external")).json()
        found: list[dict[str, Any]] = page["items"]
        return found

    (external,) = await eventually(by_hand)
    assert ended["stop"]["average_price"] == "189"
    assert await held(trader, account) == {}
    assert (external["symbol"], external["quantity"], external["state"]) == ("AAPL", "5", "working")
    assert (await trader.get("/discrepancies", params={"state": "open"})).json()["items"] == []


async def test_a_protected_position_is_closed_and_turned_round_though_its_legs_hold_the_shares(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    legs = {"sl": {"mode": "price", "value": "190"}, "tp": {"mode": "price", "value": "220"}}
    await ask(trader, account, **legs)
    await until(trader, account, entry="filled", stop="working", target="working")

    closing = await trader.post("/positions/close", {"account_id": account["account_id"], "symbol": "AAPL"})
    await until(trader, account, exit="filled")
    flat = await held(trader, account)
    await ask(trader, account, qty="3", **legs)

    async def long_again() -> bool:
        return await held(trader, account) == {"AAPL": "3"}

    await eventually(long_again)
    await ask(trader, account, side="sell", action="reverse", qty="1")

    async def short() -> bool:
        return await held(trader, account) == {"AAPL": "-1"}

    await eventually(short)
    assert closing.status_code == 202, closing.text
    assert flat == {}
    state = await fake.admin.state(fake.key_id)
    (venue,) = state["markets"]["alpaca"]
    assert [one["quantity"] for one in venue["positions"]] == ["-1"]
    assert [one["status"] for one in venue["orders"] if one["status"] in ("new", "held", "accepted")] == []
    assert (await trader.get("/discrepancies", params={"state": "open"})).json()["items"] == []


async def test_what_a_cancelled_entry_has_filled_is_protected_all_the_same(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    """Alpaca would arm a bracket's legs when the entry has filled whole, so these are ours. It refuses the stop beside the
    resting entry (a wash trade), so it is watched here.
    """
    await fake.admin.price("AAPL", bid="200.00", ask="200.10", bid_size="1", ask_size="1")
    await ask(
        trader,
        account,
        qty="3",
        type="limit",
        limit_price="200.10",
        sl={"mode": "price", "value": "190"},
        tp={"mode": "price", "value": "220"},
    )
    entry = (await until(trader, account, entry="partly_filled"))["entry"]

    cancelled = await trader.post(f"/orders/{entry['order_id']}/cancel")
    await until(trader, account, entry="cancelled")

    async def is_left() -> bool:
        # A market speaks again and again; the stream of quotes may have opened after the first of these.
        await fake.admin.price("AAPL", bid="189.00", ask="189.10")
        return await held(trader, account) == {}

    await eventually(is_left)
    await until(trader, account, stop="filled")

    assert cancelled.status_code in (200, 202), cancelled.text


async def test_a_key_revoked_at_alpaca_disconnects_the_account_and_says_why(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    await ask(trader, account, qty="1")
    await until(trader, account, entry="filled")

    await fake.admin.revoke(fake.key_id)
    await fake.admin.kill_streams(fake.key_id)

    async def disconnected() -> dict[str, Any] | None:
        now: dict[str, Any] = (await trader.get(f"/accounts/{account['account_id']}")).json()
        return now if now["status"] == "disconnected" else None

    marked = await eventually(disconnected)
    assert marked["link"]["status"] == "revoked"
    assert marked["link"]["reason"]
    refused = await trader.post(
        "/order", {"account_id": account["account_id"], "symbol": "AAPL", "side": "buy", "qty": "1"}
    )
    assert refused.status_code == 409, refused.text


async def test_how_the_connection_stands_is_told_and_what_is_held_has_the_venues_price(
    trader: Browser, account: dict[str, Any], fake: AlpacaFake, executor: Role
) -> None:
    async def connection() -> dict[str, Any]:
        found: dict[str, Any] = (await trader.get(f"/accounts/{account['account_id']}")).json()["connection"]
        return found

    async def is_connected() -> bool:
        return bool((await connection())["state"] == "connected")

    async def is_marked() -> bool:
        # Not before: the gateway may still know a price of another test's venue.
        [position] = (await trader.get("/positions", params={"account_id": account["account_id"]})).json()[
            "items"
        ]
        return bool(position["mark_price"] == "200.05")

    await ask(trader, account)
    await until(trader, account, entry="filled")
    await eventually(is_connected)
    await eventually(is_marked)

    assert account["connection"]["state"] == "connecting"
    assert (await connection())["last_look_at"] is not None
