"""A stop that follows the market. Where it stands is all that is remembered, so it resumes from the books alone."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.keeper.scene import Pair, Scene
from tradewright.domain.trading.order import Order

_HUNDRED = Decimal(100)
_STEPS = 50
"""A stop moves by at least a fiftieth of its distance: every move is a request to the venue."""


def level_now(pair: Pair, scene: Scene) -> Decimal | None:
    """Return the stop price the pair should have: where it stands, or nearer the market when its trail has moved on."""
    stop = pair.stop
    if stop is None or scene.price is None or (stop.trail_amount is None and stop.trail_percent is None):
        return pair.level
    level, wanted = pair.level, _behind(stop, scene, scene.price)
    if wanted <= 0 or not _has_begun(stop, scene, scene.price, level):
        return level
    if level is None:
        return wanted
    gain = wanted - level if pair.side == "sell" else level - wanted
    least = max(scene.instrument.tick, abs(scene.price - wanted) / _STEPS)
    return wanted if gain >= least else level


def _has_begun(stop: Order, scene: Scene, price: Decimal, level: Decimal | None) -> bool:
    """Whether the market has been at the activation; afterwards the stop stands where that put it, or better."""
    at = stop.activation_price
    if at is None or ((price >= at) if stop.side == "sell" else (price <= at)):
        return True
    if level is None:
        return False
    first = _behind(stop, scene, at)
    return level >= first if stop.side == "sell" else level <= first


def _behind(stop: Order, scene: Scene, price: Decimal) -> Decimal:
    """Return the stop price for a market at `price`, rounded towards it: the trail is never wider than asked."""
    distance = stop.trail_amount
    if distance is None:
        distance = price * (stop.trail_percent or Decimal(0)) / _HUNDRED
    if stop.side == "sell":
        return scene.instrument.price_ceil(price - distance)
    return scene.instrument.price_floor(price + distance)
