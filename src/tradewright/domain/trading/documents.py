"""Intents and agent policies as JSON documents and back: `app.signal.intent`, `app.agent_version.document`.

Decimals are strings, times ISO 8601, absent keys mean None (in a policy: its default); all pairs are exact inverses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from tradewright.domain.trading.signal import (
    AgentPolicy,
    Blackout,
    Intent,
    PriceFrom,
    Protection,
    RiskLimits,
    Session,
    Sizing,
    Trail,
)
from tradewright.kernel.ids import AccountId, OrderId
from tradewright.kernel.money import plain

T = TypeVar("T")
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
        "cancel_order_id": _uuid_text(intent.cancel_order_id),
        "reference_price": _text(intent.reference_price),
        "fired_at": _time_text(intent.fired_at),
        "tag": intent.tag,
        "strategy": intent.strategy,
        "sequence": intent.sequence,
        "trail": trail_to_document(intent.trail),
        "trailing_stop": trail_to_document(intent.trailing_stop),
        "price_from": price_from_to_document(intent.price_from),
        "target_quantity": _text(intent.target_quantity),
        "expires_at": _time_text(intent.expires_at),
        "post_only": intent.post_only or None,
        "extended_hours": intent.extended_hours or None,
        "delay_s": intent.delay_s,
        "cancel_after_s": intent.cancel_after_s,
        "keep_spot": intent.keep_spot or None,
        "keep_resting": intent.keep_resting or None,
        "cancel_first": intent.cancel_first or None,
        "pressed_in": _uuid_text(intent.pressed_in),
        "discrepancy_id": _uuid_text(intent.discrepancy_id),
        "remedy": intent.remedy,
    }
    return {key: value for key, value in document.items() if value is not None}


def intent_from_json(document: Mapping[str, Any]) -> Intent:
    """Return the intent that `intent_to_json` wrote. Trusts its input: it comes from our own table."""
    find = document.get
    return Intent(
        action=document["action"],
        symbol=find("symbol"),
        sizing=_read(_sizing, find("sizing")),
        order_type=find("order_type", "market"),
        limit_price=_read(Decimal, find("limit_price")),
        stop_price=_read(Decimal, find("stop_price")),
        time_in_force=find("time_in_force", "gtc"),
        stop_loss=_read(_protection, find("stop_loss")),
        take_profit=_read(_protection, find("take_profit")),
        sentiment=find("sentiment"),
        reduce_only=bool(find("reduce_only", False)),
        cancel_order_id=_read(_order_id, find("cancel_order_id")),
        reference_price=_read(Decimal, find("reference_price")),
        fired_at=_read(datetime.fromisoformat, find("fired_at")),
        tag=find("tag"),
        strategy=find("strategy"),
        sequence=find("sequence"),
        trail=trail_from_document(find("trail")),
        trailing_stop=trail_from_document(find("trailing_stop")),
        price_from=price_from_from_document(find("price_from")),
        target_quantity=_read(Decimal, find("target_quantity")),
        expires_at=_read(datetime.fromisoformat, find("expires_at")),
        post_only=bool(find("post_only", False)),
        extended_hours=bool(find("extended_hours", False)),
        delay_s=find("delay_s"),
        cancel_after_s=find("cancel_after_s"),
        keep_spot=bool(find("keep_spot", False)),
        keep_resting=bool(find("keep_resting", False)),
        cancel_first=bool(find("cancel_first", False)),
        pressed_in=_read(UUID, find("pressed_in")),
        discrepancy_id=_read(UUID, find("discrepancy_id")),
        remedy=find("remedy"),
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
        "trailing_stop": trail_to_document(policy.trailing_stop),
        "entry_price": price_from_to_document(policy.entry_price),
        "pyramiding_max": policy.pyramiding_max,
        "delay_s": policy.delay_s,
        "cancel_after_s": policy.cancel_after_s,
        "exit_cancel_after_s": policy.exit_cancel_after_s,
        "atr_timeframe": policy.atr_timeframe,
    }


_PLAIN_POLICY = (
    "sizing_from_alert", "opposite", "signal_age_max_s", "pyramiding_max", "delay_s", "cancel_after_s",
    "exit_cancel_after_s", "atr_timeframe",
)  # fmt: skip


def policy_from_document(document: Mapping[str, Any]) -> AgentPolicy:
    """Return the policy in an agent version's document; absent keys take the policy's defaults."""
    return AgentPolicy(
        sizing=_sizing(document["sizing"]),
        symbols=frozenset(document.get("symbols") or ()),
        sides=frozenset(document.get("sides") or ("buy", "sell")),
        stop_loss=_read(_protection, document.get("stop_loss")),
        take_profit=_read(_protection, document.get("take_profit")),
        limits=limits_from_document(document.get("limits") or {}),
        trailing_stop=trail_from_document(document.get("trailing_stop")),
        entry_price=price_from_from_document(document.get("entry_price")),
        **{key: document[key] for key in _PLAIN_POLICY if key in document},
    )


def account_ids_from_document(document: Mapping[str, Any]) -> tuple[AccountId, ...]:
    """Return the accounts an agent version aims at, in the order they were chosen."""
    return tuple(AccountId(UUID(account_id)) for account_id in document.get("account_ids", ()))


_LIMIT_MONEY = (
    "loss_daily_max", "order_notional_max", "loss_daily_percent_max", "position_notional_max", "exposure_gross_max",
    "exposure_net_max", "leverage_max", "price_collar_percent",
)  # fmt: skip
_LIMIT_COUNTS = (
    "trades_daily_max", "positions_max", "trades_open_max", "cooldown_losses", "cooldown_minutes", "quote_age_max_s",
    "duplicate_window_s", "orders_per_minute_max",
)  # fmt: skip


def limits_to_document(limits: RiskLimits) -> Document:
    """Return every field of the limits; what is not limited is null or empty."""
    return {
        **{name: _text(getattr(limits, name)) for name in _LIMIT_MONEY},
        **{name: getattr(limits, name) for name in _LIMIT_COUNTS},
        "symbols_allowed": sorted(limits.symbols_allowed),
        "symbols_denied": sorted(limits.symbols_denied),
        "sessions": [session_to_document(one) for one in limits.sessions],
        "blackouts": [blackout_to_document(one) for one in limits.blackouts],
    }


def limits_from_document(document: Mapping[str, Any]) -> RiskLimits:
    """Return the limits in a document; absent keys set none."""
    numbers: Document = {name: _read(Decimal, document.get(name)) for name in _LIMIT_MONEY}
    return RiskLimits(
        **numbers,
        **{name: document.get(name) for name in _LIMIT_COUNTS},
        symbols_allowed=frozenset(document.get("symbols_allowed") or ()),
        symbols_denied=frozenset(document.get("symbols_denied") or ()),
        sessions=tuple(session_from_document(one) for one in document.get("sessions") or ()),
        blackouts=tuple(blackout_from_document(one) for one in document.get("blackouts") or ()),
    )


def session_to_document(session: Session) -> Document:
    """Return the window with its days in order and its times as `HH:MM` (seconds only where there are any)."""
    return {
        "days": sorted(session.days),
        "since": _clock_text(session.since),
        "until": _clock_text(session.until),
    }


def session_from_document(document: Mapping[str, Any]) -> Session:
    return Session(
        frozenset(document["days"]),
        time.fromisoformat(document["since"]),
        time.fromisoformat(document["until"]),
    )


def blackout_to_document(blackout: Blackout) -> Document:
    return {
        "since": blackout.since.isoformat(),
        "until": blackout.until.isoformat(),
        "reason": blackout.reason,
        "symbols": sorted(blackout.symbols),
    }


def blackout_from_document(document: Mapping[str, Any]) -> Blackout:
    return Blackout(
        datetime.fromisoformat(document["since"]),
        datetime.fromisoformat(document["until"]),
        document.get("reason", ""),
        frozenset(document.get("symbols") or ()),
    )


def trail_to_document(trail: Trail | None) -> Document | None:
    if trail is None:
        return None
    return {"mode": trail.mode, "value": plain(trail.value), "activation": _text(trail.activation)}


def trail_from_document(document: Mapping[str, Any] | None) -> Trail | None:
    if document is None:
        return None
    return Trail(document["mode"], Decimal(document["value"]), _read(Decimal, document.get("activation")))


def price_from_to_document(rule: PriceFrom | None) -> Document | None:
    return None if rule is None else {"source": rule.source, "offset": plain(rule.offset), "mode": rule.mode}


def price_from_from_document(document: Mapping[str, Any] | None) -> PriceFrom | None:
    if document is None:
        return None
    return PriceFrom(document["source"], Decimal(document.get("offset", "0")), document.get("mode", "price"))


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _time_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _clock_text(moment: time) -> str:
    return moment.isoformat("auto" if moment.second or moment.microsecond else "minutes")


def _uuid_text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _read(kind: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else kind(value)


def _pair(rule: Sizing | Protection | None) -> Document | None:
    return None if rule is None else {"mode": rule.mode, "value": plain(rule.value)}


def _sizing(document: Mapping[str, Any]) -> Sizing:
    return Sizing(document["mode"], Decimal(document["value"]))


def _protection(document: Mapping[str, Any]) -> Protection:
    return Protection(document["mode"], Decimal(document["value"]))


def _order_id(text: str) -> OrderId:
    return OrderId(UUID(text))
