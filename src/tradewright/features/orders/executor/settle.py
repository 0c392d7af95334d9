"""One look at one account's venue: new fills, then orders, then positions and money, as items for the inbox.

Reads the venue and only reads it. What it finds goes through the inbox like anything else the venue says, so that it is
compared with the books of that moment. A read that fails is no information; an order is called absent only where that can be
proved.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Fill, Order, OutcomeUnknown
from tradewright.domain.trading.ports.broker import (
    Broker,
    BrokerUnavailable,
    FillUpdate,
    OrderReport,
    OrderUpdate,
)
from tradewright.domain.trading.ports.movements import Movement, TellsMovements
from tradewright.domain.trading.reconcile import (
    CASH,
    AccountWatch,
    Evidence,
    SendNow,
    VenueSnapshot,
    compare_orders,
    judge_absence,
    owner_of,
)
from tradewright.features.orders.executor.inbox import (
    CursorMoved,
    Item,
    OrderProved,
    OrderSought,
    VenueSaid,
    VenueSeen,
)
from tradewright.kernel.ids import AccountId, OrderId, VenueOrderId

T = TypeVar("T")
FindUnbooked = Callable[[Sequence[Movement]], Awaitable[Sequence[Movement]]]
MOVED_WITHIN = timedelta(days=3)
"""So long after it moved, money may take to be named by its venue."""
FindKnown = Callable[[Sequence[OrderReport]], Awaitable[dict[VenueOrderId, Order]]]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the venue showed: items for the inbox, and orders that never left and may still be sent. `failed` names the reads
    that came to nothing.
    """

    items: tuple[Item, ...]
    resend: tuple[Order, ...]
    failed: tuple[BrokerUnavailable, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a full look at a venue elsewhere is compared with: the account's book and what is remembered of it.

    `find_known` finds orders of ours that open orders of the venue are, whether they are live here or have ended.
    """

    book: AccountBook
    watch: AccountWatch
    find_known: FindKnown
    clock: Callable[[], datetime]
    stream_up_since: datetime | None = None
    unbooked: FindUnbooked | None = None
    """Leaves out what is booked of the movements that a venue tells."""


@dataclass(slots=True)
class _Look:
    broker: Broker
    account_id: AccountId
    now: datetime
    was_sent: Callable[[OrderId], bool]
    fills: Sequence[Fill] = ()
    snapshot: VenueSnapshot | None = None
    stream_up_since: datetime | None = None
    items: list[Item] = field(default_factory=list)
    resend: list[Order] = field(default_factory=list)
    failed: list[BrokerUnavailable] = field(default_factory=list)


async def settle_account(
    broker: Broker,
    account_id: AccountId,
    orders: Iterable[Order],
    *,
    fill_cursor: str | None,
    was_sent: Callable[[OrderId], bool],
    now: datetime,
    ledger: Ledger | None = None,
) -> Settlement:
    """Compare `orders` (live in our books, with no call of ours under way) with the venue, and read its new fills.

    `was_sent` tells whether this very process tried to send an order. Fills come before the states of their orders, so
    that an entry that filled in part and was cancelled keeps its legs; the moved cursor comes last, so that it is never
    committed before the fills it counts. With a `ledger` of an account elsewhere than on paper its open orders, positions
    and money are read too. Raises BrokerUnavailable when not even the fills can be read: nothing is known then.
    """
    look = _Look(broker, account_id, now, was_sent)
    look.fills, cursor = await broker.fills_since(fill_cursor)
    look.items.extend(VenueSaid(account_id, FillUpdate(fill)) for fill in look.fills)
    wanted = list(orders)
    if ledger is not None and ledger.book.venue != PLATFORM:
        look.stream_up_since = ledger.stream_up_since
        look.snapshot = await _snapshot(look, ledger)
        look.items.extend(_awake(look, ledger, look.snapshot))
        wanted = _not_shown(wanted, ledger, look.snapshot)
    for order in wanted:
        await _seek(look, order)
    if look.snapshot is not None:
        look.items.append(VenueSeen(account_id, look.snapshot))
    if cursor is not None and cursor != fill_cursor:
        look.items.append(CursorMoved(account_id, cursor))
    return Settlement(tuple(look.items), tuple(look.resend), tuple(look.failed))


async def _snapshot(look: _Look, ledger: Ledger) -> VenueSnapshot:
    began_at = ledger.clock()
    orders = await _read(look, look.broker.open_orders)
    positions = await _read(look, look.broker.positions)
    money = await _read(look, look.broker.account)
    movements = await _movements(look, ledger)
    read_at = ledger.clock()
    known = {} if orders is None else await ledger.find_known(orders)
    return VenueSnapshot(began_at, read_at, orders, positions, money, known, movements)


async def _movements(look: _Look, ledger: Ledger) -> Sequence[Movement] | None:
    """Ask what moved the venue's money, where the last look saw cash that no fill explains; None: it could not be read."""
    broker = look.broker
    if CASH not in ledger.watch.suspicions or not isinstance(broker, TellsMovements):
        return ()
    told = await _read(look, partial(broker.movements, ledger.clock() - MOVED_WITHIN))
    return told if told is None or ledger.unbooked is None else await ledger.unbooked(told)


async def _read(look: _Look, read: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await read()
    except BrokerUnavailable as error:
        look.failed.append(error)
        return None


def _awake(look: _Look, ledger: Ledger, snapshot: VenueSnapshot) -> Iterable[VenueSaid]:
    """Return what the open list says of legs that sleep in our books and live at the venue: what their entry had filled was
    taken back. Heard after the entry's end, which opened nothing, they would be taken for ended with it.
    """
    for report in snapshot.orders or ():
        order = owner_of(report, ledger.book.orders)
        if order is not None and order.state == "held":
            yield VenueSaid(look.account_id, OrderUpdate(report))


def _not_shown(orders: Sequence[Order], ledger: Ledger, snapshot: VenueSnapshot) -> list[Order]:
    """Those to ask for one by one: the open list does not show them, or could not be read while their fate is open."""
    if snapshot.orders is None:
        return [order for order in orders if order.state in ("submitting", "unknown")]
    missing = set(compare_orders(ledger.book, ledger.watch, snapshot, now=snapshot.read_at).missing)
    return [order for order in orders if order.order_id in missing or order.state == "submitting"]


async def _seek(look: _Look, order: Order) -> None:
    """Ask for one order by our id, and say what the answer means."""
    is_elsewhere = look.snapshot is not None
    try:
        report = await look.broker.find_order(order.client_order_id)
    except BrokerUnavailable as error:
        if not is_elsewhere:
            raise
        look.failed.append(error)
        evidence = (Evidence(look.now, "lookup", None, f"it could not be asked for: {error.message}"),)
        look.items.append(OrderSought(look.account_id, order.order_id, evidence, False, look.now))
        return
    if report is not None:
        look.items.append(VenueSaid(look.account_id, OrderUpdate(report)))
    elif order.state in ("submitting", "unknown"):
        _judge(look, order)
    elif is_elsewhere and order.state in ("working", "partly_filled"):
        look.items.append(_missed(look, order))


def _judge(look: _Look, order: Order) -> None:
    was_sent = look.was_sent(order.order_id)
    meaning = judge_absence(order, look.broker.capabilities, was_sent=was_sent, now=look.now)
    if isinstance(meaning, SendNow):
        look.resend.append(order)
        return
    if not isinstance(meaning, OutcomeUnknown):
        look.items.append(OrderProved(look.account_id, order.order_id, meaning))
        return
    if order.state == "submitting":
        look.items.append(OrderProved(look.account_id, order.order_id, meaning))
    look.items.append(_missed(look, order))


def _missed(look: _Look, order: Order) -> OrderSought:
    """A look that did not find the order, source by source; a miss only when every source could be read."""
    at, snapshot = look.now, look.snapshot
    evidence = [Evidence(at, "lookup", False, "the venue knows no order with our id")]
    is_miss = True
    if snapshot is not None:
        is_miss = snapshot.orders is not None
        words = "it is not among the open orders" if is_miss else "open orders could not be read"
        evidence.append(Evidence(at, "open_orders", False if is_miss else None, words))
        has_filled = any(fill.client_order_id == order.client_order_id for fill in look.fills)
        words = "a new fill bears our id" if has_filled else "no new fill bears our id"
        evidence.append(Evidence(at, "fills", has_filled, words))
        is_miss = is_miss and not has_filled
    return OrderSought(look.account_id, order.order_id, tuple(evidence), is_miss, at, look.stream_up_since)
