"""Parameters of a request: query and body together, each read once and typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from tradewright_fakes.binance.refusal import Refusal, missing

CLIENT_ID: re.Pattern[str] = re.compile(r"[a-zA-Z0-9-_]{1,36}")
FUTURES_CLIENT_ID: re.Pattern[str] = re.compile(r"[\.A-Z\:/a-z0-9_-]{1,36}")


class Params:
    """Typed reading of one request's parameters; every refusal is the vendor's."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = dict(given)

    def text(self, name: str) -> str:
        """The parameter; raises Refusal −1102 when it is missing or empty."""
        value = self.given.get(name, "")
        if not value:
            raise missing(name)
        return value

    def maybe(self, name: str) -> str | None:
        return self.given.get(name) or None

    def one_of(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.given.get(name) or default
        if value is None:
            raise missing(name)
        if value not in choices:
            code = {"side": -1117, "type": -1116, "timeInForce": -1115}.get(name, -1130)
            word = {"timeInForce": "timeInForce", "type": "orderType"}.get(name, name)
            raise Refusal(code, f"Invalid {word}.")
        return value

    def amount(self, name: str) -> Decimal | None:
        """A positive decimal; None when absent."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        try:
            read = Decimal(value)
        except InvalidOperation:
            raise Refusal(
                -1100,
                f"Illegal characters found in parameter '{name}'; legal range is '^([0-9]{{1,20}})(\\.[0-9]{{1,20}})?$'.",
            ) from None
        if not read.is_finite() or read < 0:
            raise Refusal(-1100, f"Illegal characters found in parameter '{name}'.")
        return read

    def needed(self, name: str) -> Decimal:
        value = self.amount(name)
        if value is None:
            raise missing(name)
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self.given.get(name)
        if value is None or value == "":
            return default
        if not value.lstrip("-").isdigit():
            raise Refusal(-1100, f"Illegal characters found in parameter '{name}'.")
        return min(int(value), most)

    def when(self, name: str) -> int | None:
        """Milliseconds since 1970; None when absent."""
        value = self.given.get(name)
        return None if not value else self.number(name, 0, most=10**14)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if not value else value.lower() == "true"

    def client_id(self, name: str, pattern: re.Pattern[str], code: int = -1100) -> str | None:
        value = self.given.get(name)
        if value and not pattern.fullmatch(value):
            raise Refusal(
                code, f"Illegal characters found in parameter '{name}'; legal range is '{pattern.pattern}'."
            )
        return value or None
