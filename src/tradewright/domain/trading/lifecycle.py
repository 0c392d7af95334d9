"""The order's life as one total function: (order, event) → (order, facts).

Venues repeat themselves, answer out of turn and contradict what they said. Every pair of state and event
therefore has an answer; none raises. Rules that hold for all of them:

- A terminal state is for ever. A fill that comes later is still booked: money moved, whatever the state says.
- State and filled quantity are independent: a cancelled order may have filled in part, or wholly by a late
  fill.
- An event that tells nothing new returns the same object and no facts, so nobody records it and a replay of
  what was recorded ends in the same order. (Fills carry their own identity; the caller drops those it has
  booked already.)
- A bust takes back what it names and never more than has filled; a fee that is told later changes no quantity.
- What cannot be true together becomes a `Contradiction` fact for a person to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, assert_never

from tradewright.domain.trading.order import (
    CancelRefused,
    CancelRequested,
    Fill,
    LegReleased,
    LegResized,
    Order,
    OrderEvent,
    OrderFilled,
    OrderForm,
    OrderReplaced,
    OrderState,
    OutcomeUnknown,
    ProvedAbsent,
    ReplaceRefused,
    ReplaceRequested,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.kernel.ids import VenueOrderId


@dataclass(frozen=True, slots=True)
class StateChanged:
    before: OrderState
    after: OrderState


@dataclass(frozen=True, slots=True)
class FillBooked:
    fill: Fill


@dataclass(frozen=True, slots=True)
class LateFill:
    """A fill reached an order that had already ended as `state`."""

    fill: Fill
    state: OrderState


@dataclass(frozen=True, slots=True)
class OverFill:
    """The venue filled `excess` units more than were ordered."""

    fill: Fill
    excess: Decimal


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The venue cancelled an execution after the fact."""

    fill: Fill


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The venue gave evidence against what was taken as proved; the order keeps its state."""

    state: OrderState
    evidence: str


OrderFact = StateChanged | FillBooked | LateFill | OverFill | TakenBack | Contradiction
Step = tuple[Order, tuple[OrderFact, ...]]

_UNANSWERED: frozenset[OrderState] = frozenset({"held", "submitting", "unknown"})
_PROVED_NOT_TAKEN: frozenset[OrderState] = frozenset({"rejected", "not_placed"})


def transition(order: Order, event: OrderEvent) -> Step:
    """Return the order after `event` and what that meant. Total, pure; see the module's rules."""
    match event:
        case OrderFilled(fill=fill):
            return _executed(order, fill)
        case VenueAccepted():
            return _accepted(order, event)
        case VenueRejected():
            return _rejected(order, event)
        case OutcomeUnknown(cause=cause, occurred_at=at):
            if order.state != "submitting":
                return order, ()
            return _move(replace(order, unknown_since=at), "unknown", cause)
        case ProvedAbsent():
            return _absent(order, event)
        case LegResized(quantity=quantity):
            return _resized(order, quantity)
        case LegReleased(quantity=quantity):
            return _released(order, quantity)
        case ReplaceRequested() | ReplaceRefused():
            return _asked_to_change(order, event)
        case OrderReplaced():
            return _replaced(order, event)
        case CancelRequested(unwanted=unwanted):
            return _cancel_flag(order, requested=True, unwanted=unwanted)
        case CancelRefused():
            return _cancel_flag(order, requested=False)
        case VenueCancelled(reason=reason) | VenueExpired(reason=reason):
            return _end(order, "cancelled" if isinstance(event, VenueCancelled) else "expired", reason)
        case _ as never:
            assert_never(never)


def _executed(order: Order, fill: Fill) -> Step:
    if fill.kind == "bust":
        return _busted(order, fill)
    if fill.kind == "fee":
        return replace(order, event_count=order.event_count + 1), (FillBooked(fill),)
    return _filled(order, fill)


def _filled(order: Order, fill: Fill) -> Step:
    total = order.filled_quantity + fill.quantity
    spent = (order.average_price or Decimal(0)) * order.filled_quantity + fill.price * fill.quantity
    facts: list[OrderFact] = [FillBooked(fill)]
    state = order.state
    if order.is_terminal:
        if state != "filled":
            facts.append(LateFill(fill, state))
    else:
        # One that was made larger meanwhile rests on, and its fills come before the answer that says so.
        state = "filled" if total >= order.quantity_most else "partly_filled"
    if total > order.quantity_most:
        facts.append(OverFill(fill, total - order.quantity_most))
    if state != order.state:
        facts.append(StateChanged(order.state, state))
    after = replace(
        order,
        state=state,
        filled_quantity=total,
        average_price=spent / total,
        reason=order.reason if order.is_terminal else None,  # why it was unknown is no longer of interest
        unknown_since=None,
        venue_order_id=order.venue_order_id or fill.venue_order_id,
        event_count=order.event_count + 1,
    )
    return after, tuple(facts)


