"""Who may sell how much: together the legs never cover more than is held, and nothing that could be sold is left as dust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.dust import tradable
from tradewright.domain.trading.keeper.scene import Pair, Scene, is_kept_leg
from tradewright.kernel.money import ZERO


@dataclass(slots=True)
class Room:
    """How much more may be sent to the venue before what is there already could sell more than is held.

    A share is what a leg should have; until another one has really shrunk, it cannot all be sent.
    """

    free: Decimal

    def take(self, wanted: Decimal) -> Decimal:
        """Return as much of `wanted` as there is room for, and count it as taken."""
        given = max(min(wanted, self.free), ZERO)
        self.free -= given
        return given


@dataclass(frozen=True, slots=True)
class Rooms:
    """The room for stops and for targets: one and the same where they may not both rest."""

    stops: Room
    targets: Room


def rooms_of(scene: Scene) -> Rooms:
    """Return the room at the venue as it is now."""
    held, sent = abs(scene.position), list(scene.reducing())
    if scene.one_at_a_time:
        room = Room(held - sum((one.remaining for one in sent), ZERO))
        return Rooms(room, room)
    stops = sum((one.remaining for one in sent if one.leg == "stop"), ZERO)
    targets = sum((one.remaining for one in sent if one.leg == "target"), ZERO)
    return Rooms(Room(held - stops), Room(held - targets))


def shares_of(scene: Scene, pairs: Sequence[Pair]) -> list[Decimal]:
    """Return how much each pair may sell now, on the instrument's grid; older pairs come first."""
    free = max(abs(scene.position) - _claimed(scene), ZERO)
    wanted: list[Decimal] = []
    for pair in pairs:
        share = min(pair.planned, free) if pair.side == scene.exit_side else ZERO
        wanted.append(share)
        free -= share
    return _gathered(scene, pairs, wanted)


def _claimed(scene: Scene) -> Decimal:
    """Return what exits take before any leg does. Where the venue itself caps reduce-only orders they take nothing away."""
    if not scene.one_at_a_time:
        return ZERO
    exits = (
        one
        for one in scene.orders
        if one.reduce_only and one.side == scene.exit_side and not is_kept_leg(one)
    )
    return sum((one.remaining for one in exits), ZERO)


def _gathered(scene: Scene, pairs: Sequence[Pair], wanted: list[Decimal]) -> list[Decimal]:
    """Return the shares that an order can be for; those that are too small go with another one of the same symbol."""
    sellable = [_sellable(scene, pair, share) for pair, share in zip(pairs, wanted, strict=True)]
    loose = sum(wanted, ZERO) - sum(sellable, ZERO)
    if not loose:
        return sellable
    taker = next((at for at, part in enumerate(sellable) if part), None)
    if taker is None:
        taker = next(at for at, share in enumerate(wanted) if share)
    sellable[taker] = _sellable(scene, pairs[taker], sellable[taker] + loose)
    return sellable


def _sellable(scene: Scene, pair: Pair, share: Decimal) -> Decimal:
    """Return what of `share` can rest at the pair's own price. What rests already is not taken back for being small."""
    price = pair.level
    if price is None:
        price = None if pair.target is None else pair.target.limit_price
    elif scene.has_passed(price, pair.side):
        price = scene.price  # it goes at the market
    return tradable(scene.instrument, share, price=None if pair.sent else price)
