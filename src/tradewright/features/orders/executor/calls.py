"""The calls of one account to its venue: each in a task of its own, a bounded number at once, the way out first.

One order's calls keep their order: a cancel never overtakes the sending of its order. A cancel of an order that has not been
sent yet takes it back, and the venue hears of neither.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from typing import Final

from tradewright.kernel.ids import OrderId

AT_ONCE: Final = 32
"""Calls of one account under way together: enough for a venue that answers in a tenth of a second and takes 300 a second,
few enough that an exit behind a burst of entries waits for one answer, not for all."""
KEPT_FOR_THE_WAY_OUT: Final = 8
"""Of those, so many that entries may not take: a venue that hangs on entries must not keep cancels and exits waiting."""
WAY_OUT: Final = 0
"""Priority of cancels, and of orders that reduce."""
WAY_IN: Final = 1

Task = asyncio.Task[None]


class Calls:
    """The calls of one account that wait or are under way."""

    def __init__(self) -> None:
        self._slots = Slots(AT_ONCE, kept=KEPT_FOR_THE_WAY_OUT)
        self._tasks: set[Task] = set()
        self._last: dict[OrderId, Task] = {}

    def start(
        self,
        order_id: OrderId,
        work: Callable[[], Awaitable[None]],
        *,
        priority: int,
        after: Iterable[Task] = (),
    ) -> Task:
        """Do `work` once the order's earlier calls and those in `after` have ended, and a slot is free."""
        earlier = [
            task for task in (*after, self._last.get(order_id)) if task is not None and not task.done()
        ]
        task = asyncio.create_task(self._run(work, priority, earlier), name="venue-call")
        self._tasks.add(task)
        self._last[order_id] = task
        task.add_done_callback(lambda done: self._forget(order_id, done))
        return task

    def under_way(self) -> set[Task]:
        return set(self._tasks)

    async def _run(self, work: Callable[[], Awaitable[None]], priority: int, earlier: list[Task]) -> None:
        if earlier:
            await asyncio.wait(earlier)
        await self._slots.take(priority)
        try:
            await work()
        finally:
            self._slots.give()

    def _forget(self, order_id: OrderId, task: Task) -> None:
        self._tasks.discard(task)
        if self._last.get(order_id) is task:
            del self._last[order_id]


class Slots:
    """A semaphore whose waiters are served by priority, the lowest number first, and in turn among equals. `kept` of its
    slots are for the way out alone.
    """

    def __init__(self, free: int, *, kept: int = 0) -> None:
        self._free = free
        self._kept = kept
        self._turn = count()
        self._waiters: list[tuple[int, int, asyncio.Future[None]]] = []

    async def take(self, priority: int) -> None:
        if self._may_take(priority):
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, (priority, next(self._turn), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()  # it was given to us, and we go without it
            raise

    def give(self) -> None:
        self._free += 1
        while self._waiters and self._may_take(self._waiters[0][0]):
            waiter = heapq.heappop(self._waiters)[2]
            if not waiter.done():
                self._free -= 1
                waiter.set_result(None)

    def _may_take(self, priority: int) -> bool:
        return self._free > (0 if priority == WAY_OUT else self._kept)
