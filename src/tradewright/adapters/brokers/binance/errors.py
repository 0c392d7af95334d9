"""What Binance's answers to a request prove. Pure. Source: Binance's error documents, read 2026-11-21.

| answer | proves |
|---|---|
| 2xx with what was asked for | done |
| 5xx, -1000, -1001, -1006, -1007, no answer, a body that is not Binance's JSON | nothing: it may have been done |
| -1008, 429, 418, -1003, -1015 | not processed |
| -1021 | not processed: our clock is off |
| -1002, -1022, -2014, -2015, 401 | refused: the key, its addresses or its permissions |
| -2010 or -4116 that speak of a duplicate | the venue has an order with this client id |
| -2022 | nothing left to reduce |
| every other code of a 4xx | refused for good |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tradewright.adapters.brokers.transport import Answer, NoAnswer, NotSent, Reply, Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import (
    BUSY_CODE,
    DUPLICATE_CODE,
    GONE_CODE,
    RATE_CODE,
    REVOKED_CODE,
    BrokerUnavailable,
    DeniedLocally,
    Rejected,
    Unknown,
)

Kind = Literal["final", "unknown", "busy", "rate", "ban", "clock", "key", "duplicate", "gone", "absent"]
"""busy, rate, ban and clock prove that nothing was processed; absent: no such order (or none that can be cancelled)."""

TEXT_LENGTH_MAX: Final = 300
PAUSE_S: Final = 1.0
"""How long to leave Binance alone when it asks for calm and does not say for how long."""
_KINDS: Final[dict[int, Kind]] = {
    -1000: "unknown",
    -1001: "unknown",
    -1002: "key",
    -1003: "rate",
    -1006: "unknown",
    -1007: "unknown",
    -1008: "busy",
    -1015: "rate",
    -1021: "clock",
    -1022: "key",
    -2011: "absent",
    -2013: "absent",
    -2014: "key",
    -2015: "key",
    -2022: "gone",
    -4116: "duplicate",
}
_DUPLICATE: Final = "duplicate"
RULES_CODES: Final = frozenset({-1013, -1111, -4003, -4004, -4005, -4013, -4014, -4023, -4164})
"""Refusals that may mean that the instrument's rules have changed since we read them."""
RULES_CODE: Final = "filter_failure"
"""What those are called when they are told: whoever keeps a copy of the rules reads them anew."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Binance's own words in an error answer. `code` is 0 where it gave none."""

    kind: Kind
    code: int
    text: str
    retry_after_s: float | None = None

    @property
    def is_unprocessed(self) -> bool:
        """Whether it proves that nothing was done, so that the very same request may be sent again."""
        return self.kind in ("busy", "rate", "ban", "clock")

    def rejected(self) -> Rejected:
        """Return the outcome of a refusal that is final."""
        match self.kind:
            case "key":
                return Rejected(REVOKED_CODE, self.text)
            case "duplicate":
                return Rejected(DUPLICATE_CODE, self.text)
            case "gone":
                return Rejected(GONE_CODE, self.text)
            case "rate" | "ban":
                return Rejected(RATE_CODE, self.text)
            case "busy":
                return Rejected(BUSY_CODE, self.text)
            case "final" | "unknown" | "clock" | "absent":
                code = RULES_CODE if self.code in RULES_CODES else str(self.code)
                return Rejected(code, f"{self.text} ({self.code})")

    def unavailable(self) -> BrokerUnavailable:
        """Return what a read that came to this raises."""
        match self.kind:
            case "key":
                return BrokerUnavailable(REVOKED_CODE, self.text)
            case "rate" | "ban" | "busy":
                return BrokerUnavailable(
                    "rate_limited", self.text, retry_after_s=self.retry_after_s or PAUSE_S
                )
            case "unknown":
                return BrokerUnavailable("unreachable", f"{self.code}: {self.text}")
            case "final" | "clock" | "duplicate" | "gone" | "absent":
                return BrokerUnavailable("unreadable", f"{self.code}: {self.text}")


def refusal_of(answer: Answer) -> Refusal | None:
    """Return Binance's refusal, or None for an answer of 2xx. A refusal that nobody can read is of kind "unknown"."""
    if answer.is_success:
        return None
    code, text = _words(answer)
    kind = _kind(answer.status, code, text)
    return Refusal(kind, code, text[:TEXT_LENGTH_MAX], answer.retry_after_s)


def refusal_in(error: Fields, *, status: int) -> Refusal:
    """Return the refusal in a websocket answer's `error`."""
    code, text = error.whole("code") or 0, error.text("msg") or ""
    return Refusal(_kind(status, code, text), code, text[:TEXT_LENGTH_MAX])


def failed(reply: Reply) -> DeniedLocally | Unknown | None:
    """Return the outcome of a mutation that got no answer, or None when it got one."""
    match reply:
        case NotSent(reason):
            return DeniedLocally(reason)
        case NoAnswer(cause):
            return Unknown(cause)
        case Answer():
            return None


def _words(answer: Answer) -> tuple[int, str]:
    try:
        fields = Fields.of(answer.json(), what="error")
        return fields.whole("code") or 0, fields.text("msg") or f"HTTP {answer.status}"
    except Unreadable as error:
        return 0, str(error)


def _kind(status: int, code: int, text: str) -> Kind:
    if status == 418:
        return "ban"
    if status == 429:
        return "rate"
    known = _KINDS.get(code)
    if known == "busy":
        return "busy"  # comes with a 503, and says that it was not processed
    if status == 401:
        return "key"
    if status >= 500 or code == 0:
        return "unknown"
    if known is None and _DUPLICATE in text.lower():
        return "duplicate"  # -2010 says it in words alone
    return known or "final"
