"""The rules as machine code do what the plain reading of `domain.strategy.orders` does, however the bars are cut."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from tests.judge.bars import walk
from tests.judge.samples import drawn
from tests.unit.engine.rules.reference import reference

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.backtest import backtest, prepare
from tradewright.engine.bars import Bars
from tradewright.engine.broker import AccountRates, Result
from tradewright.engine.broker.face import name_of

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here

SEEDS = range(48)
BARS = 600
NUMBERS = (
    "side",
    "entry_bar",
    "exit_bar",
    "quantity",
    "entry_price",
    "exit_price",
    "commission",
    "profit",
    "mfe",
    "mae",
)


def trades(result: Result) -> list[tuple[Any, ...]]:
    """Closed and open trades, ids by name: two runs number them as they meet them."""
    return [
        (
            *(row[name] for name in NUMBERS),
            *(name_of(result.names, int(row[name])) for name in ("entry_id", "exit_id")),
        )
        for rows in (result.trades, result.open_trades)
        for row in rows
    ]


def native(
    definition: Definition, bars: Bars, inputs: Mapping[str, Any] | None = None, stops: tuple[int, ...] = ()
) -> Result:
    _, running = prepare(definition, bars, inputs=inputs)
    for stop in stops:
        running.run(stop)
    return running.run()


def strategy(**parts: Any) -> Definition:
    document = {
        "name": "Small",
        "timeframe": "15m",
        "direction": "long",
        "sizing": {"mode": "fixed", "value": 1},
    }
    entry = {"id": "go", "type": "entry", "expression": {"long": "close > open", "short": "close < open"}}
    return parse_definition({**document, "components": [entry], **parts})


def tape(*rows: tuple[float, float, float, float]) -> Bars:
    """Fifteen-minute bars (open, high, low, close) from midnight on."""
    opened, high, low, close = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    time = np.arange(len(rows), dtype=np.int64) * 15 * 60_000_000_000
    return Bars(
        time, opened, high, low, close, np.ones(len(rows)),
        timeframe="15m", tick=Decimal("0.01"), lot_step=Decimal("0.001"),
    )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_machine_code_trades_as_the_statements_read(seed: int) -> None:
    bars = walk(seed % 5, BARS)
    definition = drawn(seed, higher=0.3)

    ours, plain = native(definition, bars), reference(definition, bars)

    assert trades(ours) == trades(plain)
    assert ours.equity.tobytes() == plain.equity.tobytes()


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_bar_by_bar_in_pieces_and_in_one_go_are_the_same_run(seed: int) -> None:
    bars = walk(seed % 5, BARS)
    definition = drawn(seed, higher=0.3)
    cuts = tuple(sorted(random.Random(seed).sample(range(1, BARS), 9)))

    whole = native(definition, bars)
    pieces = native(definition, bars, stops=cuts)
    singly = native(definition, bars, stops=tuple(range(1, BARS)))

    assert trades(whole) == trades(pieces) == trades(singly)
    assert whole.equity.tobytes() == pieces.equity.tobytes() == singly.equity.tobytes()


def test_a_bar_that_closes_when_the_session_opens_is_inside_it() -> None:
    bars = tape(*[(100.0, 101.0, 99.0, 100.5)] * 8)  # the first bar closes at 00:15
    definition = strategy(time={"sessions": [{"from": "00:45", "to": "01:15"}], "flat_outside": True})

    result = native(definition, bars)

    # The bar that closes at 00:45 signals, the one that closes at 01:15 is outside and leaves at its close.
    assert [(int(row["entry_bar"]), int(row["exit_bar"])) for row in result.trades] == [(3, 4)]


def test_a_level_half_a_tick_off_rounds_up_as_pine_does() -> None:
    # 105 * 1.011 is 106.155, which a float holds a hair below the half tick.
    bars = tape((104.0, 105.0, 104.0, 105.0), (105.0, 106.0, 104.9, 105.5), (105.5, 107.0, 105.0, 106.0))
    definition = strategy(take_profit={"mode": "percent", "value": "1.1"})

    result = native(definition, bars)

    assert [float(row["exit_price"]) for row in result.trades] == [106.16]


def test_a_quiet_position_is_worth_the_rate_of_each_day() -> None:
    # Bought on the first day; on the second the account's currency is worth half as much.
    rows = [(100.0, 100.5, 99.5, 100.0)] * 3 + [(110.0, 110.5, 109.5, 110.0)] * 107
    bars = tape(*rows)
    first = date(1970, 1, 1) + timedelta(days=int(bars.time[0] // 86_400_000_000_000))
    rates = AccountRates({first: Decimal(1), first + timedelta(days=1): Decimal(2)})
    definition = strategy(
        sizing={"mode": "fixed", "value": 1},
        components=[{"id": "go", "type": "entry", "expression": {"long": "bar_index == 1"}}],
    )

    result = backtest(definition, bars, rates=rates, initial_capital=Decimal(1_000))

    days = bars.time // 86_400_000_000_000
    later = days > days[0]
    assert later.any()
    assert set(result.equity[~later][3:].tolist()) == {1_010.0}
    assert set(result.equity[later].tolist()) == {1_020.0}
