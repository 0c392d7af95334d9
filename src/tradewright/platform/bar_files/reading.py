"""From a file to sound bars: every row that breaks a rule is located, and none is dropped in silence."""

from __future__ import annotations

import gzip
import lzma
import zipfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files.columns import map_columns
from tradewright.platform.bar_files.columns_csv import read_columns
from tradewright.platform.bar_files.dialect import find_dialect
from tradewright.platform.bar_files.faults import Faults, Mask, broken_rules, same_rows
from tradewright.platform.bar_files.grid import infer_tick
from tradewright.platform.bar_files.lengths import get_seconds, infer_timeframe
from tradewright.platform.bar_files.names import symbol_from
from tradewright.platform.bar_files.read_parquet import read_parquet
from tradewright.platform.bar_files.rows_csv import read_rows
from tradewright.platform.bar_files.times import get_zone

OnError = Literal["stop", "skip"]
HEAD_BYTES: Final = 1 << 13
"""A hundred lines show how a file is written."""
BYTES_MAX: Final = 4 << 30
"""A file that unpacks to more is no bar file of ours: 60 million bars of text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held. `bars` are sound and rise in time; the rest tells what was done to get them."""

    bars: Bars
    format: str
    duplicates: int
    """Identical repeats of a bar, dropped."""
    faults: tuple[Fault, ...]
    """Located faults of skipped rows, the first thousand."""
    skipped: int
    was_newest_first: bool


def read_bars(
    path: Path,
    *,
    symbol: str | None = None,
    timeframe: str | None = None,
    tick: Decimal | None = None,
    timezone: str = "UTC",
    on_error: OnError = "stop",
) -> Reading:
    """Return the bars in a CSV (also .gz, .xz, .zip) or Parquet file.

    What is not said is found: the symbol in the file's name, the timeframe in the commonest spacing, the tick in the
    prices. Times without a zone are of `timezone`. Raises Invalid with every fault located; with `on_error="skip"`
    rows with faults are left out and counted, and only a file without any sound bar is refused.
    """
    get_zone(timezone)
    if timeframe is not None:
        get_seconds(timeframe)
    faults = Faults()
    raw, lines, form, places = _load(path, timezone, faults)
    raw, lines, is_reversed = _oldest_first(raw, lines)
    keep = np.ones(len(raw), dtype=np.bool_)
    for broken, column, rule, expected in broken_rules(raw):
        for index in np.flatnonzero(broken):
            faults.add(_line(lines, int(index)), column, rule, expected, getattr(raw, column)[index])
        keep &= ~broken
    duplicates = _judge_order(raw, lines, keep, faults)
    if faults.count and on_error == "stop":
        faults.kept.sort(key=_line_of)
        first = faults.kept[0]
        raise Invalid(
            f"{path.name}: {faults.count} fault{'s' * (faults.count > 1)} in its rows; the first: {first.path}: "
            f"{first.message}, got {first.value!r}",
            faults=tuple(faults.kept), count=faults.count,
        )  # fmt: skip
    bars = raw if keep.all() else _only(raw, keep)
    if not len(bars):
        fault = Fault("file", "size", "expected at least one sound bar", "0")
        raise Invalid(f"{path.name} holds no bar", faults=(*faults.kept, fault), count=faults.count + 1)
    prices = (bars.open, bars.high, bars.low, bars.close)
    finished = replace(
        bars,
        symbol=symbol or symbol_from(path),
        timeframe=timeframe or infer_timeframe(bars.time),
        source="file",
        tick=tick if tick is not None else infer_tick(prices, places_written=places),
        notes={
            "file": path.name,
            "format": form,
            "bad_rows": faults.rows_unread + len(raw) - len(bars) - duplicates,
            "duplicates": duplicates,
        },
    )
    faults.kept.sort(key=_line_of)
    skipped = faults.rows_unread + len(raw) - len(bars) - duplicates
    return Reading(finished, form, duplicates, tuple(faults.kept), skipped, is_reversed)


