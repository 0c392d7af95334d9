"""Which of Binance's orders is which of ours. Memory only, and allowed to forget: whoever misses something asks the venue.

Binance finds an order only with its symbol beside its id, trades name their order by number alone, and an algo order
becomes an order of another number. What our books know is told at opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from tradewright.adapters.brokers.binance.reports import ALGO_PREFIX
from tradewright.domain.trading.ports.broker import KnownOrder, OrderReport
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

Key = TypeVar("Key")
Value = TypeVar("Value")
KEPT_MAX: Final = 50_000
"""Orders remembered; the oldest are forgotten first."""


class Links:
    """The map of one account."""

    def __init__(self, known: Iterable[KnownOrder] = ()) -> None:
        self._symbols: dict[ClientOrderId, str] = {}
        self._ours: dict[tuple[str, VenueOrderId], ClientOrderId] = {}
        self._became: dict[ClientOrderId, VenueOrderId] = {}
        self._algos: dict[ClientOrderId, None] = {}
        self._touched: dict[str, None] = {}
        for order in known:
            if order.symbol:
                is_algo = (order.venue_order_id or "").startswith(ALGO_PREFIX)
                self.learn(order.client_order_id, order.symbol, order.venue_order_id, is_algo=is_algo)

    def symbol(self, client_order_id: ClientOrderId) -> str | None:
        """Return our symbol of an order."""
        return self._symbols.get(client_order_id)

    def ours(self, symbol: str, venue_order_id: VenueOrderId) -> ClientOrderId | None:
        """Return the client id of Binance's order; the client id of the algo order for one that a trigger made."""
        return self._ours.get((symbol, venue_order_id))

    def became(self, client_order_id: ClientOrderId) -> VenueOrderId | None:
        """Return the order that an algo order of this client id turned into."""
        return self._became.get(client_order_id)

    def is_algo(self, client_order_id: ClientOrderId) -> bool:
        """Whether it lives in the algo service, as far as we know; one that has triggered does no longer."""
        return client_order_id in self._algos and client_order_id not in self._became

    def recent(self) -> list[str]:
        """Return every symbol of ours that anything happened in, the latest first."""
        return list(reversed(self._touched))

    def touch(self, symbol: str) -> None:
        """Note that something happens in `symbol`."""
        self._touched.pop(symbol, None)
        self._touched[symbol] = None

    def learn(
        self,
        client_order_id: ClientOrderId,
        symbol: str,
        venue_order_id: VenueOrderId | None = None,
        *,
        is_algo: bool = False,
    ) -> None:
        """Remember an order."""
        self.touch(symbol)
        self._symbols[client_order_id] = symbol
        if venue_order_id is not None:
            self._ours[symbol, venue_order_id] = client_order_id
        if is_algo:
            self._algos[client_order_id] = None
        _bound(self._symbols)
        _bound(self._ours)
        _bound(self._algos)

    def see(self, report: OrderReport) -> None:
        """Remember an order that the venue tells of."""
        if report.client_order_id is not None:
            is_algo = report.venue_order_id.startswith(ALGO_PREFIX)
            self.learn(report.client_order_id, report.symbol, report.venue_order_id, is_algo=is_algo)

    def trigger(self, client_order_id: ClientOrderId, symbol: str, became: VenueOrderId) -> None:
        """Remember what an algo order turned into."""
        self._became[client_order_id] = became
        self.learn(client_order_id, symbol, became)
        _bound(self._became)


def _bound(memory: dict[Key, Value]) -> None:
    while len(memory) > KEPT_MAX:
        del memory[next(iter(memory))]
