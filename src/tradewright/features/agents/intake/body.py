"""Reading a webhook's body: any content type, at most 64 KiB, and not for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import Receive, Scope

BODY_MAX = 64 * 1024
"""Bytes. The longest alert of a known bridge is about 4 KB."""
READ_PATIENCE_S = 5.0
"""A sender of 64 KiB at 100 kbit/s is done by then; a slow-loris is not."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The body is longer than `BODY_MAX`; what it says was not read."""


@dataclass(frozen=True, slots=True)
class TooSlow:
    """The body did not come in time."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The sender hung up before the body was complete."""


async def read_body(
    scope: Scope, receive: Receive, *, patience_s: float
) -> bytes | TooLarge | TooSlow | Gone:
    """Return the body, or why there is none. Stops reading at the first byte too many."""
    declared = header(scope, b"content-length")
    if declared is not None and declared.isdigit() and int(declared[:20]) > BODY_MAX:
        return TooLarge()
    try:
        async with asyncio.timeout(patience_s):
            return await _collect(receive)
    except TimeoutError:
        return TooSlow()


async def _collect(receive: Receive) -> bytes | TooLarge | Gone:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Gone()
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_MAX:
            return TooLarge()
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def header(scope: Scope, name: bytes) -> str | None:
    """Return the first header of this lower-case name; None when there is none."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None
