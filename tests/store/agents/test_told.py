"""What is told of an alert: its event, its document and its timeline agree with what is stored."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.store.agents.desk import AgentHandle, Desk, HandClock, an_alert, post

from tradewright.domain.trading.events import render_event
from tradewright.domain.trading.order import OutcomeUnknown, VenueAccepted
from tradewright.features.agents import Door
from tradewright.features.agents.verbs.read_alerts import get_alert, read_alert_timeline, read_order_timeline
from tradewright.features.agents.verbs.switch_agent import pause_agent
from tradewright.kernel.ids import VenueOrderId

DECISION = {
    "intent": {"action": "buy", "symbol": "BTCUSD"},
    "quote": {"bid": "99", "ask": "100", "at": "2026-03-02T15:00:00+00:00"},
    "sizing": {"mode": "fixed", "value": "2", "quantity": "2", "words": "2 units: 2 BTCUSD."},
    "protection": {"entry": "100", "stop": {"mode": "percent", "value": "2", "price": "98"}},
    "risk": {
        "outcome": "approved",
        "rules": [
            {"rule": "kill_switch", "scope": "user", "limit": "off", "value": "off", "outcome": "passed"},
            {"rule": "trades_daily", "scope": "user", "limit": "20", "value": "3", "outcome": "passed"},
        ],
        "words": "Every limit that is set allows it.",
    },
}


async def events(desk: Desk, kind: str) -> list[dict[str, Any]]:
    rows = await desk.owner(
        "select events from app.outbox where user_id = $1 order by outbox_id", desk.user_id
    )
    told = [event for row in rows for event in json.loads(row["events"])]
    return [event["data"] for event in told if event["type"] == kind]


async def decide(
    desk: Desk, agent: AgentHandle, *, state: str, decision: object, reason: str | None = None
) -> UUID:
    """Write what the executor would write about the agent's one signal; return its id."""
    (signal,) = await desk.signals(agent)
    await desk.owner(
        """update app.signal set state = $2, decision = $3, reason = $4, reason_code = $5,
                  decided_at = received_at + interval '20 ms' where signal_id = $1""",
        signal["signal_id"],
        state,
        json.dumps(decision),
        reason,
        None if reason is None else "trades_daily",
    )
    return UUID(str(signal["signal_id"]))


