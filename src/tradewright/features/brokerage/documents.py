"""How a broker account is told to the outside: by the API and by events alike. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tradewright.features.brokerage.verbs.value_account import AccountView
from tradewright.kernel.money import plain_money


def account_document(view: AccountView) -> dict[str, Any]:
    """Return the account as the API answers it and `account.changed` carries it."""
    account = view.account
    return {
        "account_id": str(account.account_id),
        "broker": account.broker,
        "label": account.label,
        "environment": account.environment,
        "currency": account.currency,
        "timezone": account.timezone,
        "status": account.status,
        "config": None if account.config is None else account.config.document(),
        "link": None if account.link is None else account.link.document(),
        "connection": None if view.connection is None else view.connection.document(),
        "cash": plain_money(account.cash),
        "equity": plain_money(view.equity),
        "day_pnl": plain_money(view.day_pnl),
        "unrealised_pnl": plain_money(view.unrealised_pnl),
        "created_at": _iso(account.created_at),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
