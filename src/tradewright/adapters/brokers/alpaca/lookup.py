"""Asking Alpaca about orders: by our id, by its own, all that are open; through replacements and brackets."""

from __future__ import annotations

from typing import Any, Final

from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.reports import order_report
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import BrokerUnavailable, OrderReport
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import ZERO

CHAIN_MAX: Final = 50
"""Replacements of one order that are followed; an end to ids that lead in a circle."""
PAGE: Final = 500
PAGES_MAX: Final = 40


class Orders:
    """What the venue says of orders, under our ids. Every question may raise BrokerUnavailable."""

    def __init__(self, api: Api, links: Links) -> None:
        self._api = api
        self._links = links

    async def find(self, client_order_id: ClientOrderId) -> OrderReport | None:
        """Return the order with our client id as it lives now; None only when the venue says there is none."""
        parent = self._links.parent(client_order_id)
        if parent is not None:
            return await self._find_leg(parent, client_order_id)
        order = await self.entry(client_order_id)
        return None if order is None else self.report(order, client_order_id)

    async def entry(self, client_order_id: ClientOrderId) -> WireOrder | None:
        """Return the order that was sent under this client id, with its legs, where its chain of replacements ends."""
        document = await self._api.find("/v2/orders:by_client_order_id", {"client_order_id": client_order_id})
        if document is None:
            return None
        order = await self.newest(wire_order(document), client_order_id)
        if self._links.has_legs(client_order_id):
            order = await self.get(order.id) or order
            self._links.see(order, client_order_id)
        return order

    async def get(self, venue_order_id: str) -> WireOrder | None:
        """Return one order by the venue's id, with its legs."""
        document = await self._api.find(f"/v2/orders/{venue_order_id}", {"nested": "true"})
        return None if document is None else wire_order(document)

    async def newest(self, order: WireOrder, client_order_id: ClientOrderId) -> WireOrder:
        """Follow what the order was replaced by, learning every id."""
        self._links.see(order, client_order_id)
        for _ in range(CHAIN_MAX):
            if order.replaced_by is None:
                break
            successor = await self.get(order.replaced_by)
            if successor is None:
                break
            order = successor
            self._links.see(order, client_order_id)
        return order

    async def name(self, venue_order_id: str) -> ClientOrderId | None:
        """Return our client id of an order of the venue, or the venue's own name for it when it is none of ours."""
        return self._links.ours(venue_order_id) or await self._name_by_asking(venue_order_id)

    async def open(self) -> list[OrderReport]:
        """Return every open order, legs included."""
        orders = await self._list_open()
        if any(self._links.ours(order.id) is None for order in orders):
            await self.name_legs()
        ids = {order.id for order in orders}
        reports = []
        for order in orders:
            name = self._links.see(order)
            above = self._above(name)
            # An entry that is not open any more and whose legs are has filled: a cancelled one takes them with it.
            reports.append(self.report(order, name, is_armed=above is not None and above not in ids))
        return reports

    async def legs(self, entry: ClientOrderId) -> list[OrderReport]:
        """Return the legs of one of our entries."""
        order = await self.entry(entry)
        if order is None:
            return []
        named = ((self._links.ours(leg.id), leg) for leg in order.legs)
        return [self.report(leg, name, is_armed=order.status == "filled") for name, leg in named]

    async def name_legs(self) -> None:
        """Learn the ids of legs that our books know only by their entries."""
        for parent in self._links.unnamed_parents():
            await self.entry(parent)

    def report(
        self, order: WireOrder, client_order_id: ClientOrderId | None, *, is_armed: bool = False
    ) -> OrderReport:
        """Return the order as a report, with what links know of it."""
        carried = self._links.carried(client_order_id, until=order.id) if client_order_id else ZERO
        above = self._above(client_order_id)
        return order_report(order, client_order_id, above=above, is_armed=is_armed, carried=carried)

    def _above(self, client_order_id: ClientOrderId | None) -> VenueOrderId | None:
        parent = self._links.parent(client_order_id) if client_order_id else None
        return self._links.venue(parent) if parent else None

    async def _find_leg(self, parent: ClientOrderId, leg: ClientOrderId) -> OrderReport | None:
        entry = await self.entry(parent)
        venue_order_id = self._links.venue(leg)
        if venue_order_id is None:
            return None
        order = next((one for one in entry.legs if one.id == venue_order_id), None) if entry else None
        if order is None:
            order = await self.get(venue_order_id)
        if order is None:
            return None
        order = await self.newest(order, leg)
        return self.report(order, leg, is_armed=entry is None or entry.status == "filled")

    async def _name_by_asking(self, venue_order_id: str) -> ClientOrderId | None:
        await self.name_legs()
        trail: list[WireOrder] = []
        wanted: str | None = venue_order_id
        while wanted is not None and self._links.ours(wanted) is None and len(trail) < CHAIN_MAX:
            order = await self.get(wanted)
            if order is None:
                break
            trail.append(order)
            wanted = order.replaces
        for order in reversed(trail):  # from the root, whose client id is the one that was sent
            self._links.see(order)
        return self._links.ours(venue_order_id)

    async def _list_open(self) -> list[WireOrder]:
        found: dict[str, WireOrder] = {}
        query = {"status": "open", "limit": str(PAGE), "direction": "asc", "nested": "false"}
        for _ in range(PAGES_MAX):
            with readable("open orders"):
                documents = Fields.list_of(await self._api.read("/v2/orders", query), what="orders")
                page = [WireOrder.of(document) for document in documents]
            before = len(found)
            found.update({leg.id: leg for order in page for leg in (order, *order.legs)})
            if len(page) < PAGE or len(found) == before:
                return list(found.values())
            query["after"] = documents[-1].text("submitted_at") or documents[-1].text("created_at") or ""
        raise BrokerUnavailable("unreadable", "Alpaca's open orders do not end")


def wire_order(document: Any) -> WireOrder:
    """Read an order of an answer. Raises BrokerUnavailable for what nobody can read."""
    with readable("an order"):
        return WireOrder.of(document)
