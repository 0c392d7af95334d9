"""One connection a credential, and listeners that are never silently behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tradewright.adapters.brokers.transport import FanOut, Shared
from tradewright.adapters.brokers.transport.fan_out import WAITING_MAX
from tradewright.domain.trading.ports.broker import BrokerEvent, ConnectionChanged, StreamGap


async def test_it_is_made_for_the_first_and_closed_after_the_last() -> None:
    closed: list[list[str]] = []

    async def close(value: list[str]) -> None:
        closed.append(value)

    shared: Shared[str, list[str]] = Shared(lambda key: [key], close)

    first, second = shared.take("key"), shared.take("key")
    await shared.give_back("key")
    assert (first is second, closed) == (True, [])

    await shared.give_back("key")
    assert closed == [first]
    assert shared.take("key") is not first
    with pytest.raises(KeyError):
        await shared.give_back("nobody's")


async def _begin(events: AsyncIterator[BrokerEvent], fan: FanOut, first: BrokerEvent) -> None:
    begun = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    fan.tell(first)
    assert await begun == first


async def test_a_listener_that_is_too_far_behind_is_told_of_a_gap() -> None:
    fan = FanOut()
    events = fan.listen()
    event = ConnectionChanged("connected", "")
    await _begin(events, fan, event)

    for _ in range(WAITING_MAX + 1):
        fan.tell(event)

    assert isinstance(await anext(events), StreamGap)
    assert await anext(events) == event
