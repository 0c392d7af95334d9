"""When an alert is a repeat, through the real function and commit (docs/decisions/0006)."""

from __future__ import annotations

import asyncio

from tests.store.agents.desk import Desk, HandClock, an_alert, post

from tradewright.features.agents import Door


async def test_ten_deliveries_with_one_id_are_one_signal(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()

    verdicts = [(await post(door, agent, an_alert(id="a-1"), clock)).verdict for _ in range(10)]

    assert [verdict.outcome for verdict in verdicts] == ["accepted"] + ["duplicate"] * 9
    assert {verdict.duplicate_of for verdict in verdicts[1:]} == {verdicts[0].alert_id}
    assert len(await desk.signals(agent)) == 1
    assert len(await desk.alerts(agent)) == 10


async def test_one_alert_posted_to_two_gateways_at_once_is_accepted_once(
    desk: Desk, door: Door, other_door: Door, clock: HandClock
) -> None:
    agents = [await desk.agent() for _ in range(3)]

    stored = await asyncio.gather(
        *(
            post(doors, agent, an_alert(bar_time="2026-03-02T15:00:00Z"), clock)
            for _ in range(10)
            for agent in agents
            for doors in (door, other_door)
        )
    )

    outcomes = [one.verdict.outcome for one in stored]
    assert outcomes.count("accepted") == 3
    assert outcomes.count("duplicate") == 57
    for agent in agents:
        assert len(await desk.signals(agent)) == 1


async def test_the_same_content_on_the_same_bar_is_one_alert(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    first = await post(door, agent, an_alert(bar_time="2026-03-02T15:00:00Z"), clock)

    clock.pass_s(3600)
    again = await post(door, agent, an_alert(bar_time="2026-03-02T15:00:00Z"), clock)
    next_bar = await post(door, agent, an_alert(bar_time="2026-03-02T15:05:00Z"), clock)

    assert first.verdict.outcome == "accepted"
    assert again.verdict.outcome == "duplicate"
    assert next_bar.verdict.outcome == "accepted"


async def test_long_short_long_is_three_alerts(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()

    outcomes = [
        (await post(door, agent, an_alert(action=action), clock)).verdict.outcome
        for action in ("buy", "buy", "sell", "buy", "buy")
    ]

    assert outcomes == ["accepted", "duplicate", "accepted", "accepted", "duplicate"]


async def test_long_flatten_long_is_three_alerts(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    flatten = b'{"action": "flatten"}'

    outcomes = [
        (await post(door, agent, body, clock)).verdict.outcome
        for body in (an_alert(), flatten, flatten, an_alert(), flatten)
    ]

    assert outcomes == ["accepted", "accepted", "duplicate", "accepted", "accepted"]


async def test_a_turn_of_another_symbol_changes_nothing(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await post(door, agent, an_alert(), clock)
    await post(door, agent, an_alert(ticker="ETHUSD", action="sell"), clock)

    again = await post(door, agent, an_alert(), clock)

    assert again.verdict.outcome == "duplicate"


async def test_the_same_content_much_later_is_new(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await post(door, agent, an_alert(), clock)

    clock.pass_s(24)
    resent = await post(door, agent, an_alert(), clock)
    clock.pass_s(600)
    later = await post(door, agent, an_alert(), clock)

    assert resent.verdict.outcome == "duplicate"
    assert later.verdict.outcome == "accepted"


async def test_a_refused_alert_does_not_use_up_its_identity(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await desk.owner("update app.agent set status = 'paused' where agent_id = $1", agent.agent_id)
    refused = await post(door, agent, an_alert(id="once"), clock)
    await desk.owner("update app.agent set status = 'active' where agent_id = $1", agent.agent_id)

    accepted = await post(door, agent, an_alert(id="once"), clock)

    assert refused.verdict.reason_code == "agent_paused"
    assert accepted.verdict.outcome == "accepted"


async def test_two_agents_with_the_same_alert_are_two(desk: Desk, door: Door, clock: HandClock) -> None:
    first, second = await desk.agent(), await desk.agent()

    outcomes = [
        (await post(door, agent, an_alert(id="x"), clock)).verdict.outcome for agent in (first, second)
    ]

    assert outcomes == ["accepted", "accepted"]