def _busted(order: Order, fill: Fill) -> Step:
    total = order.filled_quantity - fill.quantity
    if total < 0:
        return order, (
            Contradiction(order.state, f"execution {fill.corrects} was taken back and is not in our books"),
        )
    spent = (order.average_price or Decimal(0)) * order.filled_quantity - fill.price * fill.quantity
    state: OrderState = "working" if order.state == "partly_filled" and total == 0 else order.state
    facts: list[OrderFact] = [TakenBack(fill)]
    if state != order.state:
        facts.append(StateChanged(order.state, state))
    after = replace(
        order,
        state=state,
        filled_quantity=total,
        average_price=spent / total if total else None,
        event_count=order.event_count + 1,
    )
    return after, tuple(facts)


def _accepted(order: Order, event: VenueAccepted) -> Step:
    known: VenueOrderId | None = order.venue_order_id
    if order.state in _UNANSWERED:
        return _move(replace(order, venue_order_id=event.venue_order_id), "working", None)
    if known is not None:
        return order, ()
    named = replace(order, venue_order_id=event.venue_order_id, event_count=order.event_count + 1)
    if order.state in _PROVED_NOT_TAKEN:
        return named, (Contradiction(order.state, "accepted"),)
    return named, ()


def _rejected(order: Order, event: VenueRejected) -> Step:
    # A venue may accept first and refuse later; what has filled stays filled, so only the rest is dead.
    after: Literal["cancelled", "rejected"] = "cancelled" if order.filled_quantity else "rejected"
    return _end(order, after, event.text or event.code)


def _absent(order: Order, event: ProvedAbsent) -> Step:
    if order.is_terminal:
        return order, ()
    if order.state in _UNANSWERED and order.venue_order_id is None:
        return _move(order, "not_placed", event.evidence)
    counted = replace(order, event_count=order.event_count + 1)
    return counted, (Contradiction(order.state, event.evidence),)


def _resized(order: Order, quantity: Decimal) -> Step:
    if order.is_terminal or quantity <= 0 or quantity == order.quantity:
        return order, ()
    resized = replace(order, quantity=quantity)
    if order.filled_quantity and order.filled_quantity >= quantity:
        return _move(resized, "filled", order.reason)
    return replace(resized, event_count=order.event_count + 1), ()


def _released(order: Order, quantity: Decimal) -> Step:
    if order.state != "held" or quantity <= 0:
        return order, ()
    return _move(replace(order, quantity=quantity), "submitting", None)


def _asked_to_change(order: Order, event: ReplaceRequested | ReplaceRefused) -> Step:
    """What no venue has seen changes by our asking; anything else when the venue says so."""
    if order.is_terminal:
        return order, ()
    asked = replace(order, event_count=order.event_count + 1)
    if isinstance(event, ReplaceRefused):
        if order.filled_quantity and order.filled_quantity >= order.quantity:
            return _move(replace(order, asked=None), "filled", order.reason)
        return replace(asked, asked=None), ()
    if order.state != "held":
        return replace(asked, asked=event), ()
    changed = replace(
        asked,
        quantity=event.quantity or order.quantity,
        limit_price=event.limit_price or order.limit_price,
        stop_price=event.stop_price or order.stop_price,
    )
    return changed, ()


def _replaced(order: Order, event: OrderReplaced) -> Step:
    if order.is_terminal:
        return order, ()
    tells_form = (event.quantity, event.limit_price, event.stop_price) != (None, None, None)
    after = replace(
        order,
        venue_order_id=event.venue_order_id,
        quantity=event.quantity or order.quantity,
        limit_price=event.limit_price or order.limit_price,
        stop_price=event.stop_price or order.stop_price,
        asked=None if tells_form else order.asked,  # a new id alone says nothing of the form
        was=_form_of(order, event) if tells_form else order.was,
    )
    if after.state in _UNANSWERED:
        return _move(after, "working", None)
    if after.filled_quantity and after.filled_quantity >= after.quantity:
        return _move(after, "filled", order.reason)
    is_news = after != order or after.asked is not order.asked
    return (replace(after, event_count=order.event_count + 1), ()) if is_news else (order, ())


def _form_of(order: Order, event: OrderReplaced) -> OrderForm:
    return OrderForm(order.quantity, order.limit_price, order.stop_price, event.occurred_at)


def _cancel_flag(order: Order, *, requested: bool, unwanted: bool = False) -> Step:
    unwanted = unwanted or order.unwanted  # for good: a refused cancel does not make it wanted again
    if order.is_terminal or (order.cancel_requested, order.unwanted) == (requested, unwanted):
        return order, ()
    flagged = replace(order, cancel_requested=requested, unwanted=unwanted)
    return replace(flagged, event_count=order.event_count + 1), ()


def _end(order: Order, state: Literal["cancelled", "expired", "rejected"], reason: str) -> Step:
    return (order, ()) if order.is_terminal else _move(order, state, reason)


def _move(order: Order, state: OrderState, reason: str | None) -> Step:
    since = order.unknown_since if state == "unknown" else None
    moved = replace(order, state=state, reason=reason, unknown_since=since, event_count=order.event_count + 1)
    return moved, (StateChanged(order.state, state),)
