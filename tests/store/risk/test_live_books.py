"""Limits, switches and rehearsals on the books of a running executor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any, cast

import pytest
from tests.store.executor.conftest import Floor, Running, buy, sell
from tests.store.orders.desk import no_quotes
from tests.support.eventually import eventually

from tradewright.domain.trading.risk.history import History
from tradewright.domain.trading.signal import AgentPolicy, Intent, Protection, RiskLimits, Sizing
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.orders import rehearse
from tradewright.features.orders.errors import ExecutorAbsent
from tradewright.features.risk import change_limits, press_kill_switch, read_risk
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import AccountId, AgentId, CorrelationId, SessionId, UserId, new_uuid7
from tradewright.platform.context import ALL_SCOPES, Context, TraderActor
from tradewright.platform.db import Database


class Office:
    """A trader at a floor, with the gateway's rights."""

    def __init__(self, floor: Floor, db: Database, user_id: UserId, accounts: list[AccountId]) -> None:
        self.floor = floor
        self.user_id = user_id
        self.accounts = accounts
        self.cx = Context(
            db=db,
            bus=floor.bus,
            vault=cast(Any, None),
            clock=SystemClock(),
            settings=cast(Any, None),
            user_id=user_id,
            actor=TraderActor(user_id, SessionId(new_uuid7())),
            scopes=ALL_SCOPES,
            correlation_id=CorrelationId(new_uuid7()),
        )

    async def bought(self, quantity: str) -> None:
        await self.floor.order_of(
            await self.floor.ask(self.user_id, self.accounts[0], buy(quantity)), state="filled"
        )

    async def sold(self, quantity: str) -> None:
        signal_id = await self.floor.ask(self.user_id, self.accounts[0], sell(quantity, reduce_only=True))
        await self.floor.order_of(signal_id, leg="exit", state="filled")


@pytest.fixture
async def office(floor: Floor) -> AsyncIterator[Office]:
    db = await Database.connect(floor.database.role_dsn("gateway"), role="gateway", max_size=4)
    user_id, accounts = await floor.add_trader(accounts=2)
    yield Office(floor, db, user_id, accounts)
    await db.close()


def history_of(running: Running, office: Office) -> History:
    return running.executor._books.desks[office.user_id].book.accounts[office.accounts[0]].history


async def test_what_limits_look_back_at_is_the_same_after_a_restart(floor: Floor, office: Office) -> None:
    first = await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("2")
    await floor.quote(bid="90", ask="90")
    await office.sold("2")
    await office.bought("1")
    await office.bought("1")
    before = history_of(first, office)
    await first.stop()

    second = await floor.start_executor()
    await floor.quote(bid="90", ask="90")
    await eventually(lambda: _is_loaded(second, office))

    after = history_of(second, office)
    assert [trade.result for trade in before.closed] == [Decimal(-20)]
    assert [(one.at, one.result) for one in after.closed] == [(one.at, one.result) for one in before.closed]
    assert dict(after.standing) == dict(before.standing) == {"BTCUSD": 2}
    assert [(one.side, one.quantity, one.opens) for one in after.sent] == [
        (one.side, one.quantity, one.opens) for one in before.sent
    ]
    assert len(after.sent) == 4


async def _is_loaded(running: Running, office: Office) -> bool:
    desk = running.executor._books.desks.get(office.user_id)
    return desk is not None and desk.is_settled


async def test_a_rehearsal_tells_orders_sums_and_rules_and_sends_nothing(
    floor: Floor, office: Office
) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await change_limits(office.cx, user={"order_notional_max": Decimal(500)}, accounts={})
    intent = buy("4", stop_loss=Protection("percent", Decimal(5)))

    told = await rehearse(office.cx, account_id=office.accounts[0], intent=intent)

    assert (told.verdict, told.reason, told.smallest_change) == ("approved", None, None)
    assert [(one["leg"], one["side"], one["quantity"]) for one in told.orders] == [
        ("entry", "buy", "4"),
        ("stop", "sell", "4"),
    ]
    notional = next(rule for rule in told.rules if rule["rule"] == "order_notional")
    assert (notional["value"], notional["limit"], notional["used_percent"]) == ("400", "500", "80")
    assert told.steps[0] == "Buy 4 BTCUSD at market."
    assert told.sizing is not None
    assert told.protection is not None
    assert await floor.owner.fetchval("select count(*) from app.signal") == 0
    assert await floor.owner.fetchval("select count(*) from app.trade_order") == 0


async def test_a_question_that_comes_before_the_shards_is_answered(floor: Floor, office: Office) -> None:
    rehearsing = (await floor.start_executor()).executor._rehearsing
    holds, not_yet = rehearsing._holds, iter([False] * 5)
    rehearsing._holds = lambda shard: next(not_yet, True) and holds(shard)
    await floor.quote(bid="100", ask="100")

    told = await rehearse(office.cx, account_id=office.accounts[0], intent=buy("4"))

    assert told.verdict == "approved"


