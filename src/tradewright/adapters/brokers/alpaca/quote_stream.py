"""Alpaca's live quotes and bars: one data stream for shares and one for coins, all that a key may open; while a stream is
away, quotes are asked for by REST.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.api import Api
from tradewright.adapters.brokers.alpaca.bars import BarTape
from tradewright.adapters.brokers.alpaca.quotes import Tape, quotes_of_snapshots
from tradewright.adapters.brokers.alpaca.symbols import is_coin, to_venue
from tradewright.adapters.brokers.transport import (
    Dial,
    Stream,
    StreamRefused,
    Unreadable,
    Wire,
    load_json,
)
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.ports.broker import BrokerUnavailable, ConnectionChanged, StreamGap
from tradewright.domain.trading.ports.linking import Credential
from tradewright.domain.trading.ports.venue_bars import BarHeard
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

SHARES: Final = "/v2/iex"
COINS: Final = "/v1beta3/crypto/us"
POLL_S: Final = 3.0
"""Between questions while a stream is away: twenty a minute, a tenth of what a free key may ask."""
BUSY_S: Final = 60.0
"""After "connection limit exceeded": another program holds the key's one data connection, and nobody wins that fight."""
_CONNECTION_LIMIT: Final = 406
OnBar = Callable[[BarHeard], None]
_FINAL: Final = frozenset({402, 409})
"""Codes that trying again does not change: not let in, not in this plan."""


class QuoteHub:
    """Makes quotes of the wanted symbols arrive, from when the first is wanted until it is closed."""

    def __init__(
        self, base_url: str, credential: Credential, api: Api, on_quote: Callable[[Quote], None]
    ) -> None:
        self._feeds = {
            is_of_coins: _Feed(f"{base_url}{path}", credential, api, on_quote, is_of_coins=is_of_coins)
            for is_of_coins, path in ((False, SHARES), (True, COINS))
        }

    async def watch(self, symbols: Collection[str]) -> None:
        for is_of_coins, feed in self._feeds.items():
            await feed.watch({symbol for symbol in symbols if is_coin(symbol) == is_of_coins})

    async def watch_bars(self, symbols: Collection[str], on_bar: OnBar) -> None:
        """Have `on_bar` hear the minutes of exactly these symbols, on the streams that quotes come by."""
        for is_of_coins, feed in self._feeds.items():
            await feed.watch_bars({symbol for symbol in symbols if is_coin(symbol) == is_of_coins}, on_bar)

    async def close(self) -> None:
        for feed in self._feeds.values():
            await feed.close()


