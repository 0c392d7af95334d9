"""The kill switch: one press governs the next decision, a second one changes nothing, release is explicit."""

from __future__ import annotations

import asyncio
import json

import pytest
from tests.store.orders.desk import SHARD, Desk, no_quotes

from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import press_kill_switch, read_risk
from tradewright.features.risk.verbs.press_kill_switch import KillAction, Pressed
from tradewright.kernel.ids import AccountId


async def press(
    desk: Desk, action: KillAction, account_id: AccountId | None = None, *, reason: str = ""
) -> Pressed:
    return await press_kill_switch(desk.cx, account_id=account_id, action=action, reason=reason)


async def test_pausing_sets_the_switch_and_bumps_the_epoch_in_one_commit(desk: Desk) -> None:
    before = await desk.epoch()

    pressed = await press(desk, "pause_entries", reason="news")

    assert pressed.switch.level == "entries_paused"
    assert pressed.switch.set_by == f"user:{desk.user_id}"
    assert await desk.epoch() == before + 1
    rows = await desk.owner(
        """select k.level, k.xmin::text = c.xmin::text as together
             from app.kill_switch k join app.user_control c using (user_id) where user_id = $1""",
        desk.user_id,
    )
    assert [tuple(row) for row in rows] == [("entries_paused", True)]
    assert await desk.signals() == []


async def test_flatten_asks_for_every_account_and_wakes_the_executor(desk: Desk) -> None:
    accounts = [await desk.add_account(), await desk.add_account()]
    await desk.add_account(status="closed")

    pressed = await press(desk, "flatten")

    signals = await desk.signals()
    assert [row["account_id"] for row in signals] == accounts
    assert [row["signal_id"] for row in signals] == pressed.signal_ids
    assert {(row["source"], row["state"], row["shard_id"]) for row in signals} == {
        ("kill_switch", "pending", SHARD)
    }
    assert {json.loads(row["intent"])["action"] for row in signals} == {"flatten"}


async def test_pressing_twice_is_the_same_as_once(desk: Desk) -> None:
    await desk.add_account()

    first = await press(desk, "flatten", reason="enough")
    second = await press(desk, "flatten", reason="enough")

    assert second.switch == first.switch
    assert second.signal_ids == []
    assert len(await desk.signals()) == 1
    audits = await desk.owner("select 1 from app.audit_entry where user_id = $1", desk.user_id)
    assert len(audits) == 2, "who pressed again is recorded too"


async def test_two_hands_pressing_at_once_write_one_signal(desk: Desk) -> None:
    await desk.add_account()

    await asyncio.gather(*(press(desk, "flatten") for _ in range(4)))

    assert len(await desk.signals()) == 1


async def test_pressing_again_after_the_first_was_worked_off_asks_again(desk: Desk) -> None:
    await desk.add_account()
    [signal_id] = (await press(desk, "flatten")).signal_ids
    await desk.decide(signal_id, "done")

    again = await press(desk, "flatten")

    assert len(again.signal_ids) == 1


async def test_release_lifts_one_scope_only_and_says_who_did(desk: Desk) -> None:
    account_id = await desk.add_account()
    await press(desk, "pause_entries")
    await press(desk, "pause_entries", account_id)

    await press(desk, "release", reason="calm again")

    switches = {switch.scope: switch for switch in (await read_risk(desk.cx, no_quotes)).kill_switches}
    assert (switches["user"].level, switches["user"].reason) == ("none", "calm again")
    assert switches["account"].level == "entries_paused"


async def test_every_press_is_told_as_an_event(desk: Desk) -> None:
    await press(desk, "pause_entries")
    await press(desk, "release")

    rows = await desk.owner(
        "select events from app.outbox where user_id = $1 order by outbox_id", desk.user_id
    )
    events = [json.loads(row["events"])[0] for row in rows]
    assert [(event["type"], event["data"]["level"]) for event in events] == [
        ("kill_switch.changed", "entries_paused"),
        ("kill_switch.changed", "none"),
    ]


async def test_another_traders_account_has_no_switch_here(desk: Desk, stranger: Desk) -> None:
    theirs = await stranger.add_account()

    with pytest.raises(AccountNotFound):
        await press(desk, "flatten", theirs)

    assert await stranger.signals() == []
    assert (await read_risk(stranger.cx, no_quotes)).kill_switches == []


async def test_the_switch_works_while_the_bus_is_gone(desk: Desk) -> None:
    await desk.add_account()
    await desk.cx.bus.close()

    pressed = await press(desk, "flatten")

    assert len(pressed.signal_ids) == 1
    assert len(await desk.signals()) == 1
