"""A key that may trade presses and tightens; loosening and linking need the trader, or a key with the scope `risk`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from tests.api.browser import Browser, open_program

HALT = {"scope": "user", "action": "halt", "reason": "a program saw something"}
RELEASE = {"scope": "user", "action": "release"}
LINK = {
    "label": "theirs",
    "environment": "paper",
    "credential": {"key_id": "PKAAAAAAAAAAAAAAAAAA", "secret": "s" * 40},
}


async def test_a_trade_key_tightens_and_does_not_loosen(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        told = [
            await program.put("/risk", json={"user": {"trades_daily_max": value}})
            for value in (10, 5, 6, None)
        ]
        kept = (await program.get("/risk")).json()["user"]["trades_daily_max"]

    assert [one.status_code for one in told] == [200, 200, 403, 403]
    assert told[2].json()["code"] == "risk_scope_required"
    assert "Settings → API keys" in told[2].json()["detail"]
    assert kept == 5


async def test_a_trade_key_presses_and_does_not_release(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        pressed = await program.post("/kill-switch", json=HALT)
        refused = await program.post("/kill-switch", json=RELEASE)
        [switch] = [
            one for one in (await program.get("/risk")).json()["kill_switch"] if one["scope"] == "user"
        ]

    assert (pressed.status_code, refused.status_code) == (200, 403)
    assert refused.json()["code"] == "risk_scope_required"
    assert switch["level"] == "halted"
    assert (await trader.post("/kill-switch", RELEASE)).json()["level"] == "none"


async def test_a_trade_key_links_nothing(app: FastAPI, trader: Browser) -> None:
    consent = {"label": "theirs", "environment": "paper"}
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        told = [
            await program.post("/accounts/link/alpaca", json=LINK),
            await program.post("/accounts/link/alpaca/oauth", json=consent),
            await program.post(f"/accounts/{uuid4()}/relink", json={"credential": LINK["credential"]}),
        ]

    assert [one.json()["code"] for one in told] == ["risk_scope_required"] * 3


async def test_a_risk_key_loosens(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade", "risk")) as program:
        for value in (5, None):
            loosened = await program.put("/risk", json={"user": {"trades_daily_max": value}})
        await program.post("/kill-switch", json=HALT)
        released = await program.post("/kill-switch", json=RELEASE)

    assert loosened.json()["user"]["trades_daily_max"] is None
    assert released.json()["level"] == "none"


async def test_a_trade_key_tightens_an_agents_limits_and_does_not_loosen_them(
    app: FastAPI, trader: Browser
) -> None:
    def rules(**limits: Any) -> dict[str, Any]:
        sizing = {"mode": "fixed", "value": "1"}
        return {"name": "Limited", "account_ids": [account_id], "sizing": sizing, "limits": limits}

    account_id = (await trader.first_account())["account_id"]
    made = await trader.post("/agents", rules(trades_daily_max=5))
    agent = f"/agents/{made.json()['agent_id']}"
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        tightened = await program.put(agent, json=rules(trades_daily_max=4))
        told = [
            await program.put(agent, json=one)
            for one in (
                rules(trades_daily_max=5),
                rules(),
                rules(trades_daily_max=4, order_notional_max="10"),
            )
        ]
        versions = (await program.get(f"{agent}/versions")).json()["items"]
    async with open_program(app, await trader.make_key("read", "trade", "risk")) as program:
        loosened = await program.put(agent, json=rules())

    assert (made.status_code, tightened.status_code) == (201, 200)
    assert [one.status_code for one in told] == [403, 403, 200]
    assert told[0].json()["code"] == "risk_scope_required"
    assert [one["number"] for one in versions] == [3, 2, 1]
    assert loosened.json()["limits"]["trades_daily_max"] is None


async def test_a_trade_key_disconnects_an_account_and_neither_connects_it_nor_moves_its_day(
    app: FastAPI, trader: Browser
) -> None:
    made = await trader.post("/accounts", {"label": "Kept", "broker": "paper", "timezone": "Europe/Berlin"})
    account = f"/accounts/{made.json()['account_id']}"
    changes: list[dict[str, str]] = [
        {"label": "Kept still", "timezone": "Europe/Berlin"},
        {"status": "disconnected"},
        {"status": "active"},
        {"timezone": "Asia/Tokyo"},
    ]
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        told = [await program.patch(account, json=change) for change in changes]
    by_trader = await trader.patch(account, {"status": "active", "timezone": "Asia/Tokyo"})

    assert [one.status_code for one in told] == [200, 200, 403, 403]
    assert told[3].json()["code"] == "risk_scope_required"
    assert (by_trader.json()["status"], by_trader.json()["timezone"]) == ("active", "Asia/Tokyo")
