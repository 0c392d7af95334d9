"""Money that moved at a venue without a trade, by the venue's own name of it. A port apart: not every venue tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

MovementKind = Literal["transfer", "fee", "funding", "dividend", "interest", "other"]
"""transfer: it came from outside or left. The others are earned or lost, and count in the day's profit."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry of the venue's list. `amount` is signed, account currency; `venue_id` is unique within the account."""

    venue_id: str
    kind: MovementKind
    amount: Decimal
    occurred_at: datetime
    symbol: str | None
    words: str


@runtime_checkable
class TellsMovements(Protocol):
    """A connection to a venue that names what moved money beside trades."""

    async def movements(self, since: datetime) -> Sequence[Movement]:
        """Return what moved after `since`, oldest first; what fills tell (fees, profit) is left out. Raises
        BrokerUnavailable.
        """
        ...
