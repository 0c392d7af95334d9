"""From float64 to what leaves the engine: decimal strings and ISO times. The one place that rounds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tradewright.engine.report.figure import Unit
from tradewright.engine.report.inputs import Ints

PLACES = 8
"""Decimal places of money, prices, percents and ratios; zeros at the end are dropped."""


def decimal_text(value: float, places: int = PLACES) -> str:
    """Return a finite number as plain decimals, rounded half to even at `places`; never `-0`."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def decimal_or_none(value: float | None, places: int = PLACES) -> str | None:
    """Return `decimal_text`, or None for what is no number."""
    return None if value is None or not math.isfinite(value) else decimal_text(value, places)


def time_texts(times: Ints) -> list[str]:
    """Return ISO 8601 UTC texts of nanoseconds since 1970, to the second."""
    seconds: Any = (np.asarray(times, np.int64) // 10**9).astype("datetime64[s]")
    return [f"{text}Z" for text in np.datetime_as_string(seconds).tolist()]


def time_text(time: int) -> str:
    """Return one ISO 8601 UTC text of nanoseconds since 1970."""
    return time_texts(np.array([time], np.int64))[0]


def unit_text(value: float | int, unit: Unit) -> str | int:
    """Return a figure as the document tells it: whole numbers for counts and seconds, else texts."""
    if unit in ("count", "seconds"):
        return int(value)
    return time_text(int(value)) if unit == "time" else decimal_text(float(value))
