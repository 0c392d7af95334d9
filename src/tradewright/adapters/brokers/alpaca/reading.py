"""One order as Alpaca tells it; what is unknown is let by. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields


@dataclass(frozen=True, slots=True)
class WireOrder:
    """One order as Alpaca tells it. `status` and `type` are its own words, known to us or not."""

    id: str
    client_order_id: str | None
    symbol: str
    side: str
    type: str
    status: str
    quantity: Decimal
    filled_quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    replaces: str | None
    replaced_by: str | None
    updated_at: datetime
    position_intent: str | None
    legs: tuple[WireOrder, ...]

    @classmethod
    def of(cls, value: Any) -> Self:
        """Read an Order. Raises Unreadable without an id, a status, or a time of any kind."""
        fields = value if isinstance(value, Fields) else Fields.of(value, what="order")
        filled = fields.number_or_zero("filled_qty")
        stamps = [
            fields.moment(name)
            for name in ("updated_at", "filled_at", "canceled_at", "submitted_at", "created_at")
        ]
        updated_at = next((stamp for stamp in stamps if stamp is not None), None)
        if updated_at is None:
            raise Unreadable("an order without any time")
        quantity = fields.number("qty")
        return cls(
            id=fields.need_text("id"),
            client_order_id=fields.text("client_order_id"),
            symbol=fields.text("symbol") or "",
            side=fields.text("side") or "buy",
            type=fields.text("type") or fields.text("order_type") or "",
            status=fields.need_text("status"),
            # An order by amount of money (placed by hand) has no quantity but what it filled.
            quantity=filled if quantity is None else quantity,
            filled_quantity=filled,
            limit_price=fields.number("limit_price"),
            stop_price=fields.number("stop_price"),
            replaces=fields.text("replaces"),
            replaced_by=fields.text("replaced_by"),
            updated_at=updated_at,
            position_intent=fields.text("position_intent"),
            legs=tuple(cls.of(leg) for leg in fields.objects("legs")),
        )
