"""Changing limits: what is given is set, the rest stays, and the executor's next decision sees it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.store.orders.desk import SYMBOL, Desk, no_quotes

from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.signal import RiskLimits
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import change_limits, read_risk
from tradewright.kernel.ids import AccountId


async def test_what_is_left_out_stays_and_null_takes_a_limit_away(desk: Desk) -> None:
    account_id = await desk.add_account()
    await change_limits(
        desk.cx,
        user={"loss_daily_max": Decimal("500.50"), "trades_daily_max": 10},
        accounts={account_id: {"positions_max": 2}},
    )

    after = await change_limits(desk.cx, user={"trades_daily_max": None, "positions_max": 5}, accounts={})

    assert after.user == RiskLimits(loss_daily_max=Decimal("500.50"), positions_max=5)
    assert after.accounts == {account_id: RiskLimits(positions_max=2)}


async def test_every_change_of_limits_bumps_the_epoch(desk: Desk) -> None:
    before = await desk.epoch()

    await change_limits(desk.cx, user={"trades_daily_max": 1}, accounts={})
    await change_limits(desk.cx, user={"trades_daily_max": 2}, accounts={})

    assert await desk.epoch() == before + 2


async def test_an_account_of_somebody_else_changes_nothing_at_all(desk: Desk, stranger: Desk) -> None:
    theirs = await stranger.add_account()
    before = await desk.epoch(), await stranger.epoch()

    with pytest.raises(AccountNotFound):
        await change_limits(desk.cx, user={"trades_daily_max": 1}, accounts={theirs: {"positions_max": 1}})

    assert (await desk.epoch(), await stranger.epoch()) == before
    rows = await desk.owner(
        "select 1 from app.risk_limit where user_id in ($1, $2)", desk.user_id, stranger.user_id
    )
    assert rows == []


async def test_a_change_leaves_who_made_it_and_an_event(desk: Desk) -> None:
    await change_limits(desk.cx, user={"order_notional_max": Decimal(1000)}, accounts={})

    [audit] = await desk.owner(
        "select actor, action, before, after from app.audit_entry where user_id = $1", desk.user_id
    )
    assert (audit["actor"], audit["action"]) == (f"user:{desk.user_id}", "risk.limits_changed")
    assert json.loads(audit["before"])["order_notional_max"] is None
    assert json.loads(audit["after"])["order_notional_max"] == "1000"
    [row] = await desk.owner("select events from app.outbox where user_id = $1", desk.user_id)
    [event] = json.loads(row["events"])
    assert event["type"] == "risk.changed"
    assert event["data"]["user"]["order_notional_max"] == "1000"


async def _open_day(desk: Desk, account_id: AccountId, *, days_ago: int = 0) -> None:
    await desk.owner(
        """update app.account_book set realised = -120, fees = 5, day_equity_start = 10000, day_trades = 4, trading_day = $2
            where account_id = $1""",
        account_id,
        (datetime.now(UTC) - timedelta(days=days_ago)).date(),
    )


def _quote(bid: str, ask: str) -> Quote:
    return Quote(SYMBOL, Decimal(bid), Decimal(ask), Decimal(bid), datetime.now(UTC))


async def test_usage_counts_realised_and_unrealised_loss_of_today(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id)
    await desk.add_position(account_id, "0.5")

    state = await read_risk(desk.cx, lambda _: _quote("59000", "59100"))

    [used] = state.usage
    # 120 realised and 5 of fees, and (60000 - 59050) * 0.5 on paper
    assert used.loss_daily == Decimal(600)
    assert (used.trades_daily, used.positions) == (4, 1)


async def test_a_loss_without_a_price_is_not_known(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id)
    await desk.add_position(account_id, "0.5")

    [used] = (await read_risk(desk.cx, no_quotes)).usage

    assert used.loss_daily is None


async def test_yesterdays_book_has_used_nothing_today(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id, days_ago=2)

    [used] = (await read_risk(desk.cx, no_quotes)).usage

    assert (used.loss_daily, used.trades_daily) == (Decimal(0), 0)
