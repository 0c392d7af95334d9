"""A definition with nothing left open: inputs have values, expressions have types, rules are one condition a side.

`series` is the ordered list of names → expressions; later ones use earlier names. Everything else refers to these names,
to `inputs`, to bar columns (`expression.builtins.BAR_NAMES`) and to catalogue calls in normal form:

- a call of an indicator has only positional arguments, one for each of `Indicator.arguments`, defaults filled in;
- parameters are constant expressions over inputs: `constant(expr, inputs)` gives the value;
- one result of an indicator with several is always an `Output` of the call; an indicator with one result is the bare call;
- no name of a component is left: `filter` became the series `filter_long` or `filter_short`;
- inside `on(…)` nothing is left but bar columns, inputs and calls: named series stand there in full.

`expand(expr, resolved.scope)` (expression.typecheck) replaces formula indicators by kernels and builtins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tradewright.domain.strategy.definition import Definition, InputValue, SideName
from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.expression.typecheck import Scope
from tradewright.domain.strategy.orders import Statement

SeriesKind = Literal["bool", "int", "float"]


@dataclass(frozen=True, slots=True)
class NamedSeries:
    """One named expression. `path` says where in the document it comes from; `side` is set for a component's output."""

    name: str
    expression: Expr
    kind: SeriesKind
    path: str
    side: SideName | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`sizing_value` is constant over inputs; it is also in Enter.quantity when the mode is risk_percent.

    `statements` is what it means in orders (`domain.strategy.orders`).
    """

    definition: Definition
    inputs: Mapping[str, InputValue]
    series: tuple[NamedSeries, ...]
    statements: tuple[Statement, ...]
    sizing_value: Expr
    scope: Scope

    def find(self, name: str) -> NamedSeries | None:
        """Return the named series, or None when no such one exists."""
        return next((one for one in self.series if one.name == name), None)
