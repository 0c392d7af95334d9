"""The broker port for one Alpaca account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from tradewright.adapters.brokers.alpaca.addresses import Addresses, addresses_of
from tradewright.adapters.brokers.alpaca.api import Api, readable
from tradewright.adapters.brokers.alpaca.bars import ask_bars
from tradewright.adapters.brokers.alpaca.capabilities import CAPABILITIES
from tradewright.adapters.brokers.alpaca.coin_fees import CoinFees
from tradewright.adapters.brokers.alpaca.fills import Cursor, read_fills
from tradewright.adapters.brokers.alpaca.hearing import Ears
from tradewright.adapters.brokers.alpaca.links import Links
from tradewright.adapters.brokers.alpaca.lookup import Orders
from tradewright.adapters.brokers.alpaca.movements import read_movements
from tradewright.adapters.brokers.alpaca.mutations import Mutations
from tradewright.adapters.brokers.alpaca.quote_stream import QuoteHub, ask_quotes
from tradewright.adapters.brokers.alpaca.reports import account_report, position_report, venue_instrument
from tradewright.adapters.brokers.alpaca.symbols import is_coin
from tradewright.adapters.brokers.alpaca.trading_stream import TradingLine
from tradewright.adapters.brokers.transport import FanOut, Stream, StreamTimes
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.market import Bar, Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    AccountReport,
    BrokerEvent,
    CancelOutcome,
    Capabilities,
    ConnectionChanged,
    FillUpdate,
    KnownOrder,
    OrderChange,
    OrderReport,
    OrderRequest,
    PlaceOutcome,
    PositionReport,
    QuoteUpdate,
    ReplaceOutcome,
    StreamGap,
    VenueInstrument,
)
from tradewright.domain.trading.ports.linking import Credential, VenueEnvironment
from tradewright.domain.trading.ports.movements import Movement
from tradewright.domain.trading.ports.venue_bars import BarHeard
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import ClientOrderId

ASSET_CLASSES: Final = ("us_equity", "crypto")


class AlpacaBroker:
    """One account. `connect` starts its stream; whoever opens it closes it."""

    def __init__(
        self,
        addresses: Addresses,
        credential: Credential,
        clock: Clock,
        *,
        on_event: Callable[[BrokerEvent], None] | None = None,
        since: datetime | None = None,
        known: Iterable[KnownOrder] = (),
        times: StreamTimes | None = None,
    ) -> None:
        self._clock = clock
        self._since = since
        self._on_event = on_event
        self._fan = FanOut()
        self._is_revoked = False
        self._coin_fees = CoinFees()
        self._links = Links(known)
        self._api = Api(addresses, credential, clock, on_revoked=self._revoked)
        self._orders = Orders(self._api, self._links)
        self._ears = Ears(self._orders, self._links, self._tell)
        self._mutations = Mutations(self._api, self._links, self._orders, self._ears)
        line = TradingLine(
            addresses.trading_stream, credential, on_update=self._ears.put, on_connection=self._changed
        )
        self._stream = Stream(line, times=times)
        self._quotes = QuoteHub(
            addresses.data_stream, credential, self._api, lambda quote: self._tell(QuoteUpdate(quote))
        )
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def connect(self) -> None:
        """Start to listen; that the stream is up is told as an event, now or whenever the venue is back."""
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._ears.run(), name="alpaca-updates"),
                asyncio.create_task(self._stream.run(), name="alpaca-stream"),
            ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._quotes.close()
        await self._api.close()

    async def account(self) -> AccountReport:
        document = await self._api.read("/v2/account")
        self._is_revoked = False
        with readable("the account"):
            report = account_report(Fields.of(document, what="account"))
        if report.fee_rates is not None:
            self._coin_fees.learn(report.fee_rates)
        return report

    async def positions(self) -> Sequence[PositionReport]:
        document = await self._api.read("/v2/positions")
        with readable("positions"):
            return [position_report(one) for one in Fields.list_of(document, what="positions")]

    async def open_orders(self) -> Sequence[OrderReport]:
        return await self._orders.open()

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        return await self._orders.find(client_order_id)

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        """Return fills after `cursor`, oldest first, and where to go on. Raises Invalid for a cursor that is none."""
        begin = None if cursor is None else Cursor.parse(cursor)
        fills, end = await read_fills(self._api, begin, since=self._since, name=self._orders.name)
        return [self._coin_fees.on(fill) for fill in fills], None if end is None else end.render()

    async def movements(self, since: datetime) -> Sequence[Movement]:
        return await read_movements(self._api, since)

    async def instruments(self) -> Sequence[VenueInstrument]:
        found: list[VenueInstrument | None] = []
        for kind in ASSET_CLASSES:
            document = await self._api.read("/v2/assets", {"status": "active", "asset_class": kind})
            with readable("assets"):
                found += [venue_instrument(one) for one in Fields.list_of(document, what="assets")]
        return [one for one in found if one is not None]

    async def quote(self, symbol: str) -> Quote | None:
        with readable("quotes"):
            quotes = await ask_quotes(self._api, [symbol], are_coins=is_coin(symbol))
        return next((one for one in quotes if one.symbol == symbol), None)

    async def watch(self, symbols: Collection[str]) -> None:
        await self._quotes.watch(symbols)

    async def bars(self, symbol: str, timeframe: str, *, at_most: int) -> Sequence[Bar]:
        return await ask_bars(self._api, symbol, timeframe, at_most=at_most, now=self._clock.now())

    async def watch_bars(self, symbols: Collection[str], hear: Callable[[BarHeard], None]) -> None:
        await self._quotes.watch_bars(symbols, hear)

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        return await self._mutations.place(request)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        return await self._mutations.cancel(client_order_id)

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        return await self._mutations.replace(client_order_id, change)

    def events(self) -> AsyncIterator[BrokerEvent]:
        return self._fan.listen()

    def _tell(self, event: BrokerEvent) -> None:
        if isinstance(event, FillUpdate):
            event = FillUpdate(self._coin_fees.on(event.fill))
        self._fan.tell(event)
        if self._on_event is not None:
            self._on_event(event)

    def _changed(self, event: ConnectionChanged | StreamGap) -> None:
        self._is_revoked = isinstance(event, ConnectionChanged) and event.code == REVOKED_CODE
        self._tell(event)

    def _revoked(self, reason: str) -> None:
        """Tell once that the key was refused, however many calls are refused."""
        if not self._is_revoked:
            self._is_revoked = True
            self._tell(ConnectionChanged("disconnected", f"Alpaca refused the key: {reason}", REVOKED_CODE))


def open_broker(
    credential: Credential,
    environment: VenueEnvironment,
    *,
    clock: Clock,
    on_event: Callable[[BrokerEvent], None] | None = None,
    base_url: str | None = None,
    since: datetime | None = None,
    known: Iterable[KnownOrder] = (),
) -> AlpacaBroker:
    """Return the connection of one account, not yet listening.

    `since` is when the account was linked: earlier fills are not asked for. `known` are our orders that may live at the
    venue. `base_url` is for rehearsal alone.
    """
    addresses = addresses_of(environment, base_url)
    return AlpacaBroker(addresses, credential, clock, on_event=on_event, since=since, known=known)
