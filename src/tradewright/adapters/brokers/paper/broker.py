"""The broker port for one paper account: a thin handle onto the venue that holds its book."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from typing import TYPE_CHECKING

from tradewright.adapters.brokers.paper.admission import equity_of
from tradewright.adapters.brokers.paper.store import AccountKey, find_order, list_fills
from tradewright.domain.trading.book import PAPER_CAPABILITIES
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    AccountReport,
    BrokerEvent,
    CancelOutcome,
    Capabilities,
    OrderChange,
    OrderReport,
    OrderRequest,
    PlaceOutcome,
    PositionReport,
    ReplaceOutcome,
    VenueInstrument,
)
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import AccountId, ClientOrderId

if TYPE_CHECKING:
    from tradewright.adapters.brokers.paper.venue import PaperVenue

CAPABILITIES = PAPER_CAPABILITIES


class PaperBroker:
    """One paper account. Cheap to make and to drop; `find_order` and `fills_since` read the database."""

    def __init__(self, venue: PaperVenue, key: AccountKey) -> None:
        self._venue = venue
        self._key = key

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def connect(self) -> None:
        """Nothing to do: the venue lives in this process."""

    async def close(self) -> None:
        """Let the venue drop the account."""
        await self._venue.release_account(self._key.account_id)

    async def account(self) -> AccountReport:
        book = await self._venue.book_of(self._key.account_id)
        return AccountReport(
            currency="USD", cash=book.cash, equity=equity_of(book, self._venue.market), can_trade=True
        )

    async def positions(self) -> Sequence[PositionReport]:
        book = await self._venue.book_of(self._key.account_id)
        return [
            PositionReport(symbol, holding.quantity, holding.average_price)
            for symbol, holding in sorted(book.holdings.items())
        ]

    async def open_orders(self) -> Sequence[OrderReport]:
        book = await self._venue.book_of(self._key.account_id)
        return [order.report() for order in book.live_orders()]

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        async with self._venue.db.acting([self._key.user_id]) as tx:
            order = await find_order(tx, self._key, client_order_id)
        return None if order is None else order.report()

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        """Return all fills after `cursor`, oldest first, and the cursor to go on from.

        Raises Invalid for a cursor that this broker did not give.
        """
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            fault = Fault("cursor", "known", "must be a cursor that fills_since returned", cursor)
            raise Invalid("not a cursor of this broker", faults=(fault,))
        async with self._venue.db.acting([self._key.user_id]) as tx:
            fills, last = await list_fills(tx, self._key, after=int(cursor or 0))
        return fills, str(last) if last else None

    async def instruments(self) -> Sequence[VenueInstrument]:
        """Return nothing: paper trades what the platform knows."""
        return ()

    async def quote(self, symbol: str) -> Quote | None:
        """Return None: paper fills at the platform's quotes."""
        return None

    async def watch(self, symbols: Collection[str]) -> None:
        """Do nothing: the platform's quotes arrive by themselves."""

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        return await self._venue.replace(self._key.account_id, client_order_id, change)

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        return await self._venue.place(self._key.account_id, request)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        return await self._venue.cancel(self._key.account_id, client_order_id)

    async def events(self) -> AsyncIterator[BrokerEvent]:
        """Yield events from the first `anext` on; whoever wants none missed reads `fills_since` after it."""
        heard: asyncio.Queue[BrokerEvent] = asyncio.Queue()

        def hear(_: AccountId, event: BrokerEvent) -> None:
            heard.put_nowait(event)

        stop: Callable[[], None] = self._venue.listen(self._key.account_id, hear)
        try:
            while True:
                yield await heard.get()
        finally:
            stop()
