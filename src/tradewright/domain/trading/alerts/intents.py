"""From what an alert says under our names to the intent it asks for, with every fault at its place."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tradewright.domain.trading.alerts.members import MemberReader, number_in
from tradewright.domain.trading.alerts.protection import (
    DISTANCE_MODES,
    read_stop,
    read_target,
    read_trail,
    read_trailing_stop,
)
from tradewright.domain.trading.alerts.quantity import SENTIMENTS, read_sizing
from tradewright.domain.trading.alerts.symbols import normalise_symbol
from tradewright.domain.trading.signal import (
    Action,
    Intent,
    OrderType,
    PriceFrom,
    PriceSource,
    Sentiment,
    TimeInForce,
)
from tradewright.kernel.errors import Fault
from tradewright.kernel.ids import OrderId

TAG_LENGTH_MAX = 200
STRATEGY_LENGTH_MAX = 200
SEQUENCE_END = 10**12

# A word may also say which side it leaves or wants: "exit_long" sells what is long and opens nothing.
_ACTIONS: dict[str, tuple[Action, Sentiment | None]] = {
    "buy": ("buy", None),
    "sell": ("sell", None),
    "long": ("buy", None),
    "short": ("sell", None),
    "enterlong": ("buy", None),
    "entershort": ("sell", None),
    "exit": ("exit", None),
    "close": ("exit", None),
    "flat": ("exit", None),
    "exitlong": ("sell", "flat"),
    "closelong": ("sell", "flat"),
    "exitshort": ("buy", "flat"),
    "closeshort": ("buy", "flat"),
    "reverse": ("reverse", None),
    "add": ("add", None),
    "target": ("target", None),
    "breakeven": ("breakeven", None),
    "cancel": ("cancel", None),
    "flatten": ("flatten", None),
}
_ORDER_TYPES: dict[str, OrderType] = {
    "market": "market",
    "limit": "limit",
    "stop": "stop",
    "stoplimit": "stop_limit",
    "trailingstop": "trailing_stop",
}
_TIMES_IN_FORCE: dict[str, TimeInForce] = {
    "day": "day",
    "gtc": "gtc",
    "ioc": "ioc",
    "fok": "fok",
    "gtd": "gtd",
}
_SOURCES: dict[str, PriceSource] = {"bid": "bid", "ask": "ask", "mid": "mid", "last": "last"}
_PLACING: frozenset[Action] = frozenset({"buy", "sell", "exit", "reverse", "add", "target"})
_OPENING: frozenset[Action] = frozenset({"buy", "sell", "add", "target", "reverse"})
_WITHOUT_SYMBOL: frozenset[Action] = frozenset({"cancel", "flatten"})
_EXIT_SIZES = frozenset({"fixed", "lots", "percent_position"})


def read_intent(reader: MemberReader, fired_at: datetime | None) -> Intent:
    """Return what the alert asks for; meaningless when faults were found."""
    action, leaves = _action(reader)
    sentiment = leaves or _sentiment(reader)
    reference = reader.number("price")
    reference = reference if reference is not None and reference > 0 else None
    order_type = reader.choice("order_type", _ORDER_TYPES) or "market"
    limit, stop, price_from = (
        reader.positive("limit_price"),
        reader.positive("stop_price"),
        _price_from(reader),
    )
    trail = read_trail(reader) if order_type == "trailing_stop" else None
    if action in _PLACING:
        _check_prices(
            reader,
            order_type,
            has_limit=limit is not None or price_from is not None,
            has_stop=stop is not None,
        )
        if order_type == "trailing_stop" and trail is None:
            reader.fault("trail", "missing", "A trailing stop order needs trailPercent or trailAmount.")
    sizing = read_sizing(reader, sentiment=sentiment)
    # "exit_long, half of it": flat would be all of it. A size in units stays a full exit: ours need not be the sender's.
    is_part = leaves is not None and sizing is not None and sizing.mode == "percent_position"
    if is_part:
        sentiment = None
    if action == "exit" and sizing is not None and sizing.mode not in _EXIT_SIZES:
        message = (
            "An exit takes units, lots or a percent of the position, or no quantity to close everything."
        )
        reader.fault("quantity", "choice", message, sizing.mode)
    time_in_force, expires_at = _validity(reader)
    side = "sell" if action == "sell" or (action == "target" and sentiment == "short") else "buy"
    return Intent(
        action=action,
        symbol=_symbol(reader, action),
        sizing=sizing,
        order_type=order_type,
        limit_price=limit,
        stop_price=stop,
        time_in_force=time_in_force,
        stop_loss=read_stop(reader, side=side, reference=limit or reference),
        take_profit=read_target(reader, side=side, reference=limit or reference),
        sentiment=sentiment,
        reduce_only=reader.flag("reduce_only") or is_part,
        cancel_order_id=_order_id(reader) if action == "cancel" else None,
        reference_price=reference,
        fired_at=fired_at,
        tag=reader.text("tag", length_max=TAG_LENGTH_MAX),
        strategy=_strategy(reader),
        sequence=_sequence(reader),
        trail=trail,
        trailing_stop=read_trailing_stop(reader),
        price_from=price_from,
        target_quantity=_target(reader, action),
        expires_at=expires_at,
        post_only=reader.flag("post_only"),
        extended_hours=reader.flag("extended_hours"),
        delay_s=reader.seconds("delay"),
        cancel_after_s=reader.seconds("cancel_after"),
        # Exits cancel what is in their way anyway.
        cancel_first=reader.flag("cancel_first") and action in _OPENING,
    )


def _check_prices(reader: MemberReader, order_type: OrderType, *, has_limit: bool, has_stop: bool) -> None:
    if order_type in ("limit", "stop_limit") and not has_limit:
        reader.fault("limit_price", "missing", f"A {order_type} order needs a limit price.")
    if order_type in ("stop", "stop_limit") and not has_stop:
        reader.fault("stop_price", "missing", f"A {order_type} order needs a stop price.")


def _price_from(reader: MemberReader) -> PriceFrom | None:
    """Return which side of the quote the limit is taken from: "mid", or {source, offset, mode}."""
    given = reader.raw("price_from")
    if given is None:
        return None
    members = given if isinstance(given, dict) else {"source": given}
    path = reader.path_of("price_from")
    source = _SOURCES.get(str(members.get("source")).strip().lower())
    mode = DISTANCE_MODES.get(str(members.get("mode") or "price").strip().lower())
    offset = number_in(members.get("offset") or "0")
    if source is None:
        reader.faults.append(Fault(path, "choice", f"source must be one of {', '.join(_SOURCES)}."))
    if mode is None or mode == "atr":
        reader.faults.append(Fault(path, "choice", "mode must be one of price, percent, ticks, pips."))
    if offset is None:
        reader.faults.append(
            Fault(path, "number", "offset must be a number.", str(members.get("offset"))[:60])
        )
    if source is None or mode is None or offset is None:
        return None
    return PriceFrom(source, offset, mode)


def _validity(reader: MemberReader) -> tuple[TimeInForce, datetime | None]:
    given = reader.choice("time_in_force", _TIMES_IN_FORCE)
    expires_at = reader.moment("expires_at")
    if "expires_at" in reader and expires_at is None:
        reader.fault("expires_at", "moment", "must be a time: ISO 8601, or seconds since 1970.")
    if given == "gtd" and expires_at is None and "expires_at" not in reader:
        reader.fault("expires_at", "missing", "An order good till a date needs expires_at.")
    return given or ("gtc" if expires_at is None else "gtd"), expires_at


def _target(reader: MemberReader, action: Action) -> Decimal | None:
    """Return the signed position that a target alert wants."""
    if action != "target":
        return None
    name = "target_position" if "target_position" in reader or "position" not in reader else "position"
    if name not in reader:
        reader.fault(name, "missing", "A target needs target_position, the signed size to hold.")
    return reader.number(name)


def _strategy(reader: MemberReader) -> str | None:
    """Return whose sequence the alert counts. Foreign templates put other things there: those are not faults."""
    value = reader.raw("strategy")
    return value.strip() or None if isinstance(value, str) and len(value) <= STRATEGY_LENGTH_MAX else None


def _sequence(reader: MemberReader) -> int | None:
    """Return the number of the strategy's order event, or None: an unreadable one makes an alert no less an alert."""
    number = number_in(reader.raw("sequence"))
    return (
        int(number) if number is not None and number == int(number) and 0 <= number < SEQUENCE_END else None
    )


