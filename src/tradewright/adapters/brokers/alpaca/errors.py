"""What Alpaca's answers to a mutation prove. Pure. Source: the error table of the trading API, read 2026-11-21.

| reply                                   | proves |
|---|---|
| 2xx with an order in it                 | accepted |
| 401, 403 "forbidden."                   | refused: the key no longer works |
| 403, 404, 422 and other 4xx with Alpaca's own JSON | refused |
| 429                                     | not processed |
| 5xx, no answer, a body that is not Alpaca's JSON (a proxy's page) | nothing |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tradewright.adapters.brokers.transport import Answer, Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import (
    GONE_CODE,
    NOT_FOUND_CODE,
    RATE_CODE,
    REVOKED_CODE,
    Rejected,
)

TEXT_LENGTH_MAX: Final = 300
_NOTHING_AVAILABLE: Final = re.compile(r"insufficient qty available.*available: 0(?:\.0*)?\)", re.DOTALL)
_DUPLICATE: Final = re.compile(r"client_order_id must be unique", re.IGNORECASE)
_REVOKED: Final = re.compile(
    r"^(forbidden|unauthorized|request is not authorized|access key .*)\.?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Alpaca's own words in an error answer. `code` is its number, or the HTTP status where it gave none."""

    status: int
    code: str
    text: str
    has_holdings: bool
    """Whether something of the position is held by other orders."""

    @property
    def is_revoked(self) -> bool:
        return self.status == 401 or (self.status == 403 and bool(_REVOKED.match(self.text)))

    @property
    def is_rate_limit(self) -> bool:
        return self.status == 429

    @property
    def is_duplicate(self) -> bool:
        """Whether it says in so many words that the client id is taken: the venue has this very order."""
        return self.status == 422 and bool(_DUPLICATE.search(self.text))

    @property
    def may_be_duplicate(self) -> bool:
        """Whether it speaks of the client id: only a lookup tells a duplicate from a malformed one."""
        return self.status == 422 and "client_order_id" in self.text

    def rejected(self, *, is_reducing: bool = False) -> Rejected:
        """Return the outcome of a refusal that is final."""
        if self.is_revoked:
            return Rejected(REVOKED_CODE, self.text)
        if self.is_rate_limit:
            return Rejected(RATE_CODE, self.text)
        if is_reducing and self._says_gone:
            return Rejected(GONE_CODE, self.text)
        if self.status == 404:
            return Rejected(NOT_FOUND_CODE, self.text)
        return Rejected(self.code, self.text)

    @property
    def _says_gone(self) -> bool:
        if "position intent mismatch" in self.text or "position does not exist" in self.text:
            return True
        return bool(_NOTHING_AVAILABLE.search(self.text)) and not self.has_holdings


def refusal_of(answer: Answer) -> Refusal | None:
    """Return Alpaca's refusal, or None when this answer proves nothing about a mutation."""
    if not 400 <= answer.status < 500:
        return None
    try:
        fields = Fields.of(answer.json(), what="error")
        text = fields.text("message")
        held = fields.number("held_for_orders")
    except Unreadable:
        fields, text, held = Fields({}), None, None
    if text is None:
        # A 429 is refused before anything is read, whoever in front of the venue says it.
        return Refusal(429, "429", "too many requests", has_holdings=False) if answer.status == 429 else None
    code = fields.text("code") or str(answer.status)
    return Refusal(answer.status, code, text[:TEXT_LENGTH_MAX], has_holdings=bool(held))
