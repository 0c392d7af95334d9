"""The body of an order as it was sent, read: members typed, nothing yet judged against the market or the account."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec

from tradewright_fakes.alpaca.refusal import invalid, malformed
from tradewright_fakes.matching import Instrument
from tradewright_fakes.matching.orders import Kind, Side

_TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")
_TIFS = ("day", "gtc", "opg", "cls", "ioc", "fok")
_CLASSES = ("", "simple", "bracket", "oco", "oto")
CLIENT_ID_MAX = 128


@dataclass(frozen=True, slots=True)
class Asked:
    """Prices in dollars, quantity in shares or coins; exactly one of quantity and notional."""

    symbol: str
    side: Side
    kind: Kind
    tif: str
    order_class: str
    quantity: Decimal | None
    notional: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    trail_price: Decimal | None
    trail_percent: Decimal | None
    extended_hours: bool
    client_id: str
    profit_limit: Decimal | None
    loss_stop: Decimal | None
    loss_limit: Decimal | None
    intent: str

    @property
    def is_complex(self) -> bool:
        return self.order_class in ("bracket", "oco", "oto")


def read_json(raw: bytes) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(raw)
    except msgspec.DecodeError as cause:
        raise malformed("request body format is invalid") from cause
    if not isinstance(body, dict):
        raise malformed("request body format is invalid")
    return body


def read_order(raw: bytes, listed: dict[str, Instrument]) -> Asked:
    """Read a new order; raises Refusal for what is missing, unknown or not a number."""
    body = read_json(raw)
    symbol = _symbol(str(body.get("symbol") or ""), listed)
    side, kind, tif = (str(body.get(name) or "") for name in ("side", "type", "time_in_force"))
    order_class = str(body.get("order_class") or "")
    for name, value, known in (
        ("side", side, ("buy", "sell")),
        ("type", kind, _TYPES),
        ("time_in_force", tif, _TIFS),
        ("order_class", order_class, _CLASSES),
    ):
        if value not in known:
            raise malformed(f"invalid {name}") if value else malformed(f"{name} is required")
    client_id = str(body.get("client_order_id") or "")
    if len(client_id) > CLIENT_ID_MAX:
        raise malformed("client_order_id must be no more than 128 characters")
    profit, loss = (dict(body.get(name) or {}) for name in ("take_profit", "stop_loss"))
    asked = Asked(
        symbol=symbol,
        side=cast(Side, side),
        kind=cast(Kind, kind),
        tif=tif,
        order_class=order_class,
        quantity=number(body, "qty"),
        notional=number(body, "notional"),
        limit_price=number(body, "limit_price"),
        stop_price=number(body, "stop_price"),
        trail_price=number(body, "trail_price"),
        trail_percent=number(body, "trail_percent"),
        extended_hours=bool(body.get("extended_hours", False)),
        client_id=client_id,
        profit_limit=number(profit, "limit_price"),
        loss_stop=number(loss, "stop_price"),
        loss_limit=number(loss, "limit_price"),
        intent=str(body.get("position_intent") or ""),
    )
    if (asked.quantity is None) == (asked.notional is None):
        raise malformed(
            "qty or notional is required"
            if asked.quantity is None
            else "only one of qty or notional is accepted"
        )
    return asked


def number(body: dict[str, Any], name: str) -> Decimal | None:
    """The member as a decimal; clients send numbers as well as strings."""
    value = body.get(name)
    if value is None or value == "":
        return None
    try:
        read = Decimal(str(value))
    except InvalidOperation as cause:
        raise malformed(f"invalid {name}") from cause
    if not read.is_finite():
        raise malformed(f"invalid {name}")
    if read <= 0:
        raise invalid(f"{name} must be > 0")
    return read


def _symbol(given: str, listed: dict[str, Instrument]) -> str:
    if not given:
        raise malformed("symbol is required")
    found = find_symbol(given, listed)
    if found is None:
        raise invalid(f'asset "{given}" not found')
    return found


def find_symbol(given: str, listed: dict[str, Instrument]) -> str | None:
    """The listed symbol for what a caller wrote: coins may come with or without their slash."""
    if given in listed:
        return given
    return next((one for one in listed if "/" in one and one.replace("/", "") == given.upper()), None)