async def fill_an_order(desk: Desk, signal_id: UUID, clock: HandClock) -> UUID:
    order_id = uuid4()
    at = clock.now() + timedelta(milliseconds=20)
    await desk.owner(
        """insert into app.trade_order (user_id, order_id, client_order_id, account_id, signal_id, correlation_id, leg,
             symbol, side, order_type, quantity, time_in_force, reduce_only, state, filled_quantity, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, 'entry', 'BTCUSD', 'buy', 'market', 2, 'gtc', false, 'filled', 2, $7, $7)""",
        desk.user_id, order_id, order_id.hex, desk.account_id, signal_id, uuid4(), at,
    )  # fmt: skip
    told = [
        ("decided", {"state": "submitting", "leg": "entry"}),
        render_event(OutcomeUnknown("no answer within 2 s", at)),
        render_event(VenueAccepted(VenueOrderId("V-1"), at)),
        ("filled", {"quantity": "2"}),
    ]
    for number, (kind, data) in enumerate(told):
        await desk.owner(
            """insert into app.order_event (user_id, order_id, number, kind, data, occurred_at, recorded_at)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            desk.user_id, order_id, number, kind, json.dumps(data), at, at + timedelta(milliseconds=number),
        )  # fmt: skip
    for number, quantity in enumerate((Decimal("0.5"), Decimal("1.5")), 1):
        filled_at = at + timedelta(milliseconds=10 + number)
        await desk.owner(
            """insert into app.execution (user_id, execution_id, account_id, order_id, venue_execution_id,
                 venue_order_id, symbol, side, quantity, price, fee, realised, occurred_at, recorded_at)
               values ($1, $2, $3, $4, $5, 'V-1', 'BTCUSD', 'buy', $6, 100.5, 0.01, 0, $7, $7)""",
            desk.user_id, uuid4(), desk.account_id, order_id, str(uuid4()), quantity, filled_at,
        )  # fmt: skip
    return order_id


async def test_the_event_carries_the_document_the_api_gives(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    clock.at = clock.at.replace(microsecond=120_000)
    stored = [
        await post(door, agent, body, clock) for body in (an_alert(id="1"), an_alert(id="1"), b"?\x00\xff")
    ]

    told = await events(desk, "alert.received")

    assert [one["outcome"] for one in told] == ["accepted", "duplicate", "refused"]
    assert len(told[0]["signals"]) == 1
    for event, one in zip(told, stored, strict=True):
        document = await get_alert(desk.cx, one.verdict.alert_id)
        times = [(event, document), *zip(event["signals"], document["signals"], strict=True)]
        for ours, theirs in times:
            assert ours.pop("received_at")[:22] == theirs.pop("received_at")[:22]
        assert event == document


async def test_a_change_of_an_agent_is_told_without_its_url(desk: Desk) -> None:
    agent = await desk.agent(passphrase="open sesame")

    await pause_agent(desk.cx, agent.agent_id)

    told = await events(desk, "agent.changed")
    assert [one["status"] for one in told] == ["active", "paused"]
    audit = await desk.owner(
        "select action, after::text from app.audit_entry where user_id = $1 order by at", desk.user_id
    )
    assert {row["action"] for row in audit} == {"agent.created", "agent.paused"}
    assert agent.token not in json.dumps(told) + "".join(row["after"] for row in audit)
    assert "passphrase" not in told[0]


async def test_a_change_of_an_agent_moves_the_control_epoch(desk: Desk) -> None:
    agent = await desk.agent()
    (before,) = await desk.owner("select epoch from app.user_control where user_id = $1", desk.user_id)

    await pause_agent(desk.cx, agent.agent_id)

    (after,) = await desk.owner("select epoch from app.user_control where user_id = $1", desk.user_id)
    assert after["epoch"] > before["epoch"]


async def test_the_timeline_goes_from_message_to_fill(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    stored = await post(door, agent, an_alert(quantity="2", price="100"), clock)
    order_id = await fill_an_order(desk, await decide(desk, agent, state="ordered", decision=DECISION), clock)
    await desk.owner(
        "update app.alert set committed_at = received_at + interval '3 ms' where agent_id = $1",
        agent.agent_id,
    )

    timeline = await read_alert_timeline(desk.cx, stored.verdict.alert_id)
    of_order = await read_order_timeline(desk.cx, order_id)

    steps = timeline["steps"]
    assert [step["step"] for step in steps] == [
        "received", "parsed", "sized", "risk", "order", "venue", "venue", "fill", "fill",
    ]  # fmt: skip
    assert [step["status"] for step in steps] == ["ok"] * 5 + ["waiting"] + ["ok"] * 3
    assert "on disk 3 ms later" in steps[0]["detail"]
    assert steps[1]["detail"].startswith("Buy BTCUSD, 2 units, market.")
    assert "stop at 98" in steps[2]["detail"]
    assert "trades today 3 of 20" in steps[3]["detail"]
    assert steps[4]["detail"].startswith("Buy 2 BTCUSD, market on Paper")
    assert "V-1" in steps[6]["detail"]
    assert [step["title"] for step in steps[-2:]] == ["Partly filled", "Filled"]
    assert steps[-1]["detail"] == "Bought 1.5 BTCUSD at 100.5, fee 0.01; 2 of 2 done."
    assert of_order["steps"] == steps


async def test_a_denial_says_its_rule_and_numbers(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    stored = await post(door, agent, an_alert(), clock)
    words = "Daily trades: 20 of 20 are used today; it resets at 00:00 UTC."
    risk = {
        "outcome": "denied",
        "rules": [
            {"rule": "trades_daily", "scope": "user", "limit": "20", "value": "20", "outcome": "denied"}
        ],
        "words": words,
    }
    await decide(desk, agent, state="denied", decision=DECISION | {"risk": risk}, reason=words)

    steps = (await read_alert_timeline(desk.cx, stored.verdict.alert_id))["steps"]

    assert (steps[-1]["step"], steps[-1]["status"], steps[-1]["detail"]) == ("risk", "refused", words)


async def test_a_signal_denied_before_any_sum_says_why(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    stored = await post(door, agent, an_alert(), clock)
    reason = "The signal is 400 s old; the most allowed is 300 s."
    await decide(desk, agent, state="denied", decision={"intent": {}}, reason=reason)

    steps = (await read_alert_timeline(desk.cx, stored.verdict.alert_id))["steps"]

    assert (steps[-1]["status"], steps[-1]["detail"]) == ("refused", reason)


async def test_an_undecided_and_a_refused_alert_have_timelines_too(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    waiting = await post(door, agent, an_alert(), clock)
    refused = await post(door, agent, b'{"action":"hold"}', clock)

    of_waiting = (await read_alert_timeline(desk.cx, waiting.verdict.alert_id))["steps"]
    of_refused = (await read_alert_timeline(desk.cx, refused.verdict.alert_id))["steps"]

    assert {(step["step"], step["status"]) for step in of_waiting} == {
        ("received", "ok"), ("parsed", "ok"), ("sized", "waiting"),
    }  # fmt: skip
    assert (of_refused[-1]["step"], of_refused[-1]["status"]) == ("parsed", "refused")
    assert "$.action" in of_refused[-1]["detail"]
