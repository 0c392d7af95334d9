"""The matching core: orders in, prices in, time in; fills and events out. Nothing here waits, draws or asks the machine.

An order that can trade at once takes the other side's price, as far as the offered size goes; one that rested in the book
trades at its own limit. Among orders that a price reaches, the older trades first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from tradewright_fakes.matching import execution, groups
from tradewright_fakes.matching.book import Book
from tradewright_fakes.matching.clock import VenueClock
from tradewright_fakes.matching.events import Event, EventKind, Fee, Habits
from tradewright_fakes.matching.holdings import Account
from tradewright_fakes.matching.ids import Ids
from tradewright_fakes.matching.instruments import Instrument
from tradewright_fakes.matching.orders import Fill, Kind, Order, Side, Status, TimeInForce
from tradewright_fakes.matching.prices import PLENTY, Quote
from tradewright_fakes.matching.sessions import Session
from tradewright_fakes.matching.triggers import trail, watched_price


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
        self._book = Book()
        self._new_order_id, self.new_fill_id, self.fee_of = new_order_id, new_fill_id, fee_of
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
        self._book.add(order)

    def start(self, order: Order) -> None:
        """Take an admitted order to its first state, and trade it if it can."""
        if order.is_held or not order.is_open:
            return
        if not self.is_in_session(order):
            self._book.waiting[order.id] = order
            self._to(order, "accepted", "accepted")
            return
        self._book.waiting.pop(order.id, None)
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
        for order in self._book.ended(self.clock.now()):
            if order.is_open and not order.is_held:
                self.expire(order)
        for order in list(self._book.waiting.values()):
            if self.is_in_session(order):
                self.start(order)

    def _sweep(self, symbol: str) -> None:
        quote = self.quotes[symbol]
        for order in self._book.of(symbol):
            if order.is_working and order.waits_for_trigger:
                trail(order, watched_price(order, quote))
            self.work(order)

    def work(self, order: Order) -> None:
        """Trade the order against the present price as far as it goes."""
        execution.work(self, order)

    def fill(self, order: Order, quantity: Decimal, price: Decimal, *, is_maker: bool) -> Fill:
        """Execute `quantity` of the order at `price`, whatever the market says, and tell."""
        return execution.execute(self, order, quantity, price, is_maker=is_maker)

    def leave(self, order: Order, status: Status) -> None:
        """Take the order out of the book as `status` without telling: another order carries on in its place."""
        order.status = status
        order.updated_at = self.clock.now()
        self._leave(order)

    def _leave(self, order: Order) -> None:
        order.closed_at = self.clock.now()
        self.accounts[order.account].open.pop(order.id, None)
        self._book.remove(order)

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
            self._book.add(order)  # again: its end may have passed while it was held
            self.start(order)

    def is_in_session(self, order: Order) -> bool:
        if not self.instrument(order.symbol).follows_session:
            return True
        return self.session.may_trade(self.clock.now(), outside=order.outside_session)
