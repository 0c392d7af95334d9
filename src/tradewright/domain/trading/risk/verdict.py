"""What one rule of one scope says of a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.risk.facts import RuleName, Scope
from tradewright.kernel.money import plain

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
UNKNOWN = "unknown"
"""The value of a rule whose input is missing or stale; it denies."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`limit` and `value` are the deciding numbers as text, `used` the fraction of the limit that `value` takes (None where
    there is no such thing); `message` is a sentence for the trader.
    """

    limit: str
    value: str
    is_allowed: bool
    message: str
    used: Decimal | None = None

    def trace(self, rule: RuleName, scope: Scope) -> Trace:
        """Return the line that the timeline shows."""
        return {
            "rule": rule,
            "scope": scope,
            "limit": self.limit,
            "value": self.value,
            "used_percent": percent_text(self.used),
            "outcome": "passed" if self.is_allowed else "denied",
        }


def percent_text(used: Decimal | None) -> str | None:
    """Return a fraction of a limit as percent with one decimal: 0.4567 is "45.7"."""
    return None if used is None else plain((used * _HUNDRED).quantize(_TENTH))


def used_of(value: Decimal | int, limit: Decimal | int) -> Decimal:
    """Return how much of `limit` is used: a limit of nothing is used up."""
    return Decimal(value) / Decimal(limit) if limit else Decimal(1)
