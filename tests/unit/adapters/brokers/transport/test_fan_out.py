"""Listeners that are never silently behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tradewright.adapters.brokers.transport import FanOut
from tradewright.adapters.brokers.transport.fan_out import WAITING_MAX
from tradewright.domain.trading.ports.broker import BrokerEvent, ConnectionChanged, StreamGap


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
