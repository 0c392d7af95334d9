"""Rate limits on our side: exits pass entries, entries pass reads, and the venue's count wins."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.adapters.brokers.transport import Buckets, Limited, Priority, Rate


class Time:
    """A monotonic clock that moves only when everybody waits: to the earliest one's end."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        self._sleepers.append((self.now + seconds, self._count, done))
        await done

    async def pass_until_idle(self) -> None:
        """Wake sleepers in the order of their times until none is left."""
        await _settle()
        while self._sleepers:
            self._sleepers.sort(key=lambda one: one[:2])
            at, _, done = self._sleepers.pop(0)
            self.now = max(self.now, at)
            done.set_result(None)
            await _settle()


async def _settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def some_buckets(time: Time, **rates: Rate) -> Buckets:
    return Buckets(rates, monotonic=time, sleep=time.sleep)


async def test_an_exit_finds_room_after_reads_have_taken_all_they_may() -> None:
    time = Time()
    buckets = some_buckets(time, weight=Rate(10, 60))
    for _ in range(7):
        assert await buckets.take({"weight": 1}, Priority.READ) is None

    read = await buckets.take({"weight": 1}, Priority.READ, wait_max_s=0)
    entry = await buckets.take({"weight": 1}, Priority.ENTER, wait_max_s=0)
    exits = [await buckets.take({"weight": 1}, Priority.REDUCE, wait_max_s=0) for _ in range(2)]

    assert isinstance(read, Limited)
    assert (entry, exits) == (None, [None, None])
    assert time.now == 0


async def test_waiters_go_by_priority_then_by_turn() -> None:
    time = Time()
    buckets = some_buckets(time, orders=Rate(1, 1))
    assert await buckets.take({"orders": 1}, Priority.REDUCE) is None
    went: list[str] = []

    async def go(name: str, priority: Priority) -> None:
        assert await buckets.take({"orders": 1}, priority, wait_max_s=60) is None
        went.append(name)

    tasks = [
        asyncio.create_task(go(*one))
        for one in [
            ("read", Priority.READ),
            ("entry", Priority.ENTER),
            ("exit 1", Priority.REDUCE),
            ("exit 2", Priority.REDUCE),
        ]
    ]
    await time.pass_until_idle()
    await asyncio.gather(*tasks)

    assert went == ["exit 1", "exit 2", "entry", "read"]


async def test_an_entry_that_would_wait_too_long_is_told_so_at_once_and_costs_nothing() -> None:
    time = Time()
    buckets = some_buckets(time, orders=Rate(10, 100))
    assert await buckets.take({"orders": 10}, Priority.REDUCE) is None

    answer = await buckets.take({"orders": 1}, Priority.ENTER)

    assert isinstance(answer, Limited)
    assert answer.retry_after_s > 2
    assert time.now == 0
    time.now = 10.0
    assert await buckets.take({"orders": 1}, Priority.REDUCE, wait_max_s=0) is None


async def test_a_pause_that_the_venue_asks_for_holds_everybody() -> None:
    time = Time()
    buckets = some_buckets(time, weight=Rate(1000, 60))
    buckets.pause(30, "HTTP 429")

    answer = await buckets.take({"weight": 1}, Priority.REDUCE)

    assert isinstance(answer, Limited)
    assert (answer.reason, answer.retry_after_s) == ("HTTP 429", 30)
    time.now = 30.0
    assert await buckets.take({"weight": 1}, Priority.REDUCE, wait_max_s=0) is None


async def test_what_others_used_of_our_address_counts() -> None:
    time = Time()
    buckets = some_buckets(time, weight=Rate(6000, 60))

    buckets.tell_used("weight", 5999)

    assert await buckets.take({"weight": 1}, Priority.REDUCE, wait_max_s=0) is None
    assert isinstance(await buckets.take({"weight": 20}, Priority.REDUCE, wait_max_s=0.1), Limited)


async def test_a_limit_learnt_later_keeps_what_was_used() -> None:
    time = Time()
    buckets = some_buckets(time, orders=Rate(100, 10))
    assert await buckets.take({"orders": 40}, Priority.REDUCE) is None

    buckets.set_rate("orders", Rate(50, 10))

    assert await buckets.take({"orders": 10}, Priority.REDUCE, wait_max_s=0) is None
    assert isinstance(await buckets.take({"orders": 5}, Priority.REDUCE, wait_max_s=0.1), Limited)


@settings(max_examples=60, deadline=None)
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(list(Priority)), st.integers(1, 6), st.floats(0, 5)),
        min_size=1,
        max_size=25,
    )
)
def test_no_window_ever_sees_more_than_a_full_bucket_and_its_refill(
    asked: list[tuple[Priority, int, float]],
) -> None:
    async def run() -> list[tuple[float, int]]:
        time = Time()
        buckets = some_buckets(time, weight=Rate(10, 5))
        taken: list[tuple[float, int]] = []

        async def one(priority: Priority, cost: int, after: float) -> None:
            await time.sleep(after)
            if await buckets.take({"weight": cost}, priority, wait_max_s=30) is None:
                taken.append((time.now, cost))

        tasks = [asyncio.create_task(one(*each)) for each in asked]
        await time.pass_until_idle()
        await asyncio.gather(*tasks)
        return taken

    taken = asyncio.run(run())

    for start, _ in taken:
        for end, _ in taken:
            if end >= start:
                spent = sum(cost for at, cost in taken if start <= at <= end)
                assert spent <= 10 + (end - start) * 10 / 5 + 1e-6
