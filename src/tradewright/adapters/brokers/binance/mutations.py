"""Placing and cancelling: each sent once, and what the answer proves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

from tradewright.adapters.brokers.binance.api import Api
from tradewright.adapters.brokers.binance.calls import CannotSay
from tradewright.adapters.brokers.binance.dialect import ALGO, Dialect
from tradewright.adapters.brokers.binance.errors import RULES_CODES, Refusal
from tradewright.adapters.brokers.binance.links import Links
from tradewright.adapters.brokers.binance.lookup import Orders
from tradewright.adapters.brokers.binance.reports import ALGO_PREFIX, order_report
from tradewright.adapters.brokers.binance.symbols import to_venue
from tradewright.adapters.brokers.binance.usdm_requests import CONDITIONAL
from tradewright.adapters.brokers.transport import Answer, Priority, Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import TERMINAL
from tradewright.domain.trading.ports.broker import (
    NOT_FOUND_CODE,
    Accepted,
    AlreadyTerminal,
    BrokerEvent,
    BrokerUnavailable,
    CancelOutcome,
    DeniedLocally,
    OrderRequest,
    OrderUpdate,
    PlaceOutcome,
    Rejected,
    Unknown,
)
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

PRICE_WITHIN_S = 2.0
"""Whoever places an order waits ten seconds in all, and calls it unknown then: a question before it must not use them up."""
_CANCEL_TRIES = 2
"""The second is for a stop that triggered while we were cancelling it: it has become an order of another endpoint."""


class Mutations:
    """What changes something at the venue. `price_of` finds a price of the moment, for trails given as an amount."""

    def __init__(
        self,
        api: Api,
        dialect: Dialect,
        links: Links,
        orders: Orders,
        *,
        tell: Callable[[BrokerEvent], None],
        price_of: Callable[[str], Awaitable[Decimal | None]],
    ) -> None:
        self._api = api
        self._dialect = dialect
        self._links = links
        self._orders = orders
        self._tell = tell
        self._price_of = price_of

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        """Send the order once."""
        if request.stop_loss is not None or request.take_profit is not None:
            return DeniedLocally("Binance keeps no legs with an entry")
        name = to_venue(request.symbol, self._dialect.market)
        if name is None:
            return DeniedLocally(f"{request.symbol} is no symbol of this market")
        try:
            async with asyncio.timeout(PRICE_WITHIN_S):
                reference = await self._price_of(request.symbol) if request.trail_amount is not None else None
            call = self._dialect.place(request, name, now=self._api.site.clock.now(), reference=reference)
        except (CannotSay, BrokerUnavailable) as error:
            return DeniedLocally(f"nothing was sent: {error}")
        except TimeoutError:
            return DeniedLocally("nothing was sent: no price came in time to turn the trail into percent")
        is_algo = call.path == ALGO
        self._links.learn(request.client_order_id, request.symbol, is_algo=is_algo)
        priority = Priority.REDUCE if request.reduce_only or _protects(request) else Priority.ENTER
        settled = await self._api.mutate(call, priority)
        match settled:
            case Answer():
                return self._accepted(request, settled, is_algo=is_algo)
            case Refusal(code=code):
                if code in RULES_CODES:
                    self._api.site.forget_rules()
                return settled.rejected()
            case _:
                return settled

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        """Ask for the end of one order, at the endpoint where it lives."""
        symbol = self._links.symbol(client_order_id)
        if symbol is None:
            try:
                report = await self._orders.find(client_order_id)
            except BrokerUnavailable as error:
                return DeniedLocally(f"nothing was sent: {error.message}")
            if report is None:
                return Rejected(NOT_FOUND_CODE, "Binance knows no such order")
            if report.state in TERMINAL:
                return AlreadyTerminal(report.venue_order_id)
            symbol = report.symbol
        for _ in range(_CANCEL_TRIES):
            was_algo = self._links.is_algo(client_order_id)
            settled = await self._send_cancel(symbol, client_order_id)
            if isinstance(settled, Answer):
                return self._cancelled(client_order_id, settled)
            if not isinstance(settled, Refusal):
                return settled
            if settled.kind != "absent":
                return settled.rejected()
            outcome = await self._too_late(client_order_id, settled, was_algo=was_algo)
            if outcome is not None:
                return outcome
        return Rejected(NOT_FOUND_CODE, "Binance says that it lives and that there is nothing to cancel")

    async def _send_cancel(
        self, symbol: str, client_order_id: ClientOrderId
    ) -> Answer | Refusal | DeniedLocally | Unknown:
        if self._links.is_algo(client_order_id):
            return await self._api.mutate(self._dialect.cancel_algo(client_order_id), Priority.REDUCE)
        name = to_venue(symbol, self._dialect.market)
        if name is None:
            return DeniedLocally(f"{symbol} is no symbol of this market")
        became = self._links.became(client_order_id)
        return await self._api.mutate(self._dialect.cancel(name, client_order_id, became), Priority.REDUCE)

    async def _too_late(
        self, client_order_id: ClientOrderId, refusal: Refusal, *, was_algo: bool
    ) -> CancelOutcome | None:
        """Return what a cancel that found nothing means; None when the order lives at the other endpoint."""
        try:
            report = await self._orders.find(client_order_id)
        except BrokerUnavailable as error:
            return Unknown(cause=f"Binance found nothing to cancel, and cannot be asked why: {error.message}")
        if report is None:
            return Rejected(NOT_FOUND_CODE, refusal.text)
        if report.state in TERMINAL:
            return AlreadyTerminal(report.venue_order_id)
        return None if self._links.is_algo(client_order_id) != was_algo else refusal.rejected()

    def _accepted(self, request: OrderRequest, answer: Answer, *, is_algo: bool) -> PlaceOutcome:
        """Read the answer to a placement; one that names no order, or another one, proves nothing."""
        number_name, id_name = ("algoId", "clientAlgoId") if is_algo else ("orderId", "clientOrderId")
        try:
            fields = Fields.of(answer.json(), what="answer")
            number, echoed = fields.need_text(number_name), fields.need_text(id_name)
        except Unreadable as error:
            return Unknown(cause=f"Binance's answer cannot be read: {error}")
        if echoed != request.client_order_id:
            return Unknown(cause="Binance's answer names another order")
        venue_order_id = VenueOrderId(ALGO_PREFIX + number if is_algo else number)
        self._links.learn(request.client_order_id, request.symbol, venue_order_id, is_algo=is_algo)
        return Accepted(venue_order_id, request.client_order_id)

    def _cancelled(self, client_order_id: ClientOrderId, answer: Answer) -> CancelOutcome:
        try:
            document = answer.json()
            fields = Fields.of(document, what="answer")
            algo_id = fields.text("algoId")
            if algo_id is not None:
                return Accepted(VenueOrderId(ALGO_PREFIX + algo_id), client_order_id)
            report = order_report(document, self._dialect.market)
        except Unreadable as error:
            return Unknown(cause=f"Binance's answer cannot be read: {error}")
        # With fills the stream tells the end in its place, after them; without it would wait for nothing.
        if report.state in TERMINAL and not report.filled_quantity:
            self._tell(OrderUpdate(replace(report, client_order_id=client_order_id)))
        return Accepted(report.venue_order_id, client_order_id)


def _protects(request: OrderRequest) -> bool:
    """Whether it is a stop that sells what is held: spot has no flag that says so."""
    return request.side == "sell" and request.order_type in CONDITIONAL
