"""A string that does not show itself: in a repr, a log line, an f-string or a traceback it is `***`."""

from __future__ import annotations

import hmac
from typing import NoReturn, final


@final
class Secret:
    """Holds a password, key or URL with a password in it; only `reveal()` gives it out."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself. Call it where it is used, never where it is passed on."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: a pickle is a file or a message, and neither may hold a secret."""
        raise TypeError("a Secret is not pickled; reveal it where it is used")
