"""A coded strategy: its series, inputs and state, and that a run in pieces is the run in one go."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.engine.bars import Bars
from tradewright.engine.coded import Input, Strategy, load_strategy, long, short
from tradewright.kernel.errors import Invalid

pytestmark = pytest.mark.timeout(900)  # a machine without the kernels compiles them here
QUARTER = 900_000_000_000


def walk(seed: int, n: int = 300) -> Bars:
    random = np.random.default_rng(seed)
    close = np.round(100 + np.cumsum(random.integers(-40, 41, n)) / 100, 2)
    open_ = np.append(100.0, close[:-1] + random.integers(-5, 6, n - 1) / 100)
    high = np.maximum(open_, close) + random.integers(0, 40, n) / 100
    low = np.minimum(open_, close) - random.integers(0, 40, n) / 100
    time = np.arange(n, dtype=np.int64) * QUARTER
    return Bars(time, open_, high, low, close, np.ones(n), timeframe="15m", lot_step=Decimal("0.001"))


class Busy(Strategy):
    """Uses most kinds of orders."""

    pyramiding = 2
    commission_value = 0.1
    slippage_ticks = 1
    length = Input.int(5, least=2)

    def setup(self) -> None:
        self.mean = self.series("sma(close, length)")

    def on_bar(self) -> None:
        close = self.close[0]
        if self.close.crossed_above(self.mean):
            self.entry("L", long, qty=1.5)
        if self.close.crossed_below(self.mean):
            self.entry("S", short, stop=close - 0.2)
        if self.bar_index % 7 == 0:
            self.entry("dip", long, limit=close - 0.3, oca_name="g", oca_type="cancel")
        self.exit(
            "half",
            "L",
            qty_percent=50,
            limit=self.position_avg_price + 0.5,
            stop=self.position_avg_price - 0.5,
        )
        self.exit("trail", trail_points=30, trail_offset=15)
        if self.bar_index % 23 == 0:
            self.close("L", qty_percent=40)
        if self.bar_index % 41 == 0:
            self.close_all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 299))
def test_a_run_in_two_pieces_is_the_run_in_one_go(seed: int, cut: int) -> None:
    bars = walk(seed)
    whole, parts = Busy(bars).run(), Busy(bars)

    parts.run(cut)
    pieces = parts.run()

    assert pieces.trades.tobytes() == whole.trades.tobytes()
    assert pieces.equity.tobytes() == whole.equity.tobytes()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_books_balance_and_no_fill_lies_outside_its_bar(seed: int) -> None:
    bars = walk(seed)
    strategy = Busy(bars)

    result = strategy.run()

    assert len(result.trades) > 0
    held = (result.open_trades["side"] * result.open_trades["quantity"]).sum()
    assert held == pytest.approx(strategy.position_size)
    profit = result.trades["profit"].sum() + result.open_trades["profit"].sum()
    assert result.equity[-1] == pytest.approx(1_000_000 + profit)
    slip = 0.0101
    for end in ("entry", "exit"):
        bar, price = result.trades[f"{end}_bar"], result.trades[f"{end}_price"]
        assert (price <= bars.high[bar] + slip).all()
        assert (price >= bars.low[bar] - slip).all()
    assert (result.trades["entry_bar"] <= result.trades["exit_bar"]).all()


def test_inputs_are_checked_and_reach_expressions() -> None:
    bars = walk(1)

    strategy = Busy(bars, inputs={"length": "9"})
    strategy.run()

    assert strategy.mean[0] == pytest.approx(bars.close[-9:].mean())
    with pytest.raises(Invalid, match="at least 2"):
        Busy(bars, inputs={"length": 1})
    with pytest.raises(Invalid, match="no input lenght"):
        Busy(bars, inputs={"lenght": 5})


def test_a_users_file_is_loaded_or_its_fault_told_with_the_line(tmp_path: Path) -> None:
    good = tmp_path / "mine.py"
    good.write_text("from tradewright.engine.coded import Strategy\nclass Mine(Strategy):\n    title = 'x'\n")
    bad = tmp_path / "bad.py"
    bad.write_text("x = 1\ny = 1 / 0\n")

    assert load_strategy(f"{good}:Mine").title == "x"
    assert load_strategy(str(good)).__name__ == "Mine"
    with pytest.raises(Invalid, match="has no strategy class Other; it has Mine"):
        load_strategy(f"{good}:Other")
    with pytest.raises(Invalid, match="line 2: ZeroDivisionError"):
        load_strategy(str(bad))
