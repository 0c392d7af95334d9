"""Waiting for what another process will do: as long as it takes, and not a moment longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
POLL_S = 0.02


async def eventually(look: Callable[[], Awaitable[T | None]], *, within_s: float = 60.0) -> T:
    """Return the first truthy answer of `look`; an AssertionError says what it last saw when none comes."""
    deadline = asyncio.get_running_loop().time() + within_s
    while True:
        seen = await look()
        if seen:
            return seen
        assert asyncio.get_running_loop().time() < deadline, f"still {seen!r} after {within_s} s"
        await asyncio.sleep(POLL_S)
