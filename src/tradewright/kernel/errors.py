"""Errors, named by what the caller does next. They carry data, have a stable code, and know nothing of HTTP.

TradewrightError
 ├─ Invalid        the request is malformed: fix the input
 ├─ NotFound       no such thing for this user
 ├─ Conflict       the present state forbids it
 ├─ Unauthenticated who are you
 ├─ Denied         you may not, or a rule of yours says no
 ├─ LimitReached   too many or too much
 ├─ NotReady       a precondition is missing
 └─ Unavailable    a dependency is down and nothing happened: retry with backoff
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


class TradewrightError(Exception):
    """Base of every error a caller is expected to handle.

    `code` is stable and documented; `detail` is a sentence for a person; `data` holds the deciding values.
    """

    code: ClassVar[str] = "error"

    def __init__(self, detail: str, /, **data: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.data = data


@dataclass(frozen=True, slots=True)
class Fault:
    """One located fault of an input: where (JSON path such as `$.sl.value`), what was there, and what is
    right.
    """

    path: str
    rule: str
    message: str
    value: str | None = None


class Invalid(TradewrightError):
    """The request itself is malformed; `faults` locate every problem found."""

    code = "invalid"

    def __init__(self, detail: str, /, *, faults: tuple[Fault, ...] = (), **data: Any) -> None:
        super().__init__(detail, **data)
        self.faults = faults


class NotFound(TradewrightError):
    """There is no such thing that this caller can see."""

    code = "not_found"


class Conflict(TradewrightError):
    """The present state of the thing forbids the request."""

    code = "conflict"


class Unauthenticated(TradewrightError):
    """The caller has not shown who they are."""

    code = "unauthenticated"


class Denied(TradewrightError):
    """The caller is known, and a permission or a rule says no."""

    code = "denied"


class LimitReached(TradewrightError):
    """A count, size or rate is used up; `retry_after_s` says when asking again makes sense, if ever."""

    code = "limit_reached"


class NotReady(TradewrightError):
    """Something that must come first has not happened yet."""

    code = "not_ready"


class Unavailable(TradewrightError):
    """A dependency is down; nothing happened, and the same call may be repeated."""

    code = "unavailable"
