"""`POST /order` over HTTP: what it refuses before anything is written, and the four ways it can answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.store.orders.desk import SYMBOL, Desk

ORDER: dict[str, Any] = {
    "broker": "paper",
    "side": "buy",
    "type": "market",
    "symbol": SYMBOL,
    "qty_mode": "fixed",
    "qty": "0.5",
    "tag": "mine",
}


def faults_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {fault["path"]: fault["rule"] for fault in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("change", "path", "rule"),
    [
        ({"side": "up"}, "$.side", "literal_error"),
        ({"qty": "0"}, "$.qty", "greater_than"),
        ({"qty": "many"}, "$.qty", "decimal"),
        ({"qty": True}, "$.qty", "decimal"),
        ({"qty_mode": "buckets"}, "$.qty_mode", "literal_error"),
        ({"colour": "red"}, "$.colour", "extra_forbidden"),
        ({"tag": "two\nlines"}, "$.tag", "string_pattern_mismatch"),
        ({"account_id": "7"}, "$.account_id", "uuid_parsing"),
        ({"sl": {"mode": "percent", "value": "x"}}, "$.sl.value", "decimal"),
        ({"sl": {"mode": "percent", "value": "100"}}, "$.sl.value", "percent"),
        ({"sl": {"mode": "risk_reward", "value": "2"}}, "$.sl.mode", "choice"),
        ({"tp": {"mode": "risk_reward", "value": "2"}}, "$.sl", "required"),
        ({"type": "limit"}, "$.limit_price", "required"),
        ({"type": "stop"}, "$.stop_price", "required"),
        ({"limit_price": "5"}, "$.limit_price", "not_with_type"),
        ({"qty_mode": "risk_percent", "qty": "1"}, "$.sl", "required"),
        ({"qty_mode": "percent_equity", "qty": "101"}, "$.qty", "percent"),
        (
            {"reduce_only": True, "sl": {"mode": "percent", "value": "1"}},
            "$.sl",
            "no_protection_when_reducing",
        ),
        ({"side": None}, "$.side", "required"),
        ({"action": "exit"}, "$.side", "not_with_action"),
        ({"action": "sell"}, "$.side", "not_with_action"),
        ({"qty": None}, "$.qty", "required"),
        ({"side": None, "action": "target", "qty": None}, "$.target_quantity", "required"),
        ({"side": None, "action": "breakeven"}, "$.qty", "not_with_action"),
        ({"target_quantity": "1"}, "$.target_quantity", "not_with_action"),
        ({"type": "trailing_stop"}, "$.trail", "required"),
        ({"trail": {"mode": "ticks", "value": "9"}}, "$.trail", "not_with_type"),
        ({"trailing_stop": {"mode": "percent", "value": "100"}}, "$.trailing_stop.value", "percent"),
        ({"price_from": {"source": "bid"}}, "$.price_from", "not_with_type"),
        ({"post_only": True}, "$.post_only", "not_with_type"),
        ({"time_in_force": "gtd"}, "$.expires_at", "required"),
        ({"expires_at": "2030-01-01T00:00:00Z"}, "$.expires_at", "not_with_time_in_force"),
        ({"cancel_after_s": 0}, "$.cancel_after_s", "greater_than_equal"),
        ({"qty_mode": "risk_money", "qty": "5"}, "$.sl", "required"),
        ({"symbol": "BTCUSDT"}, "$.symbol", "known_symbol"),
        ({"broker": "alpaca"}, "$.broker", "has_active_account"),
    ],
)
async def test_a_fault_is_located_and_nothing_is_written(
    desk: Desk, client: httpx.AsyncClient, change: dict[str, Any], path: str, rule: str
) -> None:
    await desk.add_account()

    answer = await client.post("/order", json=ORDER | change)

    assert answer.status_code == 422
    assert faults_of(answer) == {path: rule}
    assert await desk.signals() == []


@pytest.mark.parametrize("text", [r"\ud800", r"\u0000", r"\u001f"])
@pytest.mark.parametrize("field", ["tag", "symbol", "broker", "qty"])
async def test_text_that_the_database_cannot_hold_is_refused(
    desk: Desk, client: httpx.AsyncClient, field: str, text: str
) -> None:
    await desk.add_account()
    body = json.dumps(ORDER | {field: "TEXT"}).replace("TEXT", text)

    answer = await client.post("/order", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert set(faults_of(answer)) == {f"$.{field}"}
    assert await desk.signals() == []


async def test_every_fault_is_named_at_once(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.add_account()

    answer = await client.post(
        "/order", json=ORDER | {"type": "stop_limit", "qty_mode": "risk_percent", "qty": "200"}
    )

    assert set(faults_of(answer)) == {"$.limit_price", "$.stop_price", "$.qty", "$.sl"}


async def test_numbers_keep_every_digit_and_words_may_be_written_loosely(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    await desk.add_account()
    body = (
        '{"side": "BUY", "type": "Stop-Limit", "symbol": "btcusd", "qty_mode": "risk", "qty": 0.12345678901234567890123,'
        ' "limit_price": 60000.10, "stop_price": "59999.9", "sl": {"mode": "Percent", "value": 1.5}}'
    )

    async with asyncio.TaskGroup() as group:
        group.create_task(client.post("/order", content=body, headers={"Content-Type": "application/json"}))
        await desk.decide_next("done")

    [signal] = await desk.signals()
    intent = json.loads(signal["intent"])
    assert intent["sizing"] == {"mode": "risk_percent", "value": "0.12345678901234567890123"}
    assert (intent["order_type"], intent["limit_price"], intent["stop_price"]) == (
        "stop_limit",
        "60000.1",
        "59999.9",
    )
    assert intent["symbol"] == SYMBOL
    assert signal["source"] == "api"


async def test_every_word_of_an_order_reaches_the_intent(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.add_account()
    body = {
        "action": "reverse", "side": "sell", "type": "limit", "symbol": SYMBOL, "qty_mode": "percent_of_buying_power",
        "qty": "25", "price_from": {"source": "Mid", "offset": "-2", "mode": "ticks"},
        "trailing_stop": {"mode": "atr", "value": "3", "activation": "1"}, "time_in_force": "gtd",
        "expires_at": "2030-01-01T00:00:00Z", "post_only": True, "extended_hours": True, "delay_s": 5, "cancel_after_s": 60,
    }  # fmt: skip

    async with asyncio.TaskGroup() as group:
        group.create_task(client.post("/order", json=body))
        await desk.decide_next("done")

    [signal] = await desk.signals()
    assert json.loads(signal["intent"]) == {
        "action": "reverse", "sentiment": "short", "order_type": "limit", "symbol": SYMBOL, "time_in_force": "gtd",
        "sizing": {"mode": "percent_buying_power", "value": "25"},
        "price_from": {"source": "mid", "offset": "-2", "mode": "ticks"},
        "trailing_stop": {"mode": "atr", "value": "3", "activation": "1"},
        "expires_at": "2030-01-01T00:00:00+00:00", "post_only": True, "extended_hours": True, "delay_s": 5,
        "cancel_after_s": 60,
    }  # fmt: skip


async def test_a_replace_asks_for_what_is_named_and_needs_something(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    order_id = await desk.add_order(account_id)

    empty = await client.post(f"/orders/{order_id}/replace", json={})
    unknown = await client.post(f"/orders/{account_id}/replace", json={"quantity": "2"})
    asked = asyncio.create_task(
        client.post(f"/orders/{order_id}/replace", json={"quantity": "2", "stop_price": 59000})
    )
    await desk.decide_next("done")
    answer = await asked

    assert faults_of(empty) == {"$": "something_to_change"}
    assert unknown.status_code == 404
    assert (answer.status_code, answer.json()["order_id"]) == (202, str(order_id))
    intent = json.loads((await desk.signals())[-1]["intent"])
    assert (intent["action"], intent["cancel_order_id"]) == ("replace", str(order_id))
    assert (intent["sizing"]["value"], intent["stop_price"]) == ("2", "59000")


async def test_an_ordered_signal_answers_201_with_its_entry(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()

    asked = asyncio.create_task(client.post("/order", json=ORDER))
    await desk.wait_for_signals(1)
    [signal] = await desk.signals()
    order_id = await desk.add_order(account_id, signal_id=signal["signal_id"], tag="mine")
    await desk.decide(signal["signal_id"], "ordered")
    answer = await asked

    assert answer.status_code == 201
    order = answer.json()
    assert (order["order_id"], order["tag"], order["quantity"], order["remaining"]) == (
        str(order_id),
        "mine",
        "1.5",
        "1.5",
    )
    assert order == {
        key: value for key, value in (await client.get(f"/orders/{order_id}")).json().items() if key in order
    }


async def test_a_denial_answers_403_with_the_rule(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.add_account()
    rule = {"rule": "loss_daily", "scope": "account", "limit": "500", "value": "512.4", "outcome": "denied"}
    change = {
        "field": "wait_until",
        "value": "2026-01-03T00:00:00Z",
        "words": "Wait for the next day.",
        "also": [],
    }

    asked = asyncio.create_task(client.post("/order", json=ORDER))
    [signal_id] = await desk.decide_next(
        "denied",
        reason_code="loss_daily",
        reason="you have lost 512.40",
        decision={"risk": {"rules": [rule], "smallest_change": change}},
    )
    answer = await asked

    assert answer.status_code == 403
    problem = answer.json()
    assert (problem["code"], problem["detail"]) == ("denied", "you have lost 512.40")
    assert [problem[name] for name in ("rule", "scope", "limit", "value")] == [
        "loss_daily",
        "account",
        "500",
        "512.4",
    ]
    assert problem["smallest_change"] == change
    assert problem["signal_id"] == str(signal_id)


async def test_a_close_without_a_position_answers_409(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()
    body = {"account_id": str(account_id), "symbol": SYMBOL}

    asked = asyncio.create_task(client.post("/positions/close", json=body))
    await desk.decide_next(
        "ignored", reason_code="nothing_to_close", reason="There is no position in BTCUSD."
    )
    answer = await asked

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_close")


async def test_an_undecided_signal_answers_202_and_is_decided_later(
    desk: Desk, client: httpx.AsyncClient, app: FastAPI
) -> None:
    app.state.decisions.timeout_s = 0.05
    await desk.add_account()

    answer = await client.post("/order", json=ORDER)
    [signal] = await desk.signals()
    seen = await client.get(f"/signals/{signal['signal_id']}")

    assert answer.status_code == 202
    assert "nothing is lost" in answer.json()["detail"]
    assert answer.json()["state"] == "pending"
    assert seen.json() == {key: value for key, value in answer.json().items() if key != "detail"}


async def test_an_idempotent_retry_gets_the_first_answer_and_one_signal(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    headers = {"Idempotency-Key": "retry-1"}

    asked = asyncio.create_task(client.post("/order", json=ORDER, headers=headers))
    [found] = await desk.wait_for_signals(1)
    await desk.add_order(account_id, signal_id=found["signal_id"])
    await desk.decide(found["signal_id"], "ordered")
    first = await asked
    second = await client.post("/order", json=ORDER, headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert len(await desk.signals()) == 1


async def test_a_retry_after_a_crash_between_commit_and_answer_finds_its_order(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    account_id = await desk.add_account()
    headers = {"Idempotency-Key": "crash-1"}
    first = asyncio.create_task(client.post("/order", json=ORDER, headers=headers))
    [found] = await desk.wait_for_signals(1)
    first.cancel()
    await asyncio.wait([first])
    await desk.owner(
        "update app.idempotency_key set created_at = created_at - interval '1 minute' where user_id = $1",
        desk.user_id,
    )
    order_id = await desk.add_order(account_id, signal_id=found["signal_id"])
    await desk.decide(found["signal_id"], "ordered")

    again = await client.post("/order", json=ORDER, headers=headers)

    assert (again.status_code, again.json()["order_id"]) == (201, str(order_id))
    assert len(await desk.signals()) == 1


async def test_a_request_that_was_carried_out_without_an_order_says_so(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    await desk.add_account()

    asked = asyncio.create_task(client.post("/order", json=ORDER | {"reduce_only": True}))
    await desk.decide_next("done")
    answer = await asked

    assert (answer.status_code, answer.json()["state"]) == (202, "done")
    assert "without a new order" in answer.json()["detail"]


async def test_nobody_orders_without_signing_in(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.add_account()

    answer = await client.post("/order", json=ORDER, headers={"Authorization": ""})

    assert answer.status_code == 401
    assert await desk.signals() == []
