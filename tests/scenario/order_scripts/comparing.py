"""One order script on our emulator and on the judge's, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.judge.bars import walk
from tests.judge.driver import Judge, JudgedTrade, NotJudged
from tests.judge.native import trades_of
from tests.scenario.order_scripts.scripts import OrderScript, drawn
from tests.scenario.order_scripts.writing import pine_of, strategy_of

from tradewright.engine.bars import Bars

BARS = 400
TAPES = 4
MONEY = 1e-6
WHOLE_BAR = "PYNE_ALLOW_LOOKAHEAD"
"""Set for the judge: a recalculation after a fill sees the whole bar, as TradingView shows it."""
Row = tuple[int, int, str, float, float, float, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a seed: the trades compared, and the first difference in words, if there is one."""

    seed: int
    compared: int
    fault: str | None


def verdicts(seeds: range, pine: Judge, *, bars: int = BARS) -> Iterator[Verdict]:
    """Judge each seed's script, on one of a few awkward walks."""
    tapes = [walk(number, bars) for number in range(TAPES)]
    for seed in seeds:
        yield verdict_on(seed, drawn(seed), tapes[seed % TAPES], pine)


def verdict_on(seed: int, script: OrderScript, tape: Bars, pine: Judge) -> Verdict:
    """Run the script on both sides. What the judge refuses to run is a fault, never a pass."""
    try:
        judged = pine.run(pine_of(script), tape)
    except NotJudged as refused:
        return Verdict(seed, 0, f"not judged: {refused}")
    result = strategy_of(script)(tape).run()
    ours = sorted(trades_of(result), key=row)
    theirs = sorted(judged.trades, key=row)
    open_ours = sorted(round(float(trade["quantity"]), 4) for trade in result.open_trades)
    open_theirs = sorted(round(trade.quantity, 4) for trade in judged.open_trades)
    fault = first_difference(ours, theirs)
    if fault is None and open_ours != open_theirs:
        fault = f"still open: ours {open_ours}; theirs {open_theirs}"
    return Verdict(seed, len(theirs), fault)


def first_difference(ours: list[JudgedTrade], theirs: list[JudgedTrade]) -> str | None:
    """Return the first row that differs. Rows of one bar may be listed in any order."""
    for one, other in zip(ours, theirs, strict=False):
        if row(one) != row(other):
            return f"ours {row(one)}; theirs {row(other)}"
        if abs(one.profit - other.profit) > MONEY * max(1.0, abs(other.profit)):
            return f"profit of {row(one)}: ours {one.profit}; theirs {other.profit}"
    if len(ours) != len(theirs):
        longer = ours if len(ours) > len(theirs) else theirs
        whose = "ours" if longer is ours else "theirs"
        return f"only {whose} has {row(longer[min(len(ours), len(theirs))])}"
    return None


def row(trade: JudgedTrade) -> Row:
    """Return what must agree: exit and entry bar, side, prices to the tick, quantity to the lot, both ids."""
    # The judge leaves a margin call without a name, and a close of all that opens the other side.
    left_by = "" if trade.exit_id in (None, "Margin call", "Close position order") else str(trade.exit_id)
    return (
        trade.exit_bar, trade.entry_bar, trade.side, round(trade.entry_price, 2), round(trade.exit_price, 2),
        round(trade.quantity, 3), str(trade.entry_id), left_by,
    )  # fmt: skip
