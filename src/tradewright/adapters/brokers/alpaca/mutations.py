"""Placing, cancelling and replacing: each sent once, and what the answer proves."""

from __future__ import annotations

from typing import Final

from tradewright.adapters.brokers.alpaca.api import Api
from tradewright.adapters.brokers.alpaca.errors import Refusal, refusal_of
from tradewright.adapters.brokers.alpaca.hearing import Ears
from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.lookup import Orders
from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.reports import order_report
from tradewright.adapters.brokers.alpaca.requests import change_body, order_body
from tradewright.adapters.brokers.transport import (
    Answer,
    Limited,
    NoAnswer,
    NotSent,
    Priority,
    Reply,
    Unreadable,
)
from tradewright.domain.trading.order import TERMINAL
from tradewright.domain.trading.ports.broker import (
    DUPLICATE_CODE,
    NOT_FOUND_CODE,
    Accepted,
    AlreadyTerminal,
    BrokerUnavailable,
    CancelOutcome,
    DeniedLocally,
    OrderChange,
    OrderReport,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    ReplaceOutcome,
    Unknown,
)
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

_CANCEL_TRIES: Final = 2
"""The second is for the id an order got while we were cancelling its old one."""


class Mutations:
    """What changes something at the venue."""

    def __init__(self, api: Api, links: Links, orders: Orders, ears: Ears) -> None:
        self._api = api
        self._links = links
        self._orders = orders
        self._ears = ears

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        """Send the order once."""
        body = order_body(request)
        if isinstance(body, DeniedLocally):
            return body
        self._links.expect(request)
        priority = Priority.REDUCE if request.reduce_only else Priority.ENTER
        with self._ears.sending(request.client_order_id):
            reply = await self._api.mutate("POST", "/v2/orders", body, priority=priority)
            settled = _settle(reply)
            if isinstance(settled, Refusal):
                return await self._refused(request, settled)
            order = _order_in(settled)
            if not isinstance(order, WireOrder):
                return order
            if order.client_order_id != request.client_order_id:
                return Unknown(cause="Alpaca's answer names another order")
            self._links.see(order, request.client_order_id)
        for leg in order.legs:
            name = self._links.ours(leg.id)
            self._ears.introduce(order_report(leg, name, above=VenueOrderId(order.id)))
        return Accepted(VenueOrderId(order.id), request.client_order_id)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        """Ask for the end of one order; a bracket's others end with it."""
        for _ in range(_CANCEL_TRIES):
            try:
                venue_order_id = await self._find(client_order_id)
            except BrokerUnavailable as error:
                return DeniedLocally(f"nothing was sent: {error.message}")
            if venue_order_id is None:
                return Rejected(NOT_FOUND_CODE, "Alpaca knows no such order")
            reply = await self._api.mutate("DELETE", f"/v2/orders/{venue_order_id}", priority=Priority.REDUCE)
            settled = _settle(reply)
            if isinstance(settled, Answer):
                return Accepted(venue_order_id, client_order_id)
            if not isinstance(settled, Refusal):
                return settled
            outcome = await self._too_late(client_order_id, venue_order_id, settled)
            if outcome is not None:
                return outcome
        return Rejected("replaced_meanwhile", "the order was replaced while it was being cancelled")

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        """Change a working order; it gets a new id.

        An order that has filled in part is not replaced: Alpaca fills the new quantity from nothing, on top of what was
        filled (Alpaca-API issue 165), and the order would end larger than was asked for.
        """
        try:
            before = await self._orders.find(client_order_id)
        except BrokerUnavailable as error:
            return DeniedLocally(f"nothing was sent: {error.message}")
        if before is None:
            return Rejected(NOT_FOUND_CODE, "Alpaca knows no such order")
        if before.state in TERMINAL:
            return AlreadyTerminal(before.venue_order_id)
        if before.filled_quantity > 0:
            return DeniedLocally("Alpaca would fill the new quantity on top of what has filled already")
        path = f"/v2/orders/{before.venue_order_id}"
        reply = await self._api.mutate("PATCH", path, change_body(change), priority=Priority.REDUCE)
        settled = _settle(reply)
        if isinstance(settled, Refusal):
            return await self._not_replaced(client_order_id, before, settled)
        order = _order_in(settled)
        if not isinstance(order, WireOrder):
            return order
        self._links.see(order, client_order_id)
        return Accepted(VenueOrderId(order.id), client_order_id)

    async def _refused(self, request: OrderRequest, refusal: Refusal) -> PlaceOutcome:
        if refusal.is_duplicate:
            # It proves the placement by itself; a look-up may lag behind it and find nothing.
            return Rejected(DUPLICATE_CODE, refusal.text)
        if not refusal.may_be_duplicate:
            return refusal.rejected(is_reducing=request.reduce_only)
        try:
            found = await self._orders.find(request.client_order_id)
        except BrokerUnavailable as error:
            return Unknown(cause=f"Alpaca speaks of the client id, and cannot be asked: {error.message}")
        if found is None:
            return Unknown(cause=f"Alpaca speaks of the client id, and finds no order yet: {refusal.text}")
        return Rejected(DUPLICATE_CODE, refusal.text)

    async def _find(self, client_order_id: ClientOrderId) -> VenueOrderId | None:
        known = self._links.venue(client_order_id)
        if known is not None:
            return known
        report = await self._orders.find(client_order_id)
        return None if report is None else report.venue_order_id

    async def _too_late(
        self, client_order_id: ClientOrderId, venue_order_id: VenueOrderId, refusal: Refusal
    ) -> CancelOutcome | None:
        """Return what a refused cancel means; None when the order lives on under another id."""
        if refusal.is_revoked or refusal.is_rate_limit:
            return refusal.rejected()
        try:
            order = await self._orders.get(venue_order_id)
            if order is not None and order.replaced_by is not None:
                await self._orders.newest(order, client_order_id)
                return None
        except BrokerUnavailable as error:
            return Unknown(cause=f"Alpaca refused the cancel, and cannot be asked why: {error.message}")
        if order is None:
            return refusal.rejected()
        report = self._orders.report(order, client_order_id)
        if report.state in TERMINAL:
            return AlreadyTerminal(venue_order_id)
        return (
            Accepted(venue_order_id, client_order_id)
            if order.status == "pending_cancel"
            else refusal.rejected()
        )

    async def _not_replaced(
        self, client_order_id: ClientOrderId, before: OrderReport, refusal: Refusal
    ) -> ReplaceOutcome:
        try:
            now = await self._orders.find(client_order_id)
        except BrokerUnavailable:
            return refusal.rejected()
        ended = now is None or now.state in TERMINAL
        return AlreadyTerminal(before.venue_order_id) if ended else refusal.rejected()


def _settle(reply: Reply | Limited) -> Answer | Refusal | DeniedLocally | Unknown:
    """Return what a reply to a mutation proves; an Answer is a success."""
    match reply:
        case Limited() | NotSent():
            return DeniedLocally(f"not sent: {reply.reason}")
        case NoAnswer():
            return Unknown(cause=reply.cause)
        case Answer():
            if reply.is_success:
                return reply
            return refusal_of(reply) or Unknown(cause=f"Alpaca answered HTTP {reply.status}")


def _order_in(settled: Answer | DeniedLocally | Unknown) -> WireOrder | DeniedLocally | Unknown:
    """Return the order of a success; one without an order that can be read proves nothing."""
    if not isinstance(settled, Answer):
        return settled
    try:
        return WireOrder.of(settled.json())
    except Unreadable as error:
        return Unknown(cause=f"Alpaca's answer cannot be read: {error}")
