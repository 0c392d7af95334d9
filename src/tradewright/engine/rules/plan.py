"""From statements to a plan: expressions become columns of a program, statements become cells that machine code reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.definition import SideName
from tradewright.domain.strategy.expression.ast import Boolean, Expr
from tradewright.domain.strategy.orders import (
    ENTRY_IDS,
    BarsLimit,
    Bracket,
    Close,
    Enter,
    Level,
    RiskMultiple,
    SessionFlat,
    Statement,
)
from tradewright.engine.broker import entries, layout
from tradewright.engine.native import address_of
from tradewright.engine.rules import layout as at

Add = Callable[[Expr], int]
SIDES: Final[tuple[SideName, SideName]] = ("long", "short")
BROKER: Final = {
    at.STEP: entries.step,
    at.FINISH: entries.finish,
    at.ENTRY_ORDER: entries.entry_order,
    at.CLOSE_ORDER: entries.close_order,
    at.EXIT_ORDER: entries.exit_order,
}
_FALSE: Final = Boolean(False)


@dataclass(frozen=True, slots=True)
class RulesPlan:
    """`cells`: int64, the plan and its memory (see `layout`); `names`: the ids of orders, by their number."""

    cells: npt.NDArray[np.int64]
    names: tuple[str, ...]
    orders_an_entry: int
    """Exits a bracket has, at most: how many orders one entry may bring."""

    def fresh(self) -> npt.NDArray[np.int64]:
        """Return a copy to run with: its memory is as before the first bar."""
        return self.cells.copy()


@dataclass(slots=True)
class Columns:
    """Where the conditions and levels of a plan lie, before the program gives columns their last places."""

    cells: list[int]
    column_cells: list[int]
    names: list[str]
    memory: int
    exits: int
    watched: list[int]


def plan_of(statements: Sequence[Statement], add: Add, is_constant: Callable[[int], bool]) -> Columns:
    """Return the plan over the columns that `add` names; `placed` gives it their places once the program is built."""
    cells = [0] * (at.LONG + 2 * at.SIDE_CELLS)
    made = Columns(cells, [], [], at.SCRATCH_WHOLES + at.SCRATCH_PRICES, 0, [])
    flat = next((one for one in statements if isinstance(one, SessionFlat)), None)
    _column(made, at.FLAT_COLUMN, add(_FALSE if flat is None else flat.when))
    for number, side in enumerate(SIDES):
        _side(made, at.LONG + number * at.SIDE_CELLS, side, statements, add)
        moving = [column for column in made.watched if not is_constant(column)]
        _watch(made, at.LONG + number * at.SIDE_CELLS, moving)
    made.exits = cells[at.ROOM] = max(made.exits, 1)
    return made


def placed(made: Columns, place_of: Callable[[int], int]) -> RulesPlan:
    """Return the finished plan."""
    cells = list(made.cells)
    for cell in made.column_cells:
        cells[cell] = place_of(cells[cell])
    cells[at.MEMORY] = 8 * len(cells)
    for cell, function in BROKER.items():
        cells[cell] = address_of(function)
    whole = np.zeros(len(cells) + made.memory, dtype=np.int64)
    whole[: len(cells)] = cells
    memory = whole[len(cells) :].view(np.float64)
    whole[len(cells) + 2 : len(cells) + at.SCRATCH_WHOLES] = (0, *4 * (layout.NO_ID,))
    memory[at.SCRATCH_WHOLES : at.SCRATCH_WHOLES + at.SCRATCH_PRICES] = np.nan
    for number in range(2):
        # No bracket was issued yet: a count of fills that never is.
        memory[cells[at.LONG + number * at.SIDE_CELLS + at.STATE] + 1] = -1.0
    return RulesPlan(whole, tuple(made.names), made.exits)


def _side(made: Columns, base: int, side: SideName, statements: Sequence[Statement], add: Add) -> None:
    def one(kind: type[Any]) -> Any:
        return next((s for s in statements if isinstance(s, kind) and s.side == side), None)

    close, limit, enter, bracket = one(Close), one(BarsLimit), one(Enter), one(Bracket)
    cells = made.cells
    _column(made, base + at.CLOSE_COLUMN, add(_FALSE if close is None else close.when))
    _column(made, base + at.ENTER_COLUMN, add(_FALSE if enter is None else enter.when))
    cells[base + at.PYRAMIDING] = 1 if enter is None else enter.pyramiding
    cells[base + at.ENTRY_ID] = _name(made, ENTRY_IDS[side])
    for cell, expr in (
        (at.BARS_COLUMN, None if limit is None else limit.bars_max),
        (at.COOLDOWN_COLUMN, None if enter is None else enter.cooldown_bars),
        (at.RISK_COLUMN, None if enter is None or enter.quantity is None else enter.quantity.percent),
    ):
        _maybe(made, base + cell, expr, add)
    cells[base + at.TRAIL_COLUMN] = at.NONE
    cells[base + at.STATE] = made.memory
    made.memory += 2
    if bracket is not None:
        _bracket(made, base, bracket, add)


def _bracket(made: Columns, base: int, bracket: Bracket, add: Add) -> None:
    cells = made.cells
    watched: list[int] = []

    def level(cell: int, value: Level) -> None:
        for place, expr in enumerate((value.scale, value.offset)):
            column = add(expr)
            watched.append(column)
            _column(made, cell + place, column)

    cells[base + at.STOPS] = len(bracket.stops)
    for place, stop in enumerate(bracket.stops):
        level(base + at.STOP_COLUMNS + 2 * place, stop)
    if bracket.trail is not None:
        level(base + at.TRAIL_COLUMN, bracket.trail.activation)
        level(base + at.TRAIL_COLUMN + 2, bracket.trail.distance)
    cells[base + at.KEEPS_RISK] = int(bracket.keeps_risk)
    cells[base + at.EXITS] = len(bracket.exits)
    cells[base + at.EXITS_AT] = start = len(cells)
    cells.extend([0] * (at.EXIT_CELLS * len(bracket.exits)))
    for place, one in enumerate(bracket.exits):
        cell = start + place * at.EXIT_CELLS
        cells[cell + at.EXIT_ID] = _name(made, one.id)
        if isinstance(one.limit, RiskMultiple):
            cells[cell + at.LIMIT_KIND] = at.LIMIT_RISK
            _column(made, cell + at.LIMIT_COLUMNS, add(one.limit.ratio))
        elif one.limit is not None:
            cells[cell + at.LIMIT_KIND] = at.LIMIT_LEVEL
            level(cell + at.LIMIT_COLUMNS, one.limit)
        _maybe(made, cell + at.PORTION_COLUMN, one.portion, add)
    made.watched = sorted(set(watched))
    made.exits = max(made.exits, len(bracket.exits))


def _watch(made: Columns, base: int, moving: Sequence[int]) -> None:
    made.cells[base + at.WATCHED] = len(moving)
    made.cells[base + at.WATCHED_AT] = len(made.cells)
    for column in moving:
        made.cells.append(0)
        _column(made, len(made.cells) - 1, column)
    made.memory += len(moving)
    made.watched = []


def _column(made: Columns, cell: int, column: int) -> None:
    made.cells[cell] = column
    made.column_cells.append(cell)


def _maybe(made: Columns, cell: int, expr: Expr | None, add: Add) -> None:
    if expr is None:
        made.cells[cell] = at.NONE
    else:
        _column(made, cell, add(expr))


def _name(made: Columns, name: str) -> int:
    made.names.append(name)
    return len(made.names) - 1
