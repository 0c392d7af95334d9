"""Fills by REST: Binance lists an account's trades by symbol alone, numbered upwards, and without the client's ids.

So the cursor holds the last number of every symbol. A symbol that is new to it is read from when the account was linked.
For a spot account it holds the balances too that those trades explain (see unheard.py).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Self

from tradewright.adapters.brokers.binance.api import Api, readable
from tradewright.adapters.brokers.binance.dialect import TRADES_PAGE, Dialect
from tradewright.adapters.brokers.binance.reports import Trade, forced_kind, moment_of, trade_of
from tradewright.adapters.brokers.binance.symbols import to_venue
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import RATE_CODE, BrokerUnavailable
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import ClientOrderId, VenueOrderId
from tradewright.kernel.money import plain

ASKED_MAX: Final = 20
"""Symbols asked each time, those with the latest happenings first: a question costs 20 of the 6000 a minute."""
ASKED_IN_TURN: Final = 5
"""Symbols of the rest asked each time in turn, so that none is forgotten."""
PAGES_MAX: Final = 50
SPAN: Final = timedelta(hours=24)
"""The longest span of time that both markets answer for."""
Name = Callable[[str, VenueOrderId], Awaitable[ClientOrderId | None]]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Trades before `since` are none of ours to read; `last` is the newest number read of each of our symbols. `held` are
    totals by coin, of which every trade was asked for; None where nothing was compared yet.
    """

    since: datetime
    last: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, Decimal] | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `render` wrote. Raises Invalid for anything else."""
        try:
            document = json.loads(text)
            last = {str(symbol): int(number) for symbol, number in document["last"].items()}
            told = document.get("held")
            held = None if told is None else {str(coin): Decimal(total) for coin, total in told.items()}
            return cls(moment_of(int(document["since"])), last, held)
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            OverflowError,
            OSError,
            InvalidOperation,
        ) as cause:
            fault = Fault("cursor", "known", "must be a cursor that fills_since returned", text[:40])
            raise Invalid("not a cursor of this broker", faults=(fault,)) from cause

    def render(self) -> str:
        since = int(self.since.timestamp() * 1000)
        document: dict[str, object] = {"since": since, "last": dict(sorted(self.last.items()))}
        if self.held is not None:
            document["held"] = {coin: plain(total) for coin, total in sorted(self.held.items())}
        return json.dumps(document)


async def read_fills(
    api: Api,
    dialect: Dialect,
    begin: Cursor,
    *,
    recent: Sequence[str],
    name: Name,
    turn: int = 0,
    suspected: Sequence[str] = (),
) -> tuple[list[Fill], Cursor]:
    """Return fills after `begin`, oldest first, and the cursor to go on from.

    `recent` are symbols in which something happened, the latest first. `name` finds an order's client id by its number.
    `turn` counts the looks of a connection, and says which of the other symbols are asked this time. Those in `suspected`
    are asked this once, and followed from then on only if anything was traded there. When Binance asks
    for calm while orders are named, what was named so far is returned, and the rest comes with the next look. Raises
    BrokerUnavailable; then nothing of it counts.
    """
    trades: list[Trade] = []
    last = dict(begin.last)
    asked = _asked(begin, recent, turn)
    for symbol in (*asked, *(one for one in suspected if one not in asked)):
        found = await _read_symbol(api, dialect, symbol, since=begin.since, last=last.get(symbol))
        trades += found
        if not found and symbol not in asked:
            continue
        # -1: asked, and nothing there; a later trade is newer than `since` all the same.
        last[symbol] = found[-1].trade_id if found else last.get(symbol, -1)
    trades.sort(key=lambda trade: (trade.fill.occurred_at, trade.fill.symbol, trade.trade_id))
    fills: list[Fill] = []
    for trade in trades:
        try:
            fills.append(await _named(trade, name))
        except BrokerUnavailable as error:
            if error.code != RATE_CODE or not fills:
                raise
            for left in trades[len(fills) :]:
                last[left.fill.symbol] = min(last[left.fill.symbol], left.trade_id - 1)
            break
    return fills, replace(begin, last=last)


def _asked(begin: Cursor, recent: Sequence[str], turn: int) -> list[str]:
    """Return whom to ask: the latest, and some of the others in turn."""
    first = list(recent[:ASKED_MAX])
    others = sorted({*begin.last, *recent} - set(first))
    if len(others) <= ASKED_IN_TURN:
        return first + others
    start = turn * ASKED_IN_TURN % len(others)
    return first + (others + others)[start : start + ASKED_IN_TURN]


async def _named(trade: Trade, name: Name) -> Fill:
    client_id = await name(trade.fill.symbol, trade.venue_order_id)
    return replace(trade.fill, client_order_id=client_id or ClientOrderId(""), kind=forced_kind(client_id))


async def _read_symbol(
    api: Api, dialect: Dialect, symbol: str, *, since: datetime, last: int | None
) -> list[Trade]:
    venue_name = to_venue(symbol, dialect.market)
    if venue_name is None:
        return []
    reader = _Reader(api, dialect, venue_name)
    if last is not None and last >= 0:
        return await reader.from_number(last + 1)
    newest = await reader.page()
    if len(newest) < TRADES_PAGE or newest[0].fill.occurred_at < since:
        return [trade for trade in newest if trade.fill.occurred_at >= since]
    first = await reader.first_since(since, until=newest[0].fill.occurred_at)
    return await reader.from_number(first.trade_id if first else newest[0].trade_id)


class _Reader:
    """Reads the trades of one symbol."""

    def __init__(self, api: Api, dialect: Dialect, name: str) -> None:
        self._api = api
        self._dialect = dialect
        self._name = name

    async def from_number(self, number: int) -> list[Trade]:
        """Return all trades from `number` on, by pages."""
        found: dict[int, Trade] = {}
        for _ in range(PAGES_MAX):
            page = await self.page(from_id=number)
            before = len(found)
            found.update({trade.trade_id: trade for trade in page if trade.trade_id >= number})
            if len(page) < TRADES_PAGE or len(found) == before:
                break
            number = max(found) + 1
        return [found[key] for key in sorted(found)]

    async def first_since(self, since: datetime, *, until: datetime) -> Trade | None:
        """Return the first trade of the first span that has any."""
        start = since
        while start <= until:
            end = min(start + SPAN - timedelta(milliseconds=1), until)
            page = await self.page(start=start, end=end)
            if page:
                return page[0]
            start = end + timedelta(milliseconds=1)
        return None

    async def page(
        self, *, from_id: int | None = None, start: datetime | None = None, end: datetime | None = None
    ) -> list[Trade]:
        call = self._dialect.trades(
            self._name, from_id=from_id, since_ms=_milliseconds(start), until_ms=_milliseconds(end)
        )
        document = await self._api.read(call)
        if not isinstance(document, list):
            raise BrokerUnavailable("unreadable", "Binance's trades are no list")
        with readable("trades"):
            trades = [trade_of(row, self._dialect.market) for row in document]
        return sorted(trades, key=lambda trade: trade.trade_id)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)
