"""Adjustments: our own entries that make a position equal the venue's after a person said so."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.reconcile.discrepancy import Discrepancy
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId
from tradewright.kernel.money import ZERO


def adjustments(
    found: Discrepancy, position: Position, *, venue_average: Decimal | None, at: datetime
) -> tuple[Fill, ...]:
    """Return the fills that take `position` to the venue's quantity; their ids come from the discrepancy's, so a second
    answer books nothing new.

    What leaves the position leaves at its own average price and locks in nothing: we do not know what it was traded at.
    What joins it joins at the price that makes the average the venue's, or at our own where the venue tells none. Without
    any price nothing can be adjusted and the result is empty.
    """
    change, held = found.difference, position.quantity
    closes = min(abs(change), abs(held)) if held * change < 0 else ZERO
    opens = abs(change) - closes
    fills = []
    if closes:
        fills.append(_fill(found, closes, price=position.average_price, part="close", at=at))
    if opens:
        price = _joining_price(position, ZERO if closes else held, opens, venue_average)
        if price is None:
            return ()
        fills.append(_fill(found, opens, price=price, part="open", at=at))
    return tuple(fills)


def _joining_price(
    position: Position, kept: Decimal, joins: Decimal, venue_average: Decimal | None
) -> Decimal | None:
    if venue_average is None or venue_average <= 0:
        return position.average_price if position.average_price > 0 else None
    total = venue_average * (abs(kept) + joins) - position.average_price * abs(kept)
    # Averages of the venue may count fees or days we do not; a price must be positive all the same.
    return total / joins if total > 0 else venue_average


def _fill(found: Discrepancy, quantity: Decimal, *, price: Decimal, part: str, at: datetime) -> Fill:
    name = f"adjustment-{found.discrepancy_id}-{part}"
    return Fill(
        venue_execution_id=VenueExecutionId(name),
        client_order_id=ClientOrderId(""),
        venue_order_id=VenueOrderId(f"adjustment-{found.discrepancy_id}"),
        symbol=found.symbol,
        side="buy" if found.difference > 0 else "sell",
        quantity=quantity,
        price=price,
        fee=ZERO,
        occurred_at=at,
        kind="adjustment",
    )
