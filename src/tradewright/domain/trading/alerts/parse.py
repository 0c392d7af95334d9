"""Reading an alert: our flat JSON (TradersPost's keys are a subset), the unify.v1 envelope, and `key=value`
text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from tradewright.domain.trading.alerts.canonical import content_digest
from tradewright.domain.trading.alerts.decode import Members, decode
from tradewright.domain.trading.alerts.members import MemberReader, number_in
from tradewright.domain.trading.alerts.protection import read_stop, read_target
from tradewright.domain.trading.alerts.quantity import SENTIMENTS, read_sizing
from tradewright.domain.trading.alerts.symbols import normalise_symbol
from tradewright.domain.trading.signal import Action, Intent, OrderType, Sentiment, TimeInForce
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import OrderId
from tradewright.kernel.secret import Secret

AlertFormat = Literal["flat", "unify.v1", "text", "form"]
ID_LENGTH_MAX = 200
TAG_LENGTH_MAX = 200
SEQUENCE_END = 10**12
SECRET_LENGTH_MAX = 500
FAULTS_MAX = 20

# A word may also say which side it leaves: "exit_long" sells what is long and opens nothing.
_ACTIONS: dict[str, tuple[Action, Sentiment | None]] = {
    "buy": ("buy", None),
    "sell": ("sell", None),
    "long": ("buy", None),
    "short": ("sell", None),
    "exit": ("exit", None),
    "close": ("exit", None),
    "flat": ("exit", None),
    "exitlong": ("sell", "flat"),
    "closelong": ("sell", "flat"),
    "exitshort": ("buy", "flat"),
    "closeshort": ("buy", "flat"),
    "cancel": ("cancel", None),
    "flatten": ("flatten", None),
}
_ORDER_TYPES: dict[str, OrderType] = {
    "market": "market",
    "limit": "limit",
    "stop": "stop",
    "stoplimit": "stop_limit",
}
_TIMES_IN_FORCE: dict[str, TimeInForce] = {"day": "day", "gtc": "gtc", "ioc": "ioc", "fok": "fok"}


@dataclass(frozen=True, slots=True)
class ParsedAlert:
    """What an alert says. `canonical` is the SHA-256 of its content in one spelling, secrets left out.

    `explicit_id` is the sender's own id; `fired_at` when it was sent; `bar_time` the bar it speaks of;
    `agent_id` the agent an envelope names, as text.
    """

    format: AlertFormat
    intent: Intent
    canonical: bytes
    explicit_id: str | None = None
    fired_at: datetime | None = None
    bar_time: datetime | None = None
    secret: Secret | None = None
    symbol_raw: str | None = None
    agent_id: str | None = None


def parse_alert(body: bytes, content_type: str = "") -> ParsedAlert:
    """Return what the alert says. Raises Invalid, with a located fault for every problem found, and nothing
    else.
    """
    decoded = decode(body, content_type)
    digest = content_digest(decoded.members)
    faults: list[Fault] = []
    version = decoded.members.get("version")
    if decoded.format == "json" and (
        version == "unify.v1" or isinstance(decoded.members.get("intent"), dict)
    ):
        parsed = _parse_envelope(decoded.members, digest, faults)
    else:
        reader = MemberReader(decoded.members, "$", faults)
        format_: AlertFormat = "flat" if decoded.format == "json" else decoded.format
        parsed = _assemble(format_, digest, reader, reader)
    if faults:
        first = faults[0]
        raise Invalid(f"{first.path}: {first.message}", faults=tuple(faults[:FAULTS_MAX]))
    return parsed


def _parse_envelope(members: Members, digest: bytes, faults: list[Fault]) -> ParsedAlert:
    outer = MemberReader(members, "$", faults)
    if members.get("version") != "unify.v1":
        faults.append(
            Fault("$.version", "choice", 'version must be "unify.v1".', str(members.get("version"))[:60])
        )
    inner: Any = members.get("intent")
    if not isinstance(inner, dict):
        faults.append(Fault("$.intent", "object", "intent must be an object."))
        inner = {}
    agent_id = members.get("agent_id")
    return _assemble(
        "unify.v1",
        digest,
        MemberReader(inner, "$.intent", faults),
        outer,
        agent_id=agent_id if isinstance(agent_id, str) else None,
    )


def _assemble(
    format_: AlertFormat,
    digest: bytes,
    reader: MemberReader,
    outer: MemberReader,
    *,
    agent_id: str | None = None,
) -> ParsedAlert:
    """Build the alert from the members that say what to do (`reader`) and those about the message
    (`outer`).
    """
    fired_at, bar_time = _times(outer)
    if fired_at is None and outer is not reader:
        fired_at, inner_bar = _times(reader)
        bar_time = bar_time or inner_bar
    secret = (outer if "secret" in outer else reader).text("secret", length_max=SECRET_LENGTH_MAX)
    return ParsedAlert(
        format=format_,
        intent=_intent(reader, fired_at),
        canonical=digest,
        explicit_id=_explicit_id(outer if "id" in outer else reader),
        fired_at=fired_at,
        bar_time=bar_time,
        secret=None if secret is None else Secret(secret),
        symbol_raw=reader.text("symbol", length_max=100),
        agent_id=agent_id,
    )


def _explicit_id(reader: MemberReader) -> str | None:
    """Return the sender's own id. One with an unfilled placeholder would make every alert the same: it is no
    id.
    """
    explicit_id = reader.text("id", length_max=ID_LENGTH_MAX)
    return None if explicit_id is None or "{{" in explicit_id else explicit_id


def _times(reader: MemberReader) -> tuple[datetime | None, datetime | None]:
    """Return when the alert was fired and which bar it speaks of.

    A lone `time` may be either, and most templates put the bar there; beside a bar time it is the moment of
    firing.
    """
    fired, bar, plain_time = reader.moment("fired"), reader.moment("bar_time"), reader.moment("time")
    if bar is None:
        return fired, plain_time
    return fired or plain_time, bar


def _intent(reader: MemberReader, fired_at: datetime | None) -> Intent:
    action, leaves = _action(reader)
    sentiment = leaves or _sentiment(reader)
    reference = reader.number("price")
    reference = reference if reference is not None and reference > 0 else None
    order_type = reader.choice("order_type", _ORDER_TYPES) or "market"
    limit, stop = reader.positive("limit_price"), reader.positive("stop_price")
    if action in ("buy", "sell", "exit"):
        if order_type in ("limit", "stop_limit") and limit is None:
            reader.fault("limit_price", "missing", f"A {order_type} order needs a limit price.")
        if order_type in ("stop", "stop_limit") and stop is None:
            reader.fault("stop_price", "missing", f"A {order_type} order needs a stop price.")
    sizing = read_sizing(reader, sentiment=sentiment)
    if action == "exit" and sizing is not None and sizing.mode != "fixed":
        message = "An exit takes units, or no quantity to close everything."
        reader.fault("quantity", "choice", message, sizing.mode)
    return Intent(
        action=action,
        symbol=_symbol(reader, action),
        sizing=sizing,
        order_type=order_type,
        limit_price=limit,
        stop_price=stop,
        time_in_force=reader.choice("time_in_force", _TIMES_IN_FORCE) or "gtc",
        stop_loss=read_stop(reader, side=action, reference=limit or reference),
        take_profit=read_target(reader, side=action, reference=limit or reference),
        sentiment=sentiment,
        reduce_only=reader.flag("reduce_only"),
        cancel_order_id=_order_id(reader) if action == "cancel" else None,
        reference_price=reference,
        fired_at=fired_at,
        tag=reader.text("tag", length_max=TAG_LENGTH_MAX),
        strategy=_strategy(reader),
        sequence=_sequence(reader),
    )


def _strategy(reader: MemberReader) -> str | None:
    """Return whose sequence the alert counts. Foreign templates put other things there: those are not faults."""
    value = reader.raw("strategy")
    return value.strip() or None if isinstance(value, str) and len(value) <= ID_LENGTH_MAX else None


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
        if action not in ("cancel", "flatten") and "symbol" not in reader:
            reader.fault("ticker", "missing", "ticker (or symbol) is missing.")
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
