"""Orders at a venue that nobody asked us for, as risk sees them: nobody could deny them, so they count until they end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.signal import OrderType, Side


@dataclass(frozen=True, slots=True)
class ForeignOrder:
    """What may fill still of one such order, in units. `only_reduces`: the venue lets it close and never open."""

    symbol: str
    side: Side
    left: Decimal
    order_type: OrderType | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    only_reduces: bool = False

    @property
    def rests(self) -> bool:
        """Whether it may fill at any time, also after what stands against it has gone."""
        return self.order_type != "market"
