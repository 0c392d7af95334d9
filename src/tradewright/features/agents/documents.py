"""How agents and alerts are told to the outside: by the API and by events alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tradewright.domain.trading.alerts.mapping_documents import mapping_from_document, mapping_to_document
from tradewright.domain.trading.documents import (
    account_ids_from_document,
    policy_from_document,
    policy_to_document,
)
from tradewright.features.agents.intake.items import storable
from tradewright.features.agents.store import Agent, Missed, Row, Version

Document = dict[str, Any]
BODY_SHOWN = 2_000
"""Characters of a body in lists and events; an alert alone shows all of it."""


def agent_document(agent: Agent, *, url: str) -> Document:
    """Return the agent as the API answers it and `agent.changed` carries it."""
    return {
        "agent_id": str(agent.agent_id),
        "name": agent.name,
        **rules_document(agent.document),
        "note": agent.note,
        "status": agent.status,
        "version_id": str(agent.version_id),
        "version_number": agent.version_number,
        "url": url,
        "missed": missed_document(agent.missed),
        "token_prefix": agent.token_prefix,
        "created_at": iso(agent.created_at),
        "updated_at": iso(agent.updated_at),
    }


def missed_document(missed: Missed | None) -> Document | None:
    """Return how many alerts never came, and beside which one that was noticed last; None when none was missed."""
    if missed is None:
        return None
    return {"alerts": missed.alerts, "at": iso(missed.at), "alert_id": str(missed.alert_id)}


def rules_document(document: Mapping[str, Any]) -> Document:
    """Return what a version's document says to its owner: the rules, and whether a passphrase is asked for."""
    account_ids = account_ids_from_document(document)
    # Read and written again, so that a version from before a rule was known tells of it as it is applied now.
    rules = policy_to_document(policy_from_document(document), account_ids=account_ids)
    mapping = mapping_to_document(mapping_from_document(document.get("mapping")))
    return {**rules, "mapping": mapping, "has_passphrase": document.get("passphrase") is not None}


def version_document(version: Version) -> Document:
    return {
        "version_id": str(version.version_id),
        "number": version.number,
        "note": version.note,
        "created_at": iso(version.created_at),
        "document": rules_document(version.document),
    }


def alert_document(row: Row, signals: Iterable[Row], *, body_max: int | None = BODY_SHOWN) -> Document:
    """Return the alert as the API answers it and `alert.received` carries it (there, SQL writes it)."""
    body = storable(bytes(row["body"]).decode("utf-8", "replace"))
    return {
        "alert_id": str(row["alert_id"]),
        "agent_id": str(row["agent_id"]),
        "agent_name": row["agent_name"],
        "correlation_id": str(row["correlation_id"]),
        "route": row["route"],
        "outcome": row["outcome"],
        "reason_code": row["reason_code"],
        "reason": row["reason"],
        "duplicate_of": None if row["duplicate_of"] is None else str(row["duplicate_of"]),
        "intent": row["intent"],
        "body": body[:body_max],
        "received_at": iso(row["received_at"]),
        "numbering": row["numbering"],
        "missed_before": row["missed_before"],
        "signals": [signal_document(signal) for signal in signals],
    }


def signal_document(row: Row) -> Document:
    """Return the signal as `features.orders.signal_document` does, straight from its row."""
    return {
        "signal_id": str(row["signal_id"]),
        "account_id": str(row["account_id"]),
        "source": row["source"],
        "alert_id": None if row["alert_id"] is None else str(row["alert_id"]),
        "agent_id": None if row["agent_id"] is None else str(row["agent_id"]),
        "correlation_id": str(row["correlation_id"]),
        "intent": row["intent"],
        "state": row["state"],
        "reason_code": row["reason_code"],
        "reason": row["reason"],
        "decision": row["decision"],
        "received_at": iso(row["received_at"]),
        "decided_at": None if row["decided_at"] is None else iso(row["decided_at"]),
    }


def iso(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC, ending in `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
