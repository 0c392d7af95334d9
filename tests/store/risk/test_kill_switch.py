"""The kill switch: one press governs the next decision, a second one changes nothing, release is explicit."""

from __future__ import annotations

import asyncio
import json

import asyncpg
import pytest
from tests.store.orders.desk import SHARD, Desk, no_quotes

from tradewright.domain.trading.risk.switch import PLATFORM_SCOPE
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.orders.executor.controls import read_controls
from tradewright.features.risk import press_kill_switch, read_risk
from tradewright.features.risk.errors import SwitchLocked, TraderNotFound
from tradewright.features.risk.store import KillAction
from tradewright.features.risk.verbs.press_kill_switch import FlattenPolicy, Pressed
from tradewright.features.risk.verbs.press_platform_switch import press_platform_switch, unlock_kill_switches
from tradewright.features.risk.verbs.read_risk import read_presses
from tradewright.kernel.ids import AccountId


async def press(
    desk: Desk,
    action: KillAction,
    account_id: AccountId | None = None,
    *,
    reason: str = "",
    policy: FlattenPolicy | None = None,
    lock_minutes: int | None = None,
) -> Pressed:
    return await press_kill_switch(
        desk.cx,
        account_id=account_id,
        action=action,
        reason=reason,
        policy=policy,
        lock_minutes=lock_minutes,
    )


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


async def test_what_a_release_took_back_does_not_stand_for_the_next_press(desk: Desk) -> None:
    await desk.add_account()
    await press(desk, "flatten")
    await press(desk, "release")

    again = await press(desk, "flatten")

    assert len(again.signal_ids) == 1


async def test_two_switches_ask_for_themselves(desk: Desk) -> None:
    account_id = await desk.add_account()

    pressed = [await press(desk, "flatten"), await press(desk, "flatten", account_id)]

    assert [len(one.signal_ids) for one in pressed] == [1, 1], "the release of one must leave the other's"
    asked_by = [json.loads(row["intent"])["pressed_in"] for row in await desk.signals()]
    assert asked_by == [str(desk.user_id), str(account_id)]


async def test_a_release_says_when_for_whoever_asked_before(desk: Desk) -> None:
    await press(desk, "flatten")
    await press(desk, "release")
    await press(desk, "reduce_only")

    async with desk.executor.acting([desk.user_id]) as tx:
        switch = (await read_controls(tx, desk.user_id)).switches[desk.user_id]

    [released] = await desk.owner(
        "select pressed_at from app.kill_switch_log where user_id = $1 and action = 'release'", desk.user_id
    )
    assert (switch.level, switch.released_at) == ("reduce_only", released["pressed_at"])


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


ACTIONS: tuple[KillAction, ...] = (
    "pause_entries",
    "halt",
    "pause_entries",
    "reduce_only",
    "release",
    "reduce_only",
)


async def test_a_press_raises_the_level_and_only_a_release_lowers_it(desk: Desk) -> None:
    levels = [(await press(desk, action)).switch.level for action in ACTIONS]

    assert levels == ["entries_paused", "halted", "halted", "halted", "none", "reduce_only"]


async def test_from_reduce_only_on_resting_entries_are_asked_to_be_cancelled(desk: Desk) -> None:
    await desk.add_account()

    await press(desk, "reduce_only")
    await press(desk, "halt")

    [signal] = await desk.signals()
    assert json.loads(signal["intent"])["action"] == "cancel"


async def test_a_flatten_carries_what_it_leaves_alone(desk: Desk) -> None:
    await desk.add_account()

    pressed = await press(desk, "flatten", policy=FlattenPolicy("keep_spot", "keep"))

    assert pressed.switch.level == "reduce_only"
    [signal] = await desk.signals()
    intent = json.loads(signal["intent"])
    assert (intent["keep_spot"], intent["keep_resting"]) == (True, True)


async def test_a_flatten_is_asked_for_though_a_cancel_waits_already(desk: Desk) -> None:
    await desk.add_account()
    await press(desk, "reduce_only")

    pressed = await press(desk, "flatten")

    assert len(pressed.signal_ids) == 1
    assert len(await desk.signals()) == 2


async def test_a_wider_flatten_is_asked_for_though_a_narrower_one_waits(desk: Desk) -> None:
    await desk.add_account()
    await press(desk, "flatten", policy=FlattenPolicy("keep_spot", "keep"))

    wider = [
        await press(desk, "flatten", policy=FlattenPolicy("keep_spot", "cancel")),
        await press(desk, "flatten", policy=FlattenPolicy("all", "keep")),
        await press(desk, "flatten"),
    ]
    narrower = [
        await press(desk, "flatten", policy=FlattenPolicy("keep_spot", "keep")),
        await press(desk, "flatten", policy=FlattenPolicy("all", "keep")),
    ]

    assert [len(one.signal_ids) for one in wider] == [1, 1, 1]
    assert [one.signal_ids for one in narrower] == [[], []]


async def test_a_locked_switch_is_released_by_nobody_before_its_time(desk: Desk) -> None:
    locked = await press(desk, "reduce_only", lock_minutes=60)
    before = await desk.epoch()

    with pytest.raises(SwitchLocked) as refused:
        await press(desk, "release")

    until = locked.switch.locked_until
    assert until is not None
    assert refused.value.data == {"locked_until": until.isoformat()}
    assert await desk.epoch() == before
    assert (await press(desk, "pause_entries")).switch.locked_until == until, "no press shortens a lock"


