"""Operators, the conditional and history: which kinds they take and which they give."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.strategy.expression.ast import Binary, Boolean, History, Ternary, Unary
from tradewright.domain.strategy.expression.builtins import HISTORY_MAX, Kind
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.scope import (
    NUMERIC,
    Check,
    Scope,
    Typed,
    condition_of,
    number_of,
    widest,
    wrong_kind,
)


def check_unary(expr: Unary, scope: Scope, check: Check) -> Typed:
    part = (condition_of if expr.operator == "not" else number_of)(expr.operand, scope, check)
    return Typed(Unary(expr.operator, part.expr, expr.span), part.kind, part.qualifier)


def check_binary(expr: Binary, scope: Scope, check: Check) -> Typed:
    if expr.operator in ("and", "or"):
        left, right = (
            condition_of(expr.left, scope, check),
            condition_of(expr.right, scope, check),
        )
        kind: Kind = "bool"
    elif expr.operator in ("==", "!="):
        left, right = check(expr.left, scope), check(expr.right, scope)
        _comparable(expr, left, right)
        kind = "bool"
    else:
        left, right = (
            number_of(expr.left, scope, check),
            number_of(expr.right, scope, check),
        )
        whole = left.kind == right.kind == "int" and expr.operator != "/"
        kind = "bool" if expr.operator in ("<", "<=", ">", ">=") else "int" if whole else "float"
        if "na" in (left.kind, right.kind) and kind == "bool":
            raise InvalidExpression(
                "na_comparison", "a comparison with na is always false", expr.span, expected="na(x)"
            )
    whole_expr = Binary(expr.operator, left.expr, right.expr, expr.span)
    if left.kind == "string":  # texts exist only at set-up, so what they decide is settled here
        return Typed(Boolean(constant(whole_expr, scope.inputs) is True, expr.span), "bool", "const")
    return Typed(whole_expr, kind, widest(left, right))


def _comparable(expr: Binary, left: Typed, right: Typed) -> None:
    if "na" in (left.kind, right.kind):
        raise InvalidExpression("na_comparison", "nothing equals na; ask na(x)", expr.span, expected="na(x)")
    if left.kind != right.kind and not (left.kind in NUMERIC and right.kind in NUMERIC):
        wanted = "a number" if left.kind in NUMERIC else "a condition" if left.kind == "bool" else "a text"
        raise wrong_kind(expr.right.span, wanted, right.kind)


def check_ternary(expr: Ternary, scope: Scope, check: Check) -> Typed:
    test = condition_of(expr.test, scope, check)
    then, other = check(expr.then, scope), check(expr.other, scope)
    kinds = {then.kind, other.kind}
    if kinds <= {"int", "float", "na"}:
        kind: Kind = "int" if kinds == {"int"} else "na" if kinds == {"na"} else "float"
    elif len(kinds) == 1:
        kind = then.kind
    else:
        raise wrong_kind(
            expr.other.span, "the same kind as the other branch", other.kind, "a condition is never na"
        )
    return Typed(Ternary(test.expr, then.expr, other.expr, expr.span), kind, widest(test, then, other))


def check_history(expr: History, scope: Scope, check: Check) -> Typed:
    of, offset = check(expr.of, scope), check(expr.offset, scope)
    if of.qualifier != "series":
        raise InvalidExpression(
            "history_of_constant", "a constant has no history", expr.span, expected="a series"
        )
    if offset.kind != "int" or offset.qualifier == "series":
        raise InvalidExpression(
            "history_offset",
            "how many bars ago must be a whole number or an int input",
            expr.offset.span,
            expected="an int",
        )
    bars = constant(offset.expr, scope.inputs)
    if not isinstance(bars, Decimal) or not 0 <= bars <= HISTORY_MAX:
        raise InvalidExpression(
            "history_offset",
            f"history reaches from 0 to {HISTORY_MAX} bars back",
            expr.offset.span,
            value=str(bars),
        )
    return Typed(History(of.expr, offset.expr, expr.span), of.kind, "series")
