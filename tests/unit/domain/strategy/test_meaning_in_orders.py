"""What a definition comes to: series in order, and statements that the runner and Pine both read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.unit.domain.strategy.library import SMALL, a_definition, resolved

from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.orders import (
    BarsLimit,
    Bracket,
    Close,
    Enter,
    Level,
    RiskMultiple,
    RiskQuantity,
    SessionFlat,
)
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.kernel.errors import Invalid

ATR_STOP = {"id": "guard", "type": "stop_loss", "indicator": "atr_stop", "params": {"multiple": 3}}
CROSS = {"id": "cross", "type": "entry", "indicator": "ema_cross", "params": {"fast": 3}}


def faults_of(values: dict[str, object] | None = None, /, **changes: Any) -> dict[str, str]:
    definition = a_definition(**changes)
    with pytest.raises(Invalid) as refused:
        resolve(definition, SMALL, values)
    return {fault.path: fault.rule for fault in refused.value.faults}


def text_of(strategy: Resolved, name: str) -> str:
    series = strategy.find(name)
    assert series is not None
    return render(series.expression)


def bracket_of(strategy: Resolved, side: str) -> Bracket:
    return next(one for one in strategy.statements if isinstance(one, Bracket) and one.side == side)


def told(level: Level | RiskMultiple | None) -> tuple[Decimal, str]:
    assert isinstance(level, Level)
    return constant_number(level.scale, {}), render(level.offset)


def test_by_default_every_trend_and_every_entry_must_agree_and_any_exit_leaves() -> None:
    strategy = resolved(
        components=[
            {"id": "up", "type": "trend", "expression": {"long": "close > open", "short": "close < open"}},
            CROSS,
            {"id": "late", "type": "exit", "expression": "hour > 20"},
            {"id": "back", "type": "exit", "indicator": "ema_cross", "invert": True},
        ]
    )

    assert text_of(strategy, "long_entry") == "up_long and cross_long"
    assert text_of(strategy, "long_exit") == "late_long or back_long"
    assert text_of(strategy, "back_long") == 'ema_cross(close, 9, 21, "ema").short'
    assert text_of(strategy, "enter_long") == "long_entry and not short_entry"


def test_groups_become_one_condition_and_a_components_name_means_its_own_side() -> None:
    strategy = resolved(
        components=[
            CROSS,
            {"id": "calm", "type": "trend", "expression": {"long": "close > open", "short": "close < open"}},
        ],
        rules={"short": {"entry": {"all": ["cross", {"any": [{"not": "calm"}, "calm.long and hour < 8"]}]}}},
    )

    assert text_of(strategy, "short_entry") == "cross_short and (not calm_short or calm_long and hour < 8)"


def test_statements_stand_in_the_order_in_which_they_act() -> None:
    strategy = resolved(
        components=[CROSS, {"id": "leave", "type": "exit", "expression": "close < open"}],
        stop_loss={"mode": "percent", "value": 2},
        time={
            "sessions": [{"from": "09:30", "to": "16:00", "days": ["mon"]}],
            "flat_outside": True,
            "bars_in_trade_max": 5,
        },
    )

    kinds = [type(one) for one in strategy.statements]
    assert kinds == [SessionFlat, Close, BarsLimit, Close, BarsLimit, Enter, Enter, Bracket, Bracket]
    assert text_of(strategy, "in_session") == 'session("0930-1600", "UTC", "2", "close")'
    assert text_of(strategy, "enter_short") == "cross_short and not cross_long and in_session"


@pytest.mark.parametrize(
    ("stop", "long", "short"),
    [
        ({"mode": "percent", "value": 2}, ("0.98", "0"), ("1.02", "0")),
        ({"mode": "ticks", "value": 50}, ("1", "-long_stop_distance"), ("1", "short_stop_distance")),
        (
            {"mode": "atr", "value": 2, "length": 7},
            ("1", "-long_stop_distance"),
            ("1", "short_stop_distance"),
        ),
        ({"mode": "price", "value": "low - 1"}, ("0", "long_stop_price"), ("0", "short_stop_price")),
    ],
)
def test_a_stop_is_affine_in_the_entry_price(
    stop: dict[str, Any], long: tuple[str, str], short: tuple[str, str]
) -> None:
    strategy = resolved(stop_loss=stop)

    for side, (scale, offset) in {"long": long, "short": short}.items():
        [level] = bracket_of(strategy, side).stops
        assert told(level) == (Decimal(scale), offset)
        assert [one.id for one in bracket_of(strategy, side).exits] == [f"{side.title()} SL"]


def test_the_nearest_of_several_stops_is_chosen_na_ignored() -> None:
    wide = {"id": "wide", "type": "stop_loss", "expression": {"long": "low", "short": "high"}}
    strategy = resolved(components=[CROSS, ATR_STOP, wide], stop_loss={"mode": "percent", "value": 2})

    fixed, relative = bracket_of(strategy, "long").stops
    assert told(fixed) == (Decimal(0), "long_stop_nearest")
    assert told(relative)[0] == Decimal("0.98")
    nearest = "na(guard_long) ? wide_long : na(wide_long) ? guard_long : max(guard_long, wide_long)"
    assert text_of(strategy, "long_stop_nearest") == nearest
    assert "min(guard_short, wide_short)" in text_of(strategy, "short_stop_nearest")


def test_reward_to_risk_is_exact_where_the_stop_follows_the_entry_price() -> None:
    strategy = resolved(
        stop_loss={"mode": "percent", "value": 2}, take_profit=[{"mode": "risk_reward", "value": 3}]
    )

    assert told(bracket_of(strategy, "long").exits[0].limit) == (Decimal("1.06"), "0")
    assert told(bracket_of(strategy, "short").exits[0].limit) == (Decimal("0.94"), "0")
    assert not bracket_of(strategy, "long").keeps_risk


def test_reward_to_risk_remembers_the_risk_where_the_stop_is_a_price() -> None:
    strategy = resolved(components=[CROSS, ATR_STOP], take_profit=[{"mode": "risk_reward", "value": 3}])

    limit = bracket_of(strategy, "long").exits[0].limit
    assert isinstance(limit, RiskMultiple) and constant_number(limit.ratio, {}) == 3
    assert bracket_of(strategy, "long").keeps_risk


@pytest.mark.parametrize(
    ("portions", "exits"),
    [
        ([50, None], [("Long TP1", 50), ("Long TP2", None)]),
        ([50, 50], [("Long TP1", 50), ("Long TP2", None)]),
        ([30, 30], [("Long TP1", 30), ("Long TP2", 30), ("Long SL", None)]),
        ([None], [("Long TP1", None)]),
    ],
)
def test_portions_end_in_an_exit_that_takes_all_that_is_left(
    portions: list[int | None], exits: list[tuple[str, int | None]]
) -> None:
    targets = [
        {"mode": "percent", "value": place + 1, **({} if portion is None else {"portion": portion})}
        for place, portion in enumerate(portions)
    ]
    strategy = resolved(stop_loss={"mode": "percent", "value": 1}, take_profit=targets)

    def value(expr: Expr | None) -> Decimal | None:
        return None if expr is None else constant_number(expr, {})

    assert [(one.id, value(one.portion)) for one in bracket_of(strategy, "long").exits] == exits


def test_risk_sizing_takes_its_quantity_from_the_stop() -> None:
    strategy = resolved(components=[CROSS, ATR_STOP], sizing={"mode": "risk_percent", "value": 1})

    enters = [one for one in strategy.statements if isinstance(one, Enter)]
    assert all(isinstance(one.quantity, RiskQuantity) for one in enters) and len(enters) == 2


def test_an_input_takes_the_place_of_a_number_and_may_be_set() -> None:
    changes: dict[str, Any] = {
        "inputs": {"pct": {"type": "float", "default": 2, "min": 1, "max": 5, "step": 0.5}},
        "stop_loss": {"mode": "percent", "value": "pct * 2"},
    }
    strategy = resolved({"pct": "3.5"}, **changes)

    [level] = bracket_of(strategy, "long").stops
    assert constant_number(level.scale, strategy.inputs) == Decimal("0.93")
    assert faults_of({"pct": 9}, **changes)["$.inputs.pct"] == "range"
    assert faults_of({"pct": "2.3"}, **changes)["$.inputs.pct"] == "step"
    assert faults_of({"pcd": 2}, **changes) == {"$.inputs.pcd": "unknown_input"}


def test_names_stand_in_full_inside_another_timeframe() -> None:
    strategy = resolved(series={"fast": "ema(close, 3)", "hourly": "on('1h', fast > fast[1])"})

    assert text_of(strategy, "hourly") == 'on("1h", ema(close, 3) > ema(close, 3)[1])'


def test_a_direction_drops_the_other_side_with_all_that_only_it_reads() -> None:
    strategy = resolved(components=[CROSS, ATR_STOP], direction="long")

    assert {one.side for one in strategy.statements if isinstance(one, Enter | Bracket)} == {"long"}
    assert [one.name for one in strategy.series] == ["cross_long", "guard_long"]


def test_every_fault_of_meaning_is_told_at_its_place_and_only_once() -> None:
    assert faults_of(
        series={"bad": "emma(close, 3)", "after": "bad + 1"},
        components=[
            {"id": "a", "type": "entry", "indicator": "ema_cros"},
            {"id": "b", "type": "entry", "indicator": "ema"},
            {
                "id": "c",
                "type": "entry",
                "indicator": "ema_cross",
                "params": {"fast": 0, "slw": 3, "kind": "wma"},
            },
            {"id": "e", "type": "entry", "expression": {"long": "close", "short": "bad > 1"}},
            CROSS,
        ],
        rules={"long": {"exit": {"any": ["cross", "close + 1"]}}},
        stop_loss={"mode": "percent", "value": 120},
        sizing={"mode": "fixed", "value": "close"},
    ) == {
        "$.series.bad": "unknown_function",
        "$.components[0].indicator": "unknown_indicator",
        "$.components[1].indicator": "no_template",
        "$.components[2].params.slw": "unknown_argument",
        "$.components[2].params.fast": "range",
        "$.components[2].params.kind": "option",
        "$.components[3].long": "kind",
        "$.rules.long.exit.any[1]": "kind",
        "$.stop_loss.value": "range",
        "$.sizing.value": "not_constant",
    }


@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"components": []}, "$.components", "never_enters"),
        ({"sizing": {"mode": "risk_percent", "value": 1}}, "$.sizing", "needs_stop"),
        ({"take_profit": [{"mode": "risk_reward", "value": 1}]}, "$.take_profit[0]", "needs_stop"),
        (
            {
                "take_profit": [
                    {"mode": "percent", "value": 1, "portion": 60},
                    {"mode": "percent", "value": 2, "portion": 60},
                ]
            },
            "$.take_profit",
            "range",
        ),
        ({"time": {"bars_in_trade_max": 0}}, "$.time.bars_in_trade_max", "range"),
        ({"time": {"cooldown_bars": "1.5"}}, "$.time.cooldown_bars", "type"),
    ],
)
def test_what_cannot_be_traded_is_refused(changes: dict[str, Any], path: str, rule: str) -> None:
    assert faults_of(**changes)[path] == rule


def test_series_that_double_each_other_are_bounded() -> None:
    series = {"s0": "close + open", **{f"s{place}": f"s{place - 1} + s{place - 1}" for place in range(1, 60)}}

    assert "too_large" in faults_of(series=series).values()


def test_series_that_are_all_large_are_bounded_together() -> None:
    doubling = {"s0": "close", **{f"s{place}": f"s{place - 1} + s{place - 1}" for place in range(1, 13)}}
    series = {**doubling, **{f"line{place}": f"s12 + {place}" for place in range(12)}}

    assert list(faults_of(series=series).values()) == ["too_large"]
