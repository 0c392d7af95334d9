"""Tables of a run: months, years, drawdowns, and trades grouped by what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tradewright.engine.report.calendar import DAY, HOUR, local
from tradewright.engine.report.inputs import WAYS, Ints
from tradewright.engine.report.kernels import FIELDS
from tradewright.engine.report.study import Study
from tradewright.engine.report.text import decimal_or_none, decimal_text, time_text

Row = dict[str, Any]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December")  # fmt: skip
HOLDING = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""First bars of the classes of holding time."""


def by_period(study: Study, unit: str) -> list[Row]:
    """Return profit (equity's change) and return of each month (`M`) or year (`Y`) that has bars."""
    days = study.calendar
    ends = days.last_of(unit)
    equity = study.period_equity(unit)
    labels = days.day[ends].astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(str)
    rows = []
    for index, label in enumerate(labels.tolist()):
        before, after = float(equity[index]), float(equity[index + 1])
        share = 100.0 * (after / before - 1.0) if before > 0.0 else None
        rows.append(
            {
                "period": label,
                "profit": decimal_text(after - before),
                "return_percent": decimal_or_none(share),
                "equity": decimal_text(after),
            }
        )
    return rows


def drawdowns(study: Study) -> list[Row]:
    """Return the deepest drawdowns (by share of their peak), deepest first, each with its anatomy."""
    times, rows = study.run.bars.time, []
    for peak_bar, trough_bar, recovery_bar, depth, peak in study.worst.reshape(-1, FIELDS):
        start, trough, end = max(0, int(peak_bar)), int(trough_bar), int(recovery_bar)
        last = end if end >= 0 else len(times) - 1
        rows.append(
            {
                "start": time_text(int(times[start])),
                "trough": time_text(int(times[trough])),
                "recovery": time_text(int(times[end])) if end >= 0 else None,
                "depth": decimal_text(depth),
                "depth_percent": decimal_text(100.0 * depth / peak),
                "peak": decimal_text(peak),
                "bars": last - start,
                "seconds": int(times[last] - times[start]) // 10**9,
                "fall_seconds": int(times[trough] - times[start]) // 10**9,
                "recovery_seconds": int(times[end] - times[trough]) // 10**9 if end >= 0 else None,
            }
        )
    return rows


def groups(study: Study) -> dict[str, list[Row]]:
    """Return the closed trades by entry tag, exit reason, and by weekday, hour, month (of entry, local) and holding time."""
    run, trades = study.run, study.run.trades
    when = local(run.bars.time[trades.entry_bar], run.bars.timezone)
    month: Any = when.astype("datetime64[ns]").astype("datetime64[M]").astype(np.int64) % 12
    bars = trades.exit_bar - trades.entry_bar
    held = np.searchsorted(np.array(HOLDING), bars, "right") - 1
    return {
        "entry_tag": _named(study, trades.tag),
        "exit_reason": _reasons(study),
        "weekday": _rows(study, (when // DAY + 3) % 7, WEEKDAYS),
        "hour": _rows(study, when % DAY // HOUR, [f"{hour:02d}:00" for hour in range(24)]),
        "month": _rows(study, month, MONTH_NAMES),
        "holding": _rows(study, held, _holding_names()),
    }


def name_of(names: Sequence[str], index: int) -> str:
    """Return the name an id stands for; the number itself where the table has none."""
    return names[index] if 0 <= index < len(names) else str(index)


def way_of(how: int) -> str | None:
    """Return how an exit filled, in words; None where the run does not tell."""
    return WAYS[how] if 0 <= how < len(WAYS) else None


def _reasons(study: Study) -> list[Row]:
    """Group by the exit's name and the way it filled."""
    trades, base = study.run.trades, len(WAYS) + 1
    if not len(trades):
        return []
    known, groups = np.unique(trades.exit_id * base + trades.how + 1, return_inverse=True)
    labels = []
    for each in known.tolist():
        name, way = name_of(study.run.names, each // base), way_of(each % base - 1)
        labels.append(name if way is None else f"{name} · {way}")
    return sorted(_rows(study, groups, labels), key=lambda row: -row["trades"])


def _named(study: Study, ids: Ints) -> list[Row]:
    if not len(ids):
        return []
    known, groups = np.unique(ids, return_inverse=True)
    rows = _rows(study, groups, [name_of(study.run.names, int(each)) for each in known])
    return sorted(rows, key=lambda row: -row["trades"])


def _rows(study: Study, group: Ints, labels: Sequence[str]) -> list[Row]:
    profit, size = study.run.trades.profit, len(labels)
    gains, losses = np.maximum(profit, 0.0), np.minimum(profit, 0.0)
    count = np.bincount(group, minlength=size)
    won = np.bincount(group, profit > 0.0, size)
    gain, loss = np.bincount(group, gains, size), np.bincount(group, losses, size)
    return [
        {
            "key": labels[at],
            "trades": int(count[at]),
            "won": int(won[at]),
            "percent_profitable": decimal_text(100.0 * float(won[at] / count[at])),
            "profit": decimal_text(float(gain[at] + loss[at])),
            "average": decimal_text(float((gain[at] + loss[at]) / count[at])),
            "profit_factor": decimal_text(float(gain[at] / -loss[at])) if loss[at] < 0.0 else None,
        }
        for at in np.flatnonzero(count).tolist()
    ]


def _holding_names() -> list[str]:
    pairs = pairwise(HOLDING)
    names = [str(low) if high == low + 1 else f"{low}–{high - 1}" for low, high in pairs]
    return [f"{name} bar" if name == "1" else f"{name} bars" for name in names] + [
        f"{HOLDING[-1]} bars or more"
    ]
