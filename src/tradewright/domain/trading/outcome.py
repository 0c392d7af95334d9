"""How a pure step of a plan says no: with a stable code, a sentence, and the sum it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Trace = dict[str, Any]
"""A sum in words and numbers, JSON-able, decimals as strings: it is shown to the trader as it stands."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step could not be done; `code` is stable, `message` is for a person, `trace` holds the deciding
    values.
    """

    code: str
    message: str
    trace: Trace = field(default_factory=dict)
