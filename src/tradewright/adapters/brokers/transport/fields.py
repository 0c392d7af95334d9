"""A venue's JSON object read field by field: null, absent, number or string, and what is unknown is let by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from tradewright.adapters.brokers.transport.answers import Unreadable
from tradewright.kernel.money import ZERO, check_decimal, parse_decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object; whatever cannot be read raises Unreadable with the field's name."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any, *, what: str) -> Self:
        if not isinstance(value, Mapping):
            raise Unreadable(f"{what} is not an object")
        return cls(value)

    @classmethod
    def list_of(cls, value: Any, *, what: str) -> list[Self]:
        """Return the objects of a list."""
        if not isinstance(value, list):
            raise Unreadable(f"{what} is not a list")
        return [cls.of(one, what=what) for one in value]

    def text(self, name: str) -> str | None:
        """Return a text, or a number as text; None when absent, null or empty."""
        value = self.values.get(name)
        return str(value) if value is not None and value != "" else None

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

    def positive(self, name: str) -> Decimal | None:
        """Return a number above zero, else None: many venues write 0 for a price that is not there."""
        value = self.number(name)
        return value if value is not None and value > 0 else None

    def whole(self, name: str) -> int | None:
        value = self.number(name)
        if value is None:
            return None
        if value != int(value):
            raise Unreadable(f"{name} is not a whole number")
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """Return the aware UTC time written in ISO 8601; None when absent. Nanoseconds are cut to microseconds."""
        value = self.text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as cause:
            raise Unreadable(f"{name} is not a time") from cause
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def millis(self, name: str) -> datetime | None:
        """Return the aware UTC time that a count of milliseconds since 1970 names; None when absent or 0."""
        value = self.whole(name)
        if not value:
            return None
        try:
            return _EPOCH + timedelta(milliseconds=value)
        except OverflowError as cause:
            raise Unreadable(f"{name} is not a time") from cause

    def is_true(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or value == "true"

    def is_false(self, name: str) -> bool:
        value = self.values.get(name)
        return value is False or value == "false"

    def objects(self, name: str) -> list[Fields]:
        value = self.values.get(name)
        return [] if value is None else Fields.list_of(value, what=name)

    def object(self, name: str) -> Fields | None:
        value = self.values.get(name)
        return None if value is None else Fields.of(value, what=name)
