"""The matching core: orders in, prices in, time in; fills and events out. Nothing here waits, draws or asks the machine.

An order that can trade at once takes the other side's price, as far as the offered size goes; one that rested in the book
trades at its own limit. Among orders that a price reaches, the older trades first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright_fakes.matching import groups
from tradewright_fakes.matching.clock import VenueClock
from tradewright_fakes.matching.holdings import Account
from tradewright_fakes.matching.ids import Ids
from tradewright_fakes.matching.instruments import Instrument
from tradewright_fakes.matching.orders import NOTHING, Fill, Kind, Order, Side, Status, TimeInForce
from tradewright_fakes.matching.prices import PLENTY, Quote
from tradewright_fakes.matching.sessions import Session
from tradewright_fakes.matching.triggers import is_due, trail, watched_price

EventKind = Literal[
    "accepted",
    "new",
    "fill",
    "canceled",
    "expired",
    "rejected",
    "replaced",
    "amended",
    "triggered",
    "bust",
    "correct",
    "fee",
]
Fee = tuple[Decimal, str]
"""Amount and the coin it is taken in."""
_DUST = Decimal("0.000000001")
"""A spend is complete when less than this is left of it: no venue trades finer."""


@dataclass(frozen=True, slots=True)
class Habits:
    """In what the venues' matching differs."""

    market_remainder: Literal["rest", "expire"]
    """What a market order does with what nobody offered."""
    exits_shrink: bool
    """True: a partial fill of one exit shrinks the other. False: it cancels the other."""
    stop_market_caps: tuple[tuple[Decimal, Decimal], ...] = ()
    """Buy stops become stop-limits: (price below which it holds, rate above the stop), first that fits."""
    immediate_remainder: Status = "canceled"
    """What an immediate-or-cancel order ends as."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an order. `status` is the order's at that moment; the order itself moves on."""

    number: int
    kind: EventKind
    account: Account
    order: Order
    fill: Fill | None
    at: datetime
    status: Status


