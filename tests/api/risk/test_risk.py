"""`/risk` and `/kill-switch` over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.store.orders.desk import Desk

from tradewright.domain.trading.documents import limits_to_document
from tradewright.domain.trading.signal import RiskLimits

NO_LIMITS: dict[str, Any] = limits_to_document(RiskLimits())


async def test_a_new_trader_has_no_limits_and_no_switch(desk: Desk, client: httpx.AsyncClient) -> None:
    account_id = await desk.add_account()

    answer = await client.get("/risk")

    body = answer.json()
    [used] = body.pop("usage")
    figures = {one["rule"]: (one["value"], one["limit"]) for one in used.pop("figures")}
    assert figures["loss_daily"] == figures["exposure_gross"] == ("0", None)
    assert [one["rule"] for one in body.pop("usage_user")["figures"]] == list(figures)
    assert used == {
        "account_id": str(account_id),
        "loss_daily": "0",
        "trades_daily": 0,
        "positions": 0,
        "drawdown": None,
    }
    assert body == {
        "user": NO_LIMITS,
        "accounts": {},
        "kill_switch": [],
        "exposure": [],
        "is_live": False,
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
        ({"user": {"leverage_max": "0"}}, "$.user.leverage_max"),
        ({"user": {"loss_max": "3"}}, "$.user.loss_max"),
        ({"user": {"loss_daily_percent_max": "101"}}, "$.user.loss_daily_percent_max"),
        ({"user": {"duplicate_window_s": 3601}}, "$.user.duplicate_window_s"),
        ({"user": {"cooldown_losses": 51}}, "$.user.cooldown_losses"),
        ({"user": {"symbols_allowed": ["BTC USD"]}}, "$.user.symbols_allowed[0]"),
        (
            {"user": {"sessions": [{"days": [8], "since": "09:30", "until": "16:00"}]}},
            "$.user.sessions[0].days[0]",
        ),
        (
            {"user": {"blackouts": [{"since": "2026-03-06T14:00:00Z", "until": "2026-03-06T13:00:00Z"}]}},
            "$.user.blackouts[0]",
        ),
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

    assert (first["scope_id"], first["level"], first["reason"]) == (account_id, "reduce_only", "enough")
    assert len(first["signal_ids"]) == 1
    assert second == first | {"signal_ids": []}
    assert shown == [{key: value for key, value in first.items() if key != "signal_ids"}]
    assert released["level"] == "none"
    assert released["set_by"].startswith("api_key:")
    signal = (await client.get(f"/signals/{first['signal_ids'][0]}")).json()
    assert (signal["source"], signal["intent"]["action"]) == ("kill_switch", "flatten")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"scope": "account", "action": "flatten"}, "$.account_id"),
        ({"scope": "user", "account_id": str(uuid4()), "action": "flatten"}, "$.account_id"),
        ({"scope": "user", "action": "halt", "policy": {"positions": "all"}}, "$.policy"),
        ({"scope": "user", "action": "release", "lock_minutes": 5}, "$.lock_minutes"),
        ({"scope": "user", "action": "halt", "lock_minutes": 10081}, "$.lock_minutes"),
    ],
)
async def test_what_would_be_ignored_is_refused(
    desk: Desk, client: httpx.AsyncClient, body: dict[str, Any], path: str
) -> None:
    answer = await client.post("/kill-switch", json=body)

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]
    assert await desk.signals() == []


async def test_the_switch_of_the_platform_is_the_operators(desk: Desk, client: httpx.AsyncClient) -> None:
    answer = await client.post("/kill-switch", json={"scope": "platform", "action": "halt"})

    assert (answer.status_code, answer.json()["code"]) == (403, "operator_only")


async def test_a_locked_switch_says_until_when(desk: Desk, client: httpx.AsyncClient) -> None:
    locked = await client.post(
        "/kill-switch", json={"scope": "user", "action": "reduce_only", "lock_minutes": 30}
    )

    refused = await client.post("/kill-switch", json={"scope": "user", "action": "release"})

    assert (refused.status_code, refused.json()["code"]) == (409, "kill_switch_locked")
    assert refused.json()["locked_until"][:19] == locked.json()["locked_until"][:19]


async def test_the_log_tells_every_press_newest_first(desk: Desk, client: httpx.AsyncClient) -> None:
    flatten = {"scope": "user", "action": "flatten", "policy": {"positions": "keep_spot"}}
    await client.post("/kill-switch", json=flatten)
    await client.post("/kill-switch", json={"scope": "user", "action": "release"})

    items = (await client.get("/kill-switch/log")).json()["items"]

    assert [(one["action"], one["level_before"], one["level"]) for one in items] == [
        ("release", "reduce_only", "none"),
        ("flatten", "none", "reduce_only"),
    ]
    assert items[1]["policy"] == {"positions": "keep_spot", "resting": "cancel"}
