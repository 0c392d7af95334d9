"""TradingView's own lists of trades, reproduced trade for trade.

The exports' account is in US dollars, the symbol in USDT: amounts differ from ours by the
day's rate, which stays within 0.3 %.
Where the size follows from equity (one list) it does so too; all else is compared exactly.
"""

from __future__ import annotations

import csv
import io
import lzma
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.scenario.tradingview.strategies import LISTS

from tradewright.engine.bars import Bars

DATA = Path(__file__).parents[2] / "data" / "tradingview"
FIRST = datetime(2025, 5, 10, tzinfo=UTC)
LAST = datetime(2026, 4, 20, tzinfo=UTC)
RATE = 0.003
SIZED_BY_EQUITY = "order_percent_equity_cash_commission"


@lru_cache(maxsize=1)
def bars() -> Bars:
    rows = np.loadtxt(io.StringIO(_text("ethusdt_perp_15m.csv")), delimiter=",", skiprows=1)
    open_, high, low, close, volume = (rows[:, i].copy() for i in range(1, 6))
    time = rows[:, 0].astype(np.int64) * 1_000_000
    return Bars(
        time, open_, high, low, close, volume,
        timeframe="15m", tick=Decimal("0.01"), lot_step=Decimal("0.0001"),
    )  # fmt: skip


def exported(name: str) -> tuple[list[dict[str, Any]], datetime]:
    """Return TradingView's closed trades in the window, and the time of the list's last closed exit."""
    trades: dict[str, dict[str, Any]] = {}
    for row in csv.DictReader(io.StringIO(_text(f"trades_{name}.csv").lstrip("\ufeff"))):
        trade = trades.setdefault(row["Trade #"], {})
        time = datetime.strptime(row["Date and time"], "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(
            hours=8
        )
        end = "entry" if row["Type"].startswith("Entry") else "exit"
        trade |= {
            f"{end}_time": time,
            f"{end}_price": float(row["Price USDT"]),
            f"{end}_signal": row["Signal"],
        }
        trade["side"] = 1 if row["Type"].endswith("long") else -1
        trade["quantity"] = float(row.get("Size (qty)") or row["Position size (qty)"])
        trade["profit"] = float(row["Net P&L USD"])
    closed = [t for t in trades.values() if t["exit_signal"] != "Open"]
    end = max(t["exit_time"] for t in closed)
    return [t for t in closed if t["entry_time"] >= FIRST and t["exit_time"] <= LAST], end


@pytest.mark.timeout(900)  # a machine without the kernels compiles them here
@pytest.mark.parametrize("name", sorted(LISTS))
def test_tradingviews_list_is_reproduced_trade_for_trade(name: str) -> None:
    theirs, end = exported(name)
    result = LISTS[name](bars()).run()

    ours = [
        t
        for t in result.trades
        if _time(t["entry_time"]) >= FIRST and _time(t["exit_time"]) <= min(end, LAST)
    ]

    assert len(theirs) > 200
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert _time(one["entry_time"]) == other["entry_time"]
        assert _time(one["exit_time"]) == other["exit_time"]
        assert one["side"] == other["side"]
        assert round(float(one["entry_price"]), 2) == other["entry_price"]
        assert round(float(one["exit_price"]), 2) == other["exit_price"]
        apart = RATE if name == SIZED_BY_EQUITY else 0.0
        assert one["quantity"] == pytest.approx(other["quantity"], rel=apart, abs=1e-9)
        sized = float(one["profit"]) * other["quantity"] / float(one["quantity"])
        assert sized == pytest.approx(other["profit"], rel=RATE, abs=0.0151 if apart == 0.0 else 0.5)


def _time(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(int(nanoseconds) // 10**9, UTC)


def _text(name: str) -> str:
    return lzma.decompress((DATA / f"{name}.xz").read_bytes()).decode()
