"""Exits and entries that wait here for others: an exit for room beside the legs, an entry for the exit before it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tradewright.domain.trading.dust import is_dust, tradable
from tradewright.domain.trading.keeper.acts import CancelLeg, MoveLeg, ReleaseLeg, Tend
from tradewright.domain.trading.keeper.pairs import CHANGEABLE
from tradewright.domain.trading.keeper.scene import Scene, is_heir, is_kept_leg
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.kernel.money import ZERO

ENTRY_AGE_MAX = timedelta(seconds=300)
"""A market entry that waited longer for its exit is not sent any more: the market has moved on."""


def tend_parked(scene: Scene) -> list[Tend]:
    """Return what is due for exits and entries that we hold. Those that are to take another's place are the executor's."""
    waiting = [one for one in scene.orders if one.state == "held" and one.is_managed and not is_heir(one)]
    acts: list[Tend] = []
    room = abs(scene.position) - sum((one.remaining for one in scene.reducing()), ZERO)
    for order in waiting:
        if order.leg == "entry":
            acts.extend(_entry(order, scene))
        elif order.leg == "exit":
            acts.extend(due := _exit(order, scene, room=room))
            room -= sum((act.quantity for act in due if isinstance(act, ReleaseLeg)), ZERO)
    return acts


def _exit(order: Order, scene: Scene, *, room: Decimal) -> list[Tend]:
    if order.side != scene.exit_side:
        return [CancelLeg(order.order_id, "there is nothing left to close")]
    wanted = min(order.quantity, abs(scene.position))
    quantity = tradable(scene.instrument, wanted, price=order.limit_price or scene.price)
    if quantity == 0:
        return [CancelLeg(order.order_id, "what is left is less than the smallest order")]
    if quantity <= room:
        return [ReleaseLeg(order.order_id, quantity)]
    return _make_room(scene, quantity - max(room, ZERO))


def _make_room(scene: Scene, wanted: Decimal) -> list[Tend]:
    """Return what takes `wanted` from the exits that rest at a price, the oldest first: the later word wins, and an exit
    that waits for them to fill by themselves may wait for ever. Legs shrink by themselves, and what is at the market fills.
    """
    resting = sorted(
        (one for one in scene.reducing() if not is_kept_leg(one) and one.order_type != "market"),
        key=lambda one: (one.created_at, one.client_order_id),
    )
    missing = wanted - sum((one.remaining for one in resting if one.cancel_requested), ZERO)
    acts: list[Tend] = []
    for one in resting:
        if one.cancel_requested or missing <= 0:
            continue
        less = max(one.remaining - missing, ZERO)
        left = tradable(scene.instrument, less, price=one.limit_price or one.stop_price)
        missing -= one.remaining - left
        if not left:
            acts.append(CancelLeg(one.order_id, "a later exit takes its place"))
        elif one.state in CHANGEABLE:
            acts.append(MoveLeg(one.order_id, OrderChange(quantity=one.filled_quantity + left)))
    return acts


def _entry(order: Order, scene: Scene) -> list[Tend]:
    if any(one.order_id == order.parent_order_id for one in scene.orders):
        return []
    is_in_the_way = scene.position * order.signed_remaining < 0
    if is_in_the_way and not is_dust(scene.instrument, scene.position, price=scene.price):
        return [CancelLeg(order.order_id, "the exit before it did not close the position")]
    if order.order_type == "market" and scene.now - order.created_at > ENTRY_AGE_MAX:
        return [CancelLeg(order.order_id, "its exit took too long")]
    return [ReleaseLeg(order.order_id, order.quantity)]
