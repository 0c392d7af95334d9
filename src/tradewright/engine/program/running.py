"""The block executor: bars flow through the table of operations; what was asked for is kept.

All memory between blocks is in `Run`, so a run can be stopped after any bar and go on later, here or in a live bot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.native import call_operation, call_rules, carray, entry, offset
from tradewright.engine.program.lowering import ROW_CELLS, Program

Rows = Sequence[npt.NDArray[np.float64]]
PRICE: Final = np.dtype("f8")
BLOCK: Final = 4096
"""Bars a block: a column of it is 32 KiB, so that the columns of an operation stay in the first two caches."""


@entry(
    "i64*",
    "i64",
    "i64*",
    "f64*",
    "f64*",
    "f64*",
    "i64",
    "i64",
    "i64*",
    "void*",
    "i64*",
    "i64",
    "i64",
    "i64",
    "i64*",
    "i64*",
    "i64",
    "f64*",
    "i64",
    "void*",
    "void*",
    "i64",
    returns="i64",
)
def run_blocks(  # noqa: PLR0917 - C's way
    table_at: Any,
    rows: int,
    operands: Any,
    params: Any,
    state: Any,
    columns_at: Any,
    column_count: int,
    width: int,
    counts_at: Any,
    base: Any,
    fed_at: Any,
    fed: int,
    total: int,
    block: int,
    progress_at: Any,
    kept_at: Any,
    kept: int,
    out_at: Any,
    rules: int,
    plan: Any,
    broker: Any,
    first: int,
) -> int:
    """Run every operation, then the rules if there are any, over bars up to `total`; return how many bars are done.

    Shape: table int64[rows, 9]; columns float64[columns, width]; counts int64[clocks]; fed int64[fed, 2]: where a row of
    `total` float64 lies, in bytes from `base`, and the column it goes to. progress int64[3]: bars done; bars of the next
    block, if its operations have run already because the rules had to stop within it; how many of these the rules have
    done. `first`: the number of the first bar.
    """
    table = carray(table_at, (rows, 9))
    columns = carray(columns_at, (column_count, width))
    counts = carray(counts_at, 64)
    rows_fed = carray(fed_at, (fed, 2))
    progress = carray(progress_at, 3)
    wanted = carray(kept_at, kept)
    out = carray(out_at, (kept, total))
    while progress[0] < total:
        done = progress[0]
        n = progress[1]
        if n == 0:
            n = min(block, total - done)
            for j in range(fed):
                row = carray(offset(base, rows_fed[j, 0]), total, PRICE)
                for i in range(n):
                    columns[rows_fed[j, 1], i] = row[done + i]
            counts[0] = n
            for k in range(rows):
                m = counts[table[k, 7]]
                call_operation(
                    table[k, 0],
                    columns_at,
                    width,
                    offset(operands, table[k, 1]),
                    offset(params, table[k, 3]),
                    offset(state, table[k, 5]),
                    table[k, 6],
                    m,
                )
                if table[k, 8] > 0:
                    # The operation built bars of another timeframe: its last output tells how many closed in this block.
                    target = carray(offset(operands, table[k, 1]), table[k, 2])
                    counts[table[k, 8]] = int(columns[target[table[k, 2] - 1], m - 1]) if m > 0 else 0
            for j in range(kept):
                for i in range(n):
                    out[j, done + i] = columns[wanted[j], i]
        if rules != 0:
            progress[2] = call_rules(rules, columns_at, width, plan, broker, first + done, progress[2], n)
            if progress[2] < n:
                progress[1] = n
                return int(done + progress[2])
        progress[0] = done + n
        progress[1] = 0
        progress[2] = 0
    return int(progress[0])


@dataclass(frozen=True, slots=True)
class Rules:
    """What acts after each bar of a block: machine code, its plan, and the broker's block, by address."""

    address: int
    plan: int
    broker: int


class Run:
    """One program in the midst of its bars. Not thread-safe; every thread has a Run of its own."""

    def __init__(
        self,
        program: Program,
        *,
        block: int = BLOCK,
        rules: Rules | None = None,
        scratch: npt.NDArray[np.float64] | None = None,
    ) -> None:
        """`scratch`, float64[columns, block + 1] or more columns, saves making the columns anew for run after run."""
        if program.table.shape[1] != ROW_CELLS:
            raise TypeError("a table of another make")
        self.program = program
        self._block = block
        self._rules = rules or Rules(0, 0, 0)
        self._width = block + 1  # a block may close one more long bar than it has short ones
        self._state = np.zeros(max(program.state_cells, 1))
        self._columns = np.zeros((program.column_count, self._width)) if scratch is None else scratch
        if self._columns.shape[0] < program.column_count or self._columns.shape[1] != self._width:
            raise TypeError(f"scratch must be float64[{program.column_count}, {self._width}]")
        for column, value in program.constants.items():
            self._columns[column, :] = value
        self._counts = np.zeros(64, dtype=np.int64)
        self._progress = np.zeros(3, dtype=np.int64)
        self._bars_done = 0

    def feed(self, rows: Rows, columns: Sequence[int] = ()) -> npt.NDArray[np.float64]:
        """Run the next bars and return the values of `columns`, float64[len(columns), n].

        `rows` are those the program wants (`Program.fed`, see `feeding.rows_of`), one value a bar; `n` may be 1, as in live
        trading. `columns` are places in the built program (`ProgramBuilder.place_of`).
        """
        kept, out = self._begin(rows, columns)
        if self._go(rows, kept, out) != out.shape[1]:
            raise RuntimeError("rules stopped a run that cannot give them room: use `run_with`")
        self._bars_done += out.shape[1]
        return out

    def run_with(self, rows: Rows, grow: Callable[[], None]) -> None:
        """Run the next bars with the rules; `grow` gives the broker more memory whenever it needs some."""
        kept, out = self._begin(rows, ())
        while self._go(rows, kept, out) != out.shape[1]:
            grow()
        self._bars_done += out.shape[1]

    def _begin(
        self, rows: Rows, columns: Sequence[int]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        length = len(rows[0])
        for row in rows:
            if row.dtype != np.float64 or not row.flags.c_contiguous or row.shape != (length,):
                raise TypeError(f"every row must be float64[{length}]")
        if len(rows) != len(self.program.fed):
            raise TypeError(f"{len(self.program.fed)} rows are wanted: {', '.join(self.program.fed)}")
        self._progress[:] = 0
        return np.asarray(columns, dtype=np.int64), np.empty((len(columns), length))

    def _go(self, rows: Rows, kept: npt.NDArray[np.int64], out: npt.NDArray[np.float64]) -> int:
        program, base = self.program, self._columns.ctypes.data
        places = program.fed.values()
        fed = np.array(
            [(row.ctypes.data - base, place) for row, place in zip(rows, places, strict=True)],
            dtype=np.int64,
        )
        done: int = run_blocks(
            program.table.ctypes.data,
            len(program.table),
            program.operands.ctypes.data,
            program.params.ctypes.data,
            self._state.ctypes.data,
            base,
            program.column_count,
            self._width,
            self._counts.ctypes.data,
            base,
            fed.ctypes.data,
            len(fed),
            out.shape[1],
            self._block,
            self._progress.ctypes.data,
            kept.ctypes.data,
            len(kept),
            out.ctypes.data,
            self._rules.address,
            self._rules.plan,
            self._rules.broker,
            self._bars_done,
        )
        return done
