"""Words the language knows by itself, beside the library: bar columns and functions of one bar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bool", "int", "float", "string", "na"]
Qualifier = Literal["const", "input", "series"]

SOURCES = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "hlcc4")
"""Bar columns that an input of type source may name."""
BAR_NAMES: dict[str, tuple[Kind, str]] = {
    "open": ("float", "first price of the bar"),
    "high": ("float", "highest price of the bar"),
    "low": ("float", "lowest price of the bar"),
    "close": ("float", "last price of the bar"),
    "volume": ("float", "traded quantity"),
    "hl2": ("float", "(high + low) / 2"),
    "hlc3": ("float", "(high + low + close) / 3"),
    "ohlc4": ("float", "(open + high + low + close) / 4"),
    "hlcc4": ("float", "(high + low + close + close) / 4"),
    "time": ("int", "open time, milliseconds since 1970 UTC"),
    "bar_index": ("int", "number of the bar, the first is 0"),
    "hour": ("int", "hour of the bar's open, 0 to 23, in the definition's timezone"),
    "minute": ("int", "minute of the bar's open, 0 to 59"),
    "dayofweek": ("int", "day of the bar's open: 1 is Sunday, 7 is Saturday"),
    "dayofmonth": ("int", "day of the month, 1 to 31"),
    "month": ("int", "month, 1 to 12"),
    "year": ("int", "year"),
    "mintick": ("float", "smallest step of the price"),
}


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the present bar's values. `result` same: the widest kind of its arguments."""

    least: int
    most: int
    result: Literal["same", "int", "float", "bool"]
    meaning: str
    is_element: bool = True


FUNCTIONS: dict[str, Builtin] = {
    "abs": Builtin(1, 1, "same", "distance from zero"),
    "ceil": Builtin(1, 1, "int", "smallest whole number not below x"),
    "floor": Builtin(1, 1, "int", "largest whole number not above x"),
    "round": Builtin(1, 2, "float", "nearest number with n places (0), half away from zero"),
    "sign": Builtin(1, 1, "int", "-1, 0 or 1"),
    "sqrt": Builtin(1, 1, "float", "square root; na below zero"),
    "exp": Builtin(1, 1, "float", "e to the power x"),
    "log": Builtin(1, 1, "float", "natural logarithm; na unless above zero"),
    "log10": Builtin(1, 1, "float", "logarithm to base 10; na unless above zero"),
    "pow": Builtin(2, 2, "float", "x to the power n"),
    "max": Builtin(2, 16, "same", "largest of its arguments; na when one is na"),
    "min": Builtin(2, 16, "same", "smallest of its arguments; na when one is na"),
    "avg": Builtin(2, 16, "float", "mean of its arguments"),
    "nz": Builtin(1, 2, "same", "x, or y (0) where x is na"),
    "na": Builtin(1, 1, "bool", "true where x is na"),
    "fixnan": Builtin(1, 1, "same", "the last value that was not na", is_element=False),
    "sum": Builtin(2, 2, "same", "sum of the last n values", is_element=False),
    "on": Builtin(2, 2, "same", "value of an expression on the last closed bar of a higher timeframe", is_element=False),
    "session": Builtin(
        1,
        4,
        "bool",
        'true inside "HHMM-HHMM" in a timezone on days ("23456", 1 is Sunday); at="open" or "close" of the bar',
    ),
}  # fmt: skip

_SESSION = re.compile(r"([01][0-9]|2[0-4])([0-5][0-9])-([01][0-9]|2[0-4])([0-5][0-9])")
HISTORY_MAX = 5_000
"""Furthest bar that `x[n]` may look back: each costs memory for every live strategy."""


def parse_session(text: str) -> tuple[int, int]:
    """Return start and end of "HHMM-HHMM" in minutes of the day; raise ValueError for another form."""
    match = _SESSION.fullmatch(text)
    if match is None:
        raise ValueError("a session reads HHMM-HHMM")
    first, second, third, fourth = map(int, match.groups())
    start, end = first * 60 + second, third * 60 + fourth
    if start >= 1440 or end > 1440:
        raise ValueError("a day ends at 2400")
    return start, end
