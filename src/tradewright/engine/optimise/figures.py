"""The figures a search compares, by name, and the objectives among them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from tradewright.domain.strategy.expression.faults import nearest
from tradewright.engine.optimise.types import Figures
from tradewright.engine.report import Headline
from tradewright.kernel.errors import Fault, Invalid

Unit = Literal["money", "percent", "ratio", "count"]
RATIO_MOST: Final = 1_000.0
"""Where a ratio divides by nothing at all (no loss, no drawdown), it counts as this when something was earned."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a figure is called and measured."""

    title: str
    unit: Unit
    of: Callable[[Headline, float], float | None]


def _over(up: float, down: float) -> float | None:
    if down > 0.0:
        return min(up / down, RATIO_MOST)
    return RATIO_MOST if up > 0.0 else None


def _return(h: Headline, capital: float) -> float:
    return 100.0 * (h.equity_end / capital - 1.0)


FIGURES: Final[dict[str, Shown]] = {
    "net_profit": Shown("Net profit", "money", lambda h, _: h.net_profit),
    "net_profit_percent": Shown("Net profit", "percent", lambda h, c: 100.0 * h.net_profit / c),
    "return_percent": Shown("Return, open profit included", "percent", _return),
    "trades": Shown("Trades", "count", lambda h, _: float(h.trades)),
    "percent_profitable": Shown(
        "Percent profitable", "percent", lambda h, _: 100.0 * h.won / h.trades if h.trades else None
    ),
    "gross_profit": Shown("Gross profit", "money", lambda h, _: h.gross_profit),
    "gross_loss": Shown("Gross loss", "money", lambda h, _: h.gross_loss),
    "profit_factor": Shown("Profit factor", "ratio", lambda h, _: _over(h.gross_profit, -h.gross_loss)),
    "average_trade": Shown(
        "Average trade", "money", lambda h, _: h.net_profit / h.trades if h.trades else None
    ),
    "drawdown": Shown("Drawdown", "money", lambda h, _: h.drawdown),
    "drawdown_percent": Shown("Drawdown", "percent", lambda h, _: 100.0 * h.drawdown_share),
    "return_over_drawdown": Shown(
        "Return over drawdown", "ratio", lambda h, c: _over(_return(h, c), 100.0 * h.drawdown_share)
    ),
    "equity_end": Shown("Equity at the end", "money", lambda h, _: h.equity_end),
    "sharpe": Shown("Sharpe ratio, daily, a year", "ratio", lambda h, _: h.sharpe),
    "sortino": Shown("Sortino ratio, daily, a year", "ratio", lambda h, _: h.sortino),
}
"""Figures of a run by name: title, unit, and how it is had from a headline and the initial capital."""

OBJECTIVES: Final = (
    "sharpe",
    "sortino",
    "net_profit",
    "return_percent",
    "profit_factor",
    "return_over_drawdown",
    "percent_profitable",
    "average_trade",
)
"""Figures a search may raise as high as it can."""


def figures_of(headline: Headline, initial_capital: float) -> dict[str, float | None]:
    """Return every figure of a run; what is not finite has no meaning."""
    found = {name: shown.of(headline, initial_capital) for name, shown in FIGURES.items()}
    return {
        name: value if value is not None and math.isfinite(value) else None for name, value in found.items()
    }


def objective_of(name: str, figures: Figures) -> float | None:
    """Return the objective's value, more is better; None where it has none."""
    return figures[name]


def check_objective(name: str) -> str:
    """Return `name` when it is an objective. Raises Invalid with the nearest."""
    if name in OBJECTIVES:
        return name
    near = nearest(name, OBJECTIVES)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(OBJECTIVES)}"
    told = f"there is no objective '{name}'; {hint}"
    raise Invalid(told, faults=(Fault("$.objective", "unknown_objective", told, name),))
