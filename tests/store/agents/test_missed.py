"""A strategy's script numbers its alerts: what is left out is noticed, counted once, and told."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.store.agents.desk import AgentHandle, Desk, HandClock, an_alert, post

from tradewright.features.agents import Delivery, Door, Stored
from tradewright.features.agents.verbs.read_agents import get_agent
from tradewright.features.agents.verbs.read_alerts import list_alerts, read_alert_timeline
from tradewright.features.agents.verbs.switch_agent import pause_agent
from tradewright.kernel.ids import CorrelationId, new_uuid7

BAR = datetime(2026, 3, 2, 15, tzinfo=UTC)


def numbered(number: int, *, bar: int | None = None, tag: str = "Long", **members: Any) -> bytes:
    """Return an alert as our Pine sends it: of the bar as many hours after the first as its number, unless told."""
    at = BAR + timedelta(hours=number if bar is None else bar)
    milliseconds = str(int(at.timestamp() * 1000))
    said = {"strategy_id": "trend", "sequence": str(number), "bar_time": milliseconds, "tag": tag}
    said["id"] = f"trend {milliseconds} {number} {tag}"
    return an_alert(**said | members)


async def told(desk: Desk, agent: AgentHandle) -> list[tuple[str | None, int]]:
    """Return what each alert's number said, oldest first."""
    return [(row["numbering"], row["missed_before"]) for row in await desk.alerts(agent)]


async def missed(desk: Desk, agent: AgentHandle) -> int:
    found = (await get_agent(desk.cx, agent.agent_id))["missed"]
    return 0 if found is None else int(found["alerts"])


async def test_numbers_in_order_say_nothing(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()

    for body in (numbered(41), numbered(42), numbered(42, tag="Long TP1"), numbered(43)):
        await post(door, agent, body, clock)

    assert await told(desk, agent) == [("first", 0), ("next", 0), ("same", 0), ("next", 0)]
    assert await missed(desk, agent) == 0


async def test_numbers_that_are_left_out_were_missed(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    for number in (1, 4, 5, 7):
        verdict = (await post(door, agent, numbered(number), clock)).verdict

    assert await told(desk, agent) == [("first", 0), ("gap", 2), ("next", 0), ("gap", 1)]
    assert verdict.missed_before == 1
    found = (await get_agent(desk.cx, agent.agent_id))["missed"]
    assert (found["alerts"], found["alert_id"]) == (3, str(verdict.alert_id))


async def test_the_owner_reads_of_it_beside_the_alert(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await post(door, agent, numbered(5), clock)
    after = (await post(door, agent, numbered(8), clock)).verdict

    [(_, listed), _] = await list_alerts(
        desk.cx, agent_id=agent.agent_id, outcome=None, before=None, at_most=9
    )
    steps = (await read_alert_timeline(desk.cx, after.alert_id))["steps"]
    [event] = [
        event["data"]
        for row in await desk.owner("select events from app.outbox where user_id = $1", desk.user_id)
        for event in json.loads(row["events"])
        if event["type"] == "alert.received" and event["data"]["alert_id"] == str(after.alert_id)
    ]

    assert (listed["numbering"], listed["missed_before"]) == ("gap", 2)
    assert (event["numbering"], event["missed_before"]) == ("gap", 2)
    [step] = [step for step in steps if step["status"] == "failed"]
    assert step["title"] == "2 alerts were missed before this one"
    assert step["detail"] == "This is number 8 of trend; numbers 6 and 7 never came."


async def test_an_alert_that_was_overtaken_is_no_longer_missed(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    for number in (1, 4, 3, 5):
        await post(door, agent, numbered(number), clock)

    assert await told(desk, agent) == [("first", 0), ("gap", 2), ("late", 0), ("next", 0)]
    assert await missed(desk, agent) == 1

    await post(door, agent, numbered(2), clock)
    await post(door, agent, numbered(2, tag="Long TP1"), clock)
    assert await missed(desk, agent) == 0


@pytest.mark.parametrize("number", [1, 9, 10])
async def test_an_alert_made_anew_begins_its_count_anew(
    desk: Desk, door: Door, clock: HandClock, number: int
) -> None:
    agent = await desk.agent()
    await post(door, agent, numbered(10), clock)

    await post(door, agent, numbered(number, bar=11), clock)
    await post(door, agent, numbered(number + 1, bar=12), clock)

    assert await told(desk, agent) == [("first", 0), ("restart", 0), ("next", 0)]


async def test_a_leap_that_no_outage_explains_is_another_count(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await post(door, agent, numbered(1), clock)
    await post(door, agent, numbered(1_002), clock)
    await post(door, agent, numbered(1_000_000), clock)

    assert await told(desk, agent) == [("first", 0), ("gap", 1_000), ("restart", 0)]


async def test_without_bar_times_a_lower_number_is_late_only_if_it_was_missing(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    for number in (1, 3, 2, 1):
        body = an_alert(strategy_id="trend", sequence=number, id=str(new_uuid7()))
        await post(door, agent, body, clock)

    assert [one for one, _ in await told(desk, agent)] == ["first", "gap", "late", "restart"]


async def test_each_strategy_and_symbol_counts_for_itself(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    other = await desk.agent()
    for body in (numbered(1), numbered(7, ticker="ETHUSD"), numbered(20, strategy_id="other"), numbered(2)):
        await post(door, agent, body, clock)
    await post(door, other, numbered(9), clock)

    assert [one for one, _ in await told(desk, agent)] == ["first", "first", "first", "next"]
    assert [one for one, _ in await told(desk, other)] == ["first"]


async def test_what_arrived_was_not_missed_whatever_became_of_it(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await post(door, agent, numbered(1), clock)
    await post(door, agent, numbered(1), clock)  # a repeat
    await post(door, agent, b"not for us", clock)
    await pause_agent(desk.cx, agent.agent_id)
    await post(door, agent, numbered(2), clock)  # refused

    assert await told(desk, agent) == [("first", 0), (None, 0), (None, 0), ("next", 0)]


async def test_who_does_not_know_the_passphrase_and_tests_count_nothing(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent(passphrase="open sesame")
    await post(door, agent, numbered(1, secret="open sesame"), clock)
    await post(door, agent, numbered(900, secret="a guess"), clock)
    test = Delivery(
        route="test", body=numbered(800), content_type="application/json", remote_ip=None,
        received_at=clock.now(), correlation_id=CorrelationId(new_uuid7()),
    )  # fmt: skip
    assert isinstance(await door.receive_test(agent.agent_id, test), Stored)
    await post(door, agent, numbered(2, secret="open sesame"), clock)

    assert await told(desk, agent) == [("first", 0), (None, 0), (None, 0), ("next", 0)]


async def test_alerts_that_come_at_once_to_two_gateways_make_no_false_gap(
    desk: Desk, door: Door, other_door: Door, clock: HandClock
) -> None:
    """Whatever order they are judged in: every number came, so nothing is missed in the end."""
    agent = await desk.agent()
    await post(door, agent, numbered(0), clock)
    numbers = list(range(1, 41))

    await asyncio.gather(
        *(post((door, other_door)[number % 2], agent, numbered(number), clock) for number in numbers)
    )

    said = await told(desk, agent)
    assert len(said) == 41
    assert {one for one, _ in said[1:]} <= {"next", "gap", "late"}
    assert await missed(desk, agent) == 0
    [count] = await desk.owner("select * from app.alert_numbering where agent_id = $1", agent.agent_id)
    assert (count["number"], count["missing"]) == (40, [])
