"""Intents and agent policies as JSON documents and back: `app.signal.intent`, `app.agent_version.document`.

Decimals are strings, times ISO 8601, absent keys mean None; both pairs are exact inverses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tradewright.domain.trading.signal import AgentPolicy, Intent, Protection, RiskLimits, Sizing
from tradewright.kernel.ids import AccountId, OrderId
from tradewright.kernel.money import plain

Document = dict[str, Any]


def intent_to_json(intent: Intent) -> Document:
    """Return the intent as a JSON-able document without its absent parts."""
    document: Document = {
        "action": intent.action,
        "symbol": intent.symbol,
        "sizing": _pair(intent.sizing),
        "order_type": intent.order_type,
        "limit_price": _text(intent.limit_price),
        "stop_price": _text(intent.stop_price),
        "time_in_force": intent.time_in_force,
        "stop_loss": _pair(intent.stop_loss),
        "take_profit": _pair(intent.take_profit),
        "sentiment": intent.sentiment,
        "reduce_only": intent.reduce_only or None,
        "cancel_order_id": None if intent.cancel_order_id is None else str(intent.cancel_order_id),
        "reference_price": _text(intent.reference_price),
        "fired_at": None if intent.fired_at is None else intent.fired_at.isoformat(),
        "tag": intent.tag,
        "strategy": intent.strategy,
        "sequence": intent.sequence,
    }
    return {key: value for key, value in document.items() if value is not None}


def intent_from_json(document: Mapping[str, Any]) -> Intent:
    """Return the intent that `intent_to_json` wrote. Trusts its input: it comes from our own table."""
    find = document.get
    return Intent(
        action=document["action"],
        symbol=find("symbol"),
        sizing=_sizing(find("sizing")),
        order_type=find("order_type", "market"),
        limit_price=_number(find("limit_price")),
        stop_price=_number(find("stop_price")),
        time_in_force=find("time_in_force", "gtc"),
        stop_loss=_protection(find("stop_loss")),
        take_profit=_protection(find("take_profit")),
        sentiment=find("sentiment"),
        reduce_only=bool(find("reduce_only", False)),
        cancel_order_id=OrderId(UUID(document["cancel_order_id"])) if "cancel_order_id" in document else None,
        reference_price=_number(find("reference_price")),
        fired_at=datetime.fromisoformat(document["fired_at"]) if "fired_at" in document else None,
        tag=find("tag"),
        strategy=find("strategy"),
        sequence=find("sequence"),
    )


def policy_to_document(policy: AgentPolicy, *, account_ids: Iterable[AccountId] = ()) -> Document:
    """Return the document of an agent version: the API's AgentInput without name and note."""
    return {
        "account_ids": [str(account_id) for account_id in account_ids],
        "sizing": _pair(policy.sizing),
        "sizing_from_alert": policy.sizing_from_alert,
        "symbols": sorted(policy.symbols),
        "sides": sorted(policy.sides),
        "opposite": policy.opposite,
        "stop_loss": _pair(policy.stop_loss),
        "take_profit": _pair(policy.take_profit),
        "signal_age_max_s": policy.signal_age_max_s,
        "limits": limits_to_document(policy.limits),
    }


def policy_from_document(document: Mapping[str, Any]) -> AgentPolicy:
    """Return the policy in an agent version's document; absent keys take the policy's defaults."""
    given = {
        key: document[key] for key in ("sizing_from_alert", "opposite", "signal_age_max_s") if key in document
    }
    return AgentPolicy(
        sizing=Sizing(document["sizing"]["mode"], Decimal(document["sizing"]["value"])),
        symbols=frozenset(document.get("symbols") or ()),
        sides=frozenset(document.get("sides") or ("buy", "sell")),
        stop_loss=_protection(document.get("stop_loss")),
        take_profit=_protection(document.get("take_profit")),
        limits=limits_from_document(document.get("limits") or {}),
        **given,
    )


def account_ids_from_document(document: Mapping[str, Any]) -> tuple[AccountId, ...]:
    """Return the accounts an agent version aims at, in the order they were chosen."""
    return tuple(AccountId(UUID(account_id)) for account_id in document.get("account_ids", ()))


def limits_to_document(limits: RiskLimits) -> Document:
    return {
        "loss_daily_max": _text(limits.loss_daily_max),
        "trades_daily_max": limits.trades_daily_max,
        "positions_max": limits.positions_max,
        "order_notional_max": _text(limits.order_notional_max),
    }


def limits_from_document(document: Mapping[str, Any]) -> RiskLimits:
    return RiskLimits(
        loss_daily_max=_number(document.get("loss_daily_max")),
        trades_daily_max=document.get("trades_daily_max"),
        positions_max=document.get("positions_max"),
        order_notional_max=_number(document.get("order_notional_max")),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _pair(rule: Sizing | Protection | None) -> Document | None:
    return None if rule is None else {"mode": rule.mode, "value": plain(rule.value)}


def _sizing(document: Mapping[str, Any] | None) -> Sizing | None:
    return None if document is None else Sizing(document["mode"], Decimal(document["value"]))


def _protection(document: Mapping[str, Any] | None) -> Protection | None:
    return None if document is None else Protection(document["mode"], Decimal(document["value"]))
