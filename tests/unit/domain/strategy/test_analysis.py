"""What is said about a definition before a bar is read: warm-up, cost, findings, likeness, differences."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from tests.unit.domain.strategy.library import SCOPE, a_definition, resolved

from tradewright.domain.strategy.analysis import analyse
from tradewright.domain.strategy.analysis.truth import decided
from tradewright.domain.strategy.diff import diff
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import check
from tradewright.domain.strategy.similarity import features, similarity
from tradewright.kernel.timeframes import Timeframe


def an_entry(long: str, **more: Any) -> dict[str, Any]:
    return {
        "direction": "long",
        "components": [{"id": "go", "type": "entry", "expression": {"long": long}}],
        **more,
    }


def codes(**changes: Any) -> set[str]:
    return {one.code for one in analyse(resolved(**changes)).findings}


@pytest.mark.parametrize(
    ("long", "bars"),
    [
        ("close > open", 0),
        ("close > ema(close, 20)", 19),
        ("close > ema(ema(close, 20), 10)", 28),
        ("close[5] > ema(close, 20)[3]", 22),
        ("crossover(close, ema(close, 20))", 20),
        ("sum(volume, 10) > 5", 9),
        ("on('1h', ema(close, 20)) > close", 240),
        ("ema_cross(close, 5, 30).long", 30),
    ],
)
def test_warm_up_counts_the_bars_before_the_first_value(long: str, bars: int) -> None:
    assert analyse(resolved(**an_entry(long))).warmup_bars == bars


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("rsi(close, 14) > 100", False),
        ("rsi(close, 14) <= 100", True),
        ("rsi(close, 14) > 30", None),
        ("hour >= 0", True),
        ("hour == 25 or close > open", None),
        ("1 > 2 and close > open", False),
        ("close >= close", True),
        ("not (close > close)", True),
        ("crossover(rsi(close, 14), 100)", False),
        ("ema(rsi(close, 14), 3) < 0", False),
        ("abs(close - open) < 0", False),
        ("100 - rsi(close, 14) < 0", False),
    ],
)
def test_conditions_that_bars_cannot_change_are_seen(text: str, verdict: bool | None) -> None:
    assert decided(check(parse(text), SCOPE).expr, SCOPE.catalogue) is verdict


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (an_entry("rsi(close, 14) > 100"), "always_false"),
        (an_entry("hour < 24"), "always_true"),
        (an_entry("rsi(close, 14) < 30 and close > open and rsi(close, 14) > 70"), "contradiction"),
        (an_entry("close > open", series={"idle": "ema(close, 3)"}), "unused_series"),
        (an_entry("close > open", inputs={"idle": {"type": "int", "default": 1}}), "unused_input"),
        (an_entry("close > open", rules={"long": {"entry": "close > 5"}}), "unused_component"),
        (an_entry("close > on('1h', high)"), "higher_timeframe"),
        (an_entry("obv > 0"), "depends_on_start"),
        (an_entry("close > open", execution={"process_orders_on_close": True}), "fills_at_close"),
        (an_entry("close > open"), "never_leaves"),
        (an_entry("close > open"), "no_stop"),
        (an_entry("close > open") | {"direction": "both"}, "side_never_enters"),
    ],
)  # fmt: skip
def test_a_finding_is_made_where_there_is_reason(changes: dict[str, Any], code: str) -> None:
    assert code in codes(**changes)


def test_a_definition_that_costs_too_much_is_an_error() -> None:
    series = {f"s{k}": " + ".join(f"ema(close[{k}], {n})" for n in range(1, 21)) for k in range(1, 151)}
    analysis = analyse(
        resolved(
            **an_entry("close > open", series=series, stop_loss={"mode": "price", "value": "max(s1, s2)"})
        )
    )
    groups = [{"any": [f"s{k} > 1" for k in range(first, first + 50)]} for first in (1, 51, 101)]
    heavy = analyse(
        resolved(
            **an_entry(
                "close > open",
                series=series,
                rules={"long": {"entry": {"all": ["go", *groups]}}},
            )
        )
    )

    assert analysis.is_runnable and analysis.cost < 100
    assert not heavy.is_runnable and heavy.cost > 3_000


def test_a_sound_strategy_has_no_finding() -> None:
    assert codes(stop_loss={"mode": "percent", "value": 2}) == set()


def test_what_is_used_through_others_is_used() -> None:
    found = codes(
        inputs={"n": {"type": "int", "default": 3}, "k": {"type": "int", "default": 3}},
        series={"half": "n * 2", "line": "ema(close, half)"},
        components=[
            {"id": "go", "type": "entry", "expression": {"long": "close > line", "short": "close < line"}},
            {"id": "guard", "type": "stop_loss", "indicator": "atr_stop", "params": {"length": "k"}},
        ],
    )

    assert found == set()


def test_strategies_of_one_meaning_are_alike_whatever_their_words() -> None:
    first = features(resolved(**an_entry("close > ema(close, 20) and rsi(close, 14) < 30")))
    second = features(
        resolved(
            direction="long",
            inputs={"n": {"type": "int", "default": 20}},
            series={"line": "ema(close, length=n)"},
            components=[
                {"id": "cheap", "type": "trend", "expression": {"long": "30 > rsi(close, 14)"}},
                {"id": "above", "type": "entry", "expression": {"long": "line < close"}},
            ],
        )
    )

    assert similarity(first, second) == 1.0


def test_likeness_falls_with_each_difference_and_is_symmetric() -> None:
    base = features(resolved(**an_entry("close > ema(close, 20)")))
    others = [
        features(resolved(**an_entry("close > ema(close, 20)"))),
        features(resolved(**an_entry("close > ema(close, 21)"))),
        features(resolved(**an_entry("close > sma(close, 50)"))),
        features(resolved(**an_entry("crossover(rsi(close, 14), 30)"), timeframe="1d", market="stocks")),
    ]

    likeness = [similarity(base, other) for other in others]
    assert likeness[0] == 1.0
    assert all(nearer > farther for nearer, farther in pairwise(likeness))
    assert likeness == [similarity(other, base) for other in others]
    assert 0.0 <= likeness[-1] < 0.5


def test_a_difference_names_its_place_and_both_values() -> None:
    cross = {"id": "cross", "type": "entry", "indicator": "ema_cross", "params": {"fast": 3}}
    leave = {"id": "leave", "type": "exit", "expression": "close < open"}
    before = a_definition(components=[cross], stop_loss={"mode": "percent", "value": 2})
    after = a_definition(
        components=[leave, {**cross, "params": {"fast": 5}}], series={"line": "ema(close, 3)"}
    )

    changes = {one.path: (one.before, one.after) for one in diff(before, after)}

    assert changes["$.components[cross].params.fast"] == ("3", "5")
    assert changes["$.stop_loss"] == ('{"mode": "percent", "value": 2}', None)
    assert changes["$.series"] == (None, '{"line": "ema(close, 3)"}')
    assert changes["$.components[leave]"][0] is None
    assert len(changes) == 4
    assert diff(before, before) == ()


@pytest.mark.parametrize(
    ("text", "seconds", "pine"),
    [("5m", 300, "5"), ("1h", 3600, "60"), ("1d", 86_400, "1D"), ("1w", 604_800, "1W")],
)
def test_a_timeframe_knows_its_length(text: str, seconds: int, pine: str) -> None:
    assert (Timeframe(text).seconds, Timeframe(text).pine) == (seconds, pine)


def test_weeks_begin_on_monday_and_days_at_midnight() -> None:
    saturday = 1_795_267_800 * 10**9  # 2026-11-21T13:30Z

    assert Timeframe.W1.floor_ns(saturday) == 1_794_787_200 * 10**9
    assert Timeframe.D1.floor_ns(saturday) == 1_795_219_200 * 10**9
    assert Timeframe.H4.holds(Timeframe.H1) and not Timeframe.M5.holds(Timeframe.M3)
