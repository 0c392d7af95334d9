"""Run a stored alert again, dry, by the rules of today's or any past version of its agent, and say what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from tradewright.domain.trading.alerts import parse_alert
from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.signal import Intent
from tradewright.features.agents import store
from tradewright.features.agents.differences import differences, with_causes
from tradewright.features.agents.documents import Document
from tradewright.features.agents.errors import AlertNotFound, VersionNotFound
from tradewright.features.agents.facts import facts_from_document
from tradewright.features.agents.intake.judge import judge_parsed, told
from tradewright.features.agents.rehearsing import rehearse_in
from tradewright.features.agents.store import Row, Version
from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import AgentId
from tradewright.platform.context import Context

STATES = {
    "approved": "ordered",
    "reduced": "ordered",
    "denied": "denied",
    "ignored": "ignored",
    "unavailable": "unavailable",
}
"""A rehearsal's verdict in the words of a signal's state."""


async def replay_alert(cx: Context, alert_id: UUID, *, version: int | Literal["present"]) -> Document:
    """Return what became of the alert then, what would become of it now, and the differences.

    Its age is that of then, so that only rules, books and market differ; each difference says which. Secrets were hidden
    when it was stored: whether it knew the passphrase is not judged again. Raises `AlertNotFound` or `VersionNotFound`.
    """
    async with cx.transaction() as tx:
        alert = await store.find_alert(tx, cx.user_id, alert_id)
        if alert is None:
            raise AlertNotFound("There is no such alert.", alert_id=str(alert_id))
        number = None if version == "present" else version
        judge = await store.find_version(tx, cx.user_id, alert["agent_id"], number=number)
        if judge is None:
            raise VersionNotFound("The agent has no such version.", version=version)
        signals = await store.list_signals_of_alerts(tx, cx.user_id, [alert["alert_id"]])
        original = await store.find_version(tx, cx.user_id, alert["agent_id"], number=alert["version_number"])
    then = _then(alert, signals)
    now = await _now(cx, alert, judge)
    # The rules of then on the market of now: they tell apart what differs because of rules from what differs anyway.
    is_same = original is None or original.number == judge.number
    under_old = now if is_same or original is None else await _now(cx, alert, original)
    return {
        "alert_id": str(alert_id),
        "agent_id": str(alert["agent_id"]),
        "then": then,
        "now": now,
        "differences": with_causes(
            differences(_compared(then), _compared(now)), differences(_compared(then), _compared(under_old))
        ),
    }


def _then(alert: Row, signals: Sequence[Row]) -> Document:
    return {
        "version_number": alert["version_number"],
        "outcome": alert["outcome"],
        "reason_code": alert["reason_code"],
        "reason": alert["reason"],
        "intent": alert["intent"],
        "signals": [
            {
                "account_id": str(signal["account_id"]),
                "state": signal["state"],
                "reason_code": signal["reason_code"],
                "reason": signal["reason"],
                "decision": signal["decision"] or {},
                "orders": None,
                "steps": None,
            }
            for signal in signals
        ],
    }


async def _now(cx: Context, alert: Row, version: Version) -> Document:
    facts = facts_from_document(
        version.document,
        user_id=cx.user_id,
        agent_id=AgentId(alert["agent_id"]),
        version_id=version.version_id,
    )
    outcome: dict[str, Any] = {
        "version_number": version.number,
        "outcome": "refused",
        "reason_code": None,
        "reason": None,
        "intent": None,
        "signals": [],
    }
    try:
        parsed = parse_alert(bytes(alert["body"]), alert["content_type"], facts.mapping)
    except Invalid as invalid:
        return outcome | {"reason_code": "invalid", "reason": told(invalid)}
    outcome["intent"] = intent_to_json(parsed.intent)
    refusal = judge_parsed(parsed, facts, received_at=alert["received_at"], asks_passphrase=False).refusal
    if refusal is not None:
        return outcome | {"reason_code": refusal.code, "reason": refusal.reason}
    targets = await rehearse_in(
        cx,
        [account_id for account_id, _ in facts.accounts],
        _aged(cx, parsed.intent, alert),
        policy=facts.policy,
        agent_id=facts.agent_id,
    )
    signals = [
        {
            "account_id": target["account_id"],
            "state": STATES[target["verdict"]],
            "reason_code": target["reason_code"],
            "reason": target["reason"],
            "decision": target["decision"],
            "orders": target["orders"],
            "steps": target["steps"],
        }
        for target in targets
    ]
    return outcome | {"outcome": "accepted", "signals": signals}


def _aged(cx: Context, intent: Intent, alert: Row) -> Intent:
    """Return the intent as old as it was when it came."""
    if intent.fired_at is None:
        return intent
    return replace(intent, fired_at=cx.now - (alert["received_at"] - intent.fired_at))


def _compared(outcome: Mapping[str, Any]) -> Document:
    """Return what is held side by side: signals by account, without what only one side has."""
    signals = {
        one["account_id"]: {key: one[key] for key in ("state", "reason_code", "decision")}
        for one in outcome["signals"]
    }
    return {key: outcome[key] for key in ("outcome", "reason_code", "intent")} | {"signals": signals}
