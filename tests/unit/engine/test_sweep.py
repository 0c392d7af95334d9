"""A sweep says of each candidate what a run of its own would say, whatever is shared and on however many threads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.engine.test_program import tape

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.backtest import backtest
from tradewright.engine.gurus import GURUS
from tradewright.engine.report import Run, headline
from tradewright.engine.sweep import Outcome, sweep
from tradewright.kernel.errors import Invalid

EXAMPLES = Path(__file__).parents[3] / "docs/examples/strategies"
BARS = tape(1_500, minutes=60, missing=(40, 41, 600))
EVERYTHING: Mapping[str, Any] = {
    "schema": "tradewright.strategy/1",
    "name": "Everything an input may touch",
    "timeframe": "1h",
    "inputs": {
        "fast": {"type": "int", "default": 5, "min": 2, "max": 50},
        "slow": {"type": "int", "default": 20, "min": 3, "max": 90},
        "ago": {"type": "int", "default": 1, "min": 0, "max": 9},
        "size": {"type": "float", "default": 50, "min": 1, "max": 100},
        "part": {"type": "float", "default": 50, "min": 10, "max": 100},
        "strict": {"type": "bool", "default": False},
        "source": {"type": "source", "default": "close"},
        "longer": {"type": "timeframe", "default": "4h"},
    },
    "series": {"trend": "on(longer, ema(close, slow))", "quick": "ema(source, fast)"},
    "components": [
        {
            "id": "cross",
            "type": "entry",
            "expression": {
                "long": "crossover(quick, trend[ago]) and (not strict or close > open)",
                "short": "crossunder(quick, trend[ago]) and (not strict or close < open)",
            },
        }
    ],
    "stop_loss": {"mode": "atr", "value": 2, "length": "fast"},
    "take_profit": [{"mode": "risk_reward", "value": 1, "portion": "part"}, {"mode": "percent", "value": 5}],
    "sizing": {"mode": "percent_of_equity", "value": "size"},
    "costs": {"commission": {"mode": "percent", "value": 0.05}},
}
CANDIDATES: list[dict[str, Any]] = [
    {"fast": 5, "slow": 20},
    {"fast": 6, "slow": 20},
    {"fast": 6, "slow": 20, "source": "hl2"},
    {"fast": 6, "slow": 33, "ago": 4, "longer": "1d"},
    {"fast": 6, "slow": 33, "ago": 4, "strict": True},
    {"fast": 9, "slow": 20, "size": 10},
    {"fast": 9, "slow": 21, "size": 100, "part": 100},
    {"fast": 9, "slow": 21, "part": 25, "longer": "1h"},
]


def definition(document: Any) -> Definition:
    return parse_definition(document)


@pytest.mark.parametrize("threads", [1, 2])
def test_each_candidate_comes_out_as_in_a_run_of_its_own(threads: int) -> None:
    strategy = definition(EVERYTHING)

    outcomes = sweep(strategy, BARS, CANDIDATES, threads=threads)

    for candidate, outcome in zip(CANDIDATES, outcomes, strict=True):
        alone = headline(Run.of(backtest(strategy, BARS, inputs=candidate)))
        assert outcome.headline == alone, candidate
        assert {name: outcome.inputs[name] for name in candidate} == candidate
    assert len({outcome.headline.net_profit for outcome in outcomes}) == len(CANDIDATES)
    assert min(outcome.headline.trades for outcome in outcomes) > 2


def test_many_averages_share_their_columns_and_change_nothing() -> None:
    strategy = definition(load_text((EXAMPLES / "ema-cross-rsi.yaml").read_text()))
    candidates = [{"fast": fast, "slow": slow} for fast in range(4, 9) for slow in range(12, 30, 3)]

    outcomes = sweep(strategy, BARS, candidates)

    for candidate, outcome in zip(candidates, outcomes, strict=True):
        assert outcome.headline == headline(Run.of(backtest(strategy, BARS, inputs=candidate)))


def test_what_the_caller_overrides_holds_for_every_candidate() -> None:
    strategy = definition(EVERYTHING)

    [free] = sweep(strategy, BARS, [{}], commission_value=0)
    [dear] = sweep(strategy, BARS, [{}], commission_value=1)

    assert dear.headline.net_profit < free.headline.net_profit


def test_each_outcome_is_told_once_as_it_comes() -> None:
    told: dict[int, Outcome] = {}

    outcomes = sweep(definition(EVERYTHING), BARS, CANDIDATES, on_done=told.__setitem__)

    assert [told[number] for number in range(len(CANDIDATES))] == outcomes


@pytest.mark.parametrize(
    ("candidate", "path"),
    [
        ({"fast": 1}, "$.inputs.fast"),
        ({"fats": 5}, "$.inputs.fats"),
        ({"source": "nonsense"}, "$.inputs.source"),
    ],
)
def test_a_candidate_that_does_not_fit_is_told_with_its_place(candidate: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        sweep(definition(EVERYTHING), BARS, [{"fast": 5}, candidate])

    assert [fault.path for fault in refused.value.faults] == [path]


def test_a_candidate_beyond_an_indicators_range_never_reaches_its_kernel() -> None:
    loose = {
        **EVERYTHING,
        "inputs": {**EVERYTHING["inputs"], "ago": {"type": "int", "default": 1}},
    }
    with pytest.raises(Invalid, match="0 to 5000"):
        sweep(definition(loose), BARS, [{"ago": 1}, {"ago": 999_999}, {"ago": 2}])


def test_coded_strategies_are_swept_too() -> None:
    kind = GURUS["rsi_two"].strategy
    bars = tape(400, minutes=1440)

    outcomes = sweep(kind, bars, [{}, {}])

    alone = headline(Run.of(backtest(kind, bars)))
    assert [outcome.headline for outcome in outcomes] == [alone, alone]


@pytest.mark.parametrize(
    "part",
    [
        {"stop_loss": {"mode": "percent", "value": "fast - 10"}},
        {"time": {"bars_in_trade_max": "fast - 10"}},
        {"stop_loss": {"mode": "atr", "value": "fast - 10", "length": 14}},
        {"components": [*EVERYTHING["components"], {"id": "guard", "type": "stop_loss", "indicator": "percent_stop",
                                                    "params": {"percent": "fast - 10"}}]},
    ],
)  # fmt: skip
def test_what_a_run_of_its_own_refuses_a_sweep_refuses_wherever_it_stands(part: dict[str, Any]) -> None:
    strategy = definition({**EVERYTHING, **part})
    candidates = [{"fast": fast} for fast in (20, 5, 21)]

    assert len(sweep(strategy, BARS, [candidates[0], candidates[2]])) == 2
    with pytest.raises(Invalid):
        backtest(strategy, BARS, inputs=candidates[1])
    with pytest.raises(Invalid):
        sweep(strategy, BARS, candidates)
