"""Bodies have a limit, counted as they arrive, whatever Content-Length claims; and they must arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradewright.entrypoints.api import problems
from tradewright.entrypoints.api.asgi import API_BASE, header

BYTES_MAX = 1024 * 1024
DRAIN_BYTES_MAX = 8 * BYTES_MAX
DRAIN_S = 5.0
PATIENCE_S = 30.0
"""For the whole body: a megabyte at 300 kbit/s is here by then."""
WEBHOOK_PREFIXES = ("/api/tv-webhook/", f"{API_BASE}/webhook/")
"""Webhooks read at most 64 KiB themselves, because an alert that is too large is stored as refused."""


class _TooLarge(Exception):
    """The body passed its limit while it was being read."""


class _TooSlow(Exception):
    """The body was not complete in time."""


class BodyLimit:
    """Answers 413 for a body over the limit and 408 for one that does not come, before anything acted on it."""

    def __init__(self, app: ASGIApp, *, patience_s: float = PATIENCE_S) -> None:
        self._app = app
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(WEBHOOK_PREFIXES):
            await self._app(scope, receive, send)
            return
        claimed = header(scope, b"content-length") or ""
        if claimed.isdigit() and int(claimed) > BYTES_MAX:
            await _drain(receive)
            await _refuse(scope, send)
            return
        seen, started, is_late, is_whole = 0, False, False, False
        deadline = asyncio.get_running_loop().time() + self._patience_s

        async def counted() -> Message:
            nonlocal seen, is_late, is_whole
            if is_whole:
                return await receive()  # only the end of the connection is still to come
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as cause:
                is_late = True
                raise _TooSlow from cause
            is_whole = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > BYTES_MAX:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            # The framework may have turned our exception into an answer of its own; ours is the true one.
            if not started and seen > BYTES_MAX:
                raise _TooLarge
            if not started and is_late:
                raise _TooSlow
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if started:
                raise
            await _drain(receive)
            await _refuse(scope, send)
        except _TooSlow:
            if started:
                raise
            await _refuse(scope, send, status=408, detail="The body did not come in time.")


async def _drain(receive: Receive) -> None:
    """Read on for a while and forget it: a connection closed on unread bytes is reset, and the client never sees why."""
    dropped = 0
    try:
        async with asyncio.timeout(DRAIN_S):
            while dropped < DRAIN_BYTES_MAX:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def _refuse(
    scope: Scope, send: Send, *, status: int = 413, detail: str = f"At most {BYTES_MAX} bytes are read here."
) -> None:
    answer = problems.http_problem(scope, status=status, detail=detail, headers={"connection": "close"})
    await answer.send(send)
