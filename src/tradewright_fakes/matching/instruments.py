"""What can be traded: names, grids and bounds. A skin puts what only its venue knows into `traits`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

AssetClass = Literal["equity", "crypto", "spot", "perpetual"]


@dataclass(slots=True)
class Instrument:
    """One symbol. Mutable: venues change their rules while programs run, and so does the admin door."""

    symbol: str
    asset_class: AssetClass
    base: str
    quote: str
    tick: Decimal
    step: Decimal
    quantity_min: Decimal
    notional_min: Decimal
    name: str = ""
    quantity_max: Decimal = Decimal(9_000_000)
    status: str = "TRADING"
    follows_session: bool = False
    """True: it trades only in the venue's session."""
    traits: dict[str, object] = field(default_factory=dict)

    def floor(self, quantity: Decimal) -> Decimal:
        """`quantity` cut down to the grid of quantities."""
        return (quantity // self.step) * self.step
