"""From the body of `POST /order` to the intent it means; asking and rehearsing read it alike."""

from __future__ import annotations

from tradewright.domain.trading.signal import Action, Intent, PriceFrom, Protection, Sentiment, Sizing, Trail
from tradewright.features.orders.errors import OrderNotValid
from tradewright.features.orders.intents import checked
from tradewright.features.orders.schemas import (
    OrderInput,
    OrderPriceFromInput,
    OrderProtectionInput,
    OrderTrailInput,
)
from tradewright.kernel.errors import Fault


def intent_of(body: OrderInput) -> Intent:
    """Return the intent, or raise OrderNotValid with every fault found."""
    action, sentiment = _verb(body)
    intent = Intent(
        action=action,
        symbol=body.symbol,
        sizing=None if body.qty is None else Sizing(body.qty_mode, body.qty),
        order_type=body.type,
        limit_price=body.limit_price,
        stop_price=body.stop_price,
        time_in_force=body.time_in_force,
        stop_loss=_protection(body.sl),
        take_profit=_protection(body.tp),
        sentiment=sentiment,
        reduce_only=body.reduce_only,
        tag=body.tag,
        trail=_trail(body.trail),
        trailing_stop=_trail(body.trailing_stop),
        price_from=_price_from(body.price_from),
        target_quantity=body.target_quantity,
        expires_at=body.expires_at,
        post_only=body.post_only,
        extended_hours=body.extended_hours,
        delay_s=body.delay_s,
        cancel_after_s=body.cancel_after_s,
    )
    return checked(intent)


def _verb(body: OrderInput) -> tuple[Action, Sentiment | None]:
    """Return the action and which side is wanted afterwards; `side` alone says buy or sell, with reverse the new side."""
    action, side = body.action, body.side
    if action is None:
        if side is None:
            raise _refused("$.side", "required", "Say side (buy or sell), or an action.")
        return side, None
    if side is None:
        return action, None
    if action == "reverse":
        return action, "long" if side == "buy" else "short"
    if action != side:
        raise _refused("$.side", "not_with_action", f"{action} has no side; leave it out.")
    return action, None


def _refused(path: str, rule: str, message: str) -> OrderNotValid:
    return OrderNotValid("One field is not valid.", faults=(Fault(path, rule, message),))


def _protection(given: OrderProtectionInput | None) -> Protection | None:
    return None if given is None else Protection(given.mode, given.value)


def _trail(given: OrderTrailInput | None) -> Trail | None:
    return None if given is None else Trail(given.mode, given.value, given.activation)


def _price_from(given: OrderPriceFromInput | None) -> PriceFrom | None:
    return None if given is None else PriceFrom(given.source, given.offset, given.mode)
