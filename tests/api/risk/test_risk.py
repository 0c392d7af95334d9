"""`/risk` and `/kill-switch` over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.store.orders.desk import Desk

NO_LIMITS = {
    "loss_daily_max": None,
    "trades_daily_max": None,
    "positions_max": None,
    "order_notional_max": None,
}


async def test_a_new_trader_has_no_limits_and_no_switch(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()

    answer = await client.get("/risk")

    assert answer.json() == {
        "user": NO_LIMITS,
        "accounts": {},
        "kill_switch": [],
        "usage": [{"account_id": str(account_id), "loss_daily": "0", "trades_daily": 0, "positions": 0}],
    }


async def test_limits_are_set_kept_and_taken_away(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = str(await desk.add_account())
    before = await desk.epoch()

    first = await client.put("/risk", json={"user": {"loss_daily_max": "500.50", "trades_daily_max": 10}})
    second = await client.put(
        "/risk", json={"user": {"trades_daily_max": None}, "accounts": {account_id: {"positions_max": 0}}}
    )

    assert first.json()["user"] == NO_LIMITS | {"loss_daily_max": "500.5", "trades_daily_max": 10}
    assert second.json()["user"] == NO_LIMITS | {"loss_daily_max": "500.5"}
    assert second.json()["accounts"] == {account_id: NO_LIMITS | {"positions_max": 0}}
    assert await desk.epoch() == before + 2


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"user": {"loss_daily_max": "0"}}, "$.user.loss_daily_max"),
        ({"user": {"loss_daily_max": "-5"}}, "$.user.loss_daily_max"),
        ({"user": {"trades_daily_max": -1}}, "$.user.trades_daily_max"),
        ({"user": {"trades_daily_max": "3"}}, "$.user.trades_daily_max"),
        ({"user": {"positions_max": 10**12}}, "$.user.positions_max"),
        ({"user": {"leverage_max": "3"}}, "$.user.leverage_max"),
        ({"users": {}}, "$.users"),
    ],
)
async def test_a_limit_that_cannot_be_is_refused_in_place(
    desk: Desk, client: httpx.AsyncClient, body: dict[str, Any], path: str
) -> None:
    before = await desk.epoch()

    answer = await client.put("/risk", json=body)

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]
    assert await desk.epoch() == before


async def test_limits_of_somebody_elses_account_are_not_found(
    desk: Desk, stranger: Desk, client: httpx.AsyncClient
) -> None:
    theirs = str(await stranger.add_account())

    answer = await client.put("/risk", json={"accounts": {theirs: {"positions_max": 1}}})

    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


async def test_the_switch_is_pressed_twice_and_released(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = str(await desk.add_account())
    body = {"scope": "account", "account_id": account_id, "action": "flatten", "reason": "enough"}

    first = (await client.post("/kill-switch", json=body)).json()
    second = (await client.post("/kill-switch", json=body)).json()
    shown = (await client.get("/risk")).json()["kill_switch"]
    released = (await client.post("/kill-switch", json=body | {"action": "release", "reason": ""})).json()

    assert (first["scope_id"], first["level"], first["reason"]) == (account_id, "entries_paused", "enough")
    assert len(first["signal_ids"]) == 1
    assert second == first | {"signal_ids": []}
    assert shown == [{key: value for key, value in first.items() if key != "signal_ids"}]
    assert released["level"] == "none"
    assert released["set_by"].startswith("api_key:")
    signal = (await client.get(f"/signals/{first['signal_ids'][0]}")).json()
    assert (signal["source"], signal["intent"]["action"]) == ("kill_switch", "flatten")


@pytest.mark.parametrize(
    "body",
    [
        {"scope": "account", "action": "flatten"},
        {"scope": "user", "account_id": str(uuid4()), "action": "flatten"},
    ],
)
async def test_scope_and_account_must_agree(
    desk: Desk, client: httpx.AsyncClient, body: dict[str, str]
) -> None:
    answer = await client.post("/kill-switch", json=body)

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == ["$.account_id"]
    assert await desk.signals() == []
