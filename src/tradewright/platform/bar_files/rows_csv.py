"""The careful way through a CSV, row by row: it knows the line of everything and reads every cell's own digits."""

from __future__ import annotations

import csv
import io
from typing import Final

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.kernel.money import parse_decimal
from tradewright.platform.bar_files.dialect import PRICES, Dialect
from tradewright.platform.bar_files.faults import Faults
from tradewright.platform.bar_files.times import EXPECTED_TIME, parse_time

NUMBERS: Final = (*PRICES, "volume")
"""In the order of `Bars`."""


def read_rows(text: str, dialect: Dialect, *, timezone: str, faults: Faults) -> tuple[Bars, list[int]]:
    """Return the bars of the rows that can be read, in the file's order, with their line numbers; the rest are faults."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    times: list[int] = []
    values: list[list[float]] = []
    lines: list[int] = []
    waiting = dialect.header_lines
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if waiting:
            waiting -= 1
            continue
        before = faults.count
        moment = _time(cells, dialect, timezone, reader.line_num, faults)
        row = [_number(cells, name, dialect, reader.line_num, faults) for name in NUMBERS]
        if faults.count == before:
            times.append(moment)
            values.append(row)
            lines.append(reader.line_num)
        else:
            faults.rows_unread += 1
    table = np.array(values, dtype=np.float64).reshape(len(values), len(NUMBERS))
    return Bars(np.array(times, dtype=np.int64), *table.T), lines


def _time(cells: list[str], dialect: Dialect, timezone: str, line: int, faults: Faults) -> int:
    text = _cell(cells, dialect.columns["time"])
    if "clock" in dialect.columns:
        text = f"{text} {_cell(cells, dialect.columns['clock'])}"
    try:
        return parse_time(text, timezone=timezone)
    except (ValueError, OverflowError):
        faults.add(line, "time", "time", EXPECTED_TIME, text)
        return 0


def _number(cells: list[str], name: str, dialect: Dialect, line: int, faults: Faults) -> float:
    if name not in dialect.columns:
        return 0.0
    text = _cell(cells, dialect.columns[name])
    if name == "volume" and not text:
        return 0.0  # exports leave it empty where nothing was traded
    try:
        return float(parse_decimal(text.replace(",", ".") if dialect.decimal_point == "," else text))
    except ValueError:
        faults.add(line, name, "number", "a finite number", text)
        return 0.0


def _cell(cells: list[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""
