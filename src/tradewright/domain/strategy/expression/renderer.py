"""Tree → the one text of it: single blanks, no bracket that is not needed. `parse(render(tree)) == tree`."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.strategy.expression.ast import (
    Argument,
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
)
from tradewright.domain.strategy.expression.parser import BINARY_LEVELS, NOT_LEVEL
from tradewright.kernel.money import plain

_NEGATION_LEVEL, _POSTFIX_LEVEL = 8, 9
_LONGEST_PLAIN = 21
"""Numbers whose plain form is longer are written with an exponent, so that reading them back stays within bounds."""


def render(expr: Expr) -> str:
    """Return the canonical text of `expr`."""
    return _render(expr, 0)


def _render(expr: Expr, least: int) -> str:
    """Render `expr` where an operator of level `least` or tighter is wanted; put brackets around anything looser."""
    level, text = _bare(expr)
    return text if level >= least else f"({text})"


def _bare(expr: Expr) -> tuple[int, str]:
    match expr:
        case Number():
            return _NEGATION_LEVEL, number_text(expr)
        case Boolean():
            return _POSTFIX_LEVEL, "true" if expr.value else "false"
        case Na():
            return _POSTFIX_LEVEL, "na"
        case Text():
            escaped = expr.value.replace("\\", "\\\\").replace('"', '\\"')
            return _POSTFIX_LEVEL, f'"{escaped}"'
        case Name():
            return _POSTFIX_LEVEL, expr.name
        case Unary("not"):
            return NOT_LEVEL, f"not {_render(expr.operand, NOT_LEVEL)}"
        case Unary():
            return _NEGATION_LEVEL, f"-{_render(expr.operand, _NEGATION_LEVEL)}"
        case Binary():
            level = BINARY_LEVELS[expr.operator]
            # `not` on the left of a tighter operator would swallow it; its own level already asks for brackets there.
            left, right = _render(expr.left, level), _render(expr.right, level + 1)
            return level, f"{left} {expr.operator} {right}"
        case Ternary():
            return 0, f"{_render(expr.test, 1)} ? {_render(expr.then, 0)} : {_render(expr.other, 0)}"
        case History():
            return _POSTFIX_LEVEL, f"{_render(expr.of, _POSTFIX_LEVEL)}[{_render(expr.offset, 0)}]"
        case Output():
            return _POSTFIX_LEVEL, f"{_render(expr.of, _POSTFIX_LEVEL)}.{expr.name}"
        case Call():
            return _POSTFIX_LEVEL, f"{expr.function}({', '.join(map(_argument, expr.arguments))})"


def _argument(argument: Argument) -> str:
    value = _render(argument.value, 0)
    return value if argument.name is None else f"{argument.name}={value}"


def number_text(literal: Number) -> str:
    """Return the literal as people write it, so that it reads back as the same number of the same kind."""
    text = plain(literal.value)
    if len(text) > _LONGEST_PLAIN and literal.is_float:
        return _scientific(literal.value)
    return f"{text}.0" if literal.is_float and "." not in text else text


def _scientific(value: Decimal) -> str:
    _, digits, _ = value.as_tuple()
    mantissa = "".join(map(str, digits)).rstrip("0") or "0"
    point = f".{mantissa[1:]}" if len(mantissa) > 1 else ""
    return f"{mantissa[0]}{point}e{value.adjusted()}"
