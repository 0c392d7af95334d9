"""Bodies have a limit, counted as they arrive, whatever Content-Length claims."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradewright.entrypoints.api import problems
from tradewright.entrypoints.api.asgi import API_BASE, header

BYTES_MAX = 1024 * 1024
WEBHOOK_PREFIXES = ("/api/tv-webhook/", f"{API_BASE}/webhook/")
"""Webhooks read at most 64 KiB themselves, because an alert that is too large is stored as refused."""


class _TooLarge(Exception):
    """The body passed its limit while it was being read."""


class BodyLimit:
    """Answers 413 for a body over the limit, before anything acted on it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(WEBHOOK_PREFIXES):
            await self._app(scope, receive, send)
            return
        claimed = header(scope, b"content-length") or ""
        if claimed.isdigit() and int(claimed) > BYTES_MAX:
            await _refuse(scope, send)
            return
        seen, started = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > BYTES_MAX:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            # The framework may have turned our exception into an answer of its own; ours is the true one.
            if seen > BYTES_MAX and not started:
                raise _TooLarge
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if started:
                raise
            await _refuse(scope, send)


async def _refuse(scope: Scope, send: Send) -> None:
    answer = problems.http_problem(
        scope, status=413, detail=f"At most {BYTES_MAX} bytes are read here.", headers={"connection": "close"}
    )
    await answer.send(send)
