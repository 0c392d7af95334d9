"""Average true ranges for stops and sizes that are multiples of them: bars of the store, put together, Wilder's average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from tradewright.domain.trading.planner.turn import RANGE_TIMEFRAME
from tradewright.domain.trading.signal import AgentPolicy, Intent
from tradewright.kernel.timeframes import parse_timeframe
from tradewright.platform.db import Database, statements

queries = statements(__package__)

LENGTH = 14
"""Wilder's own choice (New Concepts in Technical Trading Systems, 1978), and every charting program's default."""
BARS = 100
"""As many bars are averaged where they are there: by then what came before weighs less than a thousandth."""


@dataclass(frozen=True, slots=True)
class Span:
    """What an average true range needs of one bar, in quote currency."""

    high: Decimal
    low: Decimal
    close: Decimal


def average_true_range(bars: Sequence[Span], *, length: int = LENGTH) -> Decimal | None:
    """Return Wilder's average true range of closed `bars`, oldest first, or None when they are too few to begin it."""
    if len(bars) <= length:
        return None
    ranges = [max(bar.high, before.close) - min(bar.low, before.close) for before, bar in pairwise(bars)]
    average = sum(ranges[:length], Decimal(0)) / length
    for one in ranges[length:]:
        average += (one - average) / length
    return average


def range_wanted(intent: Intent, policy: AgentPolicy | None) -> tuple[str, str] | None:
    """Return symbol and timeframe of the average true range that this decision needs; None when it needs none."""
    if intent.symbol is None:
        return None
    rules = [
        intent.sizing,
        intent.stop_loss,
        intent.take_profit,
        intent.trail,
        intent.trailing_stop,
        intent.price_from,
    ]
    if policy is not None:
        rules += [
            policy.sizing,
            policy.stop_loss,
            policy.take_profit,
            policy.trailing_stop,
            policy.entry_price,
        ]
    if not any(rule is not None and rule.mode in ("atr", "atr_risk") for rule in rules):
        return None
    return intent.symbol, RANGE_TIMEFRAME if policy is None else policy.atr_timeframe


async def load_range(db: Database, symbol: str, timeframe: str, now: datetime) -> Decimal | None:
    """Read the average true range of a symbol's closed bars; None when the store has too few of them."""
    length = timedelta(seconds=parse_timeframe(timeframe).seconds)
    async with db.open() as tx:
        rows = queries.list_bar_spans(
            tx, symbol=symbol, length=length, since=now - length * (BARS + 2), now=now, at_most=BARS
        )
        spans = [Span(row["high"], row["low"], row["close"]) async for row in rows]
    return average_true_range(spans[::-1])
