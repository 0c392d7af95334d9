"""Expressions of a resolved definition with every name written out and every input replaced by its value."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import (
    Argument,
    Binary,
    BinaryOperator,
    Boolean,
    Call,
    Expr,
    Name,
    Text,
    children,
    number,
    rebuild,
)
from tradewright.domain.strategy.expression.builtins import SOURCES
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.formulas import call_of
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.expression.typecheck import check_formula
from tradewright.domain.strategy.resolved import Resolved

_MIRRORED: dict[BinaryOperator, BinaryOperator] = {">": "<", ">=": "<="}
_COMMUTING = ("and", "or", "+", "*", "==", "!=")


class Closer:
    """Writes expressions out, each named series once."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._series = {one.name: one.expression for one in resolved.series}
        self._closed: dict[str, Expr] = {}

    def close(self, expr: Expr) -> Expr:
        """Return `expr` over bar columns, literals, kernels and builtins alone."""
        if isinstance(expr, Name):
            return self._name(expr)
        found = call_of(expr, self._resolved.scope.catalogue)
        if found is not None and found[0].formula is not None:
            indicator, call, output = found
            arguments = tuple(Argument(self.close(one.value)) for one in call.arguments)
            formula = check_formula(indicator, Call(call.function, arguments), output, self._resolved.scope)
            return self.close(formula.expr)
        closed = rebuild(expr, tuple(self.close(part) for part in children(expr)))
        return self._folded(closed)

    def _name(self, expr: Name) -> Expr:
        if expr.name in self._resolved.inputs:
            value = self._resolved.inputs[expr.name]
            return Name(value) if isinstance(value, str) and value in SOURCES else literal(value)
        if expr.name not in self._series:
            return expr
        if expr.name not in self._closed:
            self._closed[expr.name] = self.close(self._series[expr.name])
        return self._closed[expr.name]

    def _folded(self, expr: Expr) -> Expr:
        if not isinstance(expr, Binary):
            return expr
        try:
            return literal(constant(expr, {}))
        except InvalidExpression:
            return expr


def literal(value: InputValue) -> Expr:
    """Return the expression that stands for an input's value."""
    if isinstance(value, bool):
        return Boolean(value)
    return number(value) if isinstance(value, Decimal) else Text(value)


def canonical(expr: Expr) -> Expr:
    """Return one of the expressions that mean the same: `b > a` as `a < b`, sums and conjunctions in a fixed order."""
    parts = tuple(canonical(part) for part in children(expr))
    made = rebuild(expr, parts)
    if not isinstance(made, Binary):
        return made
    if made.operator in _MIRRORED:
        return Binary(_MIRRORED[made.operator], made.right, made.left)
    if made.operator in ("and", "or"):
        items = sorted({render(item): item for item in flattened(made, made.operator)}.items())
        joined = items[0][1]
        for _, item in items[1:]:
            joined = Binary(made.operator, joined, item)
        return joined
    if made.operator in _COMMUTING and render(made.right) < render(made.left):
        return Binary(made.operator, made.right, made.left)
    return made


def flattened(expr: Expr, operator: str) -> list[Expr]:
    """Return the items of a chain of `and` or `or`."""
    if isinstance(expr, Binary) and expr.operator == operator:
        return [*flattened(expr.left, operator), *flattened(expr.right, operator)]
    return [expr]
