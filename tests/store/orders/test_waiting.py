"""Waiting for a decision: woken by the bus, right without it, and never longer than promised."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.store.orders.desk import Desk

from tradewright.features.orders import DecisionWaiter
from tradewright.platform.bus import subjects


async def test_a_message_ends_the_wait_at_once(desk: Desk, decisions: DecisionWaiter) -> None:
    signal_id = uuid4()
    looked = 0

    async def is_decided() -> bool:
        nonlocal looked
        looked += 1
        return True

    began = asyncio.get_running_loop().time()
    with decisions.expecting([signal_id]) as expectation:
        await desk.say_done(signal_id, "ordered")
        is_in_time = await expectation.until(is_decided)

    assert is_in_time
    assert looked == 1
    assert asyncio.get_running_loop().time() - began < 0.45, "it waited for the clock, not for the message"


async def test_a_decision_that_nobody_announced_is_found_by_looking(desk: Desk) -> None:
    async def is_decided() -> bool:
        return True

    with DecisionWaiter(desk.cx.bus, timeout_s=0.01).expecting([uuid4()]) as expectation:
        assert await expectation.until(is_decided)


async def test_the_wait_ends_when_nobody_decides(desk: Desk) -> None:
    async def is_decided() -> bool:
        return False

    with DecisionWaiter(desk.cx.bus, timeout_s=0.01).expecting([uuid4()]) as expectation:
        assert not await expectation.until(is_decided)


async def test_with_several_signals_every_message_is_a_reason_to_look(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    first, second = uuid4(), uuid4()
    looked = asyncio.Queue[None]()
    undecided = {first, second}

    async def is_decided() -> bool:
        looked.put_nowait(None)
        return not undecided

    with decisions.expecting([first, second]) as expectation:
        waiting = asyncio.create_task(expectation.until(is_decided))
        undecided.remove(first)
        await desk.say_done(first, "done")
        await looked.get()
        undecided.remove(second)
        await desk.say_done(second, "done")

        assert await waiting


async def test_two_requests_may_wait_for_one_signal(desk: Desk, decisions: DecisionWaiter) -> None:
    signal_id = uuid4()

    async def is_decided() -> bool:
        return True

    async def wait() -> bool:
        with decisions.expecting([signal_id]) as expectation:
            return await expectation.until(is_decided)

    waiting = [asyncio.create_task(wait()) for _ in range(2)]
    await desk.say_done(signal_id, "ordered")

    assert await asyncio.gather(*waiting) == [True, True]


async def test_an_unreadable_message_disturbs_nobody(desk: Desk, decisions: DecisionWaiter) -> None:
    signal_id = uuid4()

    async def is_decided() -> bool:
        return True

    with decisions.expecting([signal_id]) as expectation:
        await desk.cx.bus.publish(subjects.SIGNAL_DONE, b"\xff not json")
        await desk.say_done(signal_id, "ordered")

        assert await expectation.until(is_decided)
