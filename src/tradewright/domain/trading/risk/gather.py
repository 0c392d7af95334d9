"""From the books to the facts that risk decides by: what each scope counts, in the worst case of all that is live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.book import NO_LIMITS, AccountBook, UserBook
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.risk.facts import DayCount, ScopeFacts
from tradewright.domain.trading.risk.reserve import Exposure, Reserve
from tradewright.domain.trading.risk.switch import NO_SWITCH, PLATFORM_SCOPE, Switch
from tradewright.domain.trading.signal import AgentPolicy
from tradewright.kernel.ids import AgentId
from tradewright.kernel.money import ZERO

DOLLARS = frozenset({"USD", "USDT", "USDC"})
"""One dollar-pegged coin is counted as one dollar, as the venues that quote in them do; nothing else is converted."""


def gather(
    book: UserBook,
    account: AccountBook,
    symbol: str,
    *,
    policy: AgentPolicy | None,
    agent_id: AgentId | None,
    market: MarketView,
    now: datetime,
) -> tuple[ScopeFacts, ...]:
    """Return the facts of platform, user, account and, for an agent's signal, agent: in that order. `market` is the
    platform's view; each account is valued by its own venue's.
    """
    accounts = tuple(book.accounts.values())
    days = {one.account_id: day_count(one, market, now) for one in accounts}
    exposures = {one.account_id: exposures_of(one, market, now) for one in accounts}
    own = exposures[account.account_id]
    rest = _total(worth for name, worth in own.items() if name != symbol)
    others = [worth for one in accounts if one is not account for worth in exposures[one.account_id].values()]
    elsewhere = [exposures[one.account_id].get(symbol, Exposure()) for one in accounts if one is not account]
    one_currency = same_money(accounts)
    positions_own = len(own.keys() - {symbol})
    equity = account.equity(market, now)
    equities = [equity if one is account else one.equity(market, now) for one in accounts]
    user = ScopeFacts(
        scope="user",
        limits=book.limits.get(book.user_id, NO_LIMITS),
        switch=_switch(book, book.user_id),
        days=tuple(days.values()) if one_currency else _unknown(days.values()),
        trades_open=sum(trades_open(one) for one in accounts),
        positions_other=positions_own + len(others),
        equity=_sum(equities) if one_currency else None,
        rest=_total((rest, *others)) if one_currency else None,
        same_symbol=_total(elsewhere) if one_currency else None,
        sent=tuple(sent for one in accounts for sent in one.history.sent),
        sent_here=account.history.sent,
        closed=tuple(trade for one in accounts for trade in one.history.closed),
        timezone=account.timezone,
    )
    of_account = ScopeFacts(
        scope="account",
        limits=book.limits.get(account.account_id, NO_LIMITS),
        switch=_switch(book, account.account_id),
        days=(days[account.account_id],),
        trades_open=trades_open(account),
        positions_other=positions_own,
        equity=equity,
        rest=rest,
        sent=account.history.sent,
        sent_here=account.history.sent,
        closed=account.history.closed,
        timezone=account.timezone,
        blocked=account.blocked.get(symbol) or account.blocked.get("*"),
    )
    platform = ScopeFacts("platform", switch=_switch(book, PLATFORM_SCOPE))
    if policy is None:
        return platform, user, of_account
    day = account.day_of(now)
    trades = day.agent_trades.get(agent_id, 0) if day is not None and agent_id is not None else 0
    mine = tuple(sent for sent in account.history.sent if sent.agent_id == agent_id)
    of_agent = replace(
        of_account,
        scope="agent",
        limits=policy.limits,
        switch=NO_SWITCH,
        days=(replace(days[account.account_id], trades=trades),),
        sent=mine,
        sent_here=mine,
        blocked=None,
    )
    return platform, user, of_account, of_agent


def switches_of(book: UserBook, account: AccountBook) -> tuple[ScopeFacts, ...]:
    """Return nothing but where each switch stands: all that an order which only reduces is asked about."""
    return (
        ScopeFacts("platform", switch=_switch(book, PLATFORM_SCOPE)),
        ScopeFacts("user", switch=_switch(book, book.user_id)),
        ScopeFacts("account", switch=_switch(book, account.account_id)),
    )


def day_count(account: AccountBook, market: MarketView, now: datetime) -> DayCount:
    """Return what the account counts today."""
    day = account.day_of(now)
    return DayCount(
        loss=account.loss_today(market, now),
        equity_start=None if day is None else day.equity_start,
        trades=0 if day is None else day.trades,
        resets_at=account.today(now).ends_at,
    )


def trades_open(account: AccountBook) -> int:
    """Return how many entries still rest, or have filled into a position that still stands."""
    resting = sum(_opens(order) and not order.filled_quantity for order in account.orders.values())
    standing = account.history.standing
    held = {name for name, position in account.positions.items() if not position.is_flat}
    # A position that no entry of ours explains (traded by hand at the venue) is one trade as well.
    return resting + sum(max(standing.get(name, 0), 1) for name in held)


def exposures_of(account: AccountBook, market: MarketView, now: datetime) -> dict[str, Exposure | None]:
    """Return the worst case of every symbol held or being entered; None for one that has no price."""
    symbols = {name for name, position in account.positions.items() if not position.is_flat}
    symbols.update(name for name, quantity in account.exposures.items() if quantity)
    symbols.update(order.symbol for order in account.orders.values() if _opens(order))
    return {name: reserve_of(account, name, market, now).exposure() for name in sorted(symbols)}


def reserve_of(
    account: AccountBook, symbol: str, market: MarketView, now: datetime, *, without: Order | None = None
) -> Reserve:
    """Return what `symbol` may come to in this account; `without` leaves one order out, whose change is being judged."""
    view = market.of(account.venue)
    instrument = view.instruments.get(symbol)
    held = account.position(symbol).quantity
    shown = account.exposures.get(symbol, held)
    mark = view.mark(symbol, now)
    multiplier = account.position(symbol).multiplier if instrument is None else instrument.multiplier
    reserve = Reserve(
        held_max=max(held, shown), held_min=min(held, shown), mark=None if mark is None else mark * multiplier
    )
    for order in account.orders_of(symbol):
        if order is without or not order.remaining:
            continue
        if not _opens(order):
            reserve = _with_exit(reserve, order)
            continue
        price = worst_price(order, view, now)
        if price is None or instrument is None:
            reserve = replace(reserve.with_order(order.side, order.remaining, unit=ZERO), is_priced=False)
        else:
            reserve = reserve.with_order(order.side, order.remaining, unit=price * multiplier)
    return reserve


def worst_price(order: Order, view: MarketView, now: datetime) -> Decimal | None:
    """Return the dearest price that the order's rest may be valued at: its own, or the market's where that is higher."""
    named = [price for price in (order.limit_price, order.stop_price) if price is not None]
    quote = view.fresh_quote(order.symbol, now)
    if quote is None:
        # A limit bounds what a buy can cost; for all else the market must be known.
        return order.limit_price if order.side == "buy" else None
    if order.side == "buy" and order.limit_price is not None:
        return max(order.limit_price, quote.mid)
    return max(*named, quote.ask, quote.mid) if named else quote.ask


def same_money(accounts: Iterable[AccountBook]) -> bool:
    """Return whether amounts of these accounts may be added."""
    currencies = {one.currency for one in accounts}
    return len(currencies) <= 1 or currencies <= DOLLARS


def unit_of(instrument: Instrument, price: Decimal) -> Decimal:
    """Return the money that one unit is worth at `price`."""
    return price * instrument.multiplier


def _opens(order: Order) -> bool:
    return order.leg == "entry" and not order.reduce_only


def _with_exit(reserve: Reserve, order: Order) -> Reserve:
    if order.side == "buy":
        return replace(reserve, exits_buy=reserve.exits_buy + order.remaining)
    return replace(reserve, exits_sell=reserve.exits_sell + order.remaining)


def _switch(book: UserBook, scope_id: UUID) -> Switch:
    return book.switches.get(scope_id, NO_SWITCH)


def _unknown(days: Iterable[DayCount]) -> tuple[DayCount, ...]:
    return tuple(replace(day, loss=None, equity_start=None) for day in days)


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
