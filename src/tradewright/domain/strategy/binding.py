"""Binds a definition's names: inputs, series and components become symbols that expressions are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.catalogue import Catalogue, Indicator, Param
from tradewright.domain.strategy.expression.ast import (
    Argument,
    Call,
    Expr,
    Name,
    Output,
    Text,
    Unary,
    children,
    number,
    rebuild,
    walk,
)
from tradewright.domain.strategy.expression.builtins import Kind
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.typecheck import (
    Scope,
    Symbol,
    Typed,
    check,
    check_number,
    check_param,
)
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.resolved import NamedSeries, SeriesKind

CLOSED_NODES_MAX = 20_000
"""Largest series once every name in it is written out: names that double each other grow without end."""
CLOSED_NODES_TOTAL_MAX = 100_000
"""All series together: analysis reads each of them whole, some 100,000 parts a second."""
_INPUT_KINDS: dict[d.InputType, Kind] = {
    "int": "int", "float": "float", "bool": "bool", "choice": "string", "source": "float", "timeframe": "string",
}  # fmt: skip


class Binder:
    """Collects symbols and the ordered list of named series; notes faults in the reader."""

    def __init__(
        self,
        definition: d.Definition,
        catalogue: Catalogue,
        values: Mapping[str, d.InputValue],
        reader: Reader,
    ) -> None:
        self.definition, self.reader = definition, reader
        self.series: list[NamedSeries] = []
        self._names: dict[str, Symbol] = {}
        self._sizes: dict[str, int] = {}
        self._total = 0
        self._broken: set[str] = set()
        self._taken = {
            *definition.series,
            *(one.name for one in definition.inputs),
            *(one.id for one in definition.components),
        }
        self.scope = Scope(
            catalogue=catalogue, names=self._names, inputs=values, timeframe=definition.timeframe
        )
        for spec in definition.inputs:
            self._names[spec.name] = Symbol(
                _INPUT_KINDS[spec.type], "series" if spec.type == "source" else "input"
            )

    def bind_series(self) -> None:
        for name, expr in self.definition.series.items():
            path = f"$.series.{name}"
            typed = self.check(expr, path)
            if typed is None or typed.kind == "na":
                if typed is not None:
                    self.reader.wrong(path, "always_na", "this is always na")
                self._break(name)
            elif typed.qualifier != "series":
                self._names[name] = Symbol(typed.kind, typed.qualifier, typed.expr, typed.expr)
            else:
                self._names[name] = self._symbol(name, typed, path)
                self._add(name, typed, path)

    def bind_components(self) -> None:
        for place, component in enumerate(self.definition.components):
            path = f"$.components[{place}]"
            found = self._computed(component, path)
            wanted: Kind = "float" if component.type == "stop_loss" else "bool"
            sides: dict[str, Symbol] = {}
            for side, typed in found.items():
                numeric = typed.kind in ("int", "float", "na")
                if (wanted == "bool" and typed.kind != "bool") or (wanted == "float" and not numeric):
                    told = "a price" if wanted == "float" else "a condition"
                    self.reader.wrong(
                        f"{path}.{side}",
                        "kind",
                        f"a component of type {component.type} is {told}",
                        typed.kind,
                    )
                    continue
                name = self.fresh(f"{component.id}_{side}")
                symbol = self._symbol(name, typed, path)
                sides[side] = replace(symbol, expr=Name(name), qualifier="series")
                self._names[name] = replace(symbol, qualifier="series")
                self._add(name, typed, path, side="long" if side == "long" else "short")
            if sides:
                self._names[component.id] = Symbol(wanted, sides=sides)
            else:
                self._break(component.id)

    def output(self, component_id: str, side: d.SideName) -> Expr | None:
        """Return the name of the component's output for `side`, or None when it has none."""
        symbol = self._names[component_id].sides.get(side)
        return None if symbol is None else symbol.expr

    def condition(self, expr: Expr, path: str, side: d.SideName) -> Expr | None:
        """Return a boolean expression in normal form, or None after noting why it is none."""
        typed = self.check(expr, path, side)
        if typed is None:
            return None
        if typed.kind != "bool":
            self.reader.wrong(
                path, "kind", "expected a condition: write a comparison, such as x != 0", typed.kind
            )
            return None
        return typed.expr

    def constant(
        self, expr: Expr, path: str, *, least: Decimal | int, most: Decimal | int | None = None, whole: bool = False,
        above: bool = False,
    ) -> Expr:  # fmt: skip
        """Return a number over inputs in normal form, held against its range; `above` excludes `least` itself."""
        typed = self.check(expr, path)
        if typed is None:
            return expr
        try:
            value = constant_number(typed.expr, self.scope.inputs)
        except InvalidExpression as error:
            self.reader.faults.append(error.at(path))
            return expr
        low = value <= least if above else value < least
        if low or (most is not None and value > most):
            bound = f"{'above' if above else 'at least'} {least}" + (
                f" and at most {most}" if most is not None else ""
            )
            self.reader.wrong(path, "range", f"must be {bound}", value)
        elif whole and value != value.to_integral_value():
            self.reader.wrong(path, "type", "must be a whole number", value)
        return typed.expr

    def price(self, expr: Expr, path: str, side: d.SideName) -> Expr | None:
        """Return a numeric expression, constant or series, in normal form."""
        typed = self.check(expr, path, side)
        if typed is not None and typed.kind not in ("int", "float"):
            self.reader.wrong(path, "kind", "expected a price", typed.kind)
            return None
        return None if typed is None else typed.expr

    def named(self, wanted: str, expr: Expr, kind: Kind, path: str) -> Expr:
        """Return a name for `expr`, so that scripts stay readable; a name or a number stands for itself."""
        bare = expr.operand if isinstance(expr, Unary) else expr
        if isinstance(expr, Name) or not children(bare):
            return expr
        name = self.fresh(wanted)
        self._add(name, Typed(expr, kind, "series"), path)
        self._names[name] = Symbol(kind)
        return Name(name)

    def fresh(self, wanted: str) -> str:
        """Return `wanted`, or it with a number when the author has used that name."""
        name, count = wanted, 2
        while name in self._taken or name in self.scope.catalogue:
            name, count = f"{wanted}_{count}", count + 1
        self._taken.add(name)
        return name

    def check(self, expr: Expr, path: str, side: d.SideName | None = None) -> Typed | None:
        """Check against the scope; a fault that only repeats a broken name's is not told again."""
        try:
            return check(expr, replace(self.scope, side=side))
        except InvalidExpression as error:
            if not any(isinstance(part, Name) and part.name in self._broken for part in walk(expr)):
                self.reader.faults.append(error.at(path))
            return None

    def _computed(self, component: d.Component, path: str) -> dict[str, Typed]:
        found: dict[str, Typed] = {}
        if component.indicator is None:
            for side, expr in component.expression.items():
                typed = self.check(expr, f"{path}.expression.{side}", side)
                if typed is not None:
                    found[side] = typed
        else:
            call = self._template_call(component, component.indicator, path)
            if call is not None:
                indicator = self.scope.catalogue[component.indicator]
                outputs = [one.name for one in indicator.outputs if one.name in ("long", "short")]
                for output in outputs:
                    expr = Output(call, output) if len(indicator.outputs) > 1 else call
                    typed = self.check(expr, path)
                    if typed is not None:
                        found[output] = typed
        if component.invert:
            swapped = {"long": "short", "short": "long"}
            return {swapped[side]: typed for side, typed in found.items()}
        return found

    def _template_call(self, component: d.Component, name: str, path: str) -> Call | None:
        indicator = self.scope.catalogue.get(name)
        if indicator is None:
            near = nearest(name, self.scope.catalogue)
            hint = f"; did you mean {near}?" if near else ""
            self.reader.wrong(
                f"{path}.indicator", "unknown_indicator", f"there is no indicator '{name}'{hint}", name
            )
            return None
        if not any(one.name in ("long", "short") for one in indicator.outputs):
            self.reader.wrong(
                f"{path}.indicator",
                "no_template",
                f"{name} has no long and short; use it in an expression",
                name,
            )
            return None
        known = {argument.name: argument for argument in indicator.arguments}
        before = len(self.reader.faults)
        for given in component.params:
            if given not in known:
                near = nearest(given, known)
                hint = f"; did you mean {near}?" if near else f"; it takes {', '.join(known) or 'none'}"
                self.reader.wrong(
                    f"{path}.params.{given}", "unknown_argument", f"{name} has no '{given}'{hint}", given
                )
        arguments = [self._argument(indicator, one, component, f"{path}.params.{one}") for one in known]
        return Call(name, tuple(arguments)) if len(self.reader.faults) == before else None

    def _argument(self, indicator: Indicator, name: str, component: d.Component, path: str) -> Argument:
        argument = next(one for one in indicator.arguments if one.name == name)
        given = component.params.get(name)
        try:
            if isinstance(argument, Param):
                if (
                    argument.kind == "choice"
                    and isinstance(given, Name)
                    and given.name not in self.scope.inputs
                ):
                    given = Text(given.name)
                return Argument(check_param(argument, given, Name(name).span, self.scope))
            if given is None and argument.default is None:
                raise InvalidExpression("missing_argument", f"'{name}' is missing", Name(name).span)
            read = given if given is not None else Name(str(argument.default))
            typed = check(read, self.scope)
            return Argument(typed.expr if argument.kind == "bool" else check_number(read, self.scope).expr)
        except InvalidExpression as error:
            self.reader.faults.append(error.at(path))
            return Argument(number(0))

    def _add(self, name: str, typed: Typed, path: str, *, side: d.SideName | None = None) -> None:
        kind: SeriesKind = "bool" if typed.kind == "bool" else "int" if typed.kind == "int" else "float"
        self.series.append(NamedSeries(name, typed.expr, kind, path, side))

    def _symbol(self, name: str, typed: Typed, path: str) -> Symbol:
        closed, size = self._closed(typed.expr)
        self._sizes[name] = size
        if size > CLOSED_NODES_MAX:
            self.reader.wrong(
                path, "too_large", f"written out, this has more than {CLOSED_NODES_MAX} parts", size
            )
            return Symbol(typed.kind, typed.qualifier)
        before = self._total
        self._total += size
        if before <= CLOSED_NODES_TOTAL_MAX < self._total:
            told = f"written out, all series up to this one have more than {CLOSED_NODES_TOTAL_MAX} parts"
            self.reader.wrong(path, "too_large", told, self._total)
        return Symbol(typed.kind, typed.qualifier, None, closed)

    def _closed(self, expr: Expr) -> tuple[Expr, int]:
        """Return `expr` with named series written out, and its size; trees are shared, so this costs only the new part."""
        if isinstance(expr, Name):
            symbol = self._names.get(expr.name)
            if symbol is None or symbol.definition is None:
                return expr, 1
            return symbol.definition, self._sizes.get(expr.name, 1)
        parts = [self._closed(part) for part in children(expr)]
        return rebuild(expr, tuple(part for part, _ in parts)), 1 + sum(size for _, size in parts)

    def _break(self, name: str) -> None:
        self._broken.add(name)
        self._names[name] = Symbol("float")
