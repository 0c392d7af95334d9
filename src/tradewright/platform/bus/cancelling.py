"""A cancellation that came together with an answer."""

from __future__ import annotations

import asyncio


def heed_cancellation() -> None:
    """Raise `CancelledError` when the running task was cancelled during the await before this.

    The NATS client awaits its answers with `asyncio.wait_for`, which before Python 3.12 returns the answer and
    forgets a cancellation that comes in the same turn of the loop. Whoever loops over such an await would go on for
    ever after being stopped.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
