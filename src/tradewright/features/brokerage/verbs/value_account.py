"""What an account is worth now: its book, and what it holds at the latest prices. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.day import trading_day, zone_at
from tradewright.features.brokerage.account import Account
from tradewright.features.brokerage.connection import Connection
from tradewright.features.brokerage.history_store import Holding
from tradewright.kernel.money import ZERO

Mark = Callable[[str], Decimal | None]
"""The price a holding of this symbol is valued at, None while nobody quotes it."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its value at one moment, money in account currency."""

    account: Account
    equity: Decimal
    day_pnl: Decimal
    unrealised_pnl: Decimal
    connection: Connection | None = None
    """How it stands with the venue; None for paper and closed accounts."""


def value_account(account: Account, holdings: Iterable[Holding], mark: Mark, *, now: datetime) -> AccountView:
    """Value the account. A holding without a price counts as worth what it cost; a linked account is worth what its venue
    says it is.

    `day_pnl` is zero until the executor has opened the account's trading day, which it does with the day's
    first decision.
    """
    unrealised = sum((_unrealised(held, mark) for held in holdings), ZERO)
    equity = account.cash + unrealised if account.venue_equity is None else account.venue_equity
    is_today = (
        account.trading_day == trading_day(now, zone_at(now, account.timezone, account.zone_change)).date
    )
    start = account.day_equity_start if is_today else None
    return AccountView(
        account=account,
        equity=equity,
        day_pnl=ZERO if start is None else equity - start,
        unrealised_pnl=unrealised,
        connection=account.connection(now),
    )


def _unrealised(held: Holding, mark: Mark) -> Decimal:
    # Money at a venue is never valued by another market's price.
    price = mark(held.position.symbol) if held.is_paper else held.venue_mark
    return ZERO if price is None else held.position.unrealised(price)
