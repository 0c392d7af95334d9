"""The block executor: bars flow through the table of operations; what was asked for is kept.

All memory between blocks is in `Run`, so a run can be stopped after any bar and go on later, here or in a live bot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.native import call_operation, carray, entry, offset
from tradewright.engine.program.lowering import BAR_COLUMNS, ROW_CELLS, Program

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
    "f64*",
    "i64",
    "i64",
    "i64",
    "i64",
    "i64",
    "i64*",
    "i64",
    "f64*",
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
    bars_at: Any,
    bar_rows: int,
    bars_width: int,
    first: int,
    total: int,
    block: int,
    kept_at: Any,
    kept: int,
    out_at: Any,
) -> None:
    """Run every operation over `total` bars; copy the kept columns to `out[kept, total]`.

    Shape: table int64[rows, 9]; columns float64[columns, width]; bars float64[bar_rows, bars_width]; counts int64[clocks].
    """
    table = carray(table_at, (rows, 9))
    columns = carray(columns_at, (column_count, width))
    counts = carray(counts_at, 64)
    bars = carray(bars_at, (bar_rows, bars_width))
    wanted = carray(kept_at, kept)
    out = carray(out_at, (kept, total))
    done = 0
    while done < total:
        n = min(block, total - done)
        for c in range(bar_rows):
            for i in range(n):
                columns[c, i] = bars[c, first + done + i]
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
        done += n


class Run:
    """One program in the midst of its bars. Not thread-safe; every thread has a Run of its own."""

    def __init__(self, program: Program, *, block: int = BLOCK) -> None:
        self.program = program
        self._block = block
        self._width = block + 1  # a block may close one more long bar than it has short ones
        self._state = np.zeros(max(program.state_cells, 1))
        self._columns = np.zeros((program.column_count, self._width))
        for column, value in program.constants.items():
            self._columns[column, :] = value
        self._counts = np.zeros(64, dtype=np.int64)

    def feed(self, bars: npt.NDArray[np.float64], columns: Sequence[int]) -> npt.NDArray[np.float64]:
        """Run the next bars and return the values of `columns`, float64[len(columns), n].

        `bars` is float64[rows, n]: `lowering.BAR_COLUMNS`, then a wall clock for each zone (see `feeding.matrix`); `n` may
        be 1, as in live trading. `columns` are places in the built program (`ProgramBuilder.place_of`).
        """
        rows = len(BAR_COLUMNS) + len(self.program.zones)
        if bars.shape[0] != rows or bars.dtype != np.float64 or not bars.flags.c_contiguous:
            raise TypeError(f"bars must be float64[{rows}, n], one row after another")
        program = self.program
        if program.table.shape[1] != ROW_CELLS:
            raise TypeError("a table of another make")
        total = bars.shape[1]
        kept = np.asarray(columns, dtype=np.int64)
        out = np.empty((len(kept), total))
        run_blocks(
            program.table.ctypes.data,
            len(program.table),
            program.operands.ctypes.data,
            program.params.ctypes.data,
            self._state.ctypes.data,
            self._columns.ctypes.data,
            program.column_count,
            self._width,
            self._counts.ctypes.data,
            bars.ctypes.data,
            rows,
            total,
            0,
            total,
            self._block,
            kept.ctypes.data,
            len(kept),
            out.ctypes.data,
        )
        return out
