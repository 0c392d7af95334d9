"""The agent as it is now decides, whatever a gateway remembers of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.store.agents.desk import FIXED, AgentHandle, Desk, HandClock, an_alert, post

from tradewright.features.agents import Delivery, Door, UnknownAgent
from tradewright.features.agents.errors import AgentNotFound
from tradewright.features.agents.verbs.edit_agent import edit_agent
from tradewright.features.agents.verbs.rotate_token import rotate_token
from tradewright.features.agents.verbs.switch_agent import delete_agent, pause_agent, resume_agent
from tradewright.kernel.ids import new_uuid7


async def warm(doors: tuple[Door, ...], agent: AgentHandle, clock: HandClock) -> None:
    """Let every gateway learn the agent."""
    for door in doors:
        assert (await post(door, agent, an_alert(id=str(new_uuid7())), clock)).verdict.outcome == "accepted"


async def test_a_paused_agent_refuses_the_very_next_alert_at_every_gateway(
    desk: Desk, door: Door, other_door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await warm((door, other_door), agent, clock)

    await pause_agent(desk.cx, agent.agent_id)
    refused = [
        (await post(one, agent, an_alert(id=f"p{n}"), clock)).verdict
        for n, one in enumerate((door, other_door))
    ]
    await resume_agent(desk.cx, agent.agent_id)
    accepted = [
        (await post(one, agent, an_alert(id=f"r{n}"), clock)).verdict
        for n, one in enumerate((door, other_door))
    ]

    assert [(one.outcome, one.reason_code) for one in refused] == [("refused", "agent_paused")] * 2
    assert [one.outcome for one in accepted] == ["accepted"] * 2
    assert len(await desk.alerts(agent)) == 6


async def test_no_alert_is_accepted_after_a_pause_has_answered(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await warm((door,), agent, clock)

    posts = [asyncio.create_task(post(door, agent, an_alert(id=f"race{n}"), clock)) for n in range(40)]
    await pause_agent(desk.cx, agent.agent_id)
    (paused_at,) = await desk.owner("select clock_timestamp() as now")
    await asyncio.gather(*posts)

    late = [
        alert
        for alert in await desk.alerts(agent)
        if alert["committed_at"] > paused_at["now"] and alert["outcome"] == "accepted"
    ]
    assert late == []


async def test_an_edit_governs_the_very_next_alert(
    desk: Desk, door: Door, other_door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await warm((door, other_door), agent, clock)

    await edit_agent(
        desk.cx,
        agent.agent_id,
        desk.draft(policy=replace(FIXED, symbols=frozenset({"ETHUSD"})), note="only ether"),
    )
    verdict = (await post(other_door, agent, an_alert(id="after"), clock)).verdict

    assert (verdict.outcome, verdict.reason_code) == ("refused", "symbol_not_allowed")
    alerts = await desk.alerts(agent)
    assert alerts[-1]["version_id"] != alerts[0]["version_id"]


async def test_a_rotated_token_is_dead_at_once_and_the_new_one_works(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await warm((door,), agent, clock)

    rotated = await rotate_token(desk.cx, agent.agent_id)
    old = await door.receive_by_token(agent.token, a_delivery(clock))
    new = await post(door, agent, an_alert(id="new"), clock, token=rotated["url"].rpartition("/")[2])

    assert old == UnknownAgent()
    assert new.verdict.outcome == "accepted"
    assert len(await desk.alerts(agent)) == 2


async def test_a_deleted_agent_refuses_at_once_and_is_unknown_after(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent()
    await warm((door,), agent, clock)

    await delete_agent(desk.cx, agent.agent_id)
    first = await post(door, agent, an_alert(id="d1"), clock)
    second = await door.receive_by_token(agent.token, a_delivery(clock))

    assert (first.verdict.outcome, first.verdict.reason_code) == ("refused", "agent_deleted")
    assert second == UnknownAgent()
    with pytest.raises(AgentNotFound):
        await resume_agent(desk.cx, agent.agent_id)


async def test_an_agent_whose_accounts_are_closed_refuses(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await desk.owner("update app.account set status = 'closed' where account_id = $1", desk.account_id)

    verdict = (await post(door, agent, an_alert(), clock)).verdict

    assert (verdict.outcome, verdict.reason_code) == ("refused", "no_account")
    assert await desk.signals(agent) == []


async def test_a_suspended_trader_trades_nothing(desk: Desk, door: Door, clock: HandClock) -> None:
    agent = await desk.agent()
    await desk.owner("update app.trader set status = 'suspended' where user_id = $1", desk.user_id)

    verdict = (await post(door, agent, an_alert(), clock)).verdict

    assert verdict.reason_code == "trader_suspended"


async def test_what_a_forbidden_side_would_open_is_refused_and_what_it_leaves_passes(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent(policy=replace(FIXED, sides=frozenset({"buy"})))
    sell = an_alert(action="sell", id="flat")
    before = (await post(door, agent, sell, clock)).verdict
    await desk.owner(
        """insert into app.position (user_id, account_id, symbol, quantity, average_price, realised, fees, updated_at)
           values ($1, $2, 'BTCUSD', 1, 100, 0, 0, now())""",
        desk.user_id,
        desk.account_id,
    )

    holding = (await post(door, agent, sell, clock)).verdict
    said_flat = (
        await post(door, agent, an_alert(action="sell", ticker="ETHUSD", sentiment="flat"), clock)
    ).verdict

    assert (before.outcome, before.reason_code) == ("refused", "side_not_allowed")
    assert holding.outcome == "accepted"
    assert said_flat.outcome == "accepted"


async def test_one_signal_is_made_for_each_account_in_their_order(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    second = new_uuid7()
    await desk.owner(
        """insert into app.account (user_id, account_id, broker, label, environment, currency, created_at)
           values ($1, $2, 'paper', 'Second', 'paper', 'USD', now())""",
        desk.user_id,
        second,
    )
    agent = await desk.agent(account_ids=(second, desk.account_id))

    stored = await post(door, agent, an_alert(), clock)

    signals = await desk.signals(agent)
    assert [signal["account_id"] for signal in signals] == [second, desk.account_id]
    assert {signal["alert_id"] for signal in signals} == {stored.verdict.alert_id}
    assert {(signal["state"], signal["shard_id"]) for signal in signals} == {("pending", 7)}


async def test_a_passphrase_must_be_said_and_is_never_stored(
    desk: Desk, door: Door, clock: HandClock
) -> None:
    agent = await desk.agent(passphrase="open sesame 42")

    silent = (await post(door, agent, an_alert(id="1"), clock)).verdict
    wrong = (await post(door, agent, an_alert(id="2", passphrase="open barley"), clock)).verdict
    right = (await post(door, agent, an_alert(id="3", passphrase="open sesame 42"), clock)).verdict

    assert [one.reason_code for one in (silent, wrong)] == ["passphrase_wrong"] * 2
    assert right.outcome == "accepted"
    stored = await desk.owner(
        """select body::text as text from (select convert_from(body, 'UTF8') as body from app.alert where agent_id = $1
           union all select document::text from app.agent_version where agent_id = $1
           union all select events::text from app.outbox where user_id = $2
           union all select coalesce(after::text, '') from app.audit_entry where user_id = $2) t""",
        agent.agent_id,
        desk.user_id,
    )
    assert not [row for row in stored if "sesame" in row["text"] or "barley" in row["text"]]


def a_delivery(clock: HandClock) -> Delivery:
    return Delivery(
        route="tv",
        body=an_alert(),
        content_type="text/plain",
        remote_ip=None,
        received_at=clock.now(),
        correlation_id=new_uuid7(),  # type: ignore[arg-type]
    )
