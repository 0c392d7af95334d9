"""Changing limits: what is given is set, the rest stays, and the executor's next decision sees it."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from tests.store.orders.desk import SYMBOL, Desk, no_quotes

from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.signal import Blackout, RiskLimits, Session
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.risk import change_limits, read_risk
from tradewright.features.risk.store import DayPeak
from tradewright.features.risk.verbs.read_risk import RiskState
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

    # 120 realised and 5 of fees, and (60000 - 59050) * 0.5 on paper
    used = _figures(state)
    assert (used["loss_daily"], used["loss_daily_percent"]) == ("600", "6")
    assert (used["trades_daily"], used["positions"], used["exposure_gross"]) == ("4", "1", "29525")
    assert not state.is_live
    assert [(row["symbol"], row["notional"], row["share"]) for row in state.usage["exposure"]] == [
        (SYMBOL, "29525", "1")
    ]


async def test_a_figure_stands_beside_its_limit_and_what_is_used_of_it(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id)
    await change_limits(
        desk.cx, user={"trades_daily_max": 16}, accounts={account_id: {"trades_daily_max": 5}}
    )

    state = await read_risk(desk.cx, no_quotes)

    own = next(one for one in state.usage["accounts"][0]["figures"] if one["rule"] == "trades_daily")
    everybody = next(one for one in state.usage["user"]["figures"] if one["rule"] == "trades_daily")
    assert own == {"rule": "trades_daily", "value": "4", "limit": "5", "used_percent": "80"}
    assert (everybody["limit"], everybody["used_percent"]) == ("16", "25")


async def test_a_loss_without_a_price_is_not_known(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id)
    await desk.add_position(account_id, "0.5")

    used = _figures(await read_risk(desk.cx, no_quotes))

    assert (used["loss_daily"], used["exposure_gross"], used["leverage"]) == (None, None, None)


async def test_yesterdays_book_has_used_nothing_today(desk: Desk) -> None:
    account_id = await desk.add_account()
    await _open_day(desk, account_id, days_ago=2)

    used = _figures(await read_risk(desk.cx, no_quotes))

    assert (used["loss_daily"], used["trades_daily"]) == ("0", "0")


async def test_every_limit_comes_back_as_it_was_set(desk: Desk) -> None:
    since = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
    every = RiskLimits(
        loss_daily_max=Decimal("500.5"),
        trades_daily_max=10,
        positions_max=5,
        order_notional_max=Decimal(1000),
        loss_daily_percent_max=Decimal("2.5"),
        trades_open_max=4,
        position_notional_max=Decimal(2000),
        exposure_gross_max=Decimal(9000),
        exposure_net_max=Decimal(4000),
        leverage_max=Decimal("1.5"),
        symbols_allowed=frozenset({"BTCUSD", "ES"}),
        symbols_denied=frozenset({"DOGEUSD"}),
        sessions=(Session(frozenset({1, 5}), time(9, 30), time(16)),),
        blackouts=(Blackout(since, since + timedelta(hours=1), "payrolls", frozenset({"ES"})),),
        cooldown_losses=3,
        cooldown_minutes=60,
        price_collar_percent=Decimal(5),
        quote_age_max_s=10,
        duplicate_window_s=30,
        orders_per_minute_max=20,
    )
    assert all(getattr(every, one.name) != one.default for one in fields(RiskLimits)), "every field is set"

    kept = await change_limits(
        desk.cx, user={one.name: getattr(every, one.name) for one in fields(RiskLimits)}, accounts={}
    )

    assert kept.user == every


async def test_the_days_highest_equity_is_the_measure_of_its_drawdown(desk: Desk) -> None:
    account_id = await desk.add_account()
    for seconds, equity in ((0, "10000"), (1, "10400"), (2, "10100")):
        await desk.owner(
            """insert into app.equity_point (user_id, account_id, at, equity, cash)
               values ($1, $2, date_trunc('second', now()) + make_interval(secs => $3), $4, $4)""",
            desk.user_id,
            account_id,
            seconds,
            Decimal(equity),
        )

    state = await read_risk(desk.cx, no_quotes)

    assert state.peaks[account_id] == DayPeak(Decimal(10400), Decimal(10100))


def _figures(state: RiskState) -> dict[str, str | None]:
    [account] = state.usage["accounts"]
    return {figure["rule"]: figure["value"] for figure in account["figures"]}
