"""What one round of reads brought from a venue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import AccountReport, OrderReport, PositionReport
from tradewright.domain.trading.ports.movements import Movement
from tradewright.kernel.ids import VenueOrderId


@dataclass(frozen=True, slots=True)
class VenueSnapshot:
    """Open orders, positions and money as read between `began_at` and `read_at`, after the venue's new fills.

    None means that the read failed, which is no information: never "none open", never "flat". `known` holds orders of ours,
    by the venue's id, that the open list shows: those that have ended here and those that were live when it was read, for an
    order that ends before it is compared is no stranger's.
    """

    began_at: datetime
    read_at: datetime
    orders: Sequence[OrderReport] | None = None
    positions: Sequence[PositionReport] | None = None
    money: AccountReport | None = None
    known: Mapping[VenueOrderId, Order] = field(default_factory=dict)
    movements: Sequence[Movement] | None = ()
    """What the venue says moved its money beside trades and is not booked; empty where it was not asked."""
