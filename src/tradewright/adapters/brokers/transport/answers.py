"""What a request can come to before anybody reads the answer: answered, never sent, or sent and silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tradewright.adapters.brokers.transport.digits import load_json


class Unreadable(ValueError):
    """The body is not the JSON that was asked for: an error page, a truncated or an empty body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The venue answered, whole. `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body's value, numbers with a fraction as Decimal. Raises Unreadable for anything that is not JSON.

        A venue that says 200 with a page of HTML has said nothing (Cloudflare does so).
        """
        try:
            return load_json(self.body)
        except ValueError as cause:
            raise Unreadable(
                f"HTTP {self.status} with a body that is not JSON ({len(self.body)} bytes)"
            ) from cause

    @property
    def retry_after_s(self) -> float | None:
        """How long the venue wants to be left alone, if it said so in seconds."""
        text = self.headers.get("retry-after", "")
        try:
            wait = float(text)
        except ValueError:
            return None
        return wait if 0 <= wait < float("inf") else None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Proof that not one byte of the request left us: no connection, no name, or our own rate limit."""

    reason: str
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Some of it was sent and no whole answer came: the venue may or may not have acted."""

    cause: str


Reply = Answer | NotSent | NoAnswer
