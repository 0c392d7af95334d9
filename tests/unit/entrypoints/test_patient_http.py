"""Senders who take their time: a head that does not come, or does not end, costs a connection only for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from tradewright.entrypoints.worker.patient_http import HEAD_BYTES_MAX, PatientHttp

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Hasty(PatientHttp):
    head_within_s = 0.05


async def hello(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(params=[Hasty, PatientHttp])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    config = Config(hello, lifespan="off", log_config=None)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: request.param(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    yield reader, writer
    writer.close()
    server.close()


async def read_all(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(30):
        return await reader.read()


@pytest.mark.parametrize("connection", [Hasty], indirect=True)
@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nhost: x\r\nx-a"])
async def test_a_head_that_does_not_come_is_given_up(connection: Connection, head: bytes) -> None:
    reader, writer = connection

    writer.write(head)

    assert b"HTTP/1.1 408 Request Timeout\r\n" in await read_all(reader)


@pytest.mark.parametrize("connection", [Hasty], indirect=True)
async def test_the_next_head_must_come_as_well_once_it_has_begun(connection: Connection) -> None:
    reader, writer = connection
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")

    writer.write(b"\r\n")

    assert (await read_all(reader)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("connection", [PatientHttp], indirect=True)
async def test_a_head_that_does_not_end_is_refused(connection: Connection) -> None:
    reader, writer = connection

    line = b"GET / HTTP/1.1\r\nx-a: "
    writer.write(line + b"a" * (HEAD_BYTES_MAX - len(line)))
    await writer.drain()
    writer.write(b"a")

    assert (await read_all(reader)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("connection", [PatientHttp], indirect=True)
async def test_one_request_after_the_other_is_answered(connection: Connection) -> None:
    reader, writer = connection

    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        async with asyncio.timeout(30):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204 ")
