"""A figure is defined once: its name, title, unit, formula and source beside the function that computes it.

`summary` figures are computed from a `Side` (all, long, short), the others from the whole `Study`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

Unit = Literal["money", "percent", "ratio", "probability", "count", "bars", "seconds", "time", "quantity"]
Group = Literal["summary", "risk", "ratios"]


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why a figure has no value here, in words; told as null with this reason."""

    reason: str


Value = float | int | None | Undefined
"""A `time` is given as UTC nanoseconds. None: there is nothing to tell, as of a recovery that has not come."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure's meaning. `formula` and `source` are what the reference page prints."""

    name: str
    title: str
    unit: Unit
    group: Group
    formula: str
    source: str
    compute: Callable[[Any], Value]


FIGURES: Final[dict[str, Figure]] = {}

TRADINGVIEW = "TradingView, strategy report"
OURS = "Tradewright"


def figure(
    title: str, unit: Unit, formula: str, *, source: str = TRADINGVIEW, group: Group = "summary"
) -> Callable[[Callable[[Any], Value]], Callable[[Any], Value]]:
    """Register the decorated function under its own name."""

    def register(compute: Callable[[Any], Value]) -> Callable[[Any], Value]:
        name = compute.__name__
        FIGURES[name] = Figure(name, title, unit, group, formula, source, compute)
        return compute

    return register


def group_of(group: Group) -> list[Figure]:
    """Return a group's figures in the order they are told."""
    return [known for known in FIGURES.values() if known.group == group]
