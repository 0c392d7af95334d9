"""TradingView's own lists of trades, met trade for trade: times, sides, prices and quantities exactly, profits to the cent.

The exports' account is in US dollars, the symbol in USDT: the emulator is given the rates (`test_rates` shows they are no
free parameter). TradingView rounds amounts to cents, so half a cent is all that may lie between its figure and ours; its
own sums are off by up to half a thousandth, which shows in four of the 24,592 rows, where a figure lies next to a half cent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.scenario.tradingview.exports import bars, exported, rates
from tests.scenario.tradingview.strategies import LISTS

FIRST = datetime(2025, 5, 10, tzinfo=UTC)
LAST = datetime(2026, 4, 20, tzinfo=UTC)
HALF_A_CENT = Decimal("0.0055")


@pytest.mark.timeout(900)  # a machine without the kernels compiles them here
@pytest.mark.parametrize("name", sorted(LISTS))
def test_tradingviews_list_is_reproduced_trade_for_trade(name: str) -> None:
    whole = exported(name)
    end = min(LAST, max(trade.exit_time for trade in whole))
    theirs = [trade for trade in whole if trade.entry_time >= FIRST and trade.exit_time <= LAST]

    result = LISTS[name](bars(), rates=rates()).run()

    ours = [
        row for row in result.trades if _time(row["entry_time"]) >= FIRST and _time(row["exit_time"]) <= end
    ]
    assert len(theirs) > 200
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert (_time(one["entry_time"]), _time(one["exit_time"])) == (other.entry_time, other.exit_time)
        assert one["side"] == other.side
        assert _decimal(one["entry_price"], 8) == other.entry_price
        assert _decimal(one["exit_price"], 8) == other.exit_price
        assert _decimal(one["quantity"], 8) == other.quantity
        assert abs(_decimal(one["profit"], 6) - other.profit) <= HALF_A_CENT


def _decimal(value: float, places: int) -> Decimal:
    """Return a float of the engine without its last bits."""
    return Decimal(str(round(float(value), places)))


def _time(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(int(nanoseconds) // 10**9, UTC)
