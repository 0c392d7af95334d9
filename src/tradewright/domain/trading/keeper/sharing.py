"""Who may sell how much: together the legs never cover more than is held, and nothing that could be sold is left as dust."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tradewright.domain.trading.dust import tradable
from tradewright.domain.trading.keeper.scene import Pair, Scene, is_kept_leg
from tradewright.kernel.money import ZERO


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
    price = _lowest_price(scene, pairs)
    sellable = [tradable(scene.instrument, share, price=price) for share in wanted]
    loose = sum(wanted, ZERO) - sum(sellable, ZERO)
    if not loose:
        return sellable
    taker = next((at for at, part in enumerate(sellable) if part), None)
    if taker is None:
        taker = next(at for at, share in enumerate(wanted) if share)
    sellable[taker] = tradable(scene.instrument, sellable[taker] + loose, price=price)
    return sellable


def _lowest_price(scene: Scene, pairs: Sequence[Pair]) -> Decimal | None:
    """Return the lowest price a way out may carry: what is sellable there is sellable anywhere above."""
    legs = [leg for pair in pairs for leg in (*pair.wishes, *pair.sent)]
    prices = [price for leg in legs for price in (leg.stop_price, leg.limit_price) if price is not None]
    return min((*prices, scene.price), default=None) if scene.price is not None else min(prices, default=None)
