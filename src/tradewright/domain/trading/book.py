"""The books a decision is made on: what one user's accounts hold, owe, have working and may still do.

Books are values: every change returns a new one and shares what did not change, so a turn can be thrown away
when its commit fails. Mappings inside a book are never changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.day import TradingDay, ZoneChange, trading_day, zone_at
from tradewright.domain.trading.fees import NO_RATES, FeeRates
from tradewright.domain.trading.foreign import ForeignOrder
from tradewright.domain.trading.market import PLATFORM, MarketView
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.risk.history import NO_HISTORY, History
from tradewright.domain.trading.risk.switch import Switch
from tradewright.domain.trading.signal import RiskLimits
from tradewright.kernel.ids import AccountId, AgentId, OrderId, UserId
from tradewright.kernel.money import ZERO

NO_LIMITS = RiskLimits()
PAPER_CAPABILITIES = Capabilities(
    lookup_is_consistent=True,
    duplicates="for_ever",
    bracket=True,
    order_types=frozenset({"market", "limit", "stop", "stop_limit", "trailing_stop"}),
    times_in_force=frozenset({"day", "gtc", "ioc", "fok", "gtd"}),
    bracket_times_in_force=frozenset({"day", "gtc", "gtd"}),
    post_only=True,
    replace="in_place",
)


@dataclass(frozen=True, slots=True)
class DayBook:
    """What an account did on one trading day. `equity_start` is None while it could not be priced yet.

    `trades` counts committed orders that open or add, `agent_trades` the same for each agent.
    """

    date: date
    equity_start: Decimal | None
    trades: int = 0
    agent_trades: Mapping[AgentId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VenueMoney:
    """What the venue last said of an account's money, in account currency; `at` is when we heard it."""

    cash: Decimal
    equity: Decimal
    buying_power: Decimal | None
    at: datetime


MONEY_AGE_MAX_S = 120
"""Older than this the venue's word on money proves nothing."""


