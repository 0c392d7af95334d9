"""The broker port for one Binance account, spot or USDT-M futures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.binance.accounts import (
    CURRENCY,
    spot_account,
    spot_balances,
    spot_positions,
    usdm_account,
    usdm_positions,
)
from tradewright.adapters.brokers.binance.addresses import BROKERS, Addresses, Market, addresses_of
from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.bar_stream import BarHub
from tradewright.adapters.brokers.binance.bars import bars_of_rows
from tradewright.adapters.brokers.binance.capabilities import CAPABILITIES
from tradewright.adapters.brokers.binance.dialect import Dialect
from tradewright.adapters.brokers.binance.fee_rates import UsdmFeeRates
from tradewright.adapters.brokers.binance.fills import Cursor, read_fills
from tradewright.adapters.brokers.binance.hearing import Ears
from tradewright.adapters.brokers.binance.links import Links
from tradewright.adapters.brokers.binance.lookup import Orders
from tradewright.adapters.brokers.binance.movements import movements_of, traded_in
from tradewright.adapters.brokers.binance.mutations import Mutations
from tradewright.adapters.brokers.binance.quote_share import QuoteShare
from tradewright.adapters.brokers.binance.site import SITES, Sites
from tradewright.adapters.brokers.binance.symbols import to_venue
from tradewright.adapters.brokers.binance.unheard import Balances, Total, Unheard, unheard
from tradewright.adapters.brokers.binance.updates import Notice
from tradewright.adapters.brokers.binance.user_stream import TIMES, SpotLine, UsdmLine
from tradewright.adapters.brokers.transport import FanOut, Stream, StreamTimes
from tradewright.domain.trading.market import Bar, Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    AccountReport,
    AccountUpdate,
    BrokerEvent,
    BrokerUnavailable,
    CancelOutcome,
    Capabilities,
    ConnectionChanged,
    DeniedLocally,
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
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

MONEY_EVERY_S: Final = 5.0
"""Executions come in bursts; the account is read once for all of them. It costs 20 of an address's 6000 a minute."""
UNHEARD_AGAIN_S: Final = 1.0
SAME_LOOK_S: Final = 2.0
"""Positions and money of a spot account stand in one document, and are asked for one after the other."""


