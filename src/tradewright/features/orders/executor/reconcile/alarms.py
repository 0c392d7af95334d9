"""Telling a person what about an order should be looked at: late fills, over-fills, busts, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tradewright.domain.trading.order import Order
from tradewright.features.orders.documents import iso
from tradewright.features.orders.executor.batch import Batch
from tradewright.platform import telemetry

orders_noted = telemetry.counter(
    "tradewright_orders_noted_total", "What a person should look at about an order, by fact.", ["fact"]
)


def tell_noted(batch: Batch, order: Order, noted: Iterable[Mapping[str, str]], *, at: datetime) -> None:
    """Announce each noted fact; the order's timeline keeps it with the event that it came with."""
    for one in noted:
        orders_noted.labels(one["fact"]).inc()
        data = {
            "order_id": str(order.order_id),
            "account_id": str(order.account_id),
            "symbol": order.symbol,
            "fact": one["fact"],
            "words": one["words"],
            "at": iso(at),
        }
        batch.announce(order.user_id, "order.noted", data)
