"""The bus against a real server: what may be lost is, and what may not be is not, restarts of the server
included.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from nats.aio.msg import Msg
from tests.support.eventually import eventually

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import UserId, new_uuid7
from tradewright.platform.bus import Bus, Event, Message, subjects
from tradewright.platform.bus.job_calls import JobCalls
from tradewright.platform.embedded import EmbeddedServers


def a_user() -> UserId:
    return UserId(new_uuid7())


async def read(events: AsyncIterator[Event], count: int, *, within_s: float = 60.0) -> list[Event]:
    async with asyncio.timeout(within_s):
        return [await anext(events) for _ in range(count)]


async def say(bus: Bus, user_id: UserId, *texts: str) -> list[int]:
    acknowledgements = [
        await bus.publish_event(user_id, f"{user_id}/{text}", text.encode()) for text in texts
    ]
    return list(await asyncio.gather(*acknowledgements))


@asynccontextmanager
async def another(url: str) -> AsyncIterator[Bus]:
    made = await Bus.connect(url, f"test {uuid4().hex}")
    try:
        yield made
    finally:
        await made.close()


async def test_a_message_reaches_every_listener_and_one_of_each_queue(bus: Bus, nats_url: str) -> None:
    heard: list[tuple[str, bytes]] = []

    def listener(name: str) -> Callable[[Message], Awaitable[None]]:
        async def hear(message: Message) -> None:
            heard.append((name, message.data))

        return hear

    subject = f"tw.test.{uuid4().hex}"
    async with another(nats_url) as other:
        await bus.subscribe(subject, listener("all"))
        await other.subscribe(subject, listener("all"))
        await bus.subscribe(subject, listener("queue"), queue="workers")
        await other.subscribe(subject, listener("queue"), queue="workers")
        await bus.flush()
        await other.flush()

        await bus.publish_many([(subject, b"1"), (subject, b"2")])

        async def everything() -> bool:
            return len(heard) == 6

        await eventually(everything)

    assert sorted(heard) == [("all", b"1")] * 2 + [("all", b"2")] * 2 + [("queue", b"1"), ("queue", b"2")]


async def test_a_handler_that_breaks_hears_the_next_message(bus: Bus) -> None:
    heard: list[bytes] = []
    subject = f"tw.test.{uuid4().hex}"

    async def hear(message: Message) -> None:
        if message.data == b"bad":
            raise LookupError("lost")
        heard.append(message.data)

    subscription = await bus.subscribe(subject, hear)
    await bus.publish_many([(subject, b"bad"), (subject, b"good")])

    async def went_on() -> bool:
        return heard == [b"good"]

    await eventually(went_on)
    await subscription.close()
    await subscription.close()


async def test_a_question_is_answered_or_fails_in_time(bus: Bus) -> None:
    subject = f"tw.test.{uuid4().hex}"
    with pytest.raises(Unavailable):
        await bus.request(subject, timeout_s=30)

    async def answer(question: bytes) -> bytes:
        if question == b"bad":
            raise LookupError("lost")
        return question + b"!"

    await bus.serve(subject, answer)

    assert await bus.request(subject, b"there") == b"there!"
    with pytest.raises(Unavailable):
        await bus.request(subject, b"bad", timeout_s=0.1)


async def test_an_answer_that_takes_long_holds_up_no_other_where_they_are_given_side_by_side(
    bus: Bus,
) -> None:
    subject, may_answer = f"test.{uuid4()}", asyncio.Event()

    async def answer(data: bytes) -> bytes | None:
        if data == b"slow":
            await may_answer.wait()
        return None if data == b"not mine" else data

    serving = await bus.serve(subject, answer, side_by_side=True)
    slow = asyncio.create_task(bus.request(subject, b"slow", timeout_s=30))
    await bus.flush()

    assert await bus.request(subject, b"quick") == b"quick"
    with pytest.raises(Unavailable):
        await bus.request(subject, b"not mine", timeout_s=0.1)
    may_answer.set()
    assert await slow == b"slow"
    await serving.close()


async def test_events_come_in_order_from_where_the_reader_stands(bus: Bus) -> None:
    user_id = a_user()
    sequences = await say(bus, user_id, *(f"{number}" for number in range(300)))

    all_of_them = await read(bus.events(after_seq=sequences[0] - 1, user_id=user_id), 300)
    the_rest = await read(bus.events(after_seq=sequences[296], user_id=user_id), 3)

    assert sequences == sorted(sequences)
    assert [event.sequence for event in all_of_them] == sequences
    assert [event.data for event in the_rest] == [b"297", b"298", b"299"]
    bounds = await bus.event_bounds()
    assert bounds.first <= sequences[0] < sequences[-1] <= bounds.last


async def test_a_reader_without_a_place_gets_what_comes_from_now_on(bus: Bus) -> None:
    user_id = a_user()
    await say(bus, user_id, "before")
    events = bus.events(user_id=user_id)
    first = asyncio.ensure_future(anext(events))

    async def said_until_heard() -> bool:
        await say(bus, user_id, f"after {uuid4().hex}")
        return first.done()

    await eventually(said_until_heard)

    assert first.result().data.startswith(b"after")


async def test_one_user_hears_nothing_of_another(bus: Bus) -> None:
    listener, stranger = a_user(), a_user()
    start = (await bus.event_bounds()).last
    await say(bus, stranger, "a", "b")
    await say(bus, listener, "c")

    [event] = await read(bus.events(after_seq=start, user_id=listener), 1)
    everybody = await read(bus.events(after_seq=start), 3)

    assert (event.data, event.user_id) == (b"c", listener)
    assert [event.data for event in everybody] == [b"a", b"b", b"c"]


async def test_an_event_said_twice_is_kept_once_and_acknowledged_twice(bus: Bus) -> None:
    user_id = a_user()

    [first] = await say(bus, user_id, "same")
    [second] = await say(bus, user_id, "same")
    [third] = await say(bus, user_id, "other")

    assert first == second
    assert third == first + 1


async def test_a_place_beyond_the_stream_is_where_the_stream_ends(bus: Bus) -> None:
    """After the stream was made anew, old places mean nothing; the reader must not wait for them to come
    round.
    """
    user_id = a_user()
    [last] = await say(bus, user_id, "last")
    events = bus.events(after_seq=last + 1_000_000, user_id=user_id)
    first = asyncio.ensure_future(anext(events))

    async def said_until_heard() -> bool:
        await say(bus, user_id, f"next {uuid4().hex}")
        return first.done()

    await eventually(said_until_heard)
    assert first.result().sequence > last


async def test_a_killed_server_costs_no_event_and_repeats_none(tmp_path: Path) -> None:
    async with EmbeddedServers(tmp_path / "home", postgres=False) as servers:
        assert servers.endpoints is not None
        assert servers.endpoints.nats_url is not None
        assert servers.nats is not None
        async with another(servers.endpoints.nats_url.reveal()) as bus:
            user_id = a_user()
            heard: list[bytes] = []

            async def listen() -> None:
                async for event in bus.events(after_seq=0, user_id=user_id):
                    heard.append(event.data)  # noqa: PERF401 - each as it comes

            listening = asyncio.create_task(listen())
            # A plain listener must be back as well.
            woken = asyncio.Event()

            async def wake(_: Message) -> None:
                woken.set()

            await bus.subscribe(subjects.WAKE_OUTBOX, wake)
            try:
                await say(bus, user_id, "1", "2")

                async def heard_two() -> bool:
                    return len(heard) == 2

                await eventually(heard_two)
                pid = servers.nats.pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)

                async def said_three() -> bool:
                    try:
                        await say(bus, user_id, "3")
                    except Unavailable:
                        return False
                    return True

                await eventually(said_three)
                await say(bus, user_id, "4")

                async def heard_four() -> bool:
                    return len(heard) >= 4

                await eventually(heard_four)

                async def is_woken() -> bool:
                    await bus.publish(subjects.WAKE_OUTBOX)
                    return woken.is_set()

                await eventually(is_woken)
                assert heard == [b"1", b"2", b"3", b"4"]
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)


async def test_no_server_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await Bus.connect("nats://127.0.0.1:9", "test", timeout_s=0.5)


@pytest.mark.parametrize("turns", range(5))
async def test_who_waits_for_a_call_is_stopped_also_in_the_turn_in_which_the_call_comes(
    bus: Bus, turns: int
) -> None:
    calls = bus.job_calls()
    await calls.wait(0.05)
    waiting = asyncio.create_task(_wait_for_ever(calls))
    pulling = calls._pulling
    assert pulling is not None

    async def look() -> bool:
        return bool(pulling._sub._pending_next_msgs_calls)

    await eventually(look)

    call = Msg(bus._client, subjects.job("late"), "_INBOX.nobody", b"", None)
    pulling._sub._pending_queue.put_nowait(call)
    for _ in range(turns):
        await asyncio.sleep(0)
    waiting.cancel()

    done, _ = await asyncio.wait({waiting}, timeout=10)
    assert done, "it goes on waiting"
    assert waiting.cancelled()


async def _wait_for_ever(calls: JobCalls) -> None:
    while True:
        await calls.wait(60)
