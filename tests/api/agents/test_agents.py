"""Agents through the whole gateway, as the browser and a sender use them."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_program

from tradewright.platform.settings import Settings


async def rules(browser: Browser, **changes: Any) -> dict[str, Any]:
    account = await browser.first_account()
    return {
        "name": "Trend",
        "account_ids": [account["account_id"]],
        "sizing": {"mode": "fixed", "value": "1"},
        **changes,
    }


async def make_agent(browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/agents", await rules(browser, **changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def post_alert(browser: Browser, url: str, **members: Any) -> httpx.Response:
    """Post as a sender does: no cookie, no header of ours."""
    body = {"ticker": "BTCUSD", "action": "buy", "id": str(uuid4())} | members
    transport = browser.http._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as sender:
        return await sender.post(urlsplit(url).path, json=body)


async def put(browser: Browser, path: str, json: Any) -> httpx.Response:
    return await browser.ask("PUT", path, json=json)


async def test_a_new_agent_has_a_url_that_takes_alerts(trader: Browser) -> None:
    agent = await make_agent(trader, symbols=["btcusd", "BINANCE:ETHUSDT.P"], note="first")

    answer = await post_alert(trader, agent["url"])

    assert answer.status_code == 202, answer.text
    assert agent["url"].startswith("http://testserver/api/tv-webhook/")
    assert len(agent["url"].rpartition("/")[2]) == 32
    assert agent["url"].rpartition("/")[2].startswith(agent["token_prefix"])
    assert agent["symbols"] == ["BTCUSD", "ETHUSDT.P"]
    assert (agent["status"], agent["version_number"], agent["note"]) == ("active", 1, "first")
    shown = (await trader.get(f"/agents/{agent['agent_id']}")).json()
    assert shown == {key: value for key, value in agent.items() if key != "warnings"}
    listed = (await trader.get("/agents")).json()
    assert [one["agent_id"] for one in listed["items"]] == [agent["agent_id"]]


async def test_a_key_that_may_only_read_does_not_learn_the_url_which_could_trade(
    app: FastAPI, trader: Browser
) -> None:
    agent = await make_agent(trader)
    token = agent["url"].rpartition("/")[2]

    async with open_program(app, await trader.make_key("read")) as program:
        listed = await program.get("/agents")
        shown = await program.get(f"/agents/{agent['agent_id']}")

    assert listed.json()["items"][0]["url"] == shown.json()["url"] == agent["url"].replace(token[6:], "***")
    assert token not in listed.text + shown.text


async def test_a_symbol_nobody_knows_is_a_warning(trader: Browser) -> None:
    agent = await make_agent(trader, symbols=["NOSUCHTHING"])

    assert len(agent["warnings"]) == 1
    assert "NOSUCHTHING" in agent["warnings"][0]


async def test_what_only_an_accounts_venue_lists_is_no_warning(trader: Browser, settings: Settings) -> None:
    account = await trader.first_account()
    assert settings.database_url is not None
    owner = await asyncpg.connect(settings.database_url.reveal())
    await owner.execute(
        "update app.account set broker = 'binance', environment = 'live' where account_id = $1",
        account["account_id"],
    )

    before_its_list = await make_agent(trader, symbols=["ONLYTHERE"])
    await owner.execute(
        """insert into app.venue_instrument (venue, symbol, venue_symbol, name, market, currency, tick, lot_step,
             lot_smallest, multiplier, updated_at)
           values ('binance:live', 'ONLYTHERE', 'ONLYTHERE', 'x', 'crypto', 'USDT', 1, 1, 1, 1, now())"""
    )
    listed = await make_agent(trader, symbols=["ONLYTHERE", "NOSUCHTHING"])
    await owner.execute("delete from app.venue_instrument where symbol = 'ONLYTHERE'")
    await owner.close()

    assert before_its_list["warnings"] == []
    assert [one.partition(" ")[0] for one in listed["warnings"]] == ["NOSUCHTHING"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"account_ids": [str(uuid4())]}, "$.account_ids[0]"),
        ({"account_ids": []}, "$.account_ids"),
        ({"sizing": {"mode": "risk_percent", "value": "1"}}, "$.stop_loss"),
        ({"sizing": {"mode": "percent_equity", "value": "101"}}, "$.sizing.value"),
        ({"sizing": {"mode": "fixed", "value": "0"}}, "$.sizing.value"),
        ({"sizing": {"mode": "fixed", "value": "NaN"}}, "$.sizing.value"),
        ({"stop_loss": {"mode": "percent", "value": "100"}}, "$.stop_loss.value"),
        ({"stop_loss": {"mode": "risk_reward", "value": "2"}}, "$.stop_loss.mode"),
        ({"take_profit": {"mode": "risk_reward", "value": "2"}}, "$.take_profit.mode"),
        ({"symbols": ["B T/C*"]}, "$.symbols[0]"),
        ({"sides": []}, "$.sides"),
        ({"name": "  "}, "$.name"),
        ({"name": "a\x00b"}, "$.name"),
        ({"passphrase": "abc"}, "$.passphrase"),
        ({"limits": {"trades_daily_max": -1}}, "$.limits.trades_daily_max"),
        ({"no_such_rule": 1}, "$.no_such_rule"),
    ],
)
async def test_rules_that_make_no_sense_are_refused_with_their_place(
    trader: Browser, changes: dict[str, Any], path: str
) -> None:
    answer = await trader.post("/agents", await rules(trader, **changes))

    assert answer.status_code == 422, answer.text
    assert path in {fault["path"] for fault in answer.json()["errors"]}
    assert (await trader.get("/agents")).json()["items"] == []


async def test_a_mapping_reads_what_no_known_format_explains(trader: Browser) -> None:
    mapping = {
        "fields": {
            "symbol": {"path": "$.market.name"},
            "action": {"path": "$.side", "values": {"went up": "buy", "went down": "exit"}},
            "quantity": {"constant": "2"},
        },
        "triggers": {"panic": {"action": "flatten"}},
        "distance_unit": "pips",
    }
    agent = await make_agent(trader, mapping=mapping)

    taken = await post_alert(
        trader, agent["url"], ticker=None, action=None, market={"name": "BTCUSD"}, side="went-up"
    )
    strange = await post_alert(
        trader, agent["url"], ticker=None, action=None, market={"name": "BTCUSD"}, side="sideways"
    )

    assert taken.status_code == 202, taken.text
    alert = (await trader.get(f"/alerts/{taken.json()['alert_id']}")).json()
    assert (alert["intent"]["action"], alert["intent"]["sizing"]) == ("buy", {"mode": "fixed", "value": "2"})
    assert [(one["path"], one["rule"]) for one in strange.json()["errors"]] == [("$.side", "unmapped")]
    assert agent["mapping"]["fields"]["quantity"] == {
        "path": None,
        "constant": "2",
        "values": {},
        "default": None,
    }
    assert (agent["mapping"]["triggers"], agent["mapping"]["risk_unit"]) == (
        {"panic": {"action": "flatten"}},
        None,
    )


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ({"fields": {"shoes": {"constant": "2"}}}, "$.mapping.fields.shoes"),
        ({"fields": {"action": {"path": "side"}}}, "$.mapping.fields.action.path"),
        ({"fields": {"action": {"path": "$.side", "constant": "buy"}}}, "$.mapping.fields.action"),
        ({"risk_unit": "shoes"}, "$.mapping.risk_unit"),
        ({"triggers": {"up": {"action": "ponder", "symbol": "SPY"}}}, '$.mapping.triggers["up"].action'),
    ],
)
async def test_a_mapping_that_makes_no_sense_is_refused_with_its_place(
    trader: Browser, mapping: dict[str, Any], path: str
) -> None:
    answer = await trader.post("/agents", await rules(trader, mapping=mapping))

    assert answer.status_code == 422, answer.text
    assert [fault["path"] for fault in answer.json()["errors"] if fault["path"].startswith(path)]


async def test_an_edit_is_a_new_version_and_the_old_one_stays(trader: Browser) -> None:
    agent = await make_agent(trader)
    path = f"/agents/{agent['agent_id']}"

    changed = await rules(
        trader, name="Other", sizing={"mode": "notional", "value": "250.50"}, note="smaller"
    )
    edited = (await put(trader, path, changed)).json()
    versions = (await trader.get(f"{path}/versions")).json()["items"]

    assert (edited["version_number"], edited["name"], edited["url"]) == (2, "Other", agent["url"])
    assert edited["sizing"] == {"mode": "notional", "value": "250.5"}
    assert [(one["number"], one["note"]) for one in versions] == [(2, "smaller"), (1, "")]
    assert versions[1]["document"]["sizing"] == {"mode": "fixed", "value": "1"}


async def test_a_passphrase_is_kept_unless_it_is_named(trader: Browser) -> None:
    agent = await make_agent(trader, passphrase="open sesame")
    path = f"/agents/{agent['agent_id']}"

    kept = (await put(trader, path, await rules(trader))).json()
    refused = await post_alert(trader, agent["url"])
    said = await post_alert(trader, agent["url"], passphrase="open sesame")
    removed = (await put(trader, path, await rules(trader, passphrase=None))).json()
    free = await post_alert(trader, agent["url"])

    assert [agent["has_passphrase"], kept["has_passphrase"], removed["has_passphrase"]] == [True, True, False]
    assert (refused.status_code, refused.json()["code"]) == (403, "passphrase_wrong")
    assert (said.status_code, free.status_code) == (202, 202)


async def test_pause_resume_rotate_delete(trader: Browser) -> None:
    agent = await make_agent(trader)
    path = f"/agents/{agent['agent_id']}"

    paused = (await trader.post(f"{path}/pause")).json()
    while_paused = await post_alert(trader, agent["url"])
    resumed = (await trader.post(f"{path}/resume")).json()
    rotated = (await trader.post(f"{path}/rotate-token")).json()
    old, new = await post_alert(trader, agent["url"]), await post_alert(trader, rotated["url"])
    deleted = await trader.delete(path)
    after = await post_alert(trader, rotated["url"])

    assert [one["status"] for one in (paused, resumed, rotated)] == ["paused", "active", "active"]
    assert while_paused.json()["code"] == "agent_paused"
    assert (old.status_code, new.status_code) == (404, 202)
    assert deleted.status_code == 204
    assert (after.status_code, after.json()["code"]) == (403, "agent_deleted")
    assert (await trader.get(path)).status_code == 404
    assert (await trader.get("/agents")).json()["items"] == []


async def test_the_test_button_sends_a_real_alert(trader: Browser) -> None:
    agent = await make_agent(trader, symbols=["ETHUSD"], passphrase="not needed here")

    answer = await trader.post(f"/agents/{agent['agent_id']}/test")
    asked = await trader.post(f"/agents/{agent['agent_id']}/test", {"action": "sell", "symbol": "BTCUSD"})

    assert answer.status_code == 202, answer.text
    alert = (await trader.get(f"/alerts/{answer.json()['alert_id']}")).json()
    assert (alert["route"], alert["intent"]["symbol"], len(alert["signals"])) == ("test", "ETHUSD", 1)
    assert (asked.status_code, asked.json()["code"]) == (403, "symbol_not_allowed")


async def test_alerts_are_listed_in_pages_and_by_outcome(trader: Browser) -> None:
    agent = await make_agent(trader)
    for n in range(5):
        await post_alert(trader, agent["url"], id=f"n{n}")
    await post_alert(trader, agent["url"], id="n0")
    await post_alert(trader, agent["url"], action="hold", secret="hunter2hunter2")

    first = (await trader.get("/alerts?limit=4")).json()
    second = (await trader.get(f"/alerts?limit=4&cursor={first['next_cursor']}")).json()
    refused = (await trader.get(f"/alerts?outcome=refused&agent_id={agent['agent_id']}")).json()["items"]

    outcomes = [one["outcome"] for page in (first, second) for one in page["items"]]
    assert outcomes == ["refused", "duplicate"] + ["accepted"] * 5
    assert second["next_cursor"] is None
    assert (refused[0]["reason_code"], refused[0]["agent_name"]) == ("invalid", "Trend")
    assert "hunter2" not in refused[0]["body"]
    assert "$.action" in refused[0]["reason"]


async def test_a_stranger_finds_nothing(trader: Browser, stranger: Browser) -> None:
    agent = await make_agent(trader)
    alert = (await post_alert(trader, agent["url"])).json()
    path = f"/agents/{agent['agent_id']}"
    theirs = await rules(stranger)
    mine = await rules(trader)

    answers = [
        await stranger.get(path),
        await put(stranger, path, theirs),
        await stranger.delete(path),
        *[await stranger.post(f"{path}/{verb}") for verb in ("pause", "resume", "rotate-token", "test")],
        await stranger.get(f"{path}/versions"),
        await stranger.get(f"{path}/signing-secret"),
        await stranger.get(f"/alerts/{alert['alert_id']}"),
        await stranger.get(f"/alerts/{alert['alert_id']}/timeline"),
        await stranger.get(f"/orders/{uuid4()}/timeline"),
    ]
    not_their_account = await stranger.post("/agents", mine)

    assert {answer.status_code for answer in answers} == {404}
    assert not_their_account.status_code == 422
    assert (await stranger.get("/agents")).json()["items"] == []
    assert (await stranger.get(f"/alerts?agent_id={agent['agent_id']}")).json()["items"] == []
    assert (await trader.get(path)).json()["status"] == "active"


async def test_a_reading_key_changes_nothing(trader: Browser) -> None:
    agent = await make_agent(trader)
    key = await trader.make_key("read")
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        transport=trader.http._transport, base_url="http://testserver/api/unify/v1"
    ) as program:
        read = await program.get("/agents", headers=headers)
        paused = await program.post(f"/agents/{agent['agent_id']}/pause", headers=headers)
        secret = await program.get(f"/agents/{agent['agent_id']}/signing-secret", headers=headers)

    assert (read.status_code, paused.status_code, secret.status_code) == (200, 403, 403)


@pytest.mark.parametrize("place", ["-1", "9223372036854775807", "99999999999999999999"])
async def test_a_cursor_beyond_any_row_is_refused_or_empty(trader: Browser, place: str) -> None:
    agent = await make_agent(trader)
    cursor = base64.urlsafe_b64encode(f"[{place}]".encode()).decode()

    for path in ("/alerts", f"/agents/{agent['agent_id']}/versions"):
        answer = await trader.get(f"{path}?cursor={cursor}")
        assert answer.status_code in {200, 422}, answer.text