@dataclass(frozen=True, slots=True)
class AccountBook:
    """One account: cash, positions by symbol, live orders by id, the trading day. Money in account currency.

    `realised` is before fees; both are totals over every execution, so cash = starting cash + realised -
    fees.
    """

    account_id: AccountId
    user_id: UserId
    currency: str
    timezone: str
    starting_cash: Decimal
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    positions: Mapping[str, Position] = field(default_factory=dict)
    orders: Mapping[OrderId, Order] = field(default_factory=dict)
    day: DayBook | None = None
    venue: str = PLATFORM
    """Whose rules and quotes hold here: a key of `MarketView.venues`."""
    money: VenueMoney | None = None
    """None for paper, whose money is in our own books, and for others until the venue has spoken."""
    capabilities: Capabilities = PAPER_CAPABILITIES
    exposures: Mapping[str, Decimal] = field(default_factory=dict)
    """Signed quantities the venue shows where they differ from ours: what risk counts until a person has settled it."""
    foreign: tuple[ForeignOrder, ...] = ()
    """What works at the venue by somebody else's hand; risk counts it as it counts our own orders."""
    blocked: Mapping[str, str] = field(default_factory=dict)
    """Symbols without new entries, and why: an open discrepancy, an order whose fate is unknown. "*" blocks all."""
    fee_rates: FeeRates = NO_RATES
    """What trading costs here, for sizes by risk, break-even and previews."""
    history: History = NO_HISTORY
    """What the account lately sent and finished, for the limits that look back."""
    zone_change: ZoneChange | None = None
    """When `timezone` begins to hold, and which zone did before; None: it always did."""
    left: Mapping[str, int] = field(default_factory=dict)
    """By symbol ("*": all of them), the sequence of the latest signal that asked to leave it: an earlier entry that still
    waits for its turn opens nothing any more.
    """

    @property
    def cash(self) -> Decimal:
        return self.starting_cash + self.realised - self.fees

    def position(self, symbol: str) -> Position:
        return self.positions.get(symbol) or Position(symbol)

    def unrealised(self, market: MarketView, now: datetime) -> Decimal | None:
        """Return the open profit or loss of all positions, or None when one of them has no fresh price."""
        total = ZERO
        market = market.of(self.venue)
        for position in self.positions.values():
            if position.is_flat:
                continue
            mark = market.mark(position.symbol, now)
            if mark is None:
                return None
            total += position.unrealised(mark)
        return total

    def equity(self, market: MarketView, now: datetime) -> Decimal | None:
        """Return cash plus open profit or loss, or None when a held position has no fresh price.

        Elsewhere than on paper it is what the venue says, and None once that is older than `MONEY_AGE_MAX_S`.
        """
        if self.venue != PLATFORM:
            if self.money is None or abs((now - self.money.at).total_seconds()) > MONEY_AGE_MAX_S:
                return None
            return self.money.equity
        unrealised = self.unrealised(market, now)
        return None if unrealised is None else self.cash + unrealised

    def today(self, now: datetime) -> TradingDay:
        return trading_day(now, self.zone(now))

    def zone(self, now: datetime) -> str:
        """Return the zone whose clock the account goes by now."""
        return zone_at(now, self.timezone, self.zone_change)

    def day_of(self, now: datetime) -> DayBook | None:
        """Return the day's book if it is for the day that holds `now`, else None: yesterday's counts say
        nothing. A later day stays open when the clock steps back, or its counts would begin a second time.
        """
        return self.day if self.day is not None and self.day.date >= self.today(now).date else None

    def loss_today(self, market: MarketView, now: datetime) -> Decimal | None:
        """Return what was lost since the day began (negative: gained), or None when that cannot be known."""
        day = self.day_of(now)
        if day is None or day.equity_start is None:
            return None
        equity = self.equity(market, now)
        return None if equity is None else day.equity_start - equity

    def rolled(self, market: MarketView, now: datetime) -> AccountBook:
        """Return the book with the day that holds `now` open; the same object when it already is.

        Call it before planning and before booking. A day's equity starts at the first moment it can be
        priced.
        """
        day = self.day_of(now)
        if day is None:
            return replace(self, day=DayBook(self.today(now).date, self.equity(market, now)))
        if day.equity_start is None and (equity := self.equity(market, now)) is not None:
            return replace(self, day=replace(day, equity_start=equity))
        return self

    def orders_of(self, symbol: str) -> list[Order]:
        return [order for order in self.orders.values() if order.symbol == symbol]

    def seen_held(self, symbol: str) -> Decimal:
        """Return the signed quantity that both our books and the venue show: nothing more can be sold there."""
        held, shown = self.position(symbol).quantity, self.exposures.get(symbol)
        if shown is None:
            return held
        return ZERO if held * shown <= 0 else min(held, shown, key=abs)

    def projected(self, symbol: str, *, with_doubtful: bool) -> Decimal:
        """Return the signed quantity held once every market order on its way has filled.

        Orders whose fate at the venue is unknown count only `with_doubtful`. Without this, a reversal that
        arrives before the first fill would see no position and end flat instead of reversed. What waits here behind a live
        order is not on its way: it may still be taken back.
        """
        quantity, reducing = self.position(symbol).quantity, ZERO
        for order in self.orders_of(symbol):
            if order.state == "held" and order.parent_order_id in self.orders:
                continue
            if order.order_type != "market" or (order.state == "unknown" and not with_doubtful):
                continue
            if order.reduce_only:
                reducing += order.signed_remaining
            else:
                quantity += order.signed_remaining
        if quantity * reducing >= 0:
            return quantity
        left = quantity + reducing
        return left if left * quantity > 0 else ZERO


ORDER_UNKNOWN = "order_unknown"
"""Why a symbol is blocked while nobody can say whether the venue has an order of it."""


def with_doubt(book: AccountBook, symbol: str) -> AccountBook:
    """Return the book with `symbol` blocked for entries while an order of it is unknown, and free again afterwards.

    A block for another reason (a discrepancy) stays as it is.
    """
    reason = book.blocked.get(symbol)
    in_doubt = any(order.state == "unknown" for order in book.orders_of(symbol))
    if in_doubt and reason is None:
        return replace(book, blocked={**book.blocked, symbol: ORDER_UNKNOWN})
    if not in_doubt and reason == ORDER_UNKNOWN:
        return replace(book, blocked={name: why for name, why in book.blocked.items() if name != symbol})
    return book


@dataclass(frozen=True, slots=True)
class UserBook:
    """All of one user's accounts and controls. `limits` and `switches` are keyed by user id or account id.

    `switches` holds each kill switch that is on or was released, the operator's under `PLATFORM_SCOPE`.
    """

    user_id: UserId
    accounts: Mapping[AccountId, AccountBook]
    limits: Mapping[UUID, RiskLimits] = field(default_factory=dict)
    switches: Mapping[UUID, Switch] = field(default_factory=dict)

    def with_account(self, account: AccountBook) -> UserBook:
        """Return the book with `account` in place of the one with its id."""
        return replace(self, accounts={**self.accounts, account.account_id: account})

    def rolled(self, market: MarketView, now: datetime) -> UserBook:
        """Return the book with every account's trading day open (see AccountBook.rolled)."""
        rolled = {account_id: account.rolled(market, now) for account_id, account in self.accounts.items()}
        if all(rolled[account_id] is account for account_id, account in self.accounts.items()):
            return self
        return replace(self, accounts=rolled)
