"""Reading orders, executions, positions and signals: one schema with the events, whole pages, one's own only."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import BaseModel
from tests.store.orders.desk import SYMBOL, Desk

from tradewright.domain.trading.market import Quote
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders import (
    Signal,
    execution_document,
    order_document,
    position_document,
    schemas,
    signal_document,
    store,
)
from tradewright.kernel.ids import SignalId


async def pages(client: httpx.AsyncClient, path: str, limit: int) -> list[dict[str, Any]]:
    """Walk through every page and return all items."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(path, params=query)).raise_for_status().json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
        assert len(page["items"]) == limit


async def test_pages_lose_and_repeat_nothing_while_rows_are_added(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    made = [await desk.add_order(account_id) for _ in range(7)]
    seen: list[str] = []
    cursor: str | None = None

    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/orders", params=query)).json()
        seen += [order["order_id"] for order in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        await desk.add_order(account_id)

    assert seen == [str(order_id) for order_id in reversed(made)]


async def test_executions_page_the_same_way(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()
    made = [await desk.add_execution(account_id) for _ in range(5)]

    items = await pages(client, "/executions", 2)

    assert [item["execution_id"] for item in items] == [str(one) for one in reversed(made)]


async def test_orders_are_filtered_by_state_symbol_and_account(desk: Desk, client: httpx.AsyncClient) -> None:
    one, two = await desk.add_account(), await desk.add_account()
    working = await desk.add_order(one)
    held = await desk.add_order(one, state="held", symbol="ES")
    filled = await desk.add_order(two, state="filled")

    async def found(**query: str) -> set[str]:
        return {order["order_id"] for order in (await client.get("/orders", params=query)).json()["items"]}

    assert await found(state="open") == {str(working), str(held)}
    assert await found(state="filled") == {str(filled)}
    assert await found(symbol="es") == {str(held)}
    assert await found(account_id=str(two)) == {str(filled)}
    assert await found(account_id=str(two), state="open") == set()


@pytest.mark.parametrize(
    "path",
    [
        "/orders?state=lost",
        "/orders?cursor=%00",
        "/orders?cursor=WzFd&limit=0",
        "/orders?symbol=%00",
        "/executions?cursor=Wy0xXQ",
    ],
)
async def test_a_strange_query_is_refused_in_place(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_an_order_is_shown_with_its_legs_and_events(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()
    entry = await desk.add_order(account_id)
    stop = await desk.add_order(account_id, leg="stop", state="held", parent=entry)

    order = (await client.get(f"/orders/{entry}")).json()

    assert [leg["order_id"] for leg in order["legs"]] == [str(stop)]
    assert order["legs"][0]["parent_order_id"] == str(entry)
    assert [(event["number"], event["kind"], event["data"]) for event in order["events"]] == [
        (1, "accepted", {"venue_order_id": "v-1"})
    ]


async def test_an_order_in_doubt_shows_its_age_cause_and_evidence(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    order_id = await desk.add_order(account_id, state="unknown")
    sure_id = await desk.add_order(account_id)
    look = '[{"at": "2026-03-04T15:30:00+00:00", "source": "lookup", "found": null, "detail": "no answer"}]'
    since = datetime(2026, 3, 4, 15, 29, tzinfo=UTC)
    await desk.owner("update app.trade_order set unknown_since = $1 where order_id = $2", since, order_id)
    for asked in (order_id, sure_id):
        await desk.owner(
            """insert into app.inquiry (user_id, order_id, account_id, cause, asked_at, began_at, evidence)
               values ($1, $2, $3, 'timed out', $4, $4, $5::jsonb)""",
            desk.user_id,
            asked,
            account_id,
            since,
            look,
        )

    [doubtful] = (await client.get("/orders?state=unknown")).json()["items"]
    sure = (await client.get(f"/orders/{sure_id}")).json()

    assert (doubtful["order_id"], doubtful["unknown_since"]) == (str(order_id), "2026-03-04T15:29:00Z")
    assert doubtful["inquiry"]["causes"] == ["timed out"]
    assert [(one["source"], one["found"], one["detail"]) for one in doubtful["inquiry"]["evidence"]] == [
        ("lookup", None, "no answer")
    ]
    assert sure["inquiry"] is None


async def test_another_trader_finds_nothing(
    desk: Desk, client: httpx.AsyncClient, foreign_client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    order_id = await desk.add_order(account_id)
    await desk.add_execution(account_id)
    await desk.add_position(account_id, "1")

    assert (await client.get(f"/orders/{order_id}")).status_code == 200
    for method, path in [("GET", f"/orders/{order_id}"), ("POST", f"/orders/{order_id}/cancel")]:
        answer = await foreign_client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "order_not_found")
    close = {"account_id": str(account_id), "symbol": SYMBOL}
    assert (await foreign_client.post("/positions/close", json=close)).status_code == 404
    assert (await foreign_client.post("/flatten", json={"account_id": str(account_id)})).status_code == 404
    for path in ("/orders", "/executions", "/positions"):
        assert (await foreign_client.get(path)).json()["items"] == []
    assert (await client.get(f"/signals/{uuid4()}")).json()["code"] == "signal_not_found"


async def test_positions_are_valued_at_the_quote_or_not_at_all(
    desk: Desk, client: httpx.AsyncClient, quotes: QuoteBoard
) -> None:
    account_id = await desk.add_account()
    await desk.add_position(account_id, "-2", symbol="ES")
    await desk.add_position(account_id, "0.5")
    await desk.add_position(await desk.add_account(broker="other"), "0", symbol=SYMBOL)
    quotes.put(Quote("ES", Decimal(59999), Decimal(60000), Decimal(60000), datetime.now(UTC)))

    items = {item["symbol"]: item for item in (await client.get("/positions?broker=paper")).json()["items"]}

    # short two contracts of 50 money a point, half a point in our favour
    assert (items["ES"]["mark_price"], items["ES"]["unrealised_pnl"]) == ("59999.5", "50")
    assert (items[SYMBOL]["mark_price"], items[SYMBOL]["unrealised_pnl"]) == (None, None)
    assert (await client.get("/positions?broker=other")).json()["items"] == []


async def test_money_has_no_more_digits_than_it_is_kept_with(
    desk: Desk, client: httpx.AsyncClient, quotes: QuoteBoard
) -> None:
    account_id = await desk.add_account()
    await desk.add_position(account_id, "0.3")
    await desk.owner(
        "update app.position set average_price = 60000.333333333333333333 where account_id = $1", account_id
    )
    quotes.put(Quote(SYMBOL, Decimal(60000), Decimal(60000), Decimal(60000), datetime.now(UTC)))

    [position] = (await client.get("/positions")).json()["items"]

    assert (position["average_price"], position["unrealised_pnl"]) == ("60000.333333333333333333", "-0.1")


async def test_events_and_answers_are_the_same_documents(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()
    order_id = await desk.add_order(account_id, tag="mine")
    await desk.add_execution(account_id)
    await desk.add_position(account_id, "0.5")
    signal_id = await desk.add_signal(account_id)
    await desk.decide(signal_id, "ordered", decision={"sizing": {"quantity": "1.50"}})

    async with desk.cx.transaction() as tx:
        order = await store.find_order(tx, desk.user_id, order_id)
        [execution] = await store.list_executions(
            tx, desk.user_id, symbol=None, account_id=None, order_id=None, before=None, at_most=1
        )
        [held] = await store.list_positions(tx, desk.user_id, broker=None, symbol=None, account_id=None)
        signal = await store.find_signal(tx, desk.user_id, SignalId(signal_id))
    assert order is not None
    assert signal is not None
    told: list[tuple[dict[str, Any], Any, type[BaseModel]]] = [
        (
            order_document(order.order, submitted_at=order.submitted_at, updated_at=order.updated_at),
            (await client.get("/orders")).json()["items"][0],
            schemas.Order,
        ),
        (
            execution_document(
                execution.fill,
                execution_id=execution.execution_id,
                account_id=execution.account_id,
                order_id=execution.order_id,
                correlation_id=execution.correlation_id,
                realised=execution.realised,
                recorded_at=execution.recorded_at,
            ),
            (await client.get("/executions")).json()["items"][0],
            schemas.Execution,
        ),
        (
            position_document(held.position, account_id=held.account_id, mark=None),
            (await client.get("/positions")).json()["items"][0],
            schemas.Position,
        ),
        (
            signal_document(
                signal.signal,
                state=signal.state,
                decision=signal.decision,
                decided_at=signal.decided_at,
            ),
            (await client.get(f"/signals/{signal_id}")).json(),
            Signal,
        ),
    ]

    for document, answer, schema in told:
        assert document == answer
        assert list(document) == list(schema.model_fields)
        assert list(answer) == list(schema.model_fields)
