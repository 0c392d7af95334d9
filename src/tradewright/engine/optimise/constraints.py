"""Conditions on what may be chosen: over inputs, in the strategy's own language, and over figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from tradewright.domain.strategy.definition import Definition, InputValue
from tradewright.domain.strategy.expression.ast import Binary, Expr, Name, Number, Unary, walk
from tradewright.domain.strategy.expression.builtins import Kind
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import Scope, Symbol, check
from tradewright.engine.optimise.figures import FIGURES
from tradewright.engine.optimise.space import Point, inputs_of
from tradewright.engine.optimise.types import Constraint, FigureConstraint, Figures, InputConstraint, Space
from tradewright.kernel.errors import Fault, Invalid

_KINDS: Final[dict[str, Kind]] = {
    "int": "int", "float": "float", "bool": "bool", "choice": "string", "source": "string", "timeframe": "string",
}  # fmt: skip
_MIRROR: Final = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


def parse_constraint(text: str, definition: Definition, path: str = "$.constraints") -> Constraint:
    """Return what `text` asks: `fast < slow` over inputs, or `trades >= 30` over a figure. Raises Invalid, located.

    An input's name comes before a figure's of the same name. A figure stands alone on its side, against a number.
    """
    names = {spec.name: Symbol(_KINDS[spec.type], "input") for spec in definition.inputs}
    try:
        expression = parse(text)
        used = {part.name for part in walk(expression) if isinstance(part, Name)}
        if used & (FIGURES.keys() - names.keys()):
            return _bound(expression, text, path)
        typed = check(expression, Scope(catalogue={}, names=names))
    except InvalidExpression as error:
        told = f"{error.detail} (inputs are {', '.join(names) or 'none'}; figures are {', '.join(FIGURES)})"
        raise Invalid(f"constraint {text!r}: {told}", faults=(error.at(path),)) from None
    if typed.kind != "bool" or typed.qualifier == "series":
        raise _wrong(text, path, "a condition over inputs, such as fast < slow")
    return InputConstraint(text, typed.expr)


def check_figure(constraint: FigureConstraint, path: str = "$.constraints") -> FigureConstraint:
    """Return the constraint when its figure is known and it bounds anything. Raises Invalid."""
    if constraint.figure not in FIGURES:
        near = nearest(constraint.figure, FIGURES)
        hint = f"; did you mean {near}?" if near else f"; there are {', '.join(FIGURES)}"
        fault = Fault(
            path, "unknown_figure", f"there is no figure '{constraint.figure}'{hint}", constraint.figure
        )
        raise Invalid(fault.message, faults=(fault,))
    if constraint.at_least is None and constraint.at_most is None:
        raise _wrong(constraint.figure, path, "a bound: at_least or at_most")
    return constraint


def allowing(
    space: Space, constraints: Sequence[Constraint], definition: Definition
) -> Callable[[Point], bool]:
    """Return the test whether a point meets every constraint over inputs; one without a value (1 / 0) is not met."""
    conditions = [one.expression for one in constraints if isinstance(one, InputConstraint)]
    others = {spec.name: spec.default for spec in definition.inputs} | dict(space.fixed)

    def is_allowed(point: Point) -> bool:
        values: dict[str, InputValue] = others | inputs_of(space, point)
        try:
            return all(constant(condition, values) is True for condition in conditions)
        except InvalidExpression:
            return False

    return is_allowed if conditions else lambda _: True


def meets(constraints: Sequence[Constraint], figures: Figures) -> bool:
    """Return whether the figures are inside every bound; a figure that has no meaning is inside none."""
    for one in constraints:
        if isinstance(one, FigureConstraint):
            value = figures.get(one.figure)
            if value is None:
                return False
            if one.at_least is not None and value < one.at_least:
                return False
            if one.at_most is not None and value > one.at_most:
                return False
    return True


def _bound(expression: Expr, text: str, path: str) -> FigureConstraint:
    wanted = "a figure against a number, such as trades >= 30 or drawdown_percent <= 20"
    if not isinstance(expression, Binary) or expression.operator not in _MIRROR:
        raise _wrong(text, path, wanted)
    left, operator, right = expression.left, str(expression.operator), expression.right
    if isinstance(right, Name):
        left, operator, right = right, _MIRROR[operator], left
    number = _number(right)
    if not isinstance(left, Name) or left.name not in FIGURES or number is None:
        raise _wrong(text, path, wanted)
    if operator in ("<", ">") and FIGURES[left.name].unit == "count":
        # Whole numbers: below 30 is at most 29.
        number += 1 if operator == ">" else -1
    if operator in (">=", ">"):
        return FigureConstraint(left.name, at_least=float(number))
    return FigureConstraint(left.name, at_most=float(number))


def _number(expr: Expr) -> Decimal | None:
    if isinstance(expr, Unary) and expr.operator == "-" and isinstance(expr.operand, Number):
        return -expr.operand.value
    return expr.value if isinstance(expr, Number) else None


def _wrong(text: str, path: str, wanted: str) -> Invalid:
    return Invalid(
        f"constraint {text!r}: expected {wanted}",
        faults=(Fault(path, "constraint", f"expected {wanted}", text),),
    )
