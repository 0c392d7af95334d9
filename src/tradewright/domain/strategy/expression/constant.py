"""The value of an expression that needs no bar: literals, inputs and arithmetic over them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, DecimalException

from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import (
    Binary,
    Boolean,
    Call,
    Expr,
    Name,
    Number,
    Ternary,
    Text,
    Unary,
)
from tradewright.domain.strategy.expression.faults import InvalidExpression

_CONTEXT = Context(prec=34)
_ONE = Decimal(1)


def constant(expr: Expr, inputs: Mapping[str, InputValue]) -> InputValue:
    """Return the value of `expr`. Raises InvalidExpression when it depends on bars, or has no value (1 / 0)."""
    try:
        return _value(expr, inputs)
    except (DecimalException, ArithmeticError, TypeError, ValueError):
        raise InvalidExpression("no_value", "this has no value", expr.span) from None


def constant_number(expr: Expr, inputs: Mapping[str, InputValue]) -> Decimal:
    """As `constant`, for an expression that is a number."""
    value = constant(expr, inputs)
    if not isinstance(value, Decimal):
        raise InvalidExpression("kind", "expected a number", expr.span, value=str(value), expected="a number")
    return value


def _value(expr: Expr, inputs: Mapping[str, InputValue]) -> InputValue:
    match expr:
        case Number() | Boolean() | Text():
            return expr.value
        case Name() if expr.name in inputs:
            return inputs[expr.name]
        case Unary("not"):
            return not _value(expr.operand, inputs)
        case Unary():
            return -_number(expr.operand, inputs)
        case Ternary():
            return _value(expr.then if _value(expr.test, inputs) else expr.other, inputs)
        case Binary():
            return _binary(expr, inputs)
        case Call():
            return _call(expr, [_number(argument.value, inputs) for argument in expr.arguments])
        case _:
            raise InvalidExpression("not_constant", "expected a constant or an input here", expr.span)


def _number(expr: Expr, inputs: Mapping[str, InputValue]) -> Decimal:
    value = _value(expr, inputs)
    if not isinstance(value, Decimal):
        raise TypeError
    return value


def _binary(expr: Binary, inputs: Mapping[str, InputValue]) -> InputValue:
    if expr.operator in ("and", "or"):
        left = bool(_value(expr.left, inputs))
        decided = left if expr.operator == "or" else not left
        return left if decided else bool(_value(expr.right, inputs))
    if expr.operator in ("==", "!="):
        return (_value(expr.left, inputs) == _value(expr.right, inputs)) is (expr.operator == "==")
    left_number, right_number = _number(expr.left, inputs), _number(expr.right, inputs)
    match expr.operator:
        case "<":
            return left_number < right_number
        case "<=":
            return left_number <= right_number
        case ">":
            return left_number > right_number
        case ">=":
            return left_number >= right_number
        case "+":
            return _CONTEXT.add(left_number, right_number)
        case "-":
            return _CONTEXT.subtract(left_number, right_number)
        case "*":
            return _CONTEXT.multiply(left_number, right_number)
        case "/":
            return _CONTEXT.divide(left_number, right_number)
        case _:
            return _CONTEXT.remainder(left_number, right_number)


def _call(expr: Call, values: list[Decimal]) -> Decimal:  # noqa: PLR0912 - one branch a function
    match expr.function, values:
        case "abs", [x]:
            return abs(x)
        case "floor", [x]:
            return x.to_integral_value(ROUND_FLOOR)
        case "ceil", [x]:
            return x.to_integral_value(ROUND_CEILING)
        case "round", [x]:
            return x.to_integral_value(ROUND_HALF_UP)
        case "round", [x, places]:
            return x.quantize(_ONE.scaleb(-int(places)), ROUND_HALF_UP, _CONTEXT)
        case "sign", [x]:
            return Decimal((x > 0) - (x < 0))
        case "sqrt", [x]:
            return _CONTEXT.sqrt(x)
        case "exp", [x]:
            return _CONTEXT.exp(x)
        case "log", [x]:
            return _CONTEXT.ln(x)
        case "log10", [x]:
            return _CONTEXT.log10(x)
        case "pow", [x, n]:
            return _CONTEXT.power(x, n)
        case "max", [_, *_]:
            return max(values)
        case "min", [_, *_]:
            return min(values)
        case "avg", [_, *_]:
            return _CONTEXT.divide(sum(values, Decimal(0)), Decimal(len(values)))
        case _:
            raise InvalidExpression(
                "not_constant", "expected a constant or an input here", expr.span, value=expr.function
            )
