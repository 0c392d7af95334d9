"""From the books to the facts that risk decides by: what each scope counts, in the worst case of all that is live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.book import NO_LIMITS, AccountBook, UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.risk.facts import DayCount, ScopeFacts
from tradewright.domain.trading.risk.reserve import Exposure
from tradewright.domain.trading.risk.switch import NO_SWITCH, PLATFORM_SCOPE, Switch
from tradewright.domain.trading.risk.worst_case import exposed_symbols, exposures_of, trades_open
from tradewright.domain.trading.signal import AgentPolicy, RiskLimits
from tradewright.kernel.ids import AgentId
from tradewright.kernel.money import ZERO

DOLLARS = frozenset({"USD", "USDT", "USDC"})
"""One dollar-pegged coin is counted as one dollar, as the venues that quote in them do; nothing else is converted."""


@dataclass(frozen=True, slots=True)
class Wants:
    """What the limits of a scope ask for; the rest is not counted, because every decision of every trader passes here."""

    loss: bool
    counts: bool
    money: bool
    past: bool

    @classmethod
    def of(cls, limits: RiskLimits) -> Wants:
        return cls(
            loss=limits.loss_daily_max is not None or limits.loss_daily_percent_max is not None,
            counts=limits.positions_max is not None or limits.trades_open_max is not None,
            money=limits.exposure_gross_max is not None
            or limits.exposure_net_max is not None
            or limits.position_notional_max is not None
            or limits.leverage_max is not None,
            past=limits.cooldown_losses is not None
            or limits.duplicate_window_s is not None
            or limits.orders_per_minute_max is not None,
        )

    def __or__(self, other: Wants) -> Wants:
        return Wants(
            self.loss or other.loss,
            self.counts or other.counts,
            self.money or other.money,
            self.past or other.past,
        )


EVERYTHING = Wants(loss=True, counts=True, money=True, past=True)


def gather(
    book: UserBook,
    account: AccountBook,
    symbol: str,
    *,
    policy: AgentPolicy | None,
    agent_id: AgentId | None,
    market: MarketView,
    now: datetime,
    wants: Wants | None = None,
) -> tuple[ScopeFacts, ...]:
    """Return the facts of platform, user, account and, for an agent's signal, agent: in that order. `market` is the
    platform's view; each account is valued by its own venue's. `wants` None: what the limits in play ask for.
    """
    user_limits = book.limits.get(book.user_id, NO_LIMITS)
    own_limits = book.limits.get(account.account_id, NO_LIMITS)
    seen = _Seen(account, symbol, market, now)
    platform = ScopeFacts("platform", switch=_switch(book, PLATFORM_SCOPE))
    user = replace(
        _scope(seen, tuple(book.accounts.values()), wants or Wants.of(user_limits)),
        scope="user",
        limits=user_limits,
        switch=_switch(book, book.user_id),
    )
    own_wants = wants or Wants.of(own_limits)
    if policy is not None:
        own_wants |= Wants.of(policy.limits)
    own = _scope(seen, (account,), own_wants)
    of_account = replace(
        own,
        limits=own_limits,
        switch=_switch(book, account.account_id),
        blocked=account.blocked.get(symbol) or account.blocked.get("*"),
    )
    if policy is None:
        return platform, user, of_account
    return platform, user, of_account, _of_agent(own, account, policy, agent_id, now)


def _of_agent(
    own: ScopeFacts, account: AccountBook, policy: AgentPolicy, agent_id: AgentId | None, now: datetime
) -> ScopeFacts:
    """Return the account's facts with the agent's own orders of the day in place of everybody's."""
    day = account.day_of(now)
    trades = day.agent_trades.get(agent_id, 0) if day is not None and agent_id is not None else 0
    mine = tuple(sent for sent in own.sent if sent.agent_id == agent_id)
    days = tuple(replace(one, trades=trades) for one in own.days)
    return replace(own, scope="agent", limits=policy.limits, days=days, sent=mine, sent_here=mine)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The account and symbol of the proposed order, and the market at the moment of deciding."""

    account: AccountBook
    symbol: str
    market: MarketView
    now: datetime


def _scope(seen: _Seen, accounts: tuple[AccountBook, ...], wants: Wants) -> ScopeFacts:
    """Return what `accounts` count together for the proposed order, whose account is one of them."""
    account, market, now = seen.account, seen.market, seen.now
    facts = ScopeFacts(
        "account",
        days=tuple(day_count(one, market, now, with_loss=wants.loss) for one in accounts),
        timezone=account.zone(now),
    )
    if wants.counts:
        others = (exposed_symbols(one) - ({seen.symbol} if one is account else set()) for one in accounts)
        facts = replace(
            facts,
            trades_open=sum(trades_open(one) for one in accounts),
            positions_other=sum(len(symbols) for symbols in others),
        )
    if wants.past:
        facts = replace(
            facts,
            sent=tuple(sent for one in accounts for sent in one.history.sent),
            sent_here=account.history.sent,
            closed=tuple(trade for one in accounts for trade in one.history.closed),
        )
    if not same_money(accounts):
        days = tuple(replace(day, loss=None, equity_start=None) for day in facts.days)
        return replace(facts, days=days, equity=None, rest=None, same_symbol=None)
    return _with_money(facts, seen, accounts) if wants.money else facts


def _with_money(facts: ScopeFacts, seen: _Seen, accounts: tuple[AccountBook, ...]) -> ScopeFacts:
    rest: list[Exposure | None] = []
    elsewhere: list[Exposure | None] = []
    for one in accounts:
        for name, worth in exposures_of(one, seen.market, seen.now).items():
            if one is seen.account and name == seen.symbol:
                continue
            rest.append(worth)
            if name == seen.symbol:
                elsewhere.append(worth)
    return replace(
        facts,
        equity=_sum(one.equity(seen.market, seen.now) for one in accounts),
        rest=_total(rest),
        same_symbol=_total(elsewhere),
    )


def switches_of(book: UserBook, account: AccountBook) -> tuple[ScopeFacts, ...]:
    """Return nothing but where each switch stands: all that an order which only reduces is asked about."""
    return (
        ScopeFacts("platform", switch=_switch(book, PLATFORM_SCOPE)),
        ScopeFacts("user", switch=_switch(book, book.user_id)),
        ScopeFacts("account", switch=_switch(book, account.account_id)),
    )


def day_count(account: AccountBook, market: MarketView, now: datetime, *, with_loss: bool) -> DayCount:
    """Return what the account counts today; the loss, which needs a price for everything held, only where it is wanted."""
    day = account.day_of(now)
    return DayCount(
        loss=account.loss_today(market, now) if with_loss else None,
        equity_start=None if day is None else day.equity_start,
        trades=0 if day is None else day.trades,
        resets_at=account.today(now).ends_at,
    )


def same_money(accounts: Iterable[AccountBook]) -> bool:
    """Return whether amounts of these accounts may be added."""
    currencies = {one.currency for one in accounts}
    return len(currencies) <= 1 or currencies <= DOLLARS


def _switch(book: UserBook, scope_id: UUID) -> Switch:
    return book.switches.get(scope_id, NO_SWITCH)


def _total(worths: Iterable[Exposure | None]) -> Exposure | None:
    total = Exposure()
    for worth in worths:
        if worth is None:
            return None
        total = total + worth
    return total


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
