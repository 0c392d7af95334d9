"""The calls of one account: a bounded number at once, the way out first, each order's calls in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tradewright.adapters.brokers.transport.http import CONNECTIONS_MAX
from tradewright.features.orders.executor import calls as room
from tradewright.features.orders.executor.calls import WAY_IN, WAY_OUT, Calls, Slots
from tradewright.kernel.ids import OrderId, new_uuid7


def saying(word: str, heard: list[str], gate: asyncio.Event | None = None) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        if gate is not None:
            await gate.wait()
        heard.append(word)

    return work


async def test_a_cancel_overtakes_waiting_entries_but_never_the_sending_of_its_own_order() -> None:
    calls, heard, gate = Calls(), list[str](), asyncio.Event()
    for _ in range(room.AT_ONCE):
        calls.start(OrderId(new_uuid7()), saying("busy", [], gate), priority=WAY_IN)
    mine = OrderId(new_uuid7())
    await asyncio.sleep(0)

    calls.start(OrderId(new_uuid7()), saying("entry", heard), priority=WAY_IN)
    calls.start(mine, saying("send", heard), priority=WAY_IN)
    calls.start(mine, saying("cancel", heard), priority=WAY_OUT)
    calls.start(OrderId(new_uuid7()), saying("exit", heard), priority=WAY_OUT)
    await asyncio.sleep(0)
    gate.set()
    while tasks := calls.under_way():
        await asyncio.wait(tasks)

    assert heard[0] == "exit"
    assert heard.index("send") < heard.index("cancel")


async def test_entries_that_hang_at_a_venue_do_not_keep_cancels_waiting() -> None:
    calls, entered, left, hangs = Calls(), list[str](), list[str](), asyncio.Event()
    for _ in range(room.AT_ONCE):
        calls.start(OrderId(new_uuid7()), saying("entry", entered, hangs), priority=WAY_IN)
    cancels = [
        calls.start(OrderId(new_uuid7()), saying("cancel", left), priority=WAY_OUT)
        for _ in range(room.KEPT_FOR_THE_WAY_OUT + 1)
    ]
    await asyncio.wait(cancels, timeout=30)

    assert (len(left), entered) == (len(cancels), [])
    hangs.set()
    while tasks := calls.under_way():
        await asyncio.wait(tasks)
    assert len(entered) == room.AT_ONCE


def test_every_call_of_an_account_finds_a_connection() -> None:
    # One that waits for a connection waits behind whoever came first, entries too.
    assert CONNECTIONS_MAX >= room.AT_ONCE + room.KEPT_FOR_THE_WAY_OUT


async def test_what_comes_after_waits_for_what_comes_before() -> None:
    calls, heard, gate = Calls(), list[str](), asyncio.Event()
    cancel = calls.start(OrderId(new_uuid7()), saying("cancel", heard, gate), priority=WAY_OUT)

    calls.start(OrderId(new_uuid7()), saying("exit", heard), priority=WAY_OUT, after=[cancel])
    await asyncio.sleep(0)
    assert heard == []
    gate.set()
    while tasks := calls.under_way():
        await asyncio.wait(tasks)

    assert heard == ["cancel", "exit"]


async def test_a_waiter_that_gives_up_keeps_no_slot() -> None:
    slots = Slots(1)
    await slots.take(WAY_IN)
    leaving = asyncio.create_task(slots.take(WAY_OUT))
    staying = asyncio.create_task(slots.take(WAY_IN))
    await asyncio.sleep(0)

    slots.give()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    await asyncio.wait_for(staying, 30)
