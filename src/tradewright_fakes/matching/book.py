"""Open orders: by symbol for prices, by their end for the clock, and those that wait for the session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush

from tradewright_fakes.matching.orders import Order


class Book:
    """Every open order of one market."""

    def __init__(self) -> None:
        self._by_symbol: dict[str, dict[str, Order]] = {}
        self._ends: list[tuple[datetime, int, Order]] = []
        self.waiting: dict[str, Order] = {}
        """Accepted, and waiting until their session lets them trade."""

    def add(self, order: Order) -> None:
        """Keep the order; its `expires_at` counts as it is now."""
        self._by_symbol.setdefault(order.symbol, {})[order.id] = order
        if order.expires_at is not None:
            heappush(self._ends, (order.expires_at, order.number, order))

    def remove(self, order: Order) -> None:
        self._by_symbol.get(order.symbol, {}).pop(order.id, None)
        self.waiting.pop(order.id, None)

    def of(self, symbol: str) -> list[Order]:
        """Open orders of a symbol, oldest first."""
        return list(self._by_symbol.get(symbol, {}).values())

    def ended(self, now: datetime) -> Iterable[Order]:
        """Take out, in order, those whose time is over; some may have ended otherwise since."""
        while self._ends and self._ends[0][0] <= now:
            yield heappop(self._ends)[2]
