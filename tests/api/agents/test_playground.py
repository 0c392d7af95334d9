"""The playground and replay: what an alert says, where it is wrong, what would become of it; nothing is stored or sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from tests.api.agents.test_agents import make_agent, post_alert, put, rules
from tests.api.browser import Browser

from tradewright.entrypoints.wiring import Gateway
from tradewright.features.orders import Rehearsal
from tradewright.platform.bus import subjects
from tradewright.platform.db.codecs import encode_json


class FakeExecutor:
    """Answers rehearsals as an executor would: sizes by the policy, and denies more than 5."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def answer(self, data: bytes) -> bytes:
        asked = msgspec.json.decode(data)
        self.asked.append(asked)
        sizing = asked["intent"].get("sizing") or asked["policy"]["sizing"]
        is_denied = float(sizing["value"]) > 5
        rule = {"rule": "order_notional", "scope": "agent", "limit": "5", "value": sizing["value"]}
        return encode_json(
            Rehearsal(
                verdict="denied" if is_denied else "approved",
                reason_code="order_notional" if is_denied else None,
                reason="Too large." if is_denied else None,
                rules=[rule | {"used_percent": "100", "outcome": "denied" if is_denied else "passed"}],
                smallest_change={"field": "quantity", "value": "5", "words": "5 would do."}
                if is_denied
                else None,
                sizing={"quantity": sizing["value"]},
                protection=None,
                orders=[] if is_denied else [{"leg": "entry", "quantity": sizing["value"]}],
                steps=["Buys it."],
                decision={"sizing": {"quantity": sizing["value"]}},
            )
        )


@pytest.fixture
async def executor(gateway: Gateway) -> AsyncIterator[FakeExecutor]:
    fake = FakeExecutor()
    subscription = await gateway.bus.serve(subjects.ALL_REHEARSALS, fake.answer)
    yield fake
    await subscription.close()


async def preview(trader: Browser, body: str, **more: Any) -> dict[str, Any]:
    answer = await trader.post("/alerts/preview", {"body": body, **more})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_a_faulty_body_is_told_with_path_line_and_column(trader: Browser) -> None:
    body = '{\n  "ticker": "BTCUSD",\n  "action": "bye",\n  "sl": {"mode": "percent", "value": -1}\n}'

    shown = await preview(trader, body)

    assert (shown["is_understood"], shown["format"], shown["intent"], shown["targets"]) == (
        False,
        "flat",
        None,
        [],
    )
    assert [(one["path"], one["rule"], one["line"], one["column"]) for one in shown["faults"]] == [
        ("$.action", "choice", 3, 13),
        ("$.sl.value", "positive", 4, 38),
    ]
    broken = await preview(trader, '{"ticker": "BTCUSD",\n "action" "buy"}')
    assert [(one["rule"], one["line"], one["column"]) for one in broken["faults"]] == [("json", 2, 11)]


async def test_a_foreign_body_is_recognised_and_read_in_words(trader: Browser) -> None:
    shown = await preview(trader, "60123456789,buy,EURUSD,vol_lots=0.1,sl_pips=25,trailstep=3,traildist=9")

    assert (shown["format"], shown["format_title"]) == ("pine_connector", "PineConnector")
    assert (
        shown["words"] == "Buy EURUSD, 0.1 lots, market, stop 25 pips away, a stop that trails 9 pips away."
    )
    assert [(one["path"], one["line"], one["column"]) for one in shown["remarks"]] == [("$.trailstep", 1, 58)]
    assert shown["identity"] == {"kind": "content", "window_s": 60}


async def test_what_would_become_of_it_is_told_for_each_account_of_the_agent(
    trader: Browser, executor: FakeExecutor
) -> None:
    agent = await make_agent(trader, passphrase="open sesame")
    body = '{"ticker":"BTCUSD","action":"buy"}'

    shown = await preview(trader, body, agent_id=agent["agent_id"])
    draft = await rules(trader, sizing={"mode": "fixed", "value": "7"})
    of_draft = await preview(trader, body, agent=draft)
    of_account = await preview(trader, body[:-1] + ',"qty":2}', account_id=agent["account_ids"][0])

    [target] = shown["targets"]
    assert (target["account_id"], target["verdict"]) == (agent["account_ids"][0], "approved")
    assert target["orders"] == [{"leg": "entry", "quantity": "1"}]
    assert shown["refusal"] == {
        "code": "passphrase_wrong",
        "reason": "The alert does not carry the agent's passphrase.",
    }
    assert [(one["verdict"], one["smallest_change"]["value"]) for one in of_draft["targets"]] == [
        ("denied", "5")
    ]
    assert of_account["targets"][0]["sizing"] == {"quantity": "2"}
    assert executor.asked[0]["agent_id"] == agent["agent_id"]
    assert (await trader.get("/alerts")).json()["items"] == []


