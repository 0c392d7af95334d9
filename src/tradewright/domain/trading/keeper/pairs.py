"""One pair of legs: which of them should be at the venue now, at which size and price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.dust import FillAction, fill_action, tradable
from tradewright.domain.trading.keeper.acts import CancelLeg, MoveLeg, NewLeg, Tend
from tradewright.domain.trading.keeper.scene import Pair, Scene, is_watched
from tradewright.domain.trading.keeper.sharing import Room, Rooms
from tradewright.domain.trading.keeper.trailing import level_now
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.domain.trading.signal import OrderType
from tradewright.kernel.ids import client_order_id, derive_order_id
from tradewright.kernel.money import ZERO

RETREAT = Decimal("0.1")
"""How far the market must leave a target that did not fill, as a part of the way to the stop, before the stop returns."""
REFUSED_PAUSE = timedelta(seconds=5)
"""After a refusal the venue is not asked again at once."""
CHANGEABLE = ("working", "partly_filled")


def tend_pair(pair: Pair, share: Decimal, scene: Scene, rooms: Rooms) -> list[Tend]:
    """Return what is due for the pair; `share` is how much of the position it may sell."""
    match _filled(pair, scene):
        case "wait":
            return _ends(pair.sent, "nothing is left for it to protect yet")
        case "end_legs" | "keep_dust":
            return _ends((*pair.wishes, *pair.sent), "nothing is left for it to protect")
        case "protect" | "hold":
            pass
        case _ as never:
            assert_never(never)
    if share == 0:
        return _ends(pair.sent, "others take what is left")
    if not pair.wishes:
        return _ends(pair.sent, "it is not wanted any more")
    if not scene.one_at_a_time:
        return [
            *_rest_stop(pair, share, scene, rooms.stops),
            *_rest_target(pair, share, scene, rooms.targets),
        ]
    return _take_turns(pair, share, scene, rooms)


def _filled(pair: Pair, scene: Scene) -> FillAction:
    """Return what the position calls for. Whether it is worth an order now is asked where one is sent: prices change."""
    return fill_action(
        filled=abs(scene.position) if pair.side == scene.exit_side else ZERO,
        remaining=ZERO if pair.parent is None else pair.parent.remaining,
        instrument=scene.instrument,
        price=None,
        stop_wanted=pair.stop is not None,
    )


def _take_turns(pair: Pair, share: Decimal, scene: Scene, rooms: Rooms) -> list[Tend]:
    if pair.target is None:
        return [
            *_ends(pair.targets_sent, "it is not wanted any more"),
            *_rest_stop(pair, share, scene, rooms.stops),
        ]
    if pair.stop is None:
        return [
            *_ends(pair.stops_sent, "it is not wanted any more"),
            *_rest_target(pair, share, scene, rooms.targets),
        ]
    if pair.targets_sent:
        if pair.stops_sent or _has_retreated(pair, scene):
            return _ends(pair.targets_sent, "it did not fill; the stop returns")
        return _rest_target(pair, share, scene, rooms.targets)
    if not _is_touched(pair.target, scene):
        return _rest_stop(pair, share, scene, rooms.stops)
    if pair.stops_sent:
        return [*_ends(pair.stops_sent, "the target's turn"), *_remembered(pair)]
    return _rest_target(pair, share, scene, rooms.targets)


def _rest_stop(pair: Pair, share: Decimal, scene: Scene, room: Room) -> list[Tend]:
    """Return what makes the stop rest at the venue, at its price and this size."""
    stop, level = pair.stop, level_now(pair, scene)
    if stop is None or level is None:
        return []  # none is wanted, or its trail has not begun
    if pair.stops_sent:
        return _corrected_stop(pair, _within(pair.stops_sent[0], share, room), level, scene)
    is_passed = scene.has_passed(level, pair.side)
    if is_watched(stop) or stop.order_type not in scene.caps.order_types:
        if is_passed and not _pauses(stop, scene):
            return _sent(_copy(stop, room.take(share), level, scene, order_type="market"), scene)
        return [] if level == stop.stop_price else [MoveLeg(stop.order_id, _to_level(stop, level))]
    if _pauses(stop, scene):
        return []
    # A venue would refuse a stop that the market has passed already, or fill it at once: so do we.
    order_type: OrderType = "market" if is_passed else stop.order_type
    return _sent(_copy(stop, room.take(share), level, scene, order_type=order_type), scene)


def _corrected_stop(pair: Pair, share: Decimal, level: Decimal, scene: Scene) -> list[Tend]:
    sent = pair.stops_sent[0]
    if sent.cancel_requested or sent.state not in CHANGEABLE or sent.order_type == "market":
        return []
    if _is_run_past(sent, scene):
        return [CancelLeg(sent.order_id, "the market ran past its limit"), *_remembered(pair)]
    is_moved, is_resized = sent.stop_price != level, sent.remaining != share
    if not is_moved and not is_resized:
        return []
    if scene.caps.replace == "none":
        # What it is to be is remembered first: the wish is what is sent when this one has ended.
        return [CancelLeg(sent.order_id, "to be sent anew"), *_remembered(pair, level)]
    change = _to_level(sent, level) if is_moved else OrderChange()
    quantity = sent.filled_quantity + share if is_resized else None
    return [MoveLeg(sent.order_id, replace(change, quantity=quantity))]


def _rest_target(pair: Pair, share: Decimal, scene: Scene, room: Room) -> list[Tend]:
    target = pair.target
    if target is None:
        return []
    if not pair.targets_sent:
        return [] if _pauses(target, scene) else _sent(_copy(target, room.take(share), None, scene), scene)
    sent = pair.targets_sent[0]
    share = _within(sent, share, room)
    if sent.cancel_requested or sent.state not in CHANGEABLE or sent.remaining == share:
        return []
    if scene.caps.replace == "none":
        return [CancelLeg(sent.order_id, "to be sent anew")]
    return [MoveLeg(sent.order_id, OrderChange(quantity=sent.filled_quantity + share))]


def _within(sent: Order, share: Decimal, room: Room) -> Decimal:
    """Return what the order may be for now: smaller at once, larger only as far as there is room."""
    return min(share, sent.remaining + room.take(share - sent.remaining))


def _remembered(pair: Pair, level: Decimal | None = None) -> list[Tend]:
    """Return the change that makes the wish know where its stop stands."""
    level = pair.level if level is None else level
    if pair.stop is None or level is None or pair.stop.stop_price == level:
        return []
    return [MoveLeg(pair.stop.order_id, _to_level(pair.stop, level))]


def _copy(
    wish: Order,
    quantity: Decimal,
    level: Decimal | None,
    scene: Scene,
    *,
    order_type: OrderType | None = None,
) -> Order:
    """Return the order to send for a wish; its id follows from the wish and the moment."""
    order_id = derive_order_id(wish.signal_id, leg=f"{wish.leg}:{wish.order_id}:{scene.now.isoformat()}")
    change = OrderChange() if level is None else _to_level(wish, level)
    return replace(
        wish,
        order_id=order_id,
        client_order_id=client_order_id(order_id),
        order_type=order_type or wish.order_type,
        quantity=quantity,
        limit_price=change.limit_price or wish.limit_price,
        stop_price=change.stop_price or wish.stop_price,
        state="submitting",
        replaces=wish.order_id,
        reason=None,
        event_count=0,
        created_at=scene.now,
    )


def _sent(order: Order, scene: Scene) -> list[Tend]:
    """Return the act that sends the order; one that is worth less than the venue takes waits for a better price."""
    price = scene.price if order.order_type == "market" else order.stop_price or order.limit_price
    return [NewLeg(order)] if tradable(scene.instrument, order.quantity, price=price) else []


def _ends(orders: Iterable[Order], reason: str) -> list[Tend]:
    return [CancelLeg(order.order_id, reason) for order in orders if not order.cancel_requested]


def _pauses(wish: Order, scene: Scene) -> bool:
    return wish.reason is not None and scene.now - wish.created_at < REFUSED_PAUSE


def _is_touched(target: Order, scene: Scene) -> bool:
    price, limit = scene.price, target.limit_price
    if price is None or limit is None or _pauses(target, scene):
        return False
    return price >= limit if target.side == "sell" else price <= limit


def _is_run_past(sent: Order, scene: Scene) -> bool:
    """Whether a stop with a limit was jumped over: it would wait at its limit while the loss grows."""
    price, limit = scene.price, sent.limit_price
    if price is None or limit is None:
        return False
    return price < limit if sent.side == "sell" else price > limit


def _has_retreated(pair: Pair, scene: Scene) -> bool:
    price, limit = scene.price, None if pair.target is None else pair.target.limit_price
    if price is None or limit is None:
        return False
    leeway = scene.instrument.tick if pair.level is None else abs(limit - pair.level) * RETREAT
    return price < limit - leeway if pair.side == "sell" else price > limit + leeway


def _to_level(stop: Order, level: Decimal) -> OrderChange:
    """Return the change to another stop price; a stop-limit keeps the distance between its two prices."""
    if stop.limit_price is None or stop.stop_price is None:
        return OrderChange(stop_price=level)
    return OrderChange(stop_price=level, limit_price=stop.limit_price + (level - stop.stop_price))
