"""The paper venue's mind: what happens to a book when an order, a quote, a cancel or the clock arrives.

Pure: every function takes a book and returns a `Decision` with the book after it, and nothing is read or
written anywhere. A decision that could not be committed is thrown away, and the old book still stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from tradewright.adapters.brokers.paper.admission import MarketView, find_bad_change, find_rejection
from tradewright.adapters.brokers.paper.births import legs_of, order_of
from tradewright.adapters.brokers.paper.book import Book, PaperOrder
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.adapters.brokers.paper.pricing import (
    fill_price,
    is_crossed,
    offered_quantity,
    reaches,
    trailed,
    triggers,
)
from tradewright.adapters.brokers.paper.turn import Turn
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AlreadyTerminal,
    BrokerEvent,
    CancelOutcome,
    OrderChange,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    ReplaceOutcome,
)
from tradewright.kernel.ids import ClientOrderId


@dataclass(frozen=True, slots=True)
class Decision:
    """What one arrival does: the book after it, the orders it made or changed, and what to tell the account.

    `events` are in the order they happen: acceptance before fills, a fill before what it changes.
    """

    book: Book
    orders: Mapping[ClientOrderId, PaperOrder]
    fills: tuple[Fill, ...]
    events: tuple[BrokerEvent, ...]


def place(
    book: Book, request: OrderRequest, *, market: MarketView, config: PaperConfig, now: datetime
) -> tuple[Decision, PlaceOutcome]:
    """Take or refuse an order whose client ids the caller has checked to be new.

    A taken order is matched at once against the latest quote, unless the account has latency: then `wake`
    does it when `due_at` has come.
    """
    rejection = find_rejection(book, request, market=market, config=config, now=now)
    order = order_of(request, now=now)
    turn = Turn(book, now=now)
    if rejection is not None:
        refused = replace(order, state="rejected", reason=f"{rejection.code}: {rejection.text}")
        return Decision(book, {refused.client_order_id: refused}, (), ()), rejection
    turn.put(order)
    for leg in legs_of(request, now=now):
        turn.put(leg)
    _match(turn, order.client_order_id, market.quote(order.symbol), market=market, config=config)
    return _decide(turn), Accepted(order.venue_order_id, order.client_order_id)


def on_quote(book: Book, quote: Quote, *, market: MarketView, config: PaperConfig, now: datetime) -> Decision:
    """Match every live order of the quote's symbol against it, oldest first."""
    # Legs that become active in this very quote wait for the next one: their parent took this one. Most
    # resting orders are far from the market, so those are left out before anything is copied.
    met = [
        order
        for order in book.live_orders(quote.symbol)
        if order.state != "held" and (order.time_in_force != "gtc" or reaches(order, quote))
    ]
    turn = Turn(book, now=now)
    for order in sorted(met, key=lambda order: (order.received_at, order.client_order_id)):
        _match(turn, order.client_order_id, quote, market=market, config=config)
    return _decide(turn)


def wake(
    book: Book, client_order_id: ClientOrderId, *, market: MarketView, config: PaperConfig, now: datetime
) -> Decision:
    """Look at one order because its time has come: its latency is over, or its day."""
    turn = Turn(book, now=now)
    order = book.orders.get(client_order_id)
    if order is not None and order.is_live:
        _match(turn, client_order_id, market.quote(order.symbol), market=market, config=config)
    return _decide(turn)


def cancel(book: Book, client_order_id: ClientOrderId, *, now: datetime) -> tuple[Decision, CancelOutcome]:
    """Cancel a live order. Its unfilled legs end with it; legs that guard something filled go on."""
    turn = Turn(book, now=now)
    order = book.orders.get(client_order_id)
    if order is None:
        return _decide(turn), Rejected("unknown_order", "there is no such order")
    if not order.is_live:
        return _decide(turn), AlreadyTerminal(order.venue_order_id)
    turn.finish(order, "cancelled", "cancel_requested")
    return _decide(turn), Accepted(order.venue_order_id, client_order_id)


