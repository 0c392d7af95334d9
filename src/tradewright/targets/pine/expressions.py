"""Expressions as Pine: every call that remembers earlier bars gets a line of its own.

Pine's `and`, `or` and `?:` leave the right side out when the left decides; a function that keeps history would then miss
bars. So calls are lifted out of expressions, in order, before the line that uses them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

from tradewright.domain.strategy.catalogue import Catalogue, Indicator, Param
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
    Text,
    Unary,
    walk,
)
from tradewright.domain.strategy.expression.builtins import parse_session
from tradewright.domain.strategy.expression.typecheck import check_formula
from tradewright.domain.strategy.resolved import NamedSeries, Resolved
from tradewright.kernel.timeframes import Timeframe
from tradewright.targets.pine.words import Names, literal, quoted

_PRECEDENCE = {
    "or": 2,
    "and": 3,
    "==": 4,
    "!=": 4,
    "<": 5,
    "<=": 5,
    ">": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
}
_TERNARY, _UNARY, _ATOM = 1, 8, 9
MATH = {
    name: f"math.{name}"
    for name in (
        "abs",
        "ceil",
        "floor",
        "round",
        "sqrt",
        "exp",
        "log",
        "log10",
        "pow",
        "min",
        "max",
        "sign",
        "avg",
    )
}
WITH_MEMORY = {"sum": "math.sum", "fixnan": "fixnan"}
CLOCK = frozenset({"hour", "minute", "second", "dayofweek", "dayofmonth", "weekofyear", "month", "year"})
_SESSION = """\
// Whether a moment lies in a session. One that ends at or before its start runs over midnight and is of the day it began on.
f_session(int moment, int from_minute, int to_minute, string days, string zone) =>
    int minutes = hour(moment, zone) * 60 + minute(moment, zone)
    int day = dayofweek(moment, zone)
    bool is_day = str.contains(days, str.tostring(day))
    bool was_day = str.contains(days, str.tostring(day == 1 ? 7 : day - 1))
    bool late = is_day and minutes >= from_minute
    bool early = (from_minute < to_minute ? is_day : was_day) and minutes < to_minute
    from_minute < to_minute ? late and early : late or early"""


@dataclass
class Scope:
    """Where lines go: the script itself, or the body of a function that a higher timeframe evaluates."""

    lines: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    """Right-hand sides already on a line, by text: a call is written once."""
    series: dict[str, str] = field(default_factory=dict)
    """Names of the definition's series, as this scope calls them."""


