"""What kind of CSV this is: delimiter, header, which column means what, and how its times are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tradewright.kernel.errors import Fault, Invalid

PRICES: Final = ("open", "high", "low", "close")
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "time": (
        "timestamp", "time", "datetime", "date time", "date", "open time", "opentime", "open_time", "opened_at", "gmt time",
        "utc time", "local time", "unix", "unix timestamp", "t", "ts",
    ),
    "open": ("open", "o", "open price", "first"),
    "high": ("high", "h", "max", "high price"),
    "low": ("low", "l", "min", "low price"),
    "close": ("close", "c", "last", "close/last", "price", "close price"),
    "volume": ("volume", "vol", "v", "<vol>", "base volume", "basevolume", "tickvol", "tick volume", "tick_volume"),
}  # fmt: skip
"""Headings in the order we prefer them, in lower case, without the angle brackets of MetaTrader."""
_DELIMITERS: Final = (",", ";", "\t", "|")
TimeForm = Literal["number", "iso", "iso_zone", "dotted", "other"]
"""Epoch numbers; ISO 8601 without or with a zone; MetaTrader's 2024.01.31; anything else (read row by row)."""
_TIME_FORMS: Final[tuple[tuple[TimeForm, str], ...]] = (
    ("number", r"\d{5,19}(\.\d+)?"),
    ("iso_zone", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)"),
    ("iso", r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?"),
    ("dotted", r"\d{4}\.\d\d\.\d\d"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read one file. `columns` maps time, open, high, low, close, and perhaps clock and volume to their index."""

    name: str
    delimiter: str
    decimal_point: str
    header_lines: int
    columns: Mapping[str, int]
    width: int
    time_form: TimeForm
    places: int


def find_dialect(head: str) -> Dialect:
    """Return how the file that begins with `head` (some whole lines) is written. Raises Invalid saying what is missing."""
    lines = [line for line in head.splitlines() if line.strip()]
    if not lines:
        fault = Fault("line 1", "size", "a heading and at least one bar", "")
        raise Invalid("the file is empty", faults=(fault,))
    delimiter = _delimiter(lines)
    rows = [_cells(line, delimiter) for line in lines]
    has_header = not any(_is_number(cell) for cell in rows[0][1:])
    columns = _named(rows[0]) if has_header else _unnamed(rows[0])
    name = _format_name(rows[0], has_header=has_header)
    body = rows[1:] if has_header else rows
    texts = [row[columns[price]] for row in body for price in PRICES if columns[price] < len(row)]
    point = "," if delimiter != "," and any("," in text for text in texts) else "."
    places = max((len(text.partition(point)[2]) for text in texts if _is_plain(text, point)), default=0)
    first = body[0][columns["time"]] if body and columns["time"] < len(body[0]) else ""
    return Dialect(
        name=name,
        delimiter=delimiter,
        decimal_point=point,
        header_lines=int(has_header),
        columns=columns,
        width=len(rows[0]),
        time_form=_time_form(first),
        places=places,
    )


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that splits most of the first lines alike, into the most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines[:20]]
        usual = max(counts, key=counts.count)
        return (usual if usual >= 4 else 0, counts.count(usual))

    best = max(_DELIMITERS, key=score)
    return best if score(best)[0] else ","


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(delimiter)]


def _named(header: list[str]) -> dict[str, int]:
    plain = [re.sub(r"^<(.*)>$", r"\1", cell.strip().lower()) for cell in header]
    named = {text: index for index, text in reversed(list(enumerate(plain)))}
    found: dict[str, int] = {}
    if (
        "date" in named and "time" in named
    ):  # MetaTrader and others: the day in one column, the time of day in another
        found |= {"time": named["date"], "clock": named["time"]}
    for column, aliases in NAMES.items():
        alias = next((one for one in aliases if one in named), None)
        if alias is not None:
            found.setdefault(column, named[alias])
    missing = [column for column in ("time", *PRICES) if column not in found]
    if missing:
        faults = tuple(
            Fault(f"line 1, column {column}", "column", f"expected a heading such as {', '.join(NAMES[column][:3])}",
                  ",".join(header)[:120])
            for column in missing
        )  # fmt: skip
        raise Invalid(f"no column for {', '.join(missing)} in the heading", faults=faults)
    return found


def _unnamed(row: list[str]) -> dict[str, int]:
    """Return the columns of a file without a heading: a time, perhaps a time of day, then O, H, L, C and volume."""
    at = 2 if len(row) > 5 and re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", row[1]) else 1
    if len(row) < at + 4:
        fault = Fault(
            "line 1",
            "column",
            "expected time, open, high, low, close and perhaps volume",
            ",".join(row)[:120],
        )
        raise Invalid("the first line is neither a heading nor a bar", faults=(fault,))
    found = {"time": 0} | ({"clock": 1} if at == 2 else {})
    found |= {column: at + place for place, column in enumerate(PRICES)}
    return found | ({"volume": at + 4} if len(row) > at + 4 else {})


def _format_name(row: list[str], *, has_header: bool) -> str:
    if not has_header:
        return "Binance kline dump" if len(row) == 12 else "CSV without a heading"
    if row[0].startswith("<"):
        return "MetaTrader export"
    return "TradingView export" if [cell.lower() for cell in row[:5]] == ["time", *PRICES] else "CSV"


def _time_form(text: str) -> TimeForm:
    return next((form for form, pattern in _TIME_FORMS if re.fullmatch(pattern, text)), "other")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", text) is not None


def _is_plain(text: str, point: str) -> bool:
    return re.fullmatch(rf"-?\d+{re.escape(point)}\d+", text) is not None
