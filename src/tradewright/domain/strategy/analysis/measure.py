"""Warm-up length and cost of a closed expression."""

from __future__ import annotations

from collections.abc import Iterable

from tradewright.domain.strategy.catalogue import Catalogue, Param
from tradewright.domain.strategy.expression.ast import Call, Expr, History, Output, children, walk
from tradewright.domain.strategy.expression.constant import constant, constant_number
from tradewright.domain.strategy.expression.formulas import call_of
from tradewright.kernel.timeframes import Timeframe, parse_timeframe

COST_MAX = 3_000.0
"""Dearest definition that is run, in units of one moving average a bar: about 10 µs a bar."""
_OPERATION_COST = 0.5
"""Of an operator: a fifth of it in time, but each has 32 KiB of its own while it runs."""
_CELL_COST = 0.05
"""Of one float64 that an operation keeps from bar to bar, as a share of its own cost: a window that long may be looked
through at every bar. Measured at 5,000 bars: 0.05 for percentiles, 0.03 for averages, less for others.
"""


def warmup_bars(expr: Expr, catalogue: Catalogue, timeframe: Timeframe) -> int:
    """Return how many bars pass before a closed expression has its first value, if no input is na."""
    found = call_of(expr, catalogue)
    if found is not None:
        indicator, call, _ = found
        given = list(zip(indicator.arguments, call.arguments, strict=True))
        before = max(
            (
                warmup_bars(one.value, catalogue, timeframe)
                for kind, one in given
                if not isinstance(kind, Param)
            ),
            default=0,
        )
        return before + int(
            indicator.warmup(
                **{p.name: _kernel_value(p, one.value) for p, one in given if isinstance(p, Param)}
            )
        )
    before = max((warmup_bars(part, catalogue, timeframe) for part in children(expr)), default=0)
    if isinstance(expr, History):
        return before + int(constant_number(expr.offset, {}))
    if isinstance(expr, Call) and expr.function == "sum":
        return before + int(constant_number(expr.arguments[1].value, {})) - 1
    if isinstance(expr, Call) and expr.function == "on":
        other = parse_timeframe(str(constant(expr.arguments[0].value, {})))
        return (before + 1) * (other.seconds // timeframe.seconds)
    return before


def _kernel_value(param: Param, expr: Expr) -> int | float:
    value = constant(expr, {})
    if isinstance(value, str):
        return param.options.index(value)
    return float(value) if param.kind == "float" else int(value)


def cost(exprs: Iterable[Expr], catalogue: Catalogue) -> float:
    """Return what one bar of all of them costs, in units of one moving average; what is shared counts once."""
    seen: set[Expr] = set()
    total = 0.0
    for whole in exprs:
        for part in walk(whole):
            bare = part.of if isinstance(part, Output) else part
            if bare in seen or not children(bare):
                continue
            seen.add(bare)
            total += _cost_of(bare, catalogue)
    return round(total, 2)


def _cost_of(expr: Expr, catalogue: Catalogue) -> float:
    """Return what one operation costs without its parts."""
    found = call_of(expr, catalogue)
    if found is not None:
        indicator, call, _ = found
        given = zip(indicator.arguments, call.arguments, strict=True)
        params = {p.name: _kernel_value(p, one.value) for p, one in given if isinstance(p, Param)}
        if indicator.cost_at is not None:
            return indicator.cost_at(**params)
        return indicator.cost * (1.0 + _CELL_COST * indicator.state(**params))
    kept = 0
    if isinstance(expr, History):
        kept = int(constant_number(expr.offset, {}))
    elif isinstance(expr, Call) and expr.function == "sum":
        kept = 2 * int(constant_number(expr.arguments[1].value, {}))
    return _OPERATION_COST * (1.0 + _CELL_COST * kept)
