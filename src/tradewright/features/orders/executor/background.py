"""Tasks of an executor's one life: started and forgotten, and all ended together when that life ends."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine


class Background:
    """Keeps what was started alive until it is done, or until `cancel`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def cancel(self) -> None:
        await cancelled(self._tasks)


async def cancelled(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel these tasks and return once they have ended."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
