"""One message of the trade_updates stream as what happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.reports import fill_id
from tradewright.adapters.brokers.alpaca.symbols import from_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import Fill
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import ZERO

FILLS: Final = frozenset({"fill", "partial_fill"})
UNDONE: Final = frozenset({"trade_bust", "trade_correct"})
"""A trade taken back or amended. What it concerns is named by an execution id, which activities do not tell."""
NOTHING_CHANGED: Final = frozenset({"order_replace_rejected", "order_cancel_rejected"})


@dataclass(frozen=True, slots=True)
class TradeUpdate:
    """`price` and `quantity` are of this execution, set for fills only; `execution_id` is an id of the fill on fills alone
    (newer streams send one with "new" too).
    """

    event: str
    order: WireOrder
    at: datetime
    price: Decimal | None
    quantity: Decimal | None
    execution_id: str | None
    corrects: str | None
    """The execution that was taken back or amended: the one it names as previous, else the one whose id it bears."""
    event_id: str

    @property
    def is_fill(self) -> bool:
        return self.event in FILLS

    def fill(self, client_order_id: ClientOrderId) -> Fill:
        """Return the fill. Raises Unreadable when its numbers are missing."""
        if self.price is None or self.quantity is None:
            raise Unreadable("a fill without price or quantity")
        return Fill(
            venue_execution_id=fill_id(self.order.id, self.order.filled_quantity),
            client_order_id=client_order_id,
            venue_order_id=VenueOrderId(self.order.id),
            symbol=from_venue(self.order.symbol),
            side="sell" if self.order.side.startswith("sell") else "buy",
            quantity=abs(self.quantity),
            price=self.price,
            fee=ZERO,
            occurred_at=self.at,
        )


def parse_update(data: Any) -> TradeUpdate:
    """Read the `data` of a trade_updates message. Raises Unreadable."""
    fields = Fields.of(data, what="trade update")
    order = fields.object("order")
    if order is None:
        raise Unreadable("a trade update without an order")
    wire = WireOrder.of(order)
    event = fields.need_text("event")
    counts = event in FILLS or event in UNDONE
    return TradeUpdate(
        event=event,
        order=wire,
        at=fields.moment("timestamp") or fields.moment("at") or wire.updated_at,
        price=fields.number("price") if counts else None,
        quantity=fields.number("qty") if counts else None,
        execution_id=fields.text("execution_id") if counts else None,
        corrects=fields.text("previous_execution_id") or fields.text("execution_id")
        if event in UNDONE
        else None,
        event_id=fields.text("event_id") or wire.updated_at.isoformat(),
    )
