"""Library calls in a tree, and the parsed formulas of indicators that are written in the language itself."""

from __future__ import annotations

from functools import lru_cache

from tradewright.domain.strategy.catalogue import Catalogue, Indicator
from tradewright.domain.strategy.expression.ast import Call, Expr, Output
from tradewright.domain.strategy.expression.parser import parse


@lru_cache(maxsize=4_096)
def parsed(text: str) -> Expr:
    """Return the tree of a formula, parsed once in a process."""
    return parse(text)


def call_of(expr: Expr, catalogue: Catalogue) -> tuple[Indicator, Call, str] | None:
    """Return indicator, call and output's name when `expr`, in normal form, is a library call; else None."""
    output = None
    if isinstance(expr, Output):
        output, expr = expr.name, expr.of
    if not isinstance(expr, Call):
        return None
    indicator = catalogue.get(expr.function)
    if indicator is None or (expr.function in ("max", "min") and len(expr.arguments) > 1):
        return None
    return indicator, expr, output or indicator.outputs[0].name
