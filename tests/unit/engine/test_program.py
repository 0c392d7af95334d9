"""A program says the same whatever the blocks, and never knows what has not happened yet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import Scope, check, expand
from tradewright.engine.bars import Bars
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.program import ProgramBuilder, Run, rows_of
from tradewright.kernel.timeframes import Timeframe

Floats = npt.NDArray[np.float64]
MINUTE_NS = 60_000_000_000
START_NS = 1_704_067_200_000_000_000  # 2024-01-01, a Monday


def tape(n: int, *, minutes: int = 15, seed: int = 7, missing: Sequence[int] = ()) -> Bars:
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, n)))
    open_ = np.concatenate(([100.0], close[:-1]))
    high = np.maximum(open_, close) * (1 + random.random(n) * 0.01)
    low = np.minimum(open_, close) * (1 - random.random(n) * 0.01)
    time = START_NS + np.arange(n) * minutes * MINUTE_NS
    keep = np.setdiff1d(np.arange(n), missing)
    return Bars(time[keep], open_[keep], high[keep], low[keep], close[keep], random.random(n)[keep] * 1000)


def values(
    text: str, bars: Bars, *, blocks: Sequence[int] = (), timezone: str = "UTC", block: int = 4096
) -> Floats:
    scope = Scope(catalogue=LIBRARY, timeframe=Timeframe.M15)
    expr = expand(check(parse(text), scope).expr, scope)
    builder = ProgramBuilder(LIBRARY, Timeframe.M15, timezone=timezone)
    column = builder.add(expr)
    run = Run(builder.build(), block=block)
    rows = rows_of(bars, run.program)
    place = builder.place_of(column)
    parts, at = [], 0
    for size in (*blocks, len(bars)):
        upto = min(at + size, len(bars))
        if upto > at:
            parts.append(run.feed([row[at:upto] for row in rows], [place])[0])
        at = upto
    return np.concatenate(parts)


EXPRESSIONS = (
    "ema(close, 12) - ema(close, 26)",
    "crossover(close, sma(close, 10)) and not (rsi(close, 14) > 70)",
    "close[3] / open - 1",
    "(close > open)[2] ? high : low[1]",
    'on("1h", ema(close, 5))',
    'on("1d", close > open) or on("4h", high[1]) < close',
    "nz(highest(high, 20)[1], close) % 7",
    "round(max(close, open, 101), 1) + sum(volume, 5)",
    "hour * 60 + minute + dayofweek * 10000",
    'session("0930-1600", "America/New_York", "23456")',
)


@pytest.mark.parametrize("text", EXPRESSIONS)
@given(blocks=st.lists(st.integers(1, 60), max_size=12), block=st.sampled_from([1, 7, 64, 4096]))
@settings(max_examples=8, deadline=None)
def test_blocks_of_any_size_say_the_same_to_the_last_bit(text: str, blocks: list[int], block: int) -> None:
    bars = tape(400, missing=(30, 31, 90, 203))

    whole = values(text, bars)
    cut = values(text, bars, blocks=blocks, block=block)

    assert whole.tobytes() == cut.tobytes()


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_future_that_never_came_changes_nothing(text: str) -> None:
    bars = tape(400, missing=(30, 31, 90, 203))

    whole = values(text, bars)

    for length in (1, 17, 100, 211, 395):
        assert values(text, bars.slice(0, length)).tobytes() == whole[:length].tobytes()


def test_another_timeframe_shows_its_bar_when_it_has_closed() -> None:
    bars = tape(12)

    hourly = values('on("1h", close)', bars)

    # Four quarters an hour: the hour's close is known with its last quarter, and held until the next hour closes.
    expected = [math.nan] * 3 + [bars.close[3]] * 4 + [bars.close[7]] * 4 + [bars.close[11]]
    assert np.array_equal(hourly, np.array(expected), equal_nan=True)


def test_an_hour_without_its_last_quarter_is_known_with_the_next_bar() -> None:
    bars = tape(12, missing=(3,))

    hourly = values('on("1h", close)', bars)

    assert math.isnan(hourly[2])
    assert hourly[3] == bars.close[2]


def test_every_fact_of_the_hour_is_that_of_its_quarters() -> None:
    bars = tape(8)

    assert values('on("1h", open)', bars)[7] == bars.open[4]
    assert values('on("1h", high)', bars)[7] == bars.high[4:8].max()
    assert values('on("1h", low)', bars)[7] == bars.low[4:8].min()
    assert values('on("1h", volume)', bars)[7] == pytest.approx(bars.volume[4:8].sum(), rel=1e-15)


def test_na_is_never_equal_less_or_more() -> None:
    bars = tape(5)

    for operator in ("==", "!=", "<", "<=", ">", ">="):
        assert not values(f"close[2] {operator} close", bars)[:2].any()
    assert list(values("na(close[2])", bars)) == [1, 1, 0, 0, 0]


def test_what_has_no_value_is_na() -> None:
    bars = tape(3)

    for text in ("close / (open - open)", "sqrt(-close)", "log(close - close)", "close % (open - open)"):
        assert np.isnan(values(text, bars)).all()
    assert list(values("-7 % 3 + close * 0", bars)) == [-1, -1, -1]
    assert list(values("round(2.5) + round(-2.5) * 10 + close * 0", bars)) == [-27, -27, -27]


def test_the_wall_clock_follows_its_timezone_through_summer_time() -> None:
    bars = tape(4 * 24 * 80)

    local = values("hour", bars, timezone="America/New_York")

    assert local[0] == 19  # midnight UTC in winter
    summer = 4 * 24 * 75  # 2024-03-16, six days after the change
    assert local[summer] == 20
    assert values("dayofmonth + month * 100 + year * 10000", bars)[summer] == 20240316


def test_equal_parts_are_computed_once() -> None:
    scope = Scope(catalogue=LIBRARY, timeframe=Timeframe.M15)
    builder = ProgramBuilder(LIBRARY, Timeframe.M15)
    for text in ("ema(close, 12) > close", "ema(close, 12) < close", "ema(close, 12)"):
        builder.add(expand(check(parse(text), scope).expr, scope))

    assert len(builder.build().table) == 3