class BinanceBroker:
    """One account. `connect` starts its stream; whoever opens it closes it."""

    def __init__(
        self,
        market: Market,
        addresses: Addresses,
        credential: Credential,
        clock: Clock,
        *,
        on_event: Callable[[BrokerEvent], None] | None = None,
        since: datetime | None = None,
        known: Iterable[KnownOrder] = (),
        sites: Sites = SITES,
        times: StreamTimes = TIMES,
    ) -> None:
        """Raises NotAKey for a secret that cannot sign."""
        self._market = market
        self._clock = clock
        self._since = since or clock.now()
        self._on_event = on_event
        self._fan = FanOut()
        self._is_revoked = False
        self._dialect = Dialect(market)
        self._links = Links(known)
        site = sites.at(market, addresses.rest, clock)
        self._api = Api(addresses.rest, credential, site, on_revoked=self._revoked)
        self._fee_rates = UsdmFeeRates(self._api, self._dialect)
        self._orders = Orders(self._api, self._dialect, self._links)
        self._ears = Ears(self._orders, self._links, tell=self._tell, on_notice=self._noticed)
        self._quotes = QuoteShare(
            addresses.quote_stream, self._api, self._dialect, lambda quote: self._tell(QuoteUpdate(quote))
        )
        self._bars = BarHub(addresses.bar_stream, market)
        self._mutations = Mutations(
            self._api, self._dialect, self._links, self._orders, tell=self._tell, price_of=self._price
        )
        make = SpotLine if market == "spot" else UsdmLine
        self._line = make(
            addresses.user_stream, self._api, on_said=self._ears.put, on_connection=self._changed
        )
        self._stream = Stream(self._line, times=times)
        self._money_moved = asyncio.Event()
        self._just_read: tuple[float, Any | None] = (0.0, None)
        self._looks = 0
        self._balances: Balances | None = None
        self._read_until: Cursor | None = None
        self._asked_about: frozenset[Total] = frozenset()
        self._hinted_at: frozenset[str] = frozenset()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES[self._market]

    async def connect(self) -> None:
        """Start to listen; that the stream is up is told as an event, now or whenever the venue is back."""
        if self._tasks:
            return
        self._start("updates", self._ears.run())
        self._start("stream", self._stream.run())
        self._start("money", self._tell_money())
        if isinstance(self._line, UsdmLine):
            self._start("listen-key", self._line.keep(self._stream))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        # One that died of a bug must not keep the others, and the connection, open.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._quotes.close()
        await self._bars.close()
        await self._api.close()

    async def account(self) -> AccountReport:
        document = self._lately_read()
        if document is None:
            document = await self._read_account()
        prices = self._api.site.prices
        if self._market == "spot" and prices is None:
            told = await self._api.read(self._dialect.prices())
            with readable("prices"):
                prices = self._api.site.learn_prices(told)
        if self._market == "usdm":
            with readable("the account"):
                report = usdm_account(document)
            return replace(report, fee_rates=await self._fee_rates.get(self._clock.now()))
        with readable("the account"):
            return spot_account(document, prices or {})

    async def positions(self) -> Sequence[PositionReport]:
        if self._market == "usdm":
            document = await self._api.read(self._dialect.positions())
            with readable("positions"):
                held = usdm_positions(document)
            for position in held:
                self._links.touch(position.symbol)
            return held
        await self._api.learn_rules()
        document = await self._read_account()
        self._just_read = (asyncio.get_running_loop().time(), document)
        with readable("balances"):
            balances = spot_balances(document)
        self._balances = {balance.asset: balance.total for balance in balances}
        self._tell_unheard()
        wanted = {*self._links.recent(), *(f"{balance.asset}{CURRENCY}" for balance in balances)}
        rules = self._api.site.rules
        pairs = {symbol: rules[symbol].instrument.base or symbol for symbol in wanted if symbol in rules}
        return spot_positions(balances, pairs)

    async def open_orders(self) -> Sequence[OrderReport]:
        return await self._orders.open()

    async def find_order(self, client_order_id: ClientOrderId) -> OrderReport | None:
        return await self._orders.find(client_order_id)

    async def fills_since(self, cursor: str | None) -> tuple[Sequence[Fill], str | None]:
        """Return fills after `cursor`, oldest first, and where to go on. Raises Invalid for a cursor that is none."""
        begin = Cursor(self._since) if cursor is None else Cursor.parse(cursor)
        suspected = self._unheard(begin)
        fills, end = await read_fills(
            self._api,
            self._dialect,
            begin,
            recent=self._links.recent(),
            name=self._orders.client_id,
            turn=self._looks,
            suspected=() if suspected is None else suspected.symbols,
        )
        self._looks += 1
        self._read_until = end
        if suspected is not None:
            self._asked_about = suspected.asked
            self._read_until = replace(end, held=suspected.held)
        return fills, self._read_until.render()

    async def movements(self, since: datetime) -> Sequence[Movement]:
        """Return nothing for spot, which has no list of its money: what moved there stays a transfer without a name.

        Raises BrokerUnavailable also when trades moved the money in a symbol that nobody followed: with the next look their
        fills are read first, and what is left then moved by itself.
        """
        if self._market == "spot":
            return []
        told = await self._api.read(self._dialect.income(since))
        with readable("income"):
            moved = movements_of(told)
            traded = traded_in(told, since=max(since, self._since))
        followed = set(self._links.recent()) | set(self._read_until.last if self._read_until else ())
        if unheard_of := sorted(traded - followed):
            for symbol in unheard_of:
                self._links.touch(symbol)
            words = f"trades in {', '.join(unheard_of)} are read before money is named"
            raise BrokerUnavailable("unreadable", words, retry_after_s=UNHEARD_AGAIN_S)
        return moved

    async def instruments(self) -> Sequence[VenueInstrument]:
        await self._api.learn_rules()
        return list(self._api.site.rules.values())

    async def quote(self, symbol: str) -> Quote | None:
        return await self._quotes.ask(symbol)

    async def watch(self, symbols: Collection[str]) -> None:
        await self._quotes.watch(symbols)

    async def bars(self, symbol: str, timeframe: str, *, at_most: int) -> Sequence[Bar]:
        name = to_venue(symbol, self._market)
        if name is None:
            return []
        rows = await self._api.read(self._dialect.klines(name, timeframe, at_most))
        with readable("bars"):
            return bars_of_rows(rows, symbol=symbol, timeframe=timeframe)

    async def watch_bars(self, symbols: Collection[str], hear: Callable[[BarHeard], None]) -> None:
        await self._bars.watch(symbols, hear)

    async def place(self, request: OrderRequest) -> PlaceOutcome:
        return await self._mutations.place(request)

    async def cancel(self, client_order_id: ClientOrderId) -> CancelOutcome:
        return await self._mutations.cancel(client_order_id)

    async def replace(self, client_order_id: ClientOrderId, change: OrderChange) -> ReplaceOutcome:
        """Refuse: an order is cancelled and sent anew (see `capabilities`)."""
        return DeniedLocally("orders at Binance are cancelled and sent anew")

    def events(self) -> AsyncIterator[BrokerEvent]:
        return self._fan.listen()

    async def _read_account(self) -> Any:
        document = await self._api.read(self._dialect.account())
        self._is_revoked = False
        return document

    def _unheard(self, begin: Cursor) -> Unheard | None:
        """Return where balances say that something was traded since `begin`; None where there is nothing to compare."""
        rules = self._api.site.rules
        if self._balances is None or not rules:
            return None
        followed = {*begin.last, *self._links.recent()}
        return unheard(
            begin.held, self._balances, rules=rules, followed=followed, asked_before=self._asked_about
        )

    def _tell_unheard(self) -> None:
        """Ask for another look, once for each find: its fills come first, and name what the balances hint at."""
        found = None if self._read_until is None else self._unheard(self._read_until)
        symbols = frozenset() if found is None or not found.is_urgent else frozenset(found.symbols)
        if symbols - self._hinted_at:
            self._tell(StreamGap(f"a balance changed without a word of {', '.join(sorted(symbols))}"))
        self._hinted_at = symbols

    def _lately_read(self) -> Any | None:
        """Return the account's document once more, if positions have just been read from it."""
        read_at, document = self._just_read
        self._just_read = (0.0, None)
        return document if asyncio.get_running_loop().time() - read_at < SAME_LOOK_S else None

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work, name=f"binance-{name}"))

    def _tell(self, event: BrokerEvent) -> None:
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
            self._tell(ConnectionChanged("disconnected", f"Binance refused the key: {reason}", REVOKED_CODE))

    def _noticed(self, notice: Notice) -> None:
        if notice == "reopen":
            self._stream.reopen()
        elif notice == "money":
            self._money_moved.set()

    async def _tell_money(self) -> None:
        """Read the account whenever the stream says that money moved, until cancelled."""
        while True:
            await self._money_moved.wait()
            await asyncio.sleep(MONEY_EVERY_S)
            self._money_moved.clear()
            self._just_read = (0.0, None)
            try:
                self._tell(AccountUpdate(await self.account()))
            except BrokerUnavailable as error:
                # Policy: the executor reads the account from time to time anyway; this only makes it sooner.
                log.info("binance.no_account", code=error.code, reason=error.message)

    async def _price(self, symbol: str) -> Decimal | None:
        quote = await self._quotes.ask(symbol)
        return None if quote is None else quote.mid


def open_broker(
    broker: str,
    credential: Credential,
    environment: VenueEnvironment,
    *,
    clock: Clock,
    on_event: Callable[[BrokerEvent], None] | None = None,
    base_url: str | None = None,
    since: datetime | None = None,
    known: Iterable[KnownOrder] = (),
    sites: Sites = SITES,
) -> BinanceBroker:
    """Return the connection of one account, not yet listening.

    `broker` is "binance" (spot) or "binance_usdm". `since` is when the account was linked: earlier fills are not asked
    for. `known` are our orders that may live at the venue, with their symbols. `base_url` is for rehearsal alone. Raises
    KeyError for another broker, NotAKey for a secret that cannot sign.
    """
    market = BROKERS[broker]
    addresses = addresses_of(market, environment, base_url)
    return BinanceBroker(
        market, addresses, credential, clock, on_event=on_event, since=since, known=known, sites=sites
    )