def _load(path: Path, timezone: str, faults: Faults) -> tuple[Bars, list[int] | int, str, int]:
    """Return the raw bars, their line numbers (or the line of the first), the format and the decimals written."""
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return read_parquet(path, timezone=timezone), 1, "Parquet", 0
        content = _unpacked(path)
    except (OSError, EOFError, lzma.LZMAError, zipfile.BadZipFile) as cause:
        fault = Fault("file", "readable", "expected a readable CSV or Parquet file", str(cause))
        raise Invalid(f"{path} cannot be read: {cause}", faults=(fault,)) from cause
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16").encode()  # as MetaTrader saves them
    end = content.rfind(b"\n", 0, HEAD_BYTES) if len(content) > HEAD_BYTES else len(content)
    dialect = find_dialect(content[: end if end > 0 else HEAD_BYTES].decode("utf-8", errors="replace"))
    bars = read_columns(content, dialect, timezone=timezone)
    # Without blank lines and quoted line ends, the place of a row is its line.
    has_plain_lines = bars is not None and _line_count(content) == len(bars) + dialect.header_lines
    if bars is not None and (has_plain_lines or not broken_rules(bars)):
        return bars, 1 + dialect.header_lines, dialect.name, dialect.places
    text = content.decode("utf-8", errors="replace")
    found, lines = read_rows(text, dialect, timezone=timezone, faults=faults)
    return found, lines, dialect.name, dialect.places


def _unpacked(path: Path) -> bytes:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.open(path) as file:
            return _bounded(file.read(BYTES_MAX + 1), path)
    if suffix == ".xz":
        with lzma.open(path) as packed:
            return _bounded(packed.read(BYTES_MAX + 1), path)
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
            if len(inside) != 1:
                raise OSError(f"expected one CSV in the archive, found {len(inside)}")
            with archive.open(inside[0]) as member:
                return _bounded(member.read(BYTES_MAX + 1), path)
    return path.read_bytes()


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > BYTES_MAX:
        raise OSError(f"{path.name} unpacks to more than {BYTES_MAX >> 30} GiB")
    return content


def _line_count(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n"))


def _oldest_first(bars: Bars, lines: list[int] | int) -> tuple[Bars, list[int] | int, bool]:
    """Return the bars turned round when the file begins with the newest, as some exports do."""
    if len(bars) < 2 or not (np.diff(bars.time) <= 0).all() or bars.time[0] == bars.time[-1]:
        return bars, lines, False
    numbers = list(range(lines, lines + len(bars))) if isinstance(lines, int) else lines
    turned = map_columns(bars, lambda name: getattr(bars, name)[::-1])
    return turned, numbers[::-1], True


def _judge_order(bars: Bars, lines: list[int] | int, keep: Mask, faults: Faults) -> int:
    """Take identical repeats out of `keep` and return their number; conflicting repeats and steps back are faults."""
    if (np.diff(bars.time) > 0).all():
        return 0
    dropped = 0
    newest: int | None = None
    # Walk only where time does not rise; in between, bars are as good as their neighbours.
    for index in range(len(bars)):
        if not keep[index]:
            continue
        if newest is None or bars.time[index] > bars.time[newest]:
            newest = index
            continue
        keep[index] = False
        moment = np.datetime64(int(bars.time[index]), "ns").astype("datetime64[s]")
        before = f"line {_line(lines, newest)}"
        if bars.time[index] < bars.time[newest]:
            faults.add(_line(lines, index), "time", "order", f"a time after that of {before}", moment)
        elif same_rows(bars, np.array([newest]), np.array([index]))[0]:
            dropped += 1
        else:
            faults.add(
                _line(lines, index), "time", "duplicate", f"one bar for a time; {before} differs", moment
            )
    return dropped


def _only(bars: Bars, keep: Mask) -> Bars:
    return map_columns(bars, lambda name: getattr(bars, name)[keep])


def _line(lines: list[int] | int, index: int) -> int:
    return lines + index if isinstance(lines, int) else lines[index]


def _line_of(fault: Fault) -> int:
    return int(fault.path.split(",")[0].removeprefix("line "))
