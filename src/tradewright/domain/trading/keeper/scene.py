"""One symbol of one account as the keeper sees it: what is held, what rests at the venue, and what is wished for it.

A leg that we keep is two things: the wish (a held order, for the whole of what its entry opens, until the position is gone)
and, while it rests at the venue, the order that was sent for it. So what was wanted outlives every cancel and refusal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO

AGAIN = "not taken, try "
"""How the reason of a wish begins whose order nobody judged, with the number of tries: it is sent again after a pause."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The kept legs of one entry: the wishes, and the orders sent for them that may still be at the venue."""

    side: Side
    parent: Order | None
    """The entry while it lives: more of it may fill."""
    stop: Order | None
    target: Order | None
    stops_sent: tuple[Order, ...]
    targets_sent: tuple[Order, ...]

    @property
    def wishes(self) -> tuple[Order, ...]:
        return tuple(leg for leg in (self.stop, self.target) if leg is not None)

    @property
    def sent(self) -> tuple[Order, ...]:
        return (*self.stops_sent, *self.targets_sent)

    @property
    def planned(self) -> Decimal:
        """What the pair is for now: what its entry has opened so far, less what has filled of the legs that are out."""
        size = max((leg.quantity for leg in self.wishes), default=ZERO)
        if self.parent is not None:
            unfilled = self.parent.quantity - self.parent.filled_quantity
            size = max(size - unfilled, ZERO)
        return max(size - sum((leg.filled_quantity for leg in self.sent), ZERO), ZERO)

    @property
    def level(self) -> Decimal | None:
        """The nearest stop price that was ever reached: a stop never moves back."""
        prices = [
            leg.stop_price
            for leg in (self.stop, *self.stops_sent)
            if leg is not None and leg.stop_price is not None
        ]
        if not prices:
            return None
        return max(prices) if self.side == "sell" else min(prices)


@dataclass(frozen=True, slots=True)
class Scene:
    """`position` is signed: the smaller of what our books and the venue say, for nothing may be sold that is not there."""

    symbol: str
    position: Decimal
    orders: tuple[Order, ...]
    instrument: Instrument
    caps: Capabilities
    quote: Quote | None
    now: datetime

    @property
    def exit_side(self) -> Side | None:
        """The side that reduces what is held."""
        if self.position == 0:
            return None
        return "sell" if self.position > 0 else "buy"

    @property
    def one_at_a_time(self) -> bool:
        """Whether a stop and a target must not both rest: each would hold the quantity, or both could fill."""
        return self.caps.holds_quantity or self.caps.reduce_only != "flag"

    @property
    def price(self) -> Decimal | None:
        """Where what is held could be closed now."""
        if self.quote is None:
            return None
        return self.quote.bid if self.position > 0 else self.quote.ask

    def has_passed(self, level: Decimal, side: Side) -> bool:
        """Whether the market stands at or beyond a stop of this side at `level`."""
        if self.price is None:
            return False
        return self.price <= level if side == "sell" else self.price >= level

    def reducing(self) -> Iterable[Order]:
        """Return the orders at the venue that would reduce what is held."""
        return (one for one in self.orders if is_sent(one) and one.reduce_only and one.side == self.exit_side)


def scene_of(
    account: AccountBook, symbol: str, instrument: Instrument, quote: Quote | None, now: datetime
) -> Scene:
    """Return the scene of `symbol` in the account's books."""
    held = account.seen_held(symbol)
    caps = account.capabilities.of(instrument.market)
    return Scene(symbol, held, tuple(account.orders_of(symbol)), instrument, caps, quote, now)


def is_sent(order: Order) -> bool:
    """Whether the venue has it, or may have it: it counts until its end is known."""
    return order.state != "held"


def is_kept_leg(order: Order) -> bool:
    return order.is_managed and order.is_protective


def is_wish(order: Order) -> bool:
    """Whether it says what is wanted. A held order that is to take another's place is the executor's business."""
    return is_kept_leg(order) and order.state == "held" and not is_heir(order)


def is_sent_for_wish(order: Order) -> bool:
    """Whether it is what was sent to the venue for a wish, which is the one to change or to cancel."""
    return is_kept_leg(order) and is_sent(order) and order.replaces is not None


def is_heir(order: Order) -> bool:
    """Whether it waits to take another's place at the venue, which the executor sees to."""
    return order.state == "held" and order.replaces is not None


def is_watched(order: Order) -> bool:
    """Whether the venue refused to keep it, so that we watch the price ourselves."""
    return order.state == "held" and order.reason is not None and not order.reason.startswith(AGAIN)


def key_of(order: Order) -> UUID:
    """Return what the legs of one entry have in common; a leg without an entry belongs to its signal."""
    return order.parent_order_id or order.signal_id


def pairs_of(scene: Scene) -> list[Pair]:
    """Return the kept legs of the scene, oldest first."""
    groups: dict[UUID, list[Order]] = {}
    for order in sorted(scene.orders, key=lambda one: (one.created_at, one.client_order_id)):
        if is_kept_leg(order) and (is_wish(order) or is_sent(order)):
            groups.setdefault(key_of(order), []).append(order)
    by_id: dict[UUID, Order] = {order.order_id: order for order in scene.orders}
    return [_pair(legs, by_id.get(key)) for key, legs in groups.items()]


def _pair(legs: list[Order], parent: Order | None) -> Pair:
    stops = [leg for leg in legs if leg.leg == "stop"]
    targets = [leg for leg in legs if leg.leg == "target"]
    return Pair(
        side=legs[0].side,
        parent=parent,
        stop=next((leg for leg in stops if not is_sent(leg)), None),
        target=next((leg for leg in targets if not is_sent(leg)), None),
        stops_sent=tuple(leg for leg in stops if is_sent(leg)),
        targets_sent=tuple(leg for leg in targets if is_sent(leg)),
    )
