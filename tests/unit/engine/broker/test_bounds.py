"""What a bar may write is bounded by memory that is there, and what it buys lies on the lot grid."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.engine.broker import Broker, BrokerSettings, RiskRules

MINUTES = 1_440
Row = tuple[float, float, float, float]


def bars(rows: list[Row], step_s: int, timeframe: str) -> Bars:
    open_, high, low, close = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    time = np.arange(len(rows), dtype=np.int64) * step_s * 1_000_000_000
    return Bars(
        time, open_, high, low, close, np.ones(len(rows)), timeframe=timeframe, lot_step=Decimal("0.0001")
    )


def test_a_day_of_margin_calls_inside_one_magnified_bar_fits() -> None:
    rows: list[Row] = []
    price = 100.0
    for minute in range(4 * MINUTES):
        after = round(price - 0.01, 2) if minute >= 2 * MINUTES else price
        rows.append((price, price, after, after))
        price = after
    days = [rows[day * MINUTES : (day + 1) * MINUTES] for day in range(4)]
    outer = [(one[0][0], max(r[1] for r in one), min(r[2] for r in one), one[-1][3]) for one in days]
    settings = BrokerSettings(
        initial_capital=Decimal(1000), margin_long=Decimal(10), magnifier=bars(rows, 60, "1m")
    )
    broker = Broker(settings, bars(outer, 86_400, "1d"))

    for bar in range(4):
        broker.step(bar)
        if bar == 0:
            broker.entry("L", side=1, qty=99.0)
        broker.finish()

    result = broker.result()
    assert result.margin_calls > 300
    assert float(np.abs(result.trades["quantity"]).sum()) <= 99.0 + 1e-9
    assert np.isfinite(result.equity).all()


def test_what_is_left_under_the_largest_position_is_whole_lots() -> None:
    rows = [(100.0, 101.0, 99.0, 100.0)] * 6
    settings = BrokerSettings(
        pyramiding=2, risk=RiskRules(max_position_size=Decimal(3)), margin_long=Decimal(0)
    )
    broker = Broker(settings, bars(rows, 60, "1m"))

    for bar in range(6):
        broker.step(bar)
        if bar < 2:
            broker.entry(f"L{bar}", side=1, qty=2.8931)
        if bar == 3:
            broker.close(None)
        broker.finish()

    trades = broker.result().trades
    assert [round(float(trade["quantity"]), 9) for trade in trades] == [2.8931, 0.1069]
    assert np.isfinite(trades["profit"]).all()
