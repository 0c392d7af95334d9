"""How far a request got: proof that it never left, a whole answer, or neither."""

from __future__ import annotations

import asyncio
import socket
from decimal import Decimal

import pytest
from tests.unit.adapters.brokers.transport.servers import a_server, an_answer, read_request

from tradewright.adapters.brokers.transport import Answer, Http, NoAnswer, NotSent, Timeouts, Unreadable

QUICK = Timeouts(connect=0.2, read=0.2, whole=0.5)


async def reply_of(port: int, *, timeouts: Timeouts = QUICK) -> object:
    http = Http(f"http://127.0.0.1:{port}", timeouts=timeouts)
    try:
        return await http.send("POST", "/order", body=b'{"quantity":"1"}')
    finally:
        await http.close()


def a_closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_refused_connection_proves_that_nothing_was_sent() -> None:
    reply = await reply_of(a_closed_port())

    assert isinstance(reply, NotSent)


async def test_a_name_that_does_not_resolve_proves_that_nothing_was_sent() -> None:
    http = Http("http://no-such-host.invalid", timeouts=QUICK)

    reply = await http.send("POST", "/order", body=b"{}")

    await http.close()
    assert isinstance(reply, NotSent)


async def test_what_comes_after_the_end_is_not_sent() -> None:
    http = Http("http://127.0.0.1:1", timeouts=QUICK)
    await http.close()

    assert isinstance(await http.send("POST", "/order"), NotSent)


async def test_a_handshake_that_never_ends_proves_that_nothing_was_sent() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with a_server(silent) as port:
        http = Http(f"https://127.0.0.1:{port}", timeouts=QUICK)
        reply = await http.send("POST", "/order", body=b"{}")
        await http.close()

    assert isinstance(reply, NotSent)


async def test_a_venue_that_reads_and_hangs_up_may_have_acted() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)

    async with a_server(swallow) as port:
        reply = await reply_of(port)

    assert isinstance(reply, NoAnswer)


async def test_a_venue_that_reads_and_says_nothing_may_have_acted_and_got_it_once() -> None:
    seen: list[bytes] = []

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        await reader.read()

    async with a_server(swallow) as port:
        reply = await reply_of(port)

    assert isinstance(reply, NoAnswer)
    assert len(seen) == 1
    assert seen[0].endswith(b'{"quantity":"1"}')


async def test_a_venue_that_drips_is_given_up_within_the_whole_bound() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        gone = asyncio.ensure_future(reader.read())
        while not gone.done():
            writer.write(b" ")
            await asyncio.wait({gone}, timeout=0.05)

    async with a_server(drip) as port:
        reply = await reply_of(port)

    assert isinstance(reply, NoAnswer)
    assert "TimeoutError" in reply.cause


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", id="a body cut short"),
        pytest.param(b"nonsense\r\n\r\n", id="no HTTP at all"),
        pytest.param(an_answer(b"{}", headers=b"content-encoding: gzip\r\n"), id="gzip that does not unpack"),
    ],
)
async def test_half_an_answer_is_no_answer(broken: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(broken)
        await writer.drain()

    async with a_server(answer) as port:
        reply = await reply_of(port)

    assert isinstance(reply, NoAnswer)


async def test_an_answer_keeps_its_digits_and_its_headers() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(an_answer(b'{"price":0.12345678901234567890123}', headers=b"Retry-After: 7\r\n"))
        await writer.drain()

    async with a_server(answer) as port:
        reply = await reply_of(port)

    assert isinstance(reply, Answer)
    assert reply.json() == {"price": Decimal("0.12345678901234567890123")}
    assert reply.retry_after_s == 7


@pytest.mark.parametrize("body", [b"", b"<html>Just a moment</html>", b'{"orderId":1', b"\xff\xfe"])
def test_a_body_that_is_not_json_says_so(body: bytes) -> None:
    with pytest.raises(Unreadable):
        Answer(200, {}, body).json()


async def test_a_signed_query_goes_out_as_it_was_signed() -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(an_answer(b"{}"))
        await writer.drain()

    async with a_server(answer) as port:
        http = Http(f"http://127.0.0.1:{port}", timeouts=QUICK)
        await http.send("GET", "/x", query="a=1%2B1&b=%E2%82%AC&signature=aB%3D%3D")
        await http.close()

    assert seen[0].startswith(b"GET /x?a=1%2B1&b=%E2%82%AC&signature=aB%3D%3D HTTP/1.1\r\n")
