"""Alpaca's JSON as facts: any of null, absent, number or string is read, and what is unknown is let by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from tradewright.adapters.brokers.transport import Unreadable
from tradewright.kernel.money import ZERO, check_decimal, parse_decimal


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object, read field by field; everything that cannot be read raises Unreadable with the field's name."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any, *, what: str) -> Self:
        if not isinstance(value, Mapping):
            raise Unreadable(f"{what} is not an object")
        return cls(value)

    @classmethod
    def list_of(cls, value: Any, *, what: str) -> list[Self]:
        if not isinstance(value, list):
            raise Unreadable(f"{what} is not a list")
        return [cls.of(one, what=what) for one in value]

    def text(self, name: str) -> str | None:
        """Return a text; None when absent, null or empty."""
        value = self.values.get(name)
        return str(value) if value not in (None, "") else None

    def need_text(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise Unreadable(f"{name} is missing")
        return value

    def number(self, name: str) -> Decimal | None:
        """Return an exact number, sent as a number or a string, with an exponent or without; None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            match value:
                case bool():
                    raise ValueError("not a number")
                case Decimal():
                    return check_decimal(value)
                case int():
                    return check_decimal(Decimal(value))
                case str():
                    return parse_decimal(value)
                case _:
                    raise ValueError("not a number")
        except ValueError as cause:
            raise Unreadable(f"{name} is not a number") from cause

    def need_number(self, name: str) -> Decimal:
        value = self.number(name)
        if value is None:
            raise Unreadable(f"{name} is missing")
        return value

    def number_or_zero(self, name: str) -> Decimal:
        return self.number(name) or ZERO

    def moment(self, name: str) -> datetime | None:
        """Return an aware UTC time; nanoseconds beyond the sixth place are dropped."""
        value = self.text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as cause:
            raise Unreadable(f"{name} is not a time") from cause
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def is_true(self, name: str) -> bool:
        return self.values.get(name) is True

    def is_false(self, name: str) -> bool:
        return self.values.get(name) is False

    def objects(self, name: str) -> list[Fields]:
        value = self.values.get(name)
        return [] if value is None else Fields.list_of(value, what=name)

    def object(self, name: str) -> Fields | None:
        value = self.values.get(name)
        return None if value is None else Fields.of(value, what=name)


@dataclass(frozen=True, slots=True)
class WireOrder:
    """One order as Alpaca tells it. `status` and `type` are its own words, known to us or not."""

    id: str
    client_order_id: str | None
    symbol: str
    side: str
    type: str
    status: str
    quantity: Decimal
    filled_quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    replaces: str | None
    replaced_by: str | None
    updated_at: datetime
    position_intent: str | None
    legs: tuple[WireOrder, ...]

    @classmethod
    def of(cls, value: Any) -> Self:
        """Read an Order. Raises Unreadable without an id, a status, or a time of any kind."""
        fields = value if isinstance(value, Fields) else Fields.of(value, what="order")
        filled = fields.number_or_zero("filled_qty")
        stamps = [
            fields.moment(name)
            for name in ("updated_at", "filled_at", "canceled_at", "submitted_at", "created_at")
        ]
        updated_at = next((stamp for stamp in stamps if stamp is not None), None)
        if updated_at is None:
            raise Unreadable("an order without any time")
        quantity = fields.number("qty")
        return cls(
            id=fields.need_text("id"),
            client_order_id=fields.text("client_order_id"),
            symbol=fields.text("symbol") or "",
            side=fields.text("side") or "buy",
            type=fields.text("type") or fields.text("order_type") or "",
            status=fields.need_text("status"),
            # An order by amount of money (placed by hand) has no quantity but what it filled.
            quantity=filled if quantity is None else quantity,
            filled_quantity=filled,
            limit_price=fields.number("limit_price"),
            stop_price=fields.number("stop_price"),
            replaces=fields.text("replaces"),
            replaced_by=fields.text("replaced_by"),
            updated_at=updated_at,
            position_intent=fields.text("position_intent"),
            legs=tuple(cls.of(leg) for leg in fields.objects("legs")),
        )