def change(
    book: Book,
    client_order_id: ClientOrderId,
    wanted: OrderChange,
    *,
    market: MarketView,
    config: PaperConfig,
    now: datetime,
) -> tuple[Decision, ReplaceOutcome]:
    """Change a live order in place, and match it at once as a new one would be."""
    turn = Turn(book, now=now)
    order = book.orders.get(client_order_id)
    if order is None:
        return _decide(turn), Rejected("unknown_order", "there is no such order")
    if not order.is_live:
        return _decide(turn), AlreadyTerminal(order.venue_order_id)
    refusal = find_bad_change(order, wanted, market.instrument(order.symbol))
    if refusal is not None:
        return _decide(turn), refusal
    turn.put(
        replace(
            order,
            quantity=wanted.quantity or order.quantity,
            limit_price=wanted.limit_price or order.limit_price,
            stop_price=wanted.stop_price or order.stop_price,
        )
    )
    if order.state != "held":
        _match(turn, client_order_id, market.quote(order.symbol), market=market, config=config)
    return _decide(turn), Accepted(order.venue_order_id, client_order_id)


def due_at(order: PaperOrder, config: PaperConfig, now: datetime) -> list[datetime]:
    """Return when `wake` must look at this live order by itself: at its arrival, at its day's end."""
    arrives = order.received_at + config.latency
    due = [arrives] if order.parent is None and arrives > now else []
    ends = _ends_at(order)
    return due if ends is None else [*due, ends]


def _match(
    turn: Turn,
    client_order_id: ClientOrderId,
    quote: Quote | None,
    *,
    market: MarketView,
    config: PaperConfig,
) -> None:
    """Let one order meet one quote: expire, trigger, fill, or leave it."""
    order = turn.orders[client_order_id]
    if not order.is_live:
        return
    ends = _ends_at(order)
    if ends is not None and turn.now >= ends:
        turn.finish(order, "expired", "day_ended" if order.time_in_force == "day" else "date_passed")
        return
    instrument = market.instrument(order.symbol)
    if instrument is None or quote is None or is_crossed(quote) or turn.now - quote.at > config.quote_age_max:
        return
    if order.parent is None and turn.now < order.received_at + config.latency:
        return
    if order.is_trailing and order.state != "held" and not order.triggered:
        moved = trailed(order, quote, instrument)
        if moved != order:
            order = turn.put(moved, quietly=True)
    if (order.stop_price is not None or order.is_trailing) and not order.triggered:
        if not triggers(order, quote):
            return
        order = turn.put(replace(order, triggered=True), quietly=True)
    _fill(turn, order, quote, instrument=instrument, config=config)


def _fill(
    turn: Turn, order: PaperOrder, quote: Quote, *, instrument: Instrument, config: PaperConfig
) -> None:
    wanted = turn.open_quantity(order)
    if wanted <= 0:
        return  # a leg whose parent may still fill more
    reducible = turn.reducible(order)
    if order.reduce_only and reducible == 0:
        if turn.may_grow(order):
            return
        turn.finish(order, "cancelled", "nothing_to_reduce")
        return
    price = fill_price(order, quote, instrument, config)
    quantity = offered_quantity(order, wanted, instrument, config)
    if order.reduce_only:
        quantity = min(quantity, reducible)
    if price is None or (order.time_in_force == "fok" and quantity < wanted):
        if order.time_in_force in ("ioc", "fok"):
            reason = "immediate_or_cancel" if order.time_in_force == "ioc" else "fill_or_kill"
            turn.finish(order, "cancelled", reason)
        return
    order = turn.fill(order, quantity=quantity, price=price, instrument=instrument, config=config)
    if not order.is_live:
        return
    if order.time_in_force == "ioc":
        turn.finish(order, "cancelled", "immediate_or_cancel")
    elif order.reduce_only and turn.reducible(order) == 0 and not turn.may_grow(order):
        turn.finish(order, "cancelled", "nothing_to_reduce")


def _ends_at(order: PaperOrder) -> datetime | None:
    """Return when the order ends by itself."""
    if order.time_in_force == "day":
        return _day_end(order)
    return order.expires_at if order.time_in_force == "gtd" else None


def _day_end(order: PaperOrder) -> datetime:
    """Return the midnight UTC that ends the day the order came in."""
    return datetime.combine(order.received_at.date(), time(), UTC) + timedelta(days=1)


def _decide(turn: Turn) -> Decision:
    return Decision(turn.book(), turn.changed, tuple(turn.fills), tuple(turn.events))