class Exchange:
    """One venue's accounts, book and tape."""

    def __init__(
        self,
        *,
        clock: VenueClock,
        ids: Ids,
        session: Session,
        habits: Habits,
        instruments: Sequence[Instrument],
        new_order_id: Callable[[], str],
        new_fill_id: Callable[[], str],
        fee_of: Callable[[Account, Instrument, Fill], Fee],
    ) -> None:
        self.clock, self.ids, self.session, self.habits = clock, ids, session, habits
        self.instruments = {one.symbol: one for one in instruments}
        self.accounts: dict[str, Account] = {}
        self.quotes: dict[str, Quote] = {}
        self.tape: dict[str, list[Fill]] = {}
        self._book: dict[str, dict[str, Order]] = {}
        self._new_order_id, self._new_fill_id, self._fee_of = new_order_id, new_fill_id, fee_of
        self.on_event: list[Callable[[Event], None]] = []
        self.on_quote: list[Callable[[str, Quote], None]] = []

    # --- facts -------------------------------------------------------------------------------------------------
    def instrument(self, symbol: str) -> Instrument:
        return self.instruments[symbol]

    def find_order(self, account: Account, order_id: str) -> Order | None:
        """The account's order; None when there is none, or when reads do not see it yet."""
        return self._seen(account.orders.get(order_id))

    def find_by_client_id(self, account: Account, client_id: str) -> Order | None:
        """The newest order with that client id, as reads see it."""
        found = account.by_client.get(client_id)
        return self._seen(found[-1]) if found else None

    def is_seen(self, order: Order) -> bool:
        return order.visible_at is None or order.visible_at <= self.clock.now()

    def _seen(self, order: Order | None) -> Order | None:
        return order if order is not None and self.is_seen(order) else None

    # --- orders ------------------------------------------------------------------------------------------------
    def draft(
        self, account: Account, *, client_id: str, symbol: str, side: Side, kind: Kind, tif: TimeInForce
    ) -> Order:
        """An order with its id and times, known to nobody yet. The caller sets the rest on it."""
        now = self.clock.now()
        return Order(
            id=self._new_order_id(),
            number=self.ids.number("order-number"),
            account=account.id,
            client_id=client_id,
            symbol=symbol,
            side=side,
            kind=kind,
            tif=tif,
            created_at=now,
            updated_at=now,
            submitted_at=now,
        )

    def admit(self, order: Order) -> None:
        """Enter the order in the account's list; it trades only when `work` is called."""
        account = self.accounts[order.account]
        account.orders[order.id] = order
        account.open[order.id] = order
        account.by_client.setdefault(order.client_id, []).append(order)
        self._book.setdefault(order.symbol, {})[order.id] = order

    def start(self, order: Order) -> None:
        """Take an admitted order to its first state, and trade it if it can."""
        if order.is_held or not order.is_open:
            return
        if not self._is_in_session(order):
            self._to(order, "accepted", "accepted")
            return
        self._to(order, "new", "new")
        self._prime(order)
        self.work(order)

    def _prime(self, order: Order) -> None:
        quote = self.quotes.get(order.symbol)
        if order.waits_for_trigger and quote is not None:
            trail(order, watched_price(order, quote))

    def cancel(self, order: Order, reason: str = "") -> bool:
        """Cancel the order, and with it its group; False when it was already over."""
        if not order.is_open:
            return False
        order.reason = reason
        self._to(order, "canceled", "canceled")
        groups.after_end(self, order)
        return True

    def expire(self, order: Order, reason: str = "") -> None:
        if order.is_open:
            order.reason = reason
            self._to(order, "expired", "expired")
            groups.after_end(self, order)

    def reject(self, order: Order, reason: str) -> None:
        order.reason = reason
        self._to(order, "rejected", "rejected")
        groups.after_end(self, order)

    def swap(self, old: Order, new: Order) -> None:
        """Put the admitted order `new` in the place of `old`: same group, and the old one says who replaced it."""
        new.replaces, old.replaced_by = old.id, new.id
        groups.substitute(old, new)
        self._to(old, "replaced", "replaced")
        if old.group is not None and new.group is not None and groups.is_waiting(new):
            new.status = "held"
        self.start(new)

    def tell(self, kind: EventKind, order: Order, fill: Fill | None = None) -> None:
        event = Event(
            number=self.ids.number("event"),
            kind=kind,
            account=self.accounts[order.account],
            order=order,
            fill=fill,
            at=self.clock.now(),
            status=order.status,
        )
        for listener in self.on_event:
            listener(event)

    # --- prices and time ---------------------------------------------------------------------------------------
    def set_price(
        self,
        symbol: str,
        *,
        bid: Decimal,
        ask: Decimal,
        last: Decimal,
        mark: Decimal | None = None,
        bid_size: Decimal | None = None,
        ask_size: Decimal | None = None,
    ) -> None:
        """One tick: renew what is on offer, wake stops, trade what it reaches. Raises KeyError for an unlisted symbol."""
        self.instrument(symbol)
        quote = Quote(
            bid=bid,
            ask=ask,
            last=last,
            mark=last if mark is None else mark,
            at=self.clock.now(),
            bid_size=PLENTY if bid_size is None else bid_size,
            ask_size=PLENTY if ask_size is None else ask_size,
        )
        self.quotes[symbol] = quote
        for listener in self.on_quote:
            listener(symbol, quote)
        self._sweep(symbol)

    def pass_time(self) -> None:
        """Expire what is over, start what the session now lets trade. Call after the clock moved."""
        now = self.clock.now()
        for symbol in list(self._book):
            for order in list(self._book[symbol].values()):
                if order.expires_at is not None and order.expires_at <= now and not order.is_held:
                    self.expire(order)
                elif order.status == "accepted" and self._is_in_session(order):
                    self.start(order)

    def _sweep(self, symbol: str) -> None:
        quote = self.quotes[symbol]
        for order in list(self._book.get(symbol, {}).values()):
            if order.is_working and order.waits_for_trigger:
                trail(order, watched_price(order, quote))
            self.work(order)

    def work(self, order: Order) -> None:
        """Trade the order against the present price as far as it goes."""
        quote = self.quotes.get(order.symbol)
        if not order.is_working or quote is None or not self._is_in_session(order):
            return
        if order.waits_for_trigger:
            if not is_due(order, quote):
                order.has_rested = True
                return
            if not self._wake(order):
                return
        self._take(order, quote)
        if order.is_open and order.reduce_only and self._wanted(order, quote.last) <= 0:
            self.expire(order, "nothing left to reduce")
        if order.is_open and order.status != "held":
            self._settle_remainder(order)

    def _wake(self, order: Order) -> bool:
        """Trigger the order; False when somebody else carries on with it."""
        order.is_triggered = True
        order.has_rested = False
        if order.on_trigger is not None:
            order.on_trigger(order)
            return False
        if order.kind == "stop" and order.side == "buy" and order.stop_price is not None:
            rates = [rate for below, rate in self.habits.stop_market_caps if order.stop_price < below]
            if rates:
                order.tags["cap"] = order.stop_price * (1 + rates[0])
        self.tell("triggered", order)
        return True

    def _take(self, order: Order, quote: Quote) -> None:
        bound = _bound(order)
        price = quote.takes_at(order.side)
        if bound is not None and (price > bound if order.side == "buy" else price < bound):
            return
        is_maker = order.has_rested and order.limit_price is not None
        if is_maker and order.limit_price is not None:
            price = order.limit_price
        wanted = self._wanted(order, price)
        if wanted <= 0:
            if order.reduce_only or order.close_position:
                self.expire(order, "nothing to reduce")
            elif order.budget is not None:
                self._close_filled(order)
            return
        offered = quote.offered_to(order.side)
        if order.tif == "fok" and offered < wanted:
            return
        quantity = min(wanted, offered)
        if quantity > 0:
            quote.consume(order.side, quantity)
            self.fill(order, quantity, price, is_maker=is_maker)

    def _wanted(self, order: Order, price: Decimal) -> Decimal:
        """How much of it would trade at `price` if all were offered."""
        if order.budget is not None and order.quantity is None:
            return self.instrument(order.symbol).floor((order.budget - order.cost) / price)
        wanted = order.remaining
        if order.reduce_only or order.close_position:
            held = self.accounts[order.account].books.held(order.symbol, order.position_side)
            opposite = held if order.side == "sell" else -held
            wanted = max(NOTHING, opposite if order.close_position else min(wanted, opposite))
        return wanted

    def _settle_remainder(self, order: Order) -> None:
        is_market = _bound(order) is None
        if order.tif == "fok":
            self._end(order, self.habits.immediate_remainder, "fill or kill")
        elif order.tif == "ioc":
            self._end(order, self.habits.immediate_remainder, "immediate or cancel")
        elif is_market and self.habits.market_remainder == "expire":
            self._end(order, "expired", "no liquidity")
        else:
            order.has_rested = True

    def _end(self, order: Order, status: Status, reason: str) -> None:
        if status == "canceled":
            self.cancel(order, reason)
        else:
            self.expire(order, reason)

    # --- fills -------------------------------------------------------------------------------------------------
    def fill(self, order: Order, quantity: Decimal, price: Decimal, *, is_maker: bool) -> Fill:
        """Execute `quantity` of the order at `price`, whatever the market says, and tell."""
        account, instrument = self.accounts[order.account], self.instrument(order.symbol)
        fill = Fill(
            id=self._new_fill_id(),
            number=self.ids.number(f"trade:{order.symbol}"),
            order_id=order.id,
            account=order.account,
            symbol=order.symbol,
            side=order.side,
            position_side=order.position_side,
            quantity=quantity,
            price=price,
            at=self.clock.now(),
            is_maker=is_maker,
            fee=NOTHING,
            fee_asset=instrument.quote,
        )
        fill.fee, fill.fee_asset = self._fee_of(account, instrument, fill)
        account.books.book(fill, instrument)
        account.fills.append(fill)
        self.tape.setdefault(order.symbol, []).append(fill)
        order.fills.append(fill)
        order.filled += quantity
        order.cost += quantity * price
        is_whole = self._is_whole(order)
        order.updated_at = fill.at
        if order.is_open:  # a late fill does not bring an ended order back
            order.status = "filled" if is_whole else "partially_filled"
        if is_whole:
            self._leave(order)
        self.tell("fill", order, fill)
        groups.after_fill(self, order)
        return fill

    def _is_whole(self, order: Order) -> bool:
        if order.quantity is not None:
            return order.filled >= order.quantity
        if order.budget is None:
            return order.close_position
        quote = self.quotes.get(order.symbol)
        step = self.instrument(order.symbol).step
        left = order.budget - order.cost
        return left <= _DUST or (quote is not None and left < step * quote.takes_at(order.side))

    def _close_filled(self, order: Order) -> None:
        order.status = "filled" if order.filled else "expired"
        self._leave(order)

    def _leave(self, order: Order) -> None:
        order.closed_at = self.clock.now()
        self.accounts[order.account].open.pop(order.id, None)
        self._book.get(order.symbol, {}).pop(order.id, None)

    def leave(self, order: Order, status: Status) -> None:
        """Take the order out of the book as `status` without telling: another order carries on in its place."""
        order.status = status
        order.updated_at = self.clock.now()
        self._leave(order)

    def _to(self, order: Order, status: Status, kind: EventKind) -> None:
        order.status = status
        order.updated_at = self.clock.now()
        if not order.is_open:
            self._leave(order)
        self.tell(kind, order)

    def activate(self, order: Order) -> None:
        """Let a held order begin."""
        if order.is_held:
            order.status = "pending"
            self.start(order)

    def _is_in_session(self, order: Order) -> bool:
        if not self.instrument(order.symbol).follows_session:
            return True
        return self.session.may_trade(self.clock.now(), outside=order.outside_session)


def _bound(order: Order) -> Decimal | None:
    """The worst price at which the order may trade."""
    cap = order.tags.get("cap")
    return order.limit_price if order.limit_price is not None else cap if isinstance(cap, Decimal) else None