class Expressions:
    """Writes expressions of one resolved definition. `helpers` fills with the functions that the script must begin with."""

    def __init__(
        self, resolved: Resolved, catalogue: Catalogue, names: Names, inputs: Mapping[str, str]
    ) -> None:
        self.helpers: dict[str, str] = {}
        self._resolved, self._catalogue, self._names, self._inputs = resolved, catalogue, names, inputs
        self._timezone = quoted(resolved.definition.timezone)
        self._requests: dict[tuple[str, Expr], str] = {}

    def define(self, series: NamedSeries, scope: Scope, *, name: str | None = None) -> str:
        """Write a named series on its own line and return its name in Pine."""
        value, _ = self._lower(series.expression, scope)
        name = name or self._names.take(series.name)
        kind = "bool" if series.kind == "bool" else "float"
        lifted = f"{value} = "
        if scope.lines and scope.lines[-1].startswith(lifted):
            # The last line just lifted is the whole of this series: it needs one name, the author's.
            right = scope.lines.pop()[len(lifted) :]
            scope.known[right] = name
            self._requests = {key: name if one == value else one for key, one in self._requests.items()}
            value = right
        scope.lines.append(f"{kind} {name} = {value}")
        scope.series[series.name] = name
        return name

    def text(self, expr: Expr, scope: Scope, *, at_least: int = 0) -> str:
        """Return the expression as Pine, its remembering calls written to the scope's lines before."""
        written, precedence = self._lower(expr, scope)
        return f"({written})" if precedence < at_least else written

    def is_always_known(self, expr: Expr) -> bool:
        """Tell whether the expression has a value from the first bar on: it is made of numbers, inputs and the tick."""
        named = self._resolved.find(expr.name) if isinstance(expr, Name) else None
        parts = list(walk(expr if named is None else named.expression))
        return all(
            isinstance(part, Number | Binary | Unary)
            or (isinstance(part, Name) and (part.name == "mintick" or part.name in self._inputs))
            for part in parts
        )

    def atom(self, expr: Expr, scope: Scope) -> str:
        """Return the expression so that any operator may stand beside it."""
        return self.text(expr, scope, at_least=_ATOM)

    def _lower(self, expr: Expr, scope: Scope) -> tuple[str, int]:
        match expr:
            case Number():
                return literal(expr.value, is_float=expr.is_float), _ATOM
            case Boolean():
                return ("true" if expr.value else "false"), _ATOM
            case Na():
                return "na", _ATOM
            case Text():
                return quoted(expr.value), _ATOM
            case Name():
                return self._name(expr.name, scope), _ATOM
            case Unary():
                operand = self.text(expr.operand, scope, at_least=_UNARY + (expr.operator == "-"))
                return f"{'-' if expr.operator == '-' else 'not '}{operand}", _UNARY
            case Binary():
                strength = _PRECEDENCE[expr.operator]
                left = self.text(expr.left, scope, at_least=strength)
                right = self.text(expr.right, scope, at_least=strength + 1)
                return f"{left} {expr.operator} {right}", strength
            case Ternary():
                test, then, other = (
                    self.text(part, scope, at_least=_TERNARY + 1)
                    for part in (expr.test, expr.then, expr.other)
                )
                return f"{test} ? {then} : {other}", _TERNARY
            case History():
                return f"{self._held(expr.of, scope)}[{self.text(expr.offset, scope)}]", _ATOM
            case Output():
                return self._output(expr, scope), _ATOM
            case Call():
                return self._call(expr, scope), _ATOM

    def _name(self, name: str, scope: Scope) -> str:
        if name in self._inputs:
            return self._inputs[name]
        if name in scope.series:
            return scope.series[name]
        series = self._resolved.find(name)
        if series is not None:
            # Only inside a higher timeframe's function: there the series is computed again, on that timeframe's bars.
            return self.define(series, scope, name=self._names.take(f"{name}_htf"))
        if name == "mintick":
            return "syminfo.mintick"
        return f"{name}(time, {self._timezone})" if name in CLOCK else name

    def _held(self, expr: Expr, scope: Scope) -> str:
        """Return a plain variable with the value: history is read from names only."""
        if isinstance(expr, Name) and expr.name not in CLOCK:
            return self._name(expr.name, scope)
        return self._lift(self.text(expr, scope), "value", scope)

    def _lift(self, right: str, stem: str, scope: Scope) -> str:
        if right.isidentifier():
            return right
        if right not in scope.known:
            scope.known[right] = self._names.number(stem)
            scope.lines.append(f"{scope.known[right]} = {right}")
        return scope.known[right]

    def _output(self, expr: Output, scope: Scope) -> str:
        call = expr.of
        assert isinstance(call, Call)  # noqa: S101 - Resolved promises it
        indicator = self._catalogue[call.function]
        if indicator.formula is not None:
            return self._formula(indicator, call, expr.name, scope)
        right = self._indicator(indicator, call, scope)
        if len(indicator.outputs) == 1:
            return self._lift(right, indicator.name, scope)
        stem = f"{right} of {len(indicator.outputs)}"
        if stem not in scope.known:
            scope.known[stem] = ", ".join(
                self._names.number(f"{indicator.name}_{o.name}") for o in indicator.outputs
            )
            scope.lines.append(f"[{scope.known[stem]}] = {right}")
        position = [output.name for output in indicator.outputs].index(expr.name)
        return scope.known[stem].split(", ")[position]

    def _call(self, call: Call, scope: Scope) -> str:
        values = [argument.value for argument in call.arguments]
        if call.function == "on":
            return self._on(values[0], values[1], scope)
        if call.function == "session":
            return self._session(values)
        is_reduction = call.function in ("min", "max") and len(values) > 1
        indicator = None if is_reduction else self._catalogue.get(call.function)
        if indicator is not None:
            if indicator.formula is not None:
                return self._formula(indicator, call, indicator.outputs[0].name, scope)
            if len(indicator.outputs) > 1:
                return self._output(Output(call, indicator.outputs[0].name), scope)
            return self._lift(self._indicator(indicator, call, scope), indicator.name, scope)
        inside = ", ".join(self.text(value, scope) for value in values)
        if call.function in WITH_MEMORY:
            return self._lift(f"{WITH_MEMORY[call.function]}({inside})", call.function, scope)
        return f"{MATH.get(call.function, call.function)}({inside})"

    def _formula(self, indicator: Indicator, call: Call, output: str, scope: Scope) -> str:
        """Write an indicator that is made of others as what it is made of."""
        formula = check_formula(indicator, call, output, self._resolved.scope).expr
        stem = indicator.name if len(indicator.outputs) == 1 else f"{indicator.name}_{output}"
        return self._lift(self.text(formula, scope), stem, scope)

    def _indicator(self, indicator: Indicator, call: Call, scope: Scope) -> str:
        """Return the call in Pine. Resolved calls name every argument of the indicator, in order."""
        given = {
            argument.name: (argument, passed.value)
            for argument, passed in zip(indicator.arguments, call.arguments, strict=True)
        }
        words: dict[str, str] = {
            fixed.name: fixed.default or fixed.name for fixed in indicator.inputs if fixed.fixed
        }
        for name, (argument, value) in given.items():
            words[name] = self.text(value, scope)
            if isinstance(argument, Param) and argument.kind == "float" and isinstance(value, Number):
                words[name] = literal(value.value, is_float=True)
        if indicator.pine_helper is not None:
            self.helpers.setdefault(indicator.name, textwrap.dedent(indicator.pine_helper).strip())
        return str(indicator.pine).format(**words)

    def _session(self, values: list[Expr]) -> str:
        hours, zone, days, at = (value.value if isinstance(value, Text) else "" for value in values)
        start, end = parse_session(str(hours))
        self.helpers.setdefault("session", _SESSION)
        moment = "time" if at == "open" else "time_close"
        return f"f_session({moment}, {start}, {end}, {quoted(str(days))}, {quoted(str(zone))})"

    def _on(self, timeframe: Expr, expr: Expr, scope: Scope) -> str:
        """Ask for the expression on a higher timeframe's bars, and take the last one that has closed by this bar's close.

        No look-ahead and no repainting: while that bar is still forming (only in real time), the one before it counts.
        """
        period = self._period(timeframe)
        key = (period, expr)
        if key in self._requests:
            return self._requests[key]
        inner = Scope()
        value = self.text(expr, inner)
        function = self._names.number("f_on")
        inner.lines += [f"result = {value}", "[result, result[1], time_close]"]
        body = "\n".join(f"    {line}" for line in inner.lines)
        scope.lines.append(f"{function}() =>\n{body}")
        latest, before, closed = (
            self._names.number(stem) for stem in ("on_latest", "on_before", "on_closed")
        )
        scope.lines.append(
            f"[{latest}, {before}, {closed}] = request.security(syminfo.tickerid, {period}, {function}())"
        )
        name = self._names.number("on")
        scope.lines.append(f"{name} = {closed} <= time_close ? {latest} : {before}")
        self._requests[key] = name
        return name

    def _period(self, timeframe: Expr) -> str:
        if isinstance(timeframe, Name):
            return self._inputs[timeframe.name]
        assert isinstance(timeframe, Text)  # noqa: S101 - the language lets nothing else through
        return quoted(Timeframe(timeframe.value).pine)
