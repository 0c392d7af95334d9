"""What risk knows when it decides: the proposed order, and what is true for each scope."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright.domain.trading.instrument import Lot
from tradewright.domain.trading.risk.history import ClosedTrade, Sent
from tradewright.domain.trading.risk.reserve import NOTHING_RESERVED, Exposure, Reserve
from tradewright.domain.trading.risk.switch import NO_SWITCH, Switch
from tradewright.domain.trading.signal import OrderType, RiskLimits, Side
from tradewright.kernel.money import ZERO

NO_LIMITS = RiskLimits()
Scope = Literal["platform", "user", "account", "agent"]
RuleName = Literal[
    "kill_switch",
    "symbol_blocked",
    "symbols",
    "sessions",
    "blackouts",
    "quote_age",
    "price_collar",
    "duplicate",
    "order_rate",
    "loss_daily",
    "loss_daily_percent",
    "cooldown",
    "trades_daily",
    "trades_open",
    "positions",
    "order_notional",
    "position_notional",
    "exposure_gross",
    "exposure_net",
    "leverage",
]


@dataclass(frozen=True, slots=True)
class DayCount:
    """One account's trading day. `loss` is positive when money was lost since it began, realised and unrealised together;
    None when it cannot be known.
    """

    loss: Decimal | None
    equity_start: Decimal | None
    trades: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """What is true for one scope at the moment of deciding.

    `days` holds the trading day of each account that counts. `positions_other` counts symbols held or being entered without
    the proposed one, and `rest` is the worst case of everything but the proposed symbol of the proposed account; of it,
    `same_symbol` is that symbol's part in other accounts. None: something that counts has no price, or money of several
    currencies would have to be added. `timezone` is the account's.
    """

    scope: Scope
    limits: RiskLimits = NO_LIMITS
    switch: Switch = NO_SWITCH
    days: tuple[DayCount, ...] = ()
    trades_open: int = 0
    positions_other: int = 0
    equity: Decimal | None = None
    rest: Exposure | None = field(default_factory=Exposure)
    same_symbol: Exposure | None = field(default_factory=Exposure)
    sent: tuple[Sent, ...] = ()
    sent_here: tuple[Sent, ...] = ()
    """Those of `sent` that went to the proposed account."""
    closed: tuple[ClosedTrade, ...] = ()
    timezone: str = "UTC"
    blocked: str | None = None
    """Why the proposed symbol takes no entries at all (account scope): an order in doubt, a discrepancy."""

    @property
    def loss_today(self) -> Decimal | None:
        losses = [day.loss for day in self.days]
        return None if not losses or None in losses else sum((one for one in losses if one is not None), ZERO)

    @property
    def equity_start(self) -> Decimal | None:
        starts = [day.equity_start for day in self.days]
        return None if not starts or None in starts else sum((one for one in starts if one is not None), ZERO)

    @property
    def trades_today(self) -> int:
        return sum(day.trades for day in self.days)

    def at(self, moment: datetime) -> ScopeFacts:
        """Return the facts as they will be when nothing but time has passed: days that have ended count nothing."""
        if all(moment < day.resets_at for day in self.days):
            return self
        days = tuple(
            day
            if moment < day.resets_at
            else replace(day, loss=ZERO, trades=0, equity_start=self._start_of(day))
            for day in self.days
        )
        return replace(self, days=days)

    def _start_of(self, day: DayCount) -> Decimal | None:
        if day.equity_start is None or day.loss is None:
            return day.equity_start
        return day.equity_start - day.loss


@dataclass(frozen=True, slots=True)
class Proposal:
    """The order as risk sees it.

    `quantity` is all of it, `opens` the part that opens exposure (after what it closes), in units; `unit` is the money for
    one unit at the price it would trade at; None: no usable price. `limit_price` and `stop_price` are those it names,
    `quote_mid` and `quote_at` the last quote. `reserve` is what the symbol may come to in this account without this order.
    A change of a live order is judged as a new one whose old form is gone from `reserve` and still stands in
    `reserve_now`. `by_person` says that a person's own hand asks for it.
    """

    symbol: str
    side: Side = "buy"
    quantity: Decimal = ZERO
    opens: Decimal = ZERO
    unit: Decimal | None = None
    unit_worst: Decimal | None = None
    """What one unit may come to be worth while the order is live, where that is more than `unit`."""
    order_type: OrderType = "market"
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    quote_mid: Decimal | None = None
    quote_at: datetime | None = None
    reserve: Reserve = NOTHING_RESERVED
    reserve_now: Reserve | None = None
    lot: Lot = field(default_factory=lambda: Lot(Decimal(1), Decimal(1)))
    tick: Decimal = Decimal("0.01")
    notional_min: Decimal = ZERO
    is_reducing: bool = False
    by_person: bool = False
    is_new: bool = True
    """False for a change of an order that was counted as a trade when it was made."""

    @property
    def notional(self) -> Decimal | None:
        """What the opening part is worth, in account currency."""
        return None if self.unit is None else self.opens * self.unit

    def before(self) -> Exposure | None:
        return (self.reserve_now or self.reserve).exposure()

    def after(self) -> Exposure | None:
        """Return what the symbol may come to with this order live; None when it has no price."""
        if self.unit is None:
            return None
        unit = self.unit if self.unit_worst is None else max(self.unit, self.unit_worst)
        rests = self.order_type != "market"
        return self.reserve.with_order(self.side, self.quantity, unit=unit, rests=rests).exposure()

    def with_quantity(self, quantity: Decimal) -> Proposal:
        """Return the proposal for another size; what it closes comes first."""
        closes = self.quantity - self.opens
        return replace(self, quantity=quantity, opens=max(quantity - closes, ZERO))
