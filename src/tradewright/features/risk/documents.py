"""How limits, switches and their use are told to the outside: by the API and by events alike. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.documents import limits_to_document
from tradewright.features.risk.store import DayPeak, KillSwitch, LimitsKept, Press
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import ZERO, plain, plain_money

Document = dict[str, Any]
_CENT = Decimal("0.01")


def limits_document(limits: LimitsKept) -> Document:
    """Return the limits of the user and of every account that has any."""
    return {
        "user": limits_to_document(limits.user),
        "accounts": {str(account_id): limits_to_document(own) for account_id, own in limits.accounts.items()},
    }


def kill_switch_document(switch: KillSwitch) -> Document:
    """Return one switch: where it stands, why, by whom, since when, and until when it is locked."""
    return {
        "scope": switch.scope,
        "scope_id": str(switch.scope_id),
        "level": switch.level,
        "reason": switch.reason,
        "set_by": switch.set_by,
        "set_at": _iso(switch.set_at),
        "locked_until": None if switch.locked_until is None else _iso(switch.locked_until),
    }


def press_document(press: Press) -> Document:
    """Return one line of the log of presses."""
    return {
        "scope": press.scope,
        "scope_id": str(press.scope_id),
        "action": press.action,
        "level_before": press.level_before,
        "level": press.level,
        "reason": press.reason,
        "policy": press.policy,
        "locked_until": None if press.locked_until is None else _iso(press.locked_until),
        "pressed_by": press.pressed_by,
        "signals": press.signals,
        "pressed_at": _iso(press.pressed_at),
    }


def account_usage_document(account_id: AccountId, figures: list[Document], peak: DayPeak | None) -> Document:
    """Return how much of its limits one account has used today, with the day's drawdown from its highest equity."""
    by_rule = {figure["rule"]: figure["value"] for figure in figures}
    return {
        "account_id": str(account_id),
        "loss_daily": by_rule.get("loss_daily"),
        "trades_daily": int(by_rule.get("trades_daily") or 0),
        "positions": int(by_rule.get("positions") or 0),
        "figures": figures,
        "drawdown": None if peak is None else _drawdown_document(peak),
    }


def _drawdown_document(peak: DayPeak) -> Document:
    fall = max(peak.peak - peak.last, ZERO)
    percent = (fall * 100 / peak.peak).quantize(_CENT) if peak.peak > 0 else None
    return {
        "peak": plain_money(peak.peak),
        "equity": plain_money(peak.last),
        "drawdown": plain_money(fall),
        "drawdown_percent": None if percent is None else plain(percent),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