async def test_a_denial_in_rehearsal_names_what_would_pass(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await change_limits(office.cx, user={"exposure_gross_max": Decimal(250)}, accounts={})
    await office.bought("1")

    told = await rehearse(office.cx, account_id=office.accounts[1], intent=buy("4"))

    assert (told.verdict, told.reason_code) == ("denied", "exposure_gross")
    assert told.orders == []
    assert told.smallest_change is not None
    assert (told.smallest_change["field"], told.smallest_change["value"]) == ("quantity", "1.5")


async def test_a_reversal_is_rehearsed_to_its_end(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("2")
    policy = AgentPolicy(Sizing("fixed", Decimal(3)), opposite="reverse")

    told = await rehearse(
        office.cx,
        account_id=office.accounts[0],
        intent=Intent("sell", "BTCUSD"),
        policy=policy,
        agent_id=AgentId(new_uuid7()),
        source="alert",
    )

    assert told.verdict == "approved"
    assert [(one["leg"], one["side"], one["quantity"]) for one in told.orders] == [
        ("exit", "sell", "2"),
        ("entry", "sell", "3"),
    ]


async def test_a_reversal_that_may_not_open_is_told_as_cut_down(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("2")
    limits = RiskLimits(order_notional_max=Decimal(10))
    policy = AgentPolicy(Sizing("fixed", Decimal(3)), opposite="reverse", limits=limits)

    told = await rehearse(
        office.cx,
        account_id=office.accounts[0],
        intent=Intent("sell", "BTCUSD"),
        policy=policy,
        agent_id=AgentId(new_uuid7()),
        source="alert",
    )

    assert (told.verdict, told.reason_code) == ("reduced", "order_notional")
    assert [one["leg"] for one in told.orders] == ["exit"]


async def test_a_limit_set_a_moment_ago_governs_the_rehearsal(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("1")

    await change_limits(office.cx, user={"trades_daily_max": 1}, accounts={})
    told = await rehearse(office.cx, account_id=office.accounts[0], intent=buy("1"))

    assert (told.verdict, told.reason_code) == ("denied", "trades_daily")


async def test_nobody_there_to_ask_is_an_answer(office: Office) -> None:
    with pytest.raises(ExecutorAbsent):
        await rehearse(office.cx, account_id=office.accounts[0], intent=buy("1"))


async def test_somebody_elses_account_cannot_be_rehearsed(floor: Floor, office: Office) -> None:
    _, [theirs] = await floor.add_trader()

    with pytest.raises(AccountNotFound):
        await rehearse(office.cx, account_id=theirs, intent=buy("1"))


async def test_usage_counts_what_still_rests(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("1")
    resting = await floor.ask(
        office.user_id, office.accounts[0], buy("2", order_type="limit", limit_price=Decimal(90))
    )
    await floor.order_of(resting, state="working")

    state = await read_risk(office.cx, no_quotes)

    assert state.is_live
    [mine, _] = state.usage["accounts"]
    figures = {one["rule"]: one["value"] for one in mine["figures"]}
    assert (figures["exposure_gross"], figures["trades_open"], figures["positions"]) == ("300", "2", "1")
    [row] = state.usage["exposure"]
    assert (row["notional"], row["reserved"], row["share"]) == ("100", "300", "1")


async def test_reduce_only_cancels_what_rests_and_keeps_what_is_held(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("1")
    resting = await floor.ask(
        office.user_id, office.accounts[0], buy("2", order_type="limit", limit_price=Decimal(90))
    )
    await floor.order_of(resting, state="working")

    await press_kill_switch(office.cx, account_id=None, action="reduce_only", reason="news")

    await floor.order_of(resting, state="cancelled")
    assert await floor.position(office.accounts[0]) == 1
    denied = await floor.decided(await floor.ask(office.user_id, office.accounts[0], buy("1")))
    assert (denied["state"], denied["reason_code"]) == ("denied", "kill_switch")
    await office.sold("1")


async def test_under_a_halt_programs_close_nothing_and_a_flatten_closes_all(
    floor: Floor, office: Office
) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("1")
    await press_kill_switch(office.cx, account_id=None, action="halt", reason="incident")

    refused = await floor.decided(
        await floor.ask(office.user_id, office.accounts[0], sell("1", reduce_only=True))
    )

    assert (refused["state"], refused["reason_code"]) == ("denied", "kill_switch")
    assert await floor.position(office.accounts[0]) == 1
    await press_kill_switch(office.cx, account_id=None, action="flatten", reason="enough")

    async def is_flat() -> bool:
        return await floor.position(office.accounts[0]) == 0

    await eventually(is_flat)


async def test_the_operators_pause_stops_the_very_next_entry(floor: Floor, office: Office) -> None:
    await floor.start_executor()
    await floor.quote(bid="100", ask="100")
    await office.bought("1")

    await floor.owner.execute(
        "select app.press_platform_switch('pause_entries', 'outage', 'operator:test', null, now())"
    )

    denied = await floor.decided(await floor.ask(office.user_id, office.accounts[0], buy("1")))
    assert (denied["state"], denied["reason_code"]) == ("denied", "kill_switch")
    assert "outage" in denied["reason"]
