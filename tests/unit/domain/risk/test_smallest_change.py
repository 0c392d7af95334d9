"""The smallest change turns a denial into an approval, and anything smaller does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import NOW, d

from tradewright.domain.trading.instrument import Lot
from tradewright.domain.trading.risk import Proposal, Scope, ScopeFacts, Switch
from tradewright.domain.trading.risk.change import World, change_document, smallest_change
from tradewright.domain.trading.risk.facts import DayCount
from tradewright.domain.trading.risk.history import ClosedTrade, Sent
from tradewright.domain.trading.risk.reserve import Exposure, Reserve
from tradewright.domain.trading.risk.rules.times import is_inside
from tradewright.domain.trading.signal import Blackout, RiskLimits, Session

TOMORROW = NOW + timedelta(hours=12)
DAY = DayCount(Decimal(0), Decimal(10_000), 0, TOMORROW)
STEP = Decimal("0.01")
BUY = Proposal(
    "BTCUSDT",
    quantity=d("5"),
    opens=d("5"),
    unit=d("100"),
    quote_mid=d("100"),
    quote_at=NOW,
    lot=Lot(STEP, STEP),
    tick=d("0.5"),
)


def a_world(*limits: RiskLimits, proposal: Proposal = BUY, **facts: Any) -> World:
    given = {"days": (DAY,), "equity": Decimal(10_000), **facts}
    names: tuple[Scope, ...] = ("account", "user")
    scopes = tuple(ScopeFacts(name, limits=one, **given) for name, one in zip(names, limits, strict=False))
    return World(proposal, scopes, NOW, "USD", "00:00 UTC")


amounts = st.decimals(1, 5_000, places=2)
quantities = st.integers(1, 100_000).map(lambda steps: steps * STEP)
signed = st.integers(-50_000, 50_000).map(lambda steps: steps * STEP)
sizes = st.builds(
    RiskLimits,
    order_notional_max=st.none() | amounts,
    position_notional_max=st.none() | amounts,
    exposure_gross_max=st.none() | amounts,
    exposure_net_max=st.none() | amounts,
    leverage_max=st.none() | st.decimals("0.001", 1, places=3),
)


@given(
    limits=st.lists(sizes, min_size=1, max_size=2),
    quantity=quantities,
    closes=st.integers(0, 500).map(lambda steps: steps * STEP),
    held=signed,
    others=amounts,
    unit=amounts,
)
@settings(deadline=None, max_examples=150)
def test_the_largest_size_that_passes_is_named_and_one_step_more_is_denied(
    *,
    limits: list[RiskLimits],
    quantity: Decimal,
    closes: Decimal,
    held: Decimal,
    others: Decimal,
    unit: Decimal,
) -> None:
    assume(closes < quantity)
    reserve = Reserve(held_max=held, held_min=held, mark=unit)
    proposal = replace(BUY, quantity=quantity, opens=quantity - closes, unit=unit, reserve=reserve)
    world = a_world(*limits, proposal=proposal, rest=Exposure(others, Decimal(0), others, others, others))
    assume(world.denied())

    changes = smallest_change(world)

    assert changes is not None
    if changes[0].field.startswith("limits."):
        assert all(
            world.with_proposal(proposal.with_quantity(one * STEP)).denied()
            for one in range(int(closes / STEP) + 1, min(int(quantity / STEP), int(closes / STEP) + 20))
        )
        return
    [change] = changes
    assert change.field == "quantity"
    largest = Decimal(change.value)
    assert not world.with_proposal(proposal.with_quantity(largest)).denied() or largest <= closes
    assert world.with_proposal(proposal.with_quantity(largest + STEP)).denied()


def test_an_order_that_no_size_fits_names_the_limit_it_would_need() -> None:
    reserve = Reserve(held_max=d("9"), held_min=d("9"), mark=d("100"))
    world = a_world(RiskLimits(exposure_gross_max=d("900")), proposal=replace(BUY, reserve=reserve))

    changes = smallest_change(world)

    assert changes is not None
    [change] = changes
    assert (change.field, change.value) == ("limits.exposure_gross_max", "1400")


@given(
    losses=st.integers(0, 5),
    minutes=st.integers(1, 600),
    sent=st.lists(st.integers(0, 59), max_size=6),
    rate=st.integers(1, 4),
    window=st.integers(1, 3600),
    session=st.tuples(st.sets(st.integers(1, 7), min_size=1), st.integers(0, 23), st.integers(0, 23)),
    blackouts=st.lists(st.tuples(st.integers(-60, 600), st.integers(1, 600)), max_size=3),
    loss=st.integers(0, 200),
    trades=st.integers(0, 5),
)
@settings(deadline=None, max_examples=200)
def test_the_first_moment_that_passes_is_named_and_a_moment_earlier_is_denied(
    *,
    losses: int,
    minutes: int,
    sent: list[int],
    rate: int,
    window: int,
    session: tuple[set[int], int, int],
    blackouts: list[tuple[int, int]],
    loss: int,
    trades: int,
) -> None:
    days, since, until = session
    limits = RiskLimits(
        cooldown_losses=3,
        cooldown_minutes=minutes,
        orders_per_minute_max=rate,
        duplicate_window_s=window,
        sessions=(Session(frozenset(days), time(since), time(until)),),
        blackouts=tuple(
            Blackout(NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length))
            for start, length in blackouts
        ),
        loss_daily_max=d("100"),
        trades_daily_max=3,
    )
    entries = tuple(Sent(NOW - timedelta(seconds=ago), "BTCUSDT", "buy", d("5"), True, None) for ago in sent)
    world = a_world(
        limits,
        days=(DayCount(Decimal(loss), Decimal(10_000), trades, TOMORROW),),
        closed=tuple(ClosedTrade(NOW - timedelta(minutes=one), d("-1")) for one in range(losses)),
        sent=entries,
        sent_here=entries,
        timezone="Asia/Jakarta",  # no changes of clocks
    )
    assume(world.denied())

    changes = smallest_change(world)

    assert changes is not None
    [change] = changes
    moment = datetime.fromisoformat(change.value)
    assert change.field == "wait_until"
    assert not world.at(moment).denied()
    assert world.at(moment - timedelta(microseconds=1)).denied()


@pytest.mark.parametrize(("asked", "allowed"), [("90", "95"), ("120", "105"), ("94.99", "95")])
def test_the_nearest_price_inside_the_collar_is_named(asked: str, allowed: str) -> None:
    proposal = replace(BUY, order_type="limit", limit_price=d(asked), unit=d(asked))
    world = a_world(RiskLimits(price_collar_percent=d("5")), proposal=proposal)

    changes = smallest_change(world)

    assert changes is not None
    [change] = changes
    assert (change.field, change.value) == ("limit_price", allowed)
    further = Decimal(allowed) + (BUY.tick if Decimal(asked) > 100 else -BUY.tick)
    assert world.with_proposal(replace(proposal, limit_price=further)).denied()


def test_several_rules_that_deny_need_several_changes_together() -> None:
    limits = RiskLimits(order_notional_max=d("100"), trades_daily_max=2)
    world = a_world(limits, days=(replace(DAY, trades=2),), switch=Switch("reduce_only", "news"))

    document = change_document(smallest_change(world))

    assert document is not None
    fields = [document["field"], *(one["field"] for one in document["also"])]
    assert fields == ["kill_switch", "wait_until", "quantity"]
    assert document["also"][1]["value"] == "1"


@pytest.mark.parametrize(
    ("limits", "facts", "expected"),
    [
        (RiskLimits(positions_max=2), {"positions_other": 4}, ("positions", "1")),
        (RiskLimits(trades_open_max=3), {"trades_open": 3}, ("trades_open", "2")),
        (RiskLimits(symbols_denied=frozenset({"BTCUSDT"})), {}, ("symbols_denied", "BTCUSDT")),
        (RiskLimits(symbols_allowed=frozenset({"ES1!"})), {}, ("symbols_allowed", "BTCUSDT")),
        (RiskLimits(), {"blocked": "order_unknown"}, ("blocked", "clear")),
    ],
)
def test_what_lies_outside_the_order_is_named(
    limits: RiskLimits, facts: dict[str, Any], expected: tuple[str, str]
) -> None:
    changes = smallest_change(a_world(limits, **facts))

    assert changes is not None
    assert [(one.field, one.value) for one in changes] == [expected]


@pytest.mark.parametrize(
    ("limits", "changes"),
    [
        (RiskLimits(exposure_gross_max=d("100")), {"rest": None}),
        (RiskLimits(loss_daily_max=d("100")), {"days": (replace(DAY, loss=None),)}),
        (RiskLimits(trades_daily_max=0), {}),
        (RiskLimits(orders_per_minute_max=0), {}),
    ],
)
def test_where_nothing_the_trader_changes_would_help_nothing_is_named(
    limits: RiskLimits, changes: dict[str, Any]
) -> None:
    world = a_world(limits, **changes)

    assert world.denied()
    assert smallest_change(world) is None


def test_an_order_that_passes_needs_no_change() -> None:
    assert smallest_change(a_world(RiskLimits(order_notional_max=d("500")))) == ()
    assert change_document(()) is None


def test_sessions_over_midnight_open_on_their_own_day() -> None:
    monday_night = Session(frozenset({1}), time(22), time(2))
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    world = replace(a_world(RiskLimits(sessions=(monday_night,)), timezone="UTC"), now=sunday)

    changes = smallest_change(world)

    assert changes is not None
    assert changes[0].value == "2026-03-02T22:00:00Z"
    zone = ZoneInfo("UTC")

    assert is_inside((monday_night,), datetime(2026, 3, 3, 1, 59, tzinfo=UTC), zone)
    assert not is_inside((monday_night,), datetime(2026, 3, 3, 2, 0, tzinfo=UTC), zone)
    assert not is_inside((monday_night,), datetime(2026, 3, 2, 1, 0, tzinfo=UTC), zone)
