"""Alpaca's live quotes: one data stream for shares and one for coins, with asking by REST while a stream is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.api import Api
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
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

SHARES: Final = "/v2/iex"
COINS: Final = "/v1beta3/crypto/us"
POLL_S: Final = 3.0
"""Between questions while a stream is away: twenty a minute, a tenth of what a free key may ask."""
BUSY_S: Final = 60.0
"""After "connection limit exceeded": another program holds the key's one data connection, and nobody wins that fight."""
_CONNECTION_LIMIT: Final = 406
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
        self._tape = Tape()
        self._stream = Stream(self)
        self._tasks: list[asyncio.Task[None]] = []

    async def watch(self, symbols: set[str]) -> None:
        gone, new = self._wanted - symbols, symbols - self._wanted
        self._wanted = symbols
        if symbols and not self._tasks:
            self._tasks = [
                asyncio.create_task(self._stream.run(), name="alpaca-quotes"),
                asyncio.create_task(self._poll(), name="alpaca-quotes-asked"),
            ]
        if gone:
            await self._stream.send(_subscription("unsubscribe", gone))
        if new:
            await self._stream.send(_subscription("subscribe", new))

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
        if self._wanted:
            await wire.send(_subscription("subscribe", self._wanted))

    def hear(self, frame: str | bytes) -> None:
        messages = _messages(frame)
        for message in messages:
            if isinstance(message, dict) and message.get("T") == "error":
                log.warning(
                    "alpaca.quotes_refused", code=message.get("code"), text=str(message.get("msg"))[:200]
                )
        for quote in self._tape.read(messages):
            self._on_quote(quote)

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Note it: quotes that are missed are not made good, the next ones count."""
        log.info("alpaca.quote_stream", what=type(event).__name__, reason=event.reason)

    async def _poll(self) -> None:
        while True:
            if self._wanted and not self._stream.is_open:
                try:
                    for quote in await ask_quotes(self._api, self._wanted, are_coins=self._is_of_coins):
                        self._on_quote(quote)
                except BrokerUnavailable as error:
                    log.warning("alpaca.no_quotes", code=error.code, reason=error.message)
                except Unreadable as error:
                    log.warning("alpaca.no_quotes", code="unreadable", reason=str(error))
            await asyncio.sleep(POLL_S)


async def ask_quotes(api: Api, symbols: Collection[str], *, are_coins: bool) -> list[Quote]:
    """Return the quotes of the moment by REST. Raises BrokerUnavailable, or Unreadable."""
    query = {"symbols": ",".join(to_venue(symbol) for symbol in sorted(symbols))}
    path = f"{COINS}/snapshots" if are_coins else "/v2/stocks/snapshots"
    return quotes_of_snapshots(await api.read_data(path, query if are_coins else {**query, "feed": "iex"}))


def _subscription(action: str, symbols: Collection[str]) -> str:
    names = sorted(to_venue(symbol) for symbol in symbols)
    return json.dumps({"action": action, "quotes": names, "trades": names})


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
