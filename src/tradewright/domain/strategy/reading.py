"""Reads values out of a document and keeps every fault it meets, so that an author sees all of them at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from tradewright.domain.strategy.expression.ast import Boolean, Expr, number
from tradewright.domain.strategy.expression.builtins import BAR_NAMES
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.parser import KEYWORDS, NAMESPACES, parse
from tradewright.kernel.errors import Fault
from tradewright.kernel.money import check_decimal, parse_decimal

NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_]{0,39}"
RESERVED = frozenset({*BAR_NAMES, *KEYWORDS, *NAMESPACES})
_NAME = re.compile(NAME_PATTERN)
_SHOWN_MAX = 80
T = TypeVar("T")


class Reader:
    """Each method returns what it read, or the fallback after noting a fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def wrong(self, path: str, rule: str, message: str, value: object = None) -> None:
        shown = None if value is None else str(value)[:_SHOWN_MAX]
        self.faults.append(Fault(path, rule, message, shown))

    def mapping(
        self, value: object, path: str, known: Sequence[str] | None, *, needed: Sequence[str] = ()
    ) -> dict[str, Any]:
        """A mapping with text keys; `known` None: any keys. Nothing at all reads as an empty one."""
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            self.wrong(path, "type", "must be a mapping of names to values", value)
            return {}
        found: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                self.wrong(path, "key", "keys are texts", key)
            elif known is not None and key not in known:
                near = nearest(key, known)
                hint = f"; did you mean {near}?" if near else f"; known are {', '.join(known)}"
                self.wrong(f"{path}.{key}", "unknown_key", f"'{key}' is not known here{hint}", key)
            else:
                found[key] = item
        for key in needed:
            if found.get(key) is None:
                self.wrong(f"{path}.{key}", "required", f"'{key}' is missing")
        return found

    def items(self, value: object, path: str, *, most: int) -> list[tuple[Any, str]]:
        """A list's items with their paths."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.wrong(path, "type", "must be a list", value)
            return []
        if len(value) > most:
            self.wrong(path, "too_many", f"has at most {most} items", len(value))
        found: list[tuple[Any, str]] = []
        for place, item in enumerate(value[:most]):
            if (
                item is None
            ):  # elsewhere nothing means the default; a list that holds nothing is a slip (`days: [~]`)
                self.wrong(f"{path}[{place}]", "required", "an item is missing")
            else:
                found.append((item, f"{path}[{place}]"))
        return found

    def text(self, value: object, path: str, *, most: int, default: str = "") -> str:
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(path, "type", "must be a text", value)
            return default
        if len(value) > most:
            self.wrong(path, "too_long", f"has at most {most} characters", len(value))
        return value

    def name(self, value: object, path: str) -> str:
        """A name that expressions can use."""
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            self.wrong(
                path, "name", "a name is 1 to 40 letters, digits and _, and begins with no digit", value
            )
            return ""
        if value in RESERVED:
            self.wrong(path, "reserved_name", f"'{value}' already means something in the language", value)
        return value

    def choice(self, value: object, path: str, options: Sequence[str], default: str) -> Any:
        if value is None:
            return default
        if not isinstance(value, str) or value not in options:
            near = nearest(value, options) if isinstance(value, str) else ""
            hint = f"; did you mean {near}?" if near else ""
            self.wrong(path, "option", f"must be one of {', '.join(options)}{hint}", value)
            return default
        return value

    def boolean(self, value: object, path: str, *, default: bool) -> bool:
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(path, "type", "must be true or false", value)
            return default
        return value

    def decimal(
        self,
        value: object,
        path: str,
        default: T,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
    ) -> Decimal | T:
        """A number, or the text of one, read from its own digits; a float counts as the shortest digits that name it."""
        if value is None:
            return default
        read = self._number(value)
        if read is None:
            self.wrong(path, "type", "must be a number", value)
            return default
        if (least is not None and read < least) or (most is not None and read > most):
            bounds = (
                f"at least {least}"
                if most is None
                else f"at most {most}"
                if least is None
                else f"from {least} to {most}"
            )
            self.wrong(path, "range", f"must be {bounds}", value)
            return default
        return read

    def integer(self, value: object, path: str, default: T, *, least: int, most: int) -> int | T:
        read = self.decimal(value, path, None, least=least, most=most)
        if read is None:
            return default
        if read != read.to_integral_value():
            self.wrong(path, "type", "must be a whole number", value)
            return default
        return int(read)

    def expression(self, value: object, path: str) -> Expr | None:
        """A number, true or false, or the text of an expression."""
        if value is None:
            self.wrong(path, "required", "an expression is missing")
            return None
        if isinstance(value, bool):
            return Boolean(value)
        if isinstance(value, str):
            try:
                return parse(value)
            except InvalidExpression as error:
                self.faults.append(error.at(path))
                return None
        read = self._number(value)
        if read is None:
            self.wrong(path, "type", "must be a number or an expression", value)
            return None
        return number(read)

    def moment(self, value: object, path: str) -> datetime | None:
        """A date or a time in ISO 8601; without an offset it is UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            read = value
        elif isinstance(value, date):
            read = datetime(value.year, value.month, value.day, tzinfo=UTC)
        else:
            try:
                read = datetime.fromisoformat(cast(str, value))
            except (ValueError, TypeError):
                self.wrong(
                    path, "time", "must be a date or a time such as 2024-01-31 or 2024-01-31T09:30Z", value
                )
                return None
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read
        try:
            return aware.astimezone(UTC)
        except OverflowError:
            self.wrong(path, "time", "is out of range", value)
            return None

    @staticmethod
    def _number(value: object) -> Decimal | None:
        try:
            if isinstance(value, bool):
                return None
            if isinstance(value, int | float):
                return parse_decimal(repr(value))
            if isinstance(value, str):
                return parse_decimal(value)
            return check_decimal(value) if isinstance(value, Decimal) else None
        except ValueError:
            return None
