"""How limits, switches and their use are told to the outside: by the API and by events alike. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.documents import limits_to_document
from tradewright.features.risk.store import KillSwitch, LimitsKept
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import plain_money

Document = dict[str, Any]


def limits_document(limits: LimitsKept) -> Document:
    """Return the limits of the user and of every account that has any."""
    return {
        "user": limits_to_document(limits.user),
        "accounts": {str(account_id): limits_to_document(own) for account_id, own in limits.accounts.items()},
    }


def kill_switch_document(switch: KillSwitch) -> Document:
    """Return one switch: where it stands, why, by whom and since when."""
    return {
        "scope": switch.scope,
        "scope_id": str(switch.scope_id),
        "level": switch.level,
        "reason": switch.reason,
        "set_by": switch.set_by,
        "set_at": _iso(switch.set_at),
    }


def usage_document(
    account_id: AccountId, *, loss_daily: Decimal | None, trades_daily: int, positions: int
) -> Document:
    """Return how much of its limits one account has used today; see `Usage`."""
    return {
        "account_id": str(account_id),
        "loss_daily": None if loss_daily is None else plain_money(loss_daily),
        "trades_daily": trades_daily,
        "positions": positions,
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