async def test_without_an_executor_the_reading_is_told_all_the_same(trader: Browser) -> None:
    agent = await make_agent(trader)

    shown = await preview(trader, "buy BTCUSD 1", agent_id=agent["agent_id"])

    assert shown["is_understood"] is True
    assert [(one["verdict"], one["reason_code"]) for one in shown["targets"]] == [
        ("unavailable", "executor_absent")
    ]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"body": "x" * 70_001}, 422),
        ({"body": "buy SPY", "agent_id": str(uuid4())}, 404),
        ({"body": "buy SPY", "agent": {"name": "x"}}, 422),
        ({}, 422),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    trader: Browser, asked: dict[str, Any], status: int
) -> None:
    assert (await trader.post("/alerts/preview", asked)).status_code == status


async def test_a_strangers_agent_and_account_are_not_there(trader: Browser, stranger: Browser) -> None:
    agent = await make_agent(trader)

    theirs = await stranger.post("/alerts/preview", {"body": "buy SPY", "agent_id": agent["agent_id"]})
    account = await preview(stranger, "buy BTCUSD 1", account_id=agent["account_ids"][0])

    assert theirs.status_code == 404
    assert [one["reason_code"] for one in account["targets"]] == ["account_not_found"]


async def test_a_stored_alert_is_judged_again_by_any_version_and_the_differences_are_told(
    trader: Browser, executor: FakeExecutor
) -> None:
    agent = await make_agent(trader)
    sent = await post_alert(trader, agent["url"], ticker="BTCUSD")
    alert_id = sent.json()["alert_id"]
    await put(
        trader, f"/agents/{agent['agent_id']}", await rules(trader, sizing={"mode": "fixed", "value": "9"})
    )
    await put(trader, f"/agents/{agent['agent_id']}", await rules(trader, symbols=["SPY"]))

    async def replay(version: Any) -> dict[str, Any]:
        answer = await trader.post(f"/alerts/{alert_id}/replay", {"agent_version": version})
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    first, second, present = await replay(1), await replay(2), await replay("present")

    assert first["then"]["outcome"] == first["now"]["outcome"] == "accepted"
    assert (first["then"]["version_number"], first["now"]["version_number"]) == (1, 1)
    account_id = agent["account_ids"][0]
    assert {one["path"] for one in first["differences"]} == {
        f"$.signals.{account_id}.state",
        f"$.signals.{account_id}.decision.sizing",
    }
    [signal] = second["now"]["signals"]
    assert (signal["state"], signal["reason_code"], signal["steps"]) == (
        "denied",
        "order_notional",
        ["Buys it."],
    )
    assert (present["now"]["outcome"], present["now"]["reason_code"]) == ("refused", "symbol_not_allowed")
    assert {"path": "$.outcome", "before": "accepted", "after": "refused", "cause": "rules"} in present[
        "differences"
    ]
    causes = {one["path"].rpartition(".")[2]: one["cause"] for one in second["differences"]}
    assert {one["cause"] for one in first["differences"]} == {"market"}
    assert (causes["state"], causes["reason_code"]) == ("rules", "rules")
    assert present["now"]["version_number"] == 3


async def test_a_replay_of_what_is_not_there_is_refused(trader: Browser, stranger: Browser) -> None:
    agent = await make_agent(trader)
    alert_id = (await post_alert(trader, agent["url"])).json()["alert_id"]

    answers = [
        await trader.post(f"/alerts/{uuid4()}/replay"),
        await stranger.post(f"/alerts/{alert_id}/replay"),
        await trader.post(f"/alerts/{alert_id}/replay", {"agent_version": 2}),
        await trader.post(f"/alerts/{alert_id}/replay", {"agent_version": "first"}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404, 422]
    assert answers[2].json()["code"] == "agent_version_not_found"


async def test_the_table_of_opposite_signals_is_shown(trader: Browser) -> None:
    items = (await trader.get("/agents/opposite-table")).json()["items"]

    assert {"reverse", "close", "net", "ignore"} <= {one["rule"] for one in items}
    assert all(one["words"] for one in items)


async def test_formats_and_fields_are_listed_for_a_mapping(trader: Browser) -> None:
    listed = (await trader.get("/alerts/formats")).json()

    asked = {one["name"]: one["asks"] for one in listed["formats"]}
    assert len(asked) == 9
    assert asked["pine_connector"] == ["risk_unit", "distance_unit", "entry_unit"]
    fields = {one["name"]: {"path": "$.x"} for one in listed["fields"]}
    units = {name: choices[0] for name, choices in listed["units"].items()}
    agent = await make_agent(trader, mapping={"fields": fields, **units})
    assert agent["mapping"]["fields"].keys() == fields.keys()
