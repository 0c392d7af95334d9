"""Which lines to draw for a definition, and their values on bars: its own series, then the indicators in its conditions.

A chart has one scale for prices; whatever is no price goes below it. Pure but for the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tradewright.domain.strategy.analysis.closed import Closer
from tradewright.domain.strategy.analysis.measure import COST_MAX, cost
from tradewright.domain.strategy.expression.ast import (
    Binary,
    Call,
    Expr,
    History,
    Name,
    Output,
    Ternary,
    children,
    walk,
)
from tradewright.domain.strategy.expression.builtins import BAR_NAMES
from tradewright.domain.strategy.expression.formulas import call_of
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.expression.typecheck import check_formula, expand
from tradewright.domain.strategy.resolved import NamedSeries, Resolved
from tradewright.engine.bars import Bars, Floats
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.program import ProgramBuilder, Run, rows_of

LINES_MAX: Final = 24
"""More lines than anyone tells apart on one chart."""
_PRICES: Final = frozenset(("open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "hlcc4"))
_NO_PRICES: Final = frozenset(("direction",))
"""Outputs of overlays that are none: Supertrend's side, 1 or -1."""
_SAME_UNIT: Final = frozenset(("abs", "ceil", "floor", "round", "max", "min", "avg", "nz", "fixnan", "on"))


@dataclass(frozen=True, slots=True)
class Line:
    """One series: `values` float64[n], aligned to the bars, NaN where it has none. `is_price`: it belongs over the bars."""

    name: str
    is_price: bool
    values: Floats


def draw_lines(resolved: Resolved, bars: Bars, *, prices_only: bool = False) -> list[Line]:
    """Return at most `LINES_MAX` lines, each computed bar by bar from the first on; conditions are no lines."""
    chosen = _chosen(resolved)
    units = _Units(resolved)
    wanted = [(name, expr, units.is_price(expr)) for name, expr in chosen.items()]
    wanted = _affordable(resolved, [one for one in wanted if one[2] or not prices_only])[:LINES_MAX]
    if not wanted or not len(bars):
        return []
    builder = ProgramBuilder(
        LIBRARY,
        resolved.definition.timeframe,
        timezone=resolved.definition.timezone,
        bars_timezone=bars.timezone,
        tick=float(bars.tick),
        inputs=resolved.inputs,
        names={one.name: expand(one.expression, resolved.scope) for one in resolved.series},
    )
    columns = [builder.add(expand(expr, resolved.scope)) for _, expr, _ in wanted]
    run = Run(builder.build())
    values = run.feed(rows_of(bars, run.program), [builder.place_of(column) for column in columns])
    return [Line(name, is_price, row) for (name, _, is_price), row in zip(wanted, values, strict=True)]


def _affordable(resolved: Resolved, wanted: list[tuple[str, Expr, bool]]) -> list[tuple[str, Expr, bool]]:
    """Leave out what would cost more to draw than a definition may to run: there, a series that no rule reads is free."""
    closer, left = Closer(resolved), COST_MAX
    kept = []
    for one in wanted:
        price = cost([closer.close(one[1])], resolved.scope.catalogue)
        if price <= left:
            left -= price
            kept.append(one)
    return kept


def _chosen(resolved: Resolved) -> dict[str, Expr]:
    """Return what to draw by name: the author's series first, then stops and other levels, then calls in conditions."""
    found: dict[str, Expr] = {}
    own = sorted(resolved.series, key=lambda one: one.side is not None)
    for one in own:
        # Distances of stops and the like are series too, but nobody wrote them.
        is_written = one.path.startswith(("$.series", "$.components"))
        if (
            one.kind != "bool"
            and is_written
            and any(isinstance(part, Name | Call) for part in walk(one.expression))
        ):
            found[one.name] = Name(one.name)
    drawn = {one.expression for one in resolved.series if one.kind != "bool"}
    for one in own:
        if one.kind == "bool":
            for call in _calls(one.expression, resolved):
                if call not in drawn:
                    found.setdefault(render(call), call)
    return found


def _calls(expr: Expr, resolved: Resolved) -> Iterator[Expr]:
    """Yield the outermost indicators of a condition that are numbers."""
    found = call_of(expr, resolved.scope.catalogue)
    if found is not None:
        indicator, call, output = found
        if next(one.kind for one in indicator.outputs if one.name == output) == "float":
            yield expr
            return
        if indicator.formula is not None:
            yield from _calls(check_formula(indicator, call, output, resolved.scope).expr, resolved)
            return
    for part in children(expr):
        yield from _calls(part, resolved)


class _Units:
    """Says which expressions are prices, by their parts."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._series: dict[str, NamedSeries] = {one.name: one for one in resolved.series}
        self._known: dict[str, bool] = {}

    def is_price(self, expr: Expr) -> bool:
        match expr:
            case Name():
                return self._is_named_price(expr.name)
            case History():
                return self.is_price(expr.of)
            case Ternary():
                return self.is_price(expr.then) or self.is_price(expr.other)
            case Binary("+"):
                return self.is_price(expr.left) or self.is_price(expr.right)
            case Binary("-" | "/"):
                return self.is_price(expr.left) and not self.is_price(expr.right)
            case Binary("*"):
                factors = ((expr.left, expr.right), (expr.right, expr.left))
                return any(self.is_price(one) and self._is_constant(other) for one, other in factors)
            case Output() | Call():
                return self._is_called_price(expr)
            case _:
                return False

    def _is_named_price(self, name: str) -> bool:
        if name in self._known:
            return self._known[name]
        if name in self._series:
            self._known[name] = self.is_price(self._series[name].expression)
            return self._known[name]
        return self._resolved.inputs.get(name, name) in _PRICES

    def _is_called_price(self, expr: Output | Call) -> bool:
        found = call_of(expr, self._resolved.scope.catalogue)
        if found is None:
            arguments = expr.arguments if isinstance(expr, Call) else ()
            named = isinstance(expr, Call) and expr.function in _SAME_UNIT
            return named and any(self.is_price(one.value) for one in arguments)
        indicator, call, output = found
        if not indicator.overlay or output in _NO_PRICES:
            return False
        given = zip(indicator.arguments, call.arguments, strict=True)
        sources = [one.value for argument, one in given if argument.name == "source"]
        return not sources or any(self.is_price(one) for one in sources)

    def _is_constant(self, expr: Expr) -> bool:
        for part in walk(expr):
            if isinstance(part, Call) or (
                isinstance(part, Name) and (part.name in self._series or part.name in BAR_NAMES)
            ):
                return False
        return True
