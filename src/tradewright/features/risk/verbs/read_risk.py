"""Show the limits that hold, how much of them is used today, and every kill switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.features.risk import store
from tradewright.features.risk.store import KillSwitch, LimitsKept
from tradewright.kernel.ids import AccountId
from tradewright.platform.context import Context

LatestQuote = Callable[[str], Quote | None]
"""The last quote of a symbol, None while the market has said nothing of it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one account has used of its limits today.

    `loss_daily` is in account currency, zero when the day is up, None while it cannot be known because a held
    symbol has no fresh price: the executor denies entries under a loss limit then.
    """

    account_id: AccountId
    loss_daily: Decimal | None
    trades_daily: int
    positions: int


@dataclass(frozen=True, slots=True)
class RiskState:
    """Everything the risk page shows."""

    limits: LimitsKept
    kill_switches: list[KillSwitch]
    usage: list[Usage]


async def read_risk(cx: Context, latest_quote: LatestQuote) -> RiskState:
    """Return the user's limits, switches and today's use of each account that is not closed."""
    async with cx.transaction() as tx:
        limits = await store.load_limits(tx, cx.user_id)
        switches = await store.list_kill_switches(tx, cx.user_id)
        books = await store.list_books(tx, cx.user_id)
    symbols = {symbol for book in books for symbol in book.positions}
    quotes = {symbol: quote for symbol in symbols if (quote := latest_quote(symbol)) is not None}
    market = MarketView(instruments={}, quotes=quotes)
    now = cx.now
    return RiskState(limits, switches, [usage_of(book, market, now) for book in books])


def usage_of(book: AccountBook, market: MarketView, now: datetime) -> Usage:
    """Return what the account has used of its limits on the trading day that `now` falls in.

    A book whose day is an earlier one has used nothing: its executor opens the day with its next decision.
    """
    day = book.day_of(now)
    if day is None:
        return Usage(book.account_id, Decimal(0), 0, len(book.positions))
    loss = book.loss_today(market, now)
    return Usage(
        account_id=book.account_id,
        loss_daily=None if loss is None else max(loss, Decimal(0)),
        trades_daily=day.trades,
        positions=len(book.positions),
    )