class _Feed:
    """One data stream, and the asking that stands in for it. A `Line` of the transport."""

    def __init__(
        self,
        url: str,
        credential: Credential,
        api: Api,
        on_quote: Callable[[Quote], None],
        *,
        is_of_coins: bool,
    ) -> None:
        self._url = url
        self._credential = credential
        self._api = api
        self._on_quote = on_quote
        self._is_of_coins = is_of_coins
        self._wanted: set[str] = set()
        self._bars_wanted: set[str] = set()
        self._on_bar: OnBar = lambda _: None
        self._tape = Tape()
        self._bar_tape = BarTape()
        self._stream = Stream(self)
        self._tasks: list[asyncio.Task[None]] = []
        self._begun = asyncio.Event()

    async def watch(self, symbols: set[str]) -> None:
        before, self._wanted = self._channels(), symbols
        await self._follow(before)

    async def watch_bars(self, symbols: set[str], on_bar: OnBar) -> None:
        before, gone = self._channels(), self._bars_wanted - symbols
        self._bars_wanted, self._on_bar = symbols, on_bar
        self._bar_tape.forget(gone)
        await self._follow(before)

    def _channels(self) -> dict[str, set[str]]:
        """Return the symbols of each channel. Trades serve quotes and bars, so either may still need them."""
        bars = set(self._bars_wanted)
        return {
            "quotes": set(self._wanted),
            "trades": self._wanted | bars,
            "bars": bars,
            "updatedBars": bars,
        }

    async def _follow(self, before: Mapping[str, set[str]]) -> None:
        """Say what is wanted now and was not, and the other way round; begin to listen when the first is wanted."""
        now = self._channels()
        if any(now.values()) and not self._tasks:
            self._tasks = [
                asyncio.create_task(self._stream.run(), name="alpaca-quotes"),
                asyncio.create_task(self._poll(), name="alpaca-quotes-asked"),
            ]
        for action, less, more in (("unsubscribe", now, before), ("subscribe", before, now)):
            changed = {channel: more[channel] - less[channel] for channel in now}
            if any(changed.values()):
                await self._stream.send(_subscription(action, changed))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def dial(self) -> Dial:
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        secret = self._credential.secret.reveal()
        key = "oauth" if self._credential.kind == "oauth" else self._credential.key_id
        await _await(wire, "connected")
        await wire.send(json.dumps({"action": "auth", "key": key, "secret": secret}))
        await _await(wire, "authenticated")
        channels = self._channels()
        if any(channels.values()):
            await wire.send(_subscription("subscribe", channels))

    def hear(self, frame: str | bytes) -> None:
        messages = _messages(frame)
        for message in messages:
            kind = message.get("T") if isinstance(message, dict) else None
            if kind == "error":
                log.warning(
                    "alpaca.quotes_refused", code=message.get("code"), text=str(message.get("msg"))[:200]
                )
            elif kind == "subscription":
                self._begun.set()
        for quote in self._tape.read(messages):
            self._on_quote(quote)
        if self._bars_wanted:
            for heard in self._bar_tape.read(messages, self._bars_wanted):
                self._on_bar(heard)

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Note it: quotes that are missed are not made good, the next ones count."""
        log.info("alpaca.quote_stream", what=type(event).__name__, reason=event.reason)

    async def _poll(self) -> None:
        """Ask while the stream is away, and once when it begins to tell: it tells what changes from then on, and a price
        that moved just before and stands still since would be unknown for as long as it stands.
        """
        is_due = False
        while True:
            is_due = is_due or self._begun.is_set()
            self._begun.clear()
            if self._wanted and (is_due or not self._stream.is_open):
                try:
                    for quote in await ask_quotes(self._api, self._wanted, are_coins=self._is_of_coins):
                        self._on_quote(quote)
                    is_due = False
                except BrokerUnavailable as error:
                    log.warning("alpaca.no_quotes", code=error.code, reason=error.message)
                except Unreadable as error:
                    log.warning("alpaca.no_quotes", code="unreadable", reason=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._begun.wait()


async def ask_quotes(api: Api, symbols: Collection[str], *, are_coins: bool) -> list[Quote]:
    """Return the quotes of the moment by REST. Raises BrokerUnavailable, or Unreadable."""
    query = {"symbols": ",".join(to_venue(symbol) for symbol in sorted(symbols))}
    path = f"{COINS}/snapshots" if are_coins else "/v2/stocks/snapshots"
    return quotes_of_snapshots(await api.read_data(path, query if are_coins else {**query, "feed": "iex"}))


def _subscription(action: str, channels: Mapping[str, Collection[str]]) -> str:
    names = {
        channel: sorted(to_venue(one) for one in symbols) for channel, symbols in channels.items() if symbols
    }
    return json.dumps({"action": action, **names})


async def _await(wire: Wire, wanted: str) -> None:
    """Read until the stream says `wanted`. Raises StreamRefused for an error, with how long to leave it alone."""
    while True:
        for message in _messages(await wire.receive()):
            if not isinstance(message, dict):
                continue
            if message.get("T") == "success" and message.get("msg") == wanted:
                return
            if message.get("T") == "error":
                code = message.get("code")
                wait = BUSY_S if code == _CONNECTION_LIMIT else 300.0 if code in _FINAL else None
                raise StreamRefused(f"data stream: {message.get('msg')} ({code})", retry_after_s=wait)


def _messages(frame: str | bytes) -> list[Any]:
    try:
        messages = load_json(frame)
    except ValueError as cause:
        raise Unreadable("a frame of the data stream is not JSON") from cause
    if not isinstance(messages, list):
        raise Unreadable("a frame of the data stream is no list")
    return messages
