"""Which of Alpaca's orders is which of ours: client ids, the ids that replacing gives, and the legs Alpaca names itself.

Memory only, and allowed to forget: whoever misses something here asks the venue. What our books know is told at opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.domain.trading.order import Leg
from tradewright.domain.trading.ports.broker import KnownOrder, OrderRequest
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import ZERO

Role = Literal["stop", "target"]
_ROLES: Final[dict[Leg, Role]] = {"stop": "stop", "target": "target"}
KEPT_MAX: Final = 50_000
"""Venue orders remembered; the oldest are forgotten first."""


class Links:
    """The map of one account, both ways."""

    def __init__(self, known: Iterable[KnownOrder] = ()) -> None:
        self._ours: dict[VenueOrderId, ClientOrderId] = {}
        self._venue: dict[ClientOrderId, VenueOrderId] = {}
        self._legs: dict[ClientOrderId, dict[Role, ClientOrderId]] = {}
        self._parents: dict[ClientOrderId, ClientOrderId] = {}
        self._earlier: dict[ClientOrderId, dict[str, Decimal]] = {}
        for order in known:
            role = _ROLES.get(order.leg)
            if order.parent is not None and role is not None:
                self._adopt(order.parent, role, order.client_order_id)
            if order.venue_order_id is not None:
                self.learn(order.client_order_id, order.venue_order_id)

    def ours(self, venue_order_id: str) -> ClientOrderId | None:
        """Return our client id of the venue's order, or None when we do not know it."""
        return self._ours.get(VenueOrderId(venue_order_id))

    def venue(self, client_order_id: ClientOrderId) -> VenueOrderId | None:
        """Return the id under which our order lives at the venue now, or None."""
        return self._venue.get(client_order_id)

    def parent(self, client_order_id: ClientOrderId) -> ClientOrderId | None:
        """Return the entry that a leg travelled with."""
        return self._parents.get(client_order_id)

    def carried(self, client_order_id: ClientOrderId, *, until: str) -> Decimal:
        """Return what our order filled under earlier ids than `until`."""
        earlier = self._earlier.get(client_order_id, {})
        return sum((filled for one, filled in earlier.items() if one != until), ZERO)

    def legs(self, client_order_id: ClientOrderId) -> list[ClientOrderId]:
        """Return the legs that travelled with an entry."""
        return list(self._legs.get(client_order_id, {}).values())

    def has_legs(self, client_order_id: ClientOrderId) -> bool:
        return client_order_id in self._legs

    def unnamed_parents(self) -> list[ClientOrderId]:
        """Return the entries that have a leg whose id at the venue we do not know."""
        return [
            parent
            for parent, legs in self._legs.items()
            if any(leg not in self._venue for leg in legs.values())
        ]

    def learn(self, client_order_id: ClientOrderId, venue_order_id: VenueOrderId) -> None:
        """Remember that our order lives under this id from now on."""
        self._ours[venue_order_id] = client_order_id
        self._venue[client_order_id] = venue_order_id
        while len(self._ours) > KEPT_MAX:
            forgotten = self._ours.pop(next(iter(self._ours)))
            if self._venue.get(forgotten) not in self._ours:
                self._venue.pop(forgotten, None)

    def expect(self, request: OrderRequest) -> None:
        """Remember the legs that travel with an order that is about to be sent."""
        if request.stop_loss:
            self._adopt(request.client_order_id, "stop", request.stop_loss.client_order_id)
        if request.take_profit:
            self._adopt(request.client_order_id, "target", request.take_profit.client_order_id)

    def see(self, order: WireOrder, client_order_id: ClientOrderId | None = None) -> ClientOrderId | None:
        """Learn from an order as the venue tells it; return our client id for it, or the venue's own name for it."""
        ours = client_order_id or self._name(order)
        if ours is None:
            return None
        known = self._venue.get(ours)
        # An old order of a chain says nothing new about where the chain has come to.
        if order.replaced_by is not None:
            self._earlier.setdefault(ours, {})[order.id] = order.filled_quantity
            self._ours[VenueOrderId(order.id)] = ours
            if known is None or known == order.id:
                self.learn(ours, VenueOrderId(order.replaced_by))
        elif known is None or known in (order.id, order.replaces):
            self.learn(ours, VenueOrderId(order.id))
        for leg in order.legs:
            leg_client_id = self._legs.get(ours, {}).get(role_of(leg))
            if leg_client_id is not None:
                self.see(leg, leg_client_id)
        return ours

    def _name(self, order: WireOrder) -> ClientOrderId | None:
        known = self.ours(order.id) or (self.ours(order.replaces) if order.replaces else None)
        if known is not None:
            return known
        return ClientOrderId(order.client_order_id) if order.client_order_id else None

    def _adopt(self, parent: ClientOrderId, role: Role, leg: ClientOrderId) -> None:
        self._legs.setdefault(parent, {})[role] = leg
        self._parents[leg] = parent


def role_of(leg: WireOrder) -> Role:
    """Return what a leg is for: Alpaca's targets are limits, its stops are stops or stop-limits."""
    return "target" if leg.type == "limit" else "stop"
