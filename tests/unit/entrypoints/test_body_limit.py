"""A body that does not come is given up, whatever reads it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.types import Message

from tradewright.entrypoints.api.asgi import read_body
from tradewright.entrypoints.api.middleware.body_limit import BodyLimit

SCOPE = {"type": "http", "method": "POST", "path": "/api/unify/v1/order", "headers": [], "state": {}}


async def ask(app: Any, *messages: Message) -> list[Message]:
    """Return what is sent to a client who says `messages` and then nothing more."""
    said, sent = list(messages), []

    async def receive() -> Message:
        return said.pop(0) if said else await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        sent.append(message)

    async with asyncio.timeout(30):
        await BodyLimit(app, patience_s=0.01)(dict(SCOPE), receive, send)
    return sent


async def reads(scope: Any, receive: Any, send: Any) -> None:
    body = await read_body(receive)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def reads_and_hides_its_errors(scope: Any, receive: Any, send: Any) -> None:
    try:
        await read_body(receive)
    except Exception:  # noqa: BLE001 - as the framework does, which makes an answer of its own of it
        await send({"type": "http.response.start", "status": 400, "headers": []})


async def test_half_a_body_is_waited_for_only_so_long() -> None:
    for app in (reads, reads_and_hides_its_errors):
        start, body = await ask(app, {"type": "http.request", "body": b"{", "more_body": True})

        assert start["status"] == 408
        assert (b"connection", b"close") in start["headers"]
        assert json.loads(body["body"])["code"] == "body_too_slow"


async def test_a_whole_body_is_handed_on() -> None:
    start, body = await ask(
        reads,
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.request", "body": b"b"},
    )

    assert (start["status"], body["body"]) == (200, b"ab")
