"""Reading recorded bars from a CSV file, with every fault named by line and column."""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from tradewright.adapters.marketdata.replay.recording import Recording
from tradewright.adapters.marketdata.timeframe import from_microseconds
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import parse_decimal

FAULTS_MAX: Final = 20
BARS_MAX: Final = 2_000_000
"""Four years of minutes; more is not one chart's worth of replay, and 80 MB."""
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "timestamp": ("timestamp", "time", "date", "datetime", "open_time", "opened_at"),
    "open": ("open", "o"),
    "high": ("high", "h"),
    "low": ("low", "l"),
    "close": ("close", "c"),
    "volume": ("volume", "vol", "v"),
}
_PRICES: Final = ("open", "high", "low", "close")
_EXPECTED_TIME: Final = (
    "a time: Unix seconds, milliseconds or microseconds, or ISO 8601 (UTC when it names no zone)"
)


class _Row(NamedTuple):
    line: int
    opened_at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


def read_recording(path: Path, *, symbol: str | None = None, tick: Decimal | None = None) -> Recording:
    """Return the bars in the file. `symbol` and `tick` are read from its name and its prices when not given.

    Raises Invalid with up to 20 faults located as "line 7, column high".
    """
    faults: list[Fault] = []
    rows: list[_Row] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in _rows(csv.reader(file), faults):
                rows.append(row)
                if len(rows) > BARS_MAX:
                    faults.append(Fault(f"line {row.line}", "size", f"at most {BARS_MAX} bars are played"))
                    break
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        faults.append(Fault("file", "readable", "must be a readable CSV file in UTF-8", str(cause)))
    _check_order(rows, faults)
    if len(rows) < 2 and not faults:
        faults.append(Fault("file", "size", "at least two bars are needed, to know their length"))
    grid = tick or _finest(price for row in rows for price in row[2:6])
    for row in rows:
        for name in _PRICES:
            price = getattr(row, name)
            if price % grid:
                faults.append(_fault(row.line, name, "grid", f"a multiple of the tick {grid}", str(price)))
    if faults:
        shown = tuple(faults[:FAULTS_MAX])
        raise Invalid(f"{path.name} holds no bars that can be played", faults=shown, count=len(faults))
    unit = _finest(row.volume for row in rows)
    return Recording(
        symbol=symbol or symbol_from(path),
        tick=grid,
        volume_unit=unit,
        interval=_interval(rows),
        began_at=rows[0].opened_at,
        opens=array("q", (int(row.open / grid) for row in rows)),
        highs=array("q", (int(row.high / grid) for row in rows)),
        lows=array("q", (int(row.low / grid) for row in rows)),
        closes=array("q", (int(row.close / grid) for row in rows)),
        volumes=[int(row.volume / unit) for row in rows],
    )


def symbol_from(path: Path) -> str:
    """Return the symbol a file is named after: `ethusdt_perp_15m.csv` is ETHUSDT_PERP."""
    stem = re.sub(r"[ ,_-]+\d*(s|m|min|h|d|w)?$", "", path.stem, flags=re.IGNORECASE) or path.stem
    return re.sub(r"[^A-Z0-9!]+", "_", stem.upper()).strip("_") or "REPLAY"


def _rows(lines: Iterator[list[str]], faults: list[Fault]) -> Iterator[_Row]:
    header = next(lines, [])
    columns = _columns(header, faults)
    if columns is None:
        return
    for line, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(line, cells, columns, faults)
        if row is not None:
            yield row
        if len(faults) >= FAULTS_MAX:
            return


def _columns(header: list[str], faults: list[Fault]) -> dict[str, int] | None:
    named = {name.strip().lower(): index for index, name in reversed(list(enumerate(header)))}
    found = {
        column: next(named[alias] for alias in aliases if alias in named)
        for column, aliases in _NAMES.items()
        if any(alias in named for alias in aliases)
    }
    for column in _NAMES.keys() - found.keys():
        expected = f"a column named {' or '.join(_NAMES[column])}, in any case"
        faults.append(Fault("line 1", "column", f"expected {expected}", ",".join(header)[:80]))
    return None if faults else found


def _row(line: int, cells: list[str], columns: dict[str, int], faults: list[Fault]) -> _Row | None:
    before = len(faults)
    values: dict[str, Decimal] = {}
    opened_at: datetime | None = None
    for column, index in columns.items():
        text = cells[index].strip() if index < len(cells) else ""
        if column == "timestamp":
            opened_at = _time(text)
            if opened_at is None:
                faults.append(_fault(line, column, "time", _EXPECTED_TIME, text))
            continue
        try:
            values[column] = parse_decimal(text)
        except ValueError:
            faults.append(_fault(line, column, "number", "a number", text))
            continue
        if values[column] < 0 or (column != "volume" and values[column] == 0):
            faults.append(_fault(line, column, "range", "a number above zero", text))
    if opened_at is None or len(faults) > before:
        return None
    row = _Row(line, opened_at, **values)
    if row.high < max(row.open, row.close, row.low):
        faults.append(_fault(line, "high", "bar", "the highest price of its bar", str(row.high)))
    if row.low > min(row.open, row.close):
        faults.append(_fault(line, "low", "bar", "the lowest price of its bar", str(row.low)))
    return row if len(faults) == before else None


def _time(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"\d+(\.\d+)?", text):
            number = Decimal(text)
            # Seconds until the year 5138, milliseconds and microseconds from 1973 on: they cannot be confused.
            scale = 1_000_000 if number < 10**11 else 1_000 if number < 10**14 else 1
            return from_microseconds(int(number * scale))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _check_order(rows: list[_Row], faults: list[Fault]) -> None:
    for earlier, later in pairwise(rows):
        if later.opened_at <= earlier.opened_at and len(faults) < FAULTS_MAX:
            expected = f"later than {earlier.opened_at.isoformat()} on line {earlier.line}"
            faults.append(_fault(later.line, "timestamp", "order", expected, later.opened_at.isoformat()))


def _interval(rows: list[_Row]) -> timedelta:
    """Return the commonest distance between bars: holes are rarer than bars that follow each other."""
    return Counter(later.opened_at - earlier.opened_at for earlier, later in pairwise(rows)).most_common(1)[
        0
    ][0]


def _finest(numbers: Iterator[Decimal]) -> Decimal:
    """Return the power of ten, at most 1, on which all numbers stand."""
    # The reader took finite numbers only, so the exponent is no letter.
    digits = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    return Decimal(1).scaleb(-max(digits, 0))


def _fault(line: int, column: str, rule: str, expected: str, value: str) -> Fault:
    return Fault(f"line {line}, column {column}", rule, f"expected {expected}", value)
