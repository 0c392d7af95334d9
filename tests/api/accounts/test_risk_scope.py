"""A key that may trade presses and tightens; loosening and linking need the trader, or a key with the scope `risk`."""

from __future__ import annotations

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