def _action(reader: MemberReader) -> tuple[Action, Sentiment | None]:
    if "action" not in reader:
        reader.fault("action", "missing", f"action is missing; it is one of {', '.join(_ACTIONS)}.")
    return reader.choice("action", _ACTIONS) or ("exit", None)


def _sentiment(reader: MemberReader) -> Sentiment | None:
    """Return the side wanted after the trade: in words, or the sign of `position`
    ({{strategy.position_size}}).
    """
    if "sentiment" in reader:
        return reader.choice("sentiment", SENTIMENTS)
    if "position" not in reader:
        return None
    size = number_in(reader.raw("position"))
    if size is None:
        return reader.choice("position", SENTIMENTS)
    if size == 0:
        return "flat"
    return "long" if size > 0 else "short"


def _symbol(reader: MemberReader, action: Action) -> str | None:
    raw = reader.text("symbol", length_max=100)
    if raw is None:
        if action not in _WITHOUT_SYMBOL and "symbol" not in reader:
            reader.fault("symbol", "missing", "ticker (or symbol) is missing.")
        return None
    try:
        return normalise_symbol(raw)
    except ValueError:
        reader.faults.append(
            Fault(reader.path_of("symbol"), "symbol", "must be a symbol like BTCUSDT.", raw[:60])
        )
        return None


def _order_id(reader: MemberReader) -> OrderId | None:
    text = reader.text("order_id", length_max=100)
    if text is None:
        return None
    try:
        return OrderId(UUID(text))
    except ValueError:
        reader.faults.append(
            Fault(reader.path_of("order_id"), "uuid", "must be the id of an order.", text[:60])
        )
        return None