async def test_a_lock_that_is_over_holds_nobody(desk: Desk) -> None:
    await press(desk, "reduce_only", lock_minutes=60)
    await desk.owner("update app.kill_switch set locked_until = now() - interval '1 second'")

    assert (await press(desk, "release")).switch.level == "none"


async def test_the_operator_takes_off_a_lock_and_the_trader_releases(desk: Desk, stranger: Desk) -> None:
    await press(desk, "halt", lock_minutes=60)
    await press(stranger, "halt", lock_minutes=60)

    unlocked = await unlock_kill_switches(
        desk.owner_dsn, email=f" {desk.user_id}@EXAMPLE.com", actor="operator:test", now=desk.cx.now
    )

    assert unlocked == 1
    assert (await press(desk, "release")).switch.level == "none"
    assert [one.action for one in await read_presses(desk.cx)] == ["release", "unlock", "halt"]
    with pytest.raises(SwitchLocked):
        await press(stranger, "release")


async def test_nobody_has_a_lock_taken_off_who_is_nobody(desk: Desk) -> None:
    with pytest.raises(TraderNotFound):
        await unlock_kill_switches(
            desk.owner_dsn, email="nobody@example.com", actor="operator:test", now=desk.cx.now
        )


async def test_every_press_stands_in_the_log_also_one_that_changed_nothing(desk: Desk) -> None:
    await desk.add_account()
    await press(desk, "flatten", reason="enough")
    await press(desk, "flatten", reason="enough")
    await press(desk, "release")

    presses = await read_presses(desk.cx)

    assert [(one.action, one.level_before, one.level, one.signals) for one in presses] == [
        ("release", "reduce_only", "none", 0),
        ("flatten", "reduce_only", "reduce_only", 0),
        ("flatten", "none", "reduce_only", 1),
    ]
    assert presses[0].pressed_by == f"user:{desk.user_id}"


async def test_the_operators_switch_governs_everybody_and_is_told_to_everybody(
    desk: Desk, stranger: Desk
) -> None:
    account_id = await desk.add_account()
    await desk.add_position(account_id, "0.5")
    before = await desk.epoch(), await stranger.epoch()
    policy = FlattenPolicy("keep_spot", "cancel")
    try:
        first = await _press_platform(desk, "flatten", "exchange outage", policy)
        second = await _press_platform(desk, "flatten", "exchange outage", policy)

        state = await read_risk(stranger.cx, no_quotes)
        assert first >= 1
        assert second == 0
        assert [(one.scope, one.level, one.set_by) for one in state.kill_switches] == [
            ("platform", "reduce_only", "operator")
        ]
        assert (await desk.epoch(), await stranger.epoch()) == (before[0] + 2, before[1] + 2)
        [signal] = await desk.signals()
        assert (signal["account_id"], signal["source"]) == (account_id, "kill_switch")
        assert json.loads(signal["intent"]) == {
            "action": "flatten",
            "keep_spot": True,
            "pressed_in": str(PLATFORM_SCOPE),
        }
        assert await stranger.signals() == []
        told = [json.loads(row["events"])[0] for row in await _outbox(stranger)]
        assert [(one["type"], one["data"]["scope"], one["data"]["level"]) for one in told] == [
            ("kill_switch.changed", "platform", "reduce_only")
        ] * 2
    finally:
        await _press_platform(desk, "release", "over")
    release, *_, flatten = await read_presses(stranger.cx)
    assert (release.action, release.scope, release.pressed_by) == ("release", "platform", "operator")
    assert flatten.policy == {"positions": "keep_spot", "resting": "cancel"}


async def test_the_operators_wider_flatten_is_not_swallowed_by_a_narrower_one(desk: Desk) -> None:
    account_id = await desk.add_account()
    await desk.add_position(account_id, "0.5")
    try:
        for policy in (
            FlattenPolicy("keep_spot", "keep"),
            FlattenPolicy(),
            FlattenPolicy("keep_spot", "cancel"),
        ):
            await _press_platform(desk, "flatten", "exchange outage", policy)

        intents = [json.loads(one["intent"]) for one in await desk.signals()]
        assert sorted(intents, key=len) == [
            {"action": "flatten", "pressed_in": str(PLATFORM_SCOPE)},
            {"action": "flatten", "keep_spot": True, "keep_resting": True, "pressed_in": str(PLATFORM_SCOPE)},
        ]
        await _press_platform(desk, "release", "over")
        await _press_platform(desk, "flatten", "again")
        assert len(await desk.signals()) == 3, "what the release took back stands for nothing"
    finally:
        await _press_platform(desk, "release", "over")


async def _press_platform(
    desk: Desk, action: KillAction, reason: str, policy: FlattenPolicy | None = None
) -> int:
    return await press_platform_switch(
        desk.owner_dsn, action=action, reason=reason, actor="operator:test", policy=policy, now=desk.cx.now
    )


async def _outbox(desk: Desk) -> list[asyncpg.Record]:
    return await desk.owner(
        "select events from app.outbox where user_id = $1 order by outbox_id", desk.user_id
    )
