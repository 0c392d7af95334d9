"""A stream that heals: reconnects, half-open sockets, refusals, gaps."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

from tests.unit.adapters.brokers.transport.servers import a_server
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tradewright.adapters.brokers.transport import Dial, Stream, StreamRefused, StreamTimes, Unreadable, Wire
from tradewright.domain.trading.ports.broker import REVOKED_CODE, ConnectionChanged, StreamGap

TIMES = StreamTimes(open=5.0, ping=5.0, pong=5.0, wait_first=0.01, wait_max=0.02, wait_refused=0.03)
Said = ConnectionChanged | StreamGap


class ALine:
    """Keeps what it is told; logs in with "hello" and wants "welcome"."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.frames: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.told: asyncio.Queue[Said] = asyncio.Queue()

    async def dial(self) -> Dial:
        return Dial(f"ws://127.0.0.1:{self.port}/stream")

    async def greet(self, wire: Wire) -> None:
        await wire.send("hello")
        if await wire.receive() != "welcome":
            raise StreamRefused("not welcome", is_revoked=True)

    def hear(self, frame: str | bytes) -> None:
        if frame == "nonsense":
            raise KeyError("e")
        self.frames.put_nowait(frame)

    def tell(self, event: Said) -> None:
        self.told.put_nowait(event)

    async def next(self) -> Said:
        return await asyncio.wait_for(self.told.get(), 30)

    async def until(self, state: str) -> ConnectionChanged:
        while True:
            event = await self.next()
            if isinstance(event, ConnectionChanged) and event.state == state:
                return event


@asynccontextmanager
async def running(line: ALine, times: StreamTimes = TIMES) -> AsyncIterator[Stream]:
    stream = Stream(line, times=times)
    task = asyncio.create_task(stream.run())
    try:
        yield stream
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def a_venue(talk: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[int]:
    async with serve(talk, "127.0.0.1", 0) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def welcoming(connection: ServerConnection) -> None:
    assert await connection.recv() == "hello"
    await connection.send("welcome")
    async for frame in connection:
        await connection.send(frame)


async def test_frames_arrive_after_the_greeting_and_sending_works() -> None:
    async with a_venue(welcoming) as port:
        line = ALine(port)
        async with running(line) as stream:
            assert await line.next() == ConnectionChanged("connected", "stream open")
            assert stream.is_open
            assert await stream.send("echo")
            assert await asyncio.wait_for(line.frames.get(), 30) == "echo"

    assert not await stream.send("too late")


async def test_a_break_is_told_and_the_reopening_is_a_gap() -> None:
    async def once_short(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send("welcome")
        await connection.close(1012, "restart")

    async with a_venue(once_short) as port:
        line = ALine(port)
        async with running(line):
            told = [await line.next() for _ in range(4)]

    assert told[0] == ConnectionChanged("connected", "stream open")
    assert isinstance(told[1], ConnectionChanged)
    assert (told[1].state, told[1].reason) == ("disconnected", "closed by the venue: 1012 restart")
    assert told[2] == told[0]
    assert isinstance(told[3], StreamGap)


async def test_a_half_open_socket_is_found_by_its_missing_pong() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key"))
        accept = base64.b64encode(
            hashlib.sha1(
                key.split(b": ")[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", usedforsecurity=False
            ).digest()
        )
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n\x81\x07welcome"
        )
        await writer.drain()
        while await reader.read(1024):
            pass  # pings come in and nothing ever goes out: a router has forgotten us

    async with a_server(deaf) as port:
        line = ALine(port)
        async with running(line, replace(TIMES, ping=0.05, pong=0.1)):
            await line.until("connected")
            lost = await line.until("disconnected")

    assert "keepalive" in lost.reason


async def test_a_socket_that_lives_but_says_nothing_is_changed_where_silence_means_death() -> None:
    async with a_venue(welcoming) as port:
        line = ALine(port)
        async with running(line, StreamTimes(ping=5, silence=0.05, wait_first=0.01)):
            await line.until("connected")
            lost = await line.until("disconnected")

    assert lost.reason == "nothing was heard for 0.05 s"


async def test_connections_are_changed_before_the_venue_does_it() -> None:
    async with a_venue(welcoming) as port:
        line = ALine(port)
        async with running(line, StreamTimes(life=0.05, wait_first=0.01)):
            await line.until("connected")
            lost = await line.until("disconnected")
            await line.until("connected")
            gap = await line.next()

    assert lost.reason == "we change connections"
    assert isinstance(gap, StreamGap)


async def test_a_refused_key_is_told_as_revoked() -> None:
    async def unwelcoming(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send("go away")

    async with a_venue(unwelcoming) as port:
        line = ALine(port)
        async with running(line):
            refused = await line.until("disconnected")

    assert refused.code == REVOKED_CODE


async def test_a_401_instead_of_a_stream_is_revoked_and_a_429_is_waited_out() -> None:
    waits: list[float] = []
    answers = [(HTTPStatus.UNAUTHORIZED, {}), (HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "9"})]

    def refuse(connection: ServerConnection, request: Request) -> Response | None:
        if not answers:
            return None
        status, headers = answers.pop(0)
        response = connection.respond(status, "")
        response.headers.update(headers)
        return response

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async with serve(welcoming, "127.0.0.1", 0, process_request=refuse) as server:
        line = ALine(next(iter(server.sockets)).getsockname()[1])
        stream = Stream(line, times=TIMES, sleep=wait)
        task = asyncio.create_task(stream.run())
        first, second, third = await line.next(), await line.next(), await line.next()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert isinstance(first, ConnectionChanged)
    assert first.code == REVOKED_CODE
    assert isinstance(second, ConnectionChanged)
    assert second.code is None
    assert waits[:2] == [TIMES.wait_refused, 9]
    assert third == ConnectionChanged("connected", "stream open")


async def test_a_frame_of_a_shape_nobody_knows_is_a_gap_and_not_the_end() -> None:
    async with a_venue(welcoming) as port:
        line = ALine(port)
        async with running(line) as stream:
            await line.until("connected")
            await stream.send("nonsense")
            gap = await line.next()
            await stream.send("sense")
            assert await asyncio.wait_for(line.frames.get(), 30) == "sense"

    assert isinstance(gap, StreamGap)


async def test_asked_to_it_dials_again() -> None:
    async with a_venue(welcoming) as port:
        line = ALine(port)
        async with running(line) as stream:
            await line.until("connected")
            stream.reopen()
            lost = await line.until("disconnected")
            await line.until("connected")

    assert lost.reason == "asked to dial again"


async def test_an_odd_frame_in_the_greeting_costs_that_connection_alone() -> None:
    class OddAtFirst(ALine):
        greetings = 0

        async def greet(self, wire: Wire) -> None:
            self.greetings += 1
            if self.greetings <= 3:
                raise (Unreadable("no JSON"), KeyError("T"), TypeError("a list"))[self.greetings - 1]
            await super().greet(wire)

    async with a_venue(welcoming) as port:
        line = OddAtFirst(port)
        async with running(line):
            told = [await line.next() for _ in range(4)]

    assert [one.state for one in told if isinstance(one, ConnectionChanged)] == [
        *["disconnected"] * 3,
        "connected",
    ]
