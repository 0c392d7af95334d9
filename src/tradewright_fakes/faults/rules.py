"""A fault rule as the admin door takes it: `{"when": {...}, "do": {"kind": ..., ...}}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

REQUEST_KINDS: Final[dict[str, str]] = {
    "drop_before": "close the connection; the venue does nothing",
    "drop_after": "do what was asked, then close the connection without a reply",
    "truncate": "do what was asked, send half of the reply, close",
    "error": "answer `status` as the venue words it; `process`: do what was asked first; `retry_after` seconds",
    "reply": "answer `status` with `body` and `headers` as given; `process`: do what was asked first",
    "html": "answer a page of HTML with `status` (200); `process`",
    "empty": "answer 200 and nothing; `process`",
    "mangle": "spoil the reply by `ops`: nulls, absent, unknown_enum, exponent, numbers, extra; `fields` narrows",
    "delay_before": "wait `ms` before doing anything",
    "delay_after": "do what was asked, wait `ms`, reply",
    "visibility_lag": "what the request makes is seen by reads only after `seconds` of venue time",
    "cancel_loses": "the order that is to be cancelled fills first; `accepted`: the cancel is confirmed all the same",
    "cancel_pending": "Alpaca: the cancel is taken, the order stays `pending_cancel` for `ms` and may fill until then",
    "replace_loses": "the order that is to be replaced fills first; `quantity`: only so much of it",
    "events_first": "send stream events before the reply, `ms` ahead of it",
    "events_late": "send stream events `ms` after the reply",
    "repeat_page": "the last row of this page comes again as the first of the next",
    "expire_page": "the token of the next page is refused",
    "kill_streams": "do what was asked, then close every stream without a word",
    "freeze_streams": "do what was asked, then leave every stream half open: no message, no pong, no close",
    "revoke_key": "from this request on, the key is revoked",
}
EVENT_KINDS: Final[dict[str, str]] = {
    "lose": "never send this event",
    "twice": "send it two times",
    "late": "send it `ms` later",
    "swap": "send it after the account's next event",
    "mangle": "spoil it by `ops`, as for replies",
    "rename": "call it `name`, which no client knows",
}


OPENS: Final = "WS"
"""The method of a request that opens a stream; `error`, `drop_before` and `delay_before` work on it."""


class BadRule(ValueError):
    """The rule names a kind that does not exist, or misses what it needs."""


@dataclass(frozen=True, slots=True)
class When:
    """All that are given must hold. `nth` counts the requests (or events) that match the rest, from 1."""

    method: str = "*"
    path: str = "*"
    """A glob: `/v2/orders*`."""
    key: str = "*"
    event: str | None = None
    """A glob over the event's name; with it the rule is about stream events and not about requests."""
    nth: frozenset[int] = frozenset()
    probability: float = 1.0
    times: int | None = None
    """Fire at most this often."""

    def fits_request(self, method: str, path: str, key: str) -> bool:
        # A stream being opened is nobody's unless a rule names it: rules about requests are older than their streams.
        is_mine = self.event is None and (self.method == method or (self.method == "*" and method != OPENS))
        return is_mine and fnmatchcase(path, self.path) and fnmatchcase(key, self.key)

    def fits_event(self, name: str, key: str) -> bool:
        return self.event is not None and fnmatchcase(name, self.event) and fnmatchcase(key, self.key)


@dataclass(frozen=True, slots=True)
class Do:
    """What happens, with its arguments."""

    kind: str
    given: Mapping[str, Any] = field(default_factory=dict)

    def number(self, name: str, default: float) -> float:
        return float(self.given.get(name, default))

    def is_on(self, name: str, default: bool = False) -> bool:
        return bool(self.given.get(name, default))


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    when: When
    do: Do


def parse_rule(raw: Mapping[str, Any], number: int) -> Rule:
    """Read a rule; raises BadRule with the reason."""
    when, do = dict(raw.get("when") or {}), dict(raw.get("do") or {})
    kind = str(do.pop("kind", ""))
    nth = when.pop("nth", ())
    try:
        parsed = When(nth=frozenset([nth] if isinstance(nth, int) else [int(one) for one in nth]), **when)
    except (TypeError, ValueError) as cause:
        raise BadRule(
            f"`when` takes method, path, key, event, nth, probability and times: {cause}"
        ) from cause
    kinds = REQUEST_KINDS if parsed.event is None else EVENT_KINDS
    if kind not in kinds:
        raise BadRule(f"`do.kind` is {kind!r}; it takes one of {', '.join(kinds)}")
    return Rule(str(raw.get("id") or f"rule-{number}"), parsed, Do(kind, do))
