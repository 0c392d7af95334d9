"""A venue's websocket kept up: heartbeats that find half-open sockets, reconnects with jitter, and gaps that are told.

What a venue needs of it (where to dial, how to log in, what a frame means) is a `Line`; nothing is replayed by venues
after a break, so every reopening is told as StreamGap and whoever keeps books reads them anew.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from tradewright.domain.trading.ports.broker import (
    REVOKED_CODE,
    BrokerUnavailable,
    ConnectionChanged,
    StreamGap,
)

FRAME_BYTES_MAX: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StreamTimes:
    """Seconds. A dead socket is found within `ping` + `pong`; one that lives and says nothing within `silence` (None: some
    streams rightly say nothing for days).
    """

    open: float = 10.0
    ping: float = 15.0
    pong: float = 10.0
    silence: float | None = None
    life: float | None = None
    """After how long we change the connection ourselves, before the venue does it at a worse moment (Binance: 24 h)."""
    wait_first: float = 0.5
    wait_max: float = 30.0
    wait_refused: float = 300.0
    """Between tries with a key that was refused: nobody hammers."""


@dataclass(frozen=True, slots=True)
class Dial:
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class StreamRefused(Exception):
    """The venue did not let us in. `is_revoked`: because of the key, which then is told as such."""

    def __init__(self, reason: str, *, is_revoked: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_revoked = is_revoked
        self.retry_after_s = retry_after_s


class Wire(Protocol):
    """An open connection, as a Line uses it."""

    async def send(self, text: str) -> None: ...
    async def receive(self) -> str | bytes: ...


class Line(Protocol):
    """What one venue's stream needs."""

    async def dial(self) -> Dial:
        """Say where to connect now (some venues give a new address each time). May raise StreamRefused."""
        ...

    async def greet(self, wire: Wire) -> None:
        """Log in and subscribe. Raises StreamRefused when the venue says no; it has `StreamTimes.open` seconds."""
        ...

    def hear(self, frame: str | bytes) -> None:
        """Deal with one frame, quickly. What it raises for a frame of an unknown shape is told as a gap."""
        ...

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Pass on what became of the connection."""
        ...


class Stream:
    """One websocket that comes back. `run` it as a task; cancel the task to end it."""

    def __init__(
        self,
        line: Line,
        *,
        times: StreamTimes | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: random.Random | None = None,
    ) -> None:
        self._line = line
        self._times = times or StreamTimes()
        self._sleep = sleep
        self._jitter = jitter or random.Random()
        self._wire: ClientConnection | None = None
        self._was_open = False
        self._greeted = False
        self._reopen = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether we are connected and logged in."""
        return self._greeted and self._wire is not None

    async def send(self, text: str) -> bool:
        """Send a frame (a subscription) if the stream is open; False when it is not, and `greet` will say it anew."""
        if not self._greeted or self._wire is None:
            return False
        try:
            await self._wire.send(text)
        except ConnectionClosed:
            return False
        return True

    def reopen(self) -> None:
        """Drop the connection and dial again: the venue announced its end, or its address has expired."""
        self._reopen.set()

    async def run(self) -> None:
        """Keep the stream up until cancelled."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            code, asked = None, None
            try:
                reason = await self._connection()
            except StreamRefused as refusal:
                reason, asked = refusal.reason, refusal.retry_after_s
                code = REVOKED_CODE if refusal.is_revoked else None
            except BrokerUnavailable as error:
                reason, asked = error.message, error.retry_after_s
                code = REVOKED_CODE if error.code == REVOKED_CODE else None
            except (ConnectionClosed, InvalidHandshake, InvalidURI, OSError, TimeoutError) as error:
                reason = _said(error)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                # Policy: a greeting of a shape nobody knows costs this connection, never the stream: we dial again.
                reason = f"a frame that nobody can read: {_said(error)}"
            # One that opens and closes at once has not recovered: only a life of some length starts the count anew.
            lived = asyncio.get_running_loop().time() - began
            failures = 0 if self._greeted and lived > self._times.wait_max else failures + 1
            self._greeted = False
            self._line.tell(ConnectionChanged("disconnected", reason, code))
            await self._sleep(self._wait(failures, is_refused=code is not None, asked=asked))

    async def _connection(self) -> str:
        """Live through one connection and return why it ended."""
        self._reopen.clear()
        dial = await self._line.dial()
        try:
            wire = await connect(
                dial.url,
                additional_headers=dict(dial.headers),
                open_timeout=self._times.open,
                ping_interval=self._times.ping,
                ping_timeout=self._times.pong,
                close_timeout=1.0,
                max_size=FRAME_BYTES_MAX,
                proxy=None,
            )
        except InvalidStatus as error:
            raise _refusal(error) from error
        try:
            greeter = _Greeter(wire)
            async with asyncio.timeout(self._times.open):
                await self._line.greet(greeter)
            self._opened(wire)
            return await self._listen(wire)
        finally:
            self._wire = None
            await wire.close()

    def _opened(self, wire: ClientConnection) -> None:
        self._wire, self._greeted = wire, True
        self._line.tell(ConnectionChanged("connected", "stream open"))
        if self._was_open:
            self._line.tell(StreamGap("the stream was away; venues replay nothing"))
        self._was_open = True

    async def _listen(self, wire: ClientConnection) -> str:
        wanted = asyncio.create_task(self._reopen.wait())
        reader = asyncio.create_task(self._read(wire))
        try:
            done, _ = await asyncio.wait(
                {wanted, reader}, timeout=self._times.life, return_when=asyncio.FIRST_COMPLETED
            )
            if reader in done:
                return reader.result()
            return "we change connections" if wanted not in done else "asked to dial again"
        finally:
            for task in (wanted, reader):
                task.cancel()
            await asyncio.gather(wanted, reader, return_exceptions=True)

    async def _read(self, wire: ClientConnection) -> str:
        while True:
            try:
                async with asyncio.timeout(self._times.silence):
                    frame = await wire.recv()
            except TimeoutError:
                return f"nothing was heard for {self._times.silence} s"
            except ConnectionClosed as closed:
                return _said(closed)
            try:
                self._line.hear(frame)
            # Policy: a frame of a shape nobody knows never ends the stream; what it would have said is read anew.
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                self._line.tell(StreamGap(f"a frame that nobody can read: {type(error).__name__}: {error}"))

    def _wait(self, failures: int, *, is_refused: bool, asked: float | None) -> float:
        if asked is not None:
            return asked
        if is_refused:
            return self._times.wait_refused
        ceiling = min(self._times.wait_first * 2.0 ** min(failures - 1, 10), self._times.wait_max)
        return ceiling * self._jitter.uniform(0.5, 1.0)  # so that a thousand streams do not come back at once


class _Greeter:
    """The wire during the greeting."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire

    async def send(self, text: str) -> None:
        await self._wire.send(text)

    async def receive(self) -> str | bytes:
        return await self._wire.recv()


def _refusal(error: InvalidStatus) -> StreamRefused:
    status = error.response.status_code
    text = error.response.headers.get("Retry-After", "")
    return StreamRefused(
        f"HTTP {status} instead of a stream",
        is_revoked=status == 401,  # 403 is as often a firewall that dislikes our address
        retry_after_s=float(text) if text.isdigit() else None,
    )


def _said(error: BaseException) -> str:
    if isinstance(error, ConnectionClosed) and error.rcvd is not None:
        return f"closed by the venue: {error.rcvd.code} {error.rcvd.reason}".strip()
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
