"""What the account's venue takes: an entry it does not take is refused by name before anything is sent; an exit adapts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tradewright.domain.trading.planner.prices import CarriedPrices
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Refuse
from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.signal import TimeInForce


@dataclass(frozen=True, slots=True)
class Terms:
    """How long an order lives and how it may trade, as the venue takes it.

    `cancel_at` is when we end what still rests; a time that the venue cannot keep itself becomes one of ours.
    """

    time_in_force: TimeInForce
    expires_at: datetime | None = None
    cancel_at: datetime | None = None
    post_only: bool = False
    extended_hours: bool = False


def entry_terms(turn: Turn, caps: Capabilities, carried: CarriedPrices) -> Terms | Refuse:
    """Return the terms of an order that opens. Codes: order_type_unsupported, time_in_force_unsupported,
    post_only_unsupported, extended_hours_unsupported, expires_at_missing, expires_at_passed; each names what is offered.
    """
    intent, order_type = turn.intent, carried.order_type
    if order_type not in caps.order_types:
        return _not_offered(turn, "order_type", order_type, caps.order_types)
    if intent.post_only and order_type not in ("limit", "stop_limit"):
        return turn.refuse(
            "post_only_unsupported", "Only a limit order can be post-only.", limit="limit", value=order_type
        )
    if intent.post_only and not caps.post_only:
        return turn.refuse("post_only_unsupported", "This venue has no post-only orders.")
    if intent.extended_hours and not caps.extended_hours:
        return turn.refuse("extended_hours_unsupported", "This venue has no extended hours.")
    lives = _lives(turn, caps, carried, turn.cancel_at)
    if isinstance(lives, Refuse):
        return lives
    time_in_force, expires_at, ends_at = lives
    return Terms(time_in_force, expires_at, ends_at, intent.post_only, intent.extended_hours)


def exit_terms(turn: Turn, caps: Capabilities, carried: CarriedPrices) -> Terms:
    """Return the terms of an order that only reduces: what the venue does not offer gives way to what it does."""
    lives = _lives(turn, caps, carried, turn.exit_cancel_at)
    if isinstance(lives, Refuse) or (carried.order_type == "market" and turn.intent.order_type != "market"):
        return Terms(_offered(caps))
    time_in_force, expires_at, ends_at = lives
    is_limit = carried.order_type in ("limit", "stop_limit")
    return Terms(
        time_in_force,
        expires_at,
        ends_at,
        post_only=turn.intent.post_only and caps.post_only and is_limit,
        extended_hours=turn.intent.extended_hours and caps.extended_hours,
    )


def _lives(
    turn: Turn, caps: Capabilities, carried: CarriedPrices, cancel_at: datetime | None
) -> tuple[TimeInForce, datetime | None, datetime | None] | Refuse:
    intent = turn.intent
    asked = intent.time_in_force
    offered = caps.times_in_force
    after = None if carried.order_type == "market" else cancel_at
    if asked == "gtd":
        if intent.expires_at is None:
            return turn.refuse("expires_at_missing", "A gtd order needs the time it ends at.")
        if intent.expires_at <= turn.now:
            return turn.refuse("expires_at_passed", "The time the order should end at has passed.")
        if "gtd" in offered:
            return "gtd", intent.expires_at, after
        ends_at = intent.expires_at if after is None else min(after, intent.expires_at)
        return _offered(caps), None, ends_at
    if asked in offered:
        return asked, None, after
    if asked == "gtc" or carried.order_type == "market":
        # Good-till-cancelled is what nobody chose; a market order does not live long enough to matter.
        return _offered(caps), None, after
    return _not_offered(turn, "time_in_force", asked, offered)


def _offered(caps: Capabilities) -> TimeInForce:
    preferred: tuple[TimeInForce, ...] = ("gtc", "day", "ioc", "fok")
    return next((one for one in preferred if one in caps.times_in_force), "gtc")


def _not_offered(turn: Turn, what: str, asked: str, offered: frozenset[str]) -> Refuse:
    listed = ", ".join(sorted(offered))
    reason = (
        f"The venue takes no {asked.replace('_', ' ')} orders here; it offers {listed.replace('_', ' ')}."
    )
    return turn.refuse(f"{what}_unsupported", reason, limit=listed, value=asked)
