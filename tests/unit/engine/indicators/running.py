"""Runs indicators the way the engine does, over made bars: kernels as machine code, formulas part by part over kernels."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.catalogue import Indicator
from tradewright.domain.strategy.expression.ast import (
    Binary,
    Boolean,
    Call,
    Expr,
    History,
    Na,
    Name,
    Number,
    Output,
    Ternary,
    Unary,
)
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import Scope, check, expand
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native import operation_address
from tradewright.engine.program import ProgramBuilder, Run
from tradewright.engine.program.lowering import ZONE
from tradewright.kernel.timeframes import Timeframe

Array = npt.NDArray[np.float64]
GUARD: Final = 123.25
"""Stands behind the last cell of state: a kernel that writes too far changes it."""
_operation = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 2
)


class Running:
    """One indicator with its parameters and its state, fed block after block."""

    def __init__(self, indicator: Indicator, **params: Any) -> None:
        self.indicator = indicator
        self.chosen: dict[str, Any] = {p.name: params.get(p.name, p.default) for p in indicator.params}
        indices = {
            p.name: p.options.index(self.chosen[p.name]) for p in indicator.params if p.kind == "choice"
        }
        self._params = np.array([float(indices.get(n, v)) for n, v in self.chosen.items()] or [0.0])
        self._state = np.zeros(indicator.state(**self.chosen) + 1)
        self._state[-1] = GUARD
        self._call = _operation(operation_address(indicator))

    def __call__(self, inputs: Sequence[Array]) -> Array:
        """Return the outputs over one block, float64[outputs, n]."""
        n, outputs = len(inputs[0]), len(self.indicator.outputs)
        columns = np.empty((len(inputs) + outputs, n))
        columns[: len(inputs)] = inputs
        operands = np.arange(len(columns), dtype=np.int64)
        cells = len(self._state) - 1
        self._call(
            columns.ctypes.data, n, operands.ctypes.data, self._params.ctypes.data, self._state.ctypes.data, cells, n
        )  # fmt: skip
        assert self._state[-1] == GUARD, "wrote beyond its state"
        return columns[len(inputs) :]


def made_bars(seed: int, count: int, *, ties: bool = True) -> dict[str, Array]:
    """Return bars on a grid of 0.75, where sums are exact, with a flat stretch; without `ties` nothing repeats."""
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.normal(size=count))
    opened = np.roll(close, 1) + rng.normal(size=count) * 0.2
    high = np.maximum(opened, close) + rng.random(count)
    low = np.minimum(opened, close) - rng.random(count)
    volume = np.ceil(rng.random(count) * 1000) if ties else rng.random(count) * 1000 + 1
    if ties:
        close, opened, high, low = (np.round(x / 0.75) * 0.75 for x in (close, opened, high, low))
        flat = slice(count // 3, count // 3 + 70)
        opened[flat] = high[flat] = low[flat] = close[flat] = close[count // 3]
    minutes = np.arange(count) * 15
    return {
        "open": opened, "high": high, "low": low, "close": close, "volume": volume,
        "hl2": (high + low) / 2, "hlc3": (high + low + close) / 3, "ohlc4": (opened + high + low + close) / 4,
        "first": close, "second": opened,
        "condition": (rng.random(count) < 0.1).astype(float), "anchor": (np.arange(count) % 96 == 0).astype(float),
        "clock": (minutes % 1440).astype(float), "time": minutes * 60_000.0, "bar_index": np.arange(float(count)),
        "hour": (minutes // 60 % 24).astype(float), "minute": (minutes % 60).astype(float),
        "dayofmonth": 1.0 + minutes // 1440 % 28,
    }  # fmt: skip


def inputs_of(indicator: Indicator, bars: Mapping[str, Array]) -> list[Array]:
    """Return the columns an indicator reads when it is called with nothing chosen."""
    return [bars[one.default or one.name] for one in indicator.inputs]


def result(indicator: Indicator, bars: Mapping[str, Array], /, **params: Any) -> Array:
    """Return all outputs over all bars at once."""
    if indicator.kernel is not None:
        return Running(indicator, **params)(inputs_of(indicator, bars))
    given = [f"{one.name}={one.name}" for one in indicator.inputs if not one.fixed and one.default is None]
    given += [f"{name}={_spelled(value)}" for name, value in params.items()]
    scope = scope_of()
    outputs = [f"{indicator.name}({', '.join(given)}).{one.name}" for one in indicator.outputs]
    if len(outputs) == 1:
        outputs = [outputs[0].rpartition(".")[0]]
    known: dict[Expr, Array] = {}
    return np.array([_value(expand(check(parse(text), scope).expr, scope), bars, known) for text in outputs])


def in_program(indicator: Indicator, bars: Mapping[str, Array], blocks: Sequence[int]) -> Array:
    """Return all outputs as the engine's own program gives them, fed in blocks of the given sizes."""
    scope = scope_of()
    builder = ProgramBuilder(LIBRARY, Timeframe("15m"))
    names = [one.name for one in indicator.outputs]
    texts = [f"{indicator.name}().{name}" if len(names) > 1 else f"{indicator.name}()" for name in names]
    places = [builder.add(expand(check(parse(text), scope).expr, scope)) for text in texts]
    run = Run(builder.build())
    rows = [bars["time" if name.startswith(ZONE) else name] for name in run.program.fed]
    parts, at = [], 0
    for size in blocks:
        fed = [row[at : at + size] for row in rows]
        parts.append(run.feed(fed, [builder.place_of(place) for place in places]))
        at += size
    return np.concatenate(parts, axis=1)


def scope_of() -> Scope:
    return Scope(catalogue=LIBRARY)


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _filled(x: Array, other: Array | float = 0.0) -> Array:
    out = x.copy()
    np.copyto(out, other, where=np.isnan(x))
    return out


_BINARY: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "%": np.fmod,
    "/": lambda x, y: np.divide(x, np.where(y == 0, np.nan, y)),
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": lambda x, y: (x != y) & ~np.isnan(x) & ~np.isnan(y), "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip
_FUNCTIONS: Final[dict[str, Callable[..., Array]]] = {
    "abs": np.abs, "sqrt": np.sqrt, "log": np.log, "log10": np.log10, "pow": np.power,
    "max": lambda *x: np.maximum.reduce(x),
    "min": lambda *x: np.minimum.reduce(x), "nz": _filled,
    "na": lambda x: np.isnan(x).astype(float), "floor": np.floor, "ceil": np.ceil, "avg": lambda *x: np.mean(x, axis=0),
}  # fmt: skip


def _value(expr: Expr, bars: Mapping[str, Array], known: dict[Expr, Array]) -> Array:
    """Return a normalised expression over all bars; equal parts are computed once."""
    if expr not in known:
        known[expr] = np.asarray(_computed(expr, bars, known), dtype=float)
    return known[expr]


def _computed(expr: Expr, bars: Mapping[str, Array], known: dict[Expr, Array]) -> Any:
    count = len(bars["close"])
    match expr:
        case Number() | Boolean():
            return np.full(count, float(expr.value))
        case Na():
            return np.full(count, math.nan)
        case Name():
            return bars[expr.name]
        case Unary():
            of = _value(expr.operand, bars, known)
            return of == 0 if expr.operator == "not" else -of
        case Binary():
            return _BINARY[expr.operator](_value(expr.left, bars, known), _value(expr.right, bars, known))
        case Ternary():
            test, then, other = (_value(part, bars, known) for part in (expr.test, expr.then, expr.other))
            return np.where(test == 1, then, other)
        case History():
            back = int(constant(expr.offset, {}))
            out = np.full(count, math.nan)
            out[back:] = _value(expr.of, bars, known)[: count - back]
            return out
        case Output():
            assert isinstance(expr.of, Call)
            indicator = LIBRARY[expr.of.function]
            return _kernel(expr.of, bars, known)[[one.name for one in indicator.outputs].index(expr.name)]
        case Call(function="sum"):
            length = int(constant(expr.arguments[1].value, {}))
            return (
                Running(LIBRARY["sma"], length=length)([_value(expr.arguments[0].value, bars, known)])[0]
                * length
            )
        case Call(function="fixnan"):
            of = _value(expr.arguments[0].value, bars, known)
            last = np.maximum.accumulate(np.where(np.isnan(of), -1, np.arange(count)))
            return np.where(last < 0, math.nan, of[last])
        case Call():
            if expr.function in _FUNCTIONS and (expr.function not in LIBRARY or len(expr.arguments) > 1):
                return _FUNCTIONS[expr.function](*(_value(one.value, bars, known) for one in expr.arguments))
            return _kernel(expr, bars, known)[0]
        case _:
            raise AssertionError(f"no formula used {type(expr).__name__} until now")


def _kernel(call: Call, bars: Mapping[str, Array], known: dict[Expr, Array]) -> Array:
    indicator = LIBRARY[call.function]
    given = dict(zip((one.name for one in indicator.arguments), call.arguments, strict=True))
    inputs = [
        bars[str(one.default)] if one.fixed else _value(given[one.name].value, bars, known)
        for one in indicator.inputs
    ]
    params: dict[str, Any] = {}
    for param in indicator.params:
        value = constant(given[param.name].value, {})
        params[param.name] = (
            float(value) if param.kind == "float" else int(value) if param.kind == "int" else value
        )
    return Running(indicator, **params)(inputs)
