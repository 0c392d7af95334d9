"""Calls of what the language has of itself: arithmetic functions, `on(…)` for other timeframes, `session(…)`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from tradewright.domain.strategy.expression.ast import Argument, Call, Expr, Text
from tradewright.domain.strategy.expression.builtins import FUNCTIONS, HISTORY_MAX, Kind, parse_session
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.scope import Check, Scope, Typed, number_of, widest, wrong_kind
from tradewright.kernel.timeframes import Timeframe, parse_timeframe


def check_builtin(expr: Call, scope: Scope, check: Check) -> Typed:
    """Return the call in normal form with its type."""
    if expr.function == "session":
        return _session(expr, scope, check)
    builtin = FUNCTIONS[expr.function]
    values = [one.value for one in expr.arguments]
    named = next((one for one in expr.arguments if one.name is not None), None)
    if named is not None:
        raise InvalidExpression(
            "unknown_argument", f"{expr.function} takes no named arguments", named.value.span
        )
    if not builtin.least <= len(values) <= builtin.most:
        count = str(builtin.least) if builtin.least == builtin.most else f"{builtin.least} to {builtin.most}"
        raise InvalidExpression(
            "argument_count",
            f"{expr.function} takes {count} arguments, found {len(values)}",
            expr.span,
            expected=count,
        )
    if expr.function == "on":
        return _on(expr, values[0], values[1], scope, check)
    parts = [number_of(value, scope, check) for value in values]
    common: Kind = "int" if all(part.kind == "int" for part in parts) else "float"
    kind: Kind = common if builtin.result == "same" else builtin.result
    if expr.function == "round" and len(parts) == 1:
        kind = "int"
    if expr.function in ("round", "sum") and len(parts) == 2:
        _whole_constant(expr, parts[1], values[1], scope)
        kind = "float" if expr.function == "round" else parts[0].kind
    call = Call(expr.function, tuple(Argument(part.expr) for part in parts), expr.span)
    return Typed(call, kind, widest(*parts))


def _whole_constant(expr: Call, part: Typed, value: Expr, scope: Scope) -> None:
    """The second argument of round (places) and sum (bars) is a whole number known before the first bar."""
    least, most = (0, 16) if expr.function == "round" else (1, HISTORY_MAX)
    if part.kind != "int" or part.qualifier == "series":
        raise InvalidExpression(
            "not_constant", "expected a whole number or an int input", value.span, expected="an int"
        )
    read = constant(part.expr, scope.inputs)
    if not isinstance(read, Decimal) or not least <= read <= most:
        raise InvalidExpression("range", f"must be from {least} to {most}", value.span, value=str(read))


def _on(expr: Call, timeframe: Expr, value: Expr, scope: Scope, check: Check) -> Typed:
    if scope.is_elsewhere:
        raise InvalidExpression("nested_on", "on(…) cannot stand inside on(…)", expr.span)
    where = check(timeframe, scope)
    if where.kind != "string" or where.qualifier == "series":
        raise wrong_kind(timeframe.span, 'a timeframe such as "1h"', where.kind)
    text = str(constant(where.expr, scope.inputs))
    try:
        other = parse_timeframe(text)
    except ValueError:
        known = [one.value for one in Timeframe]
        raise InvalidExpression(
            "timeframe", f"unknown timeframe '{text}'", timeframe.span, value=text, expected=", ".join(known),
            suggestion=nearest(text.lower(), known),
        ) from None  # fmt: skip
    if scope.timeframe is not None and not other.holds(scope.timeframe):
        raise InvalidExpression(
            "timeframe", f"{text} must be {scope.timeframe} or a multiple of it", timeframe.span, value=text
        )
    part = check(value, replace(scope, is_elsewhere=True))
    if part.qualifier != "series":
        raise InvalidExpression(
            "constant_on", "a constant is the same on every timeframe", value.span, expected="a series"
        )
    return Typed(Call("on", (Argument(where.expr), Argument(part.expr)), expr.span), part.kind, "series")


def _session(expr: Call, scope: Scope, check: Check) -> Typed:
    order = ("session", "timezone", "days", "at")
    values: dict[str, Expr] = {"timezone": Text("UTC"), "days": Text("1234567"), "at": Text("open")}
    for place, one in enumerate(expr.arguments):
        name = one.name or (order[place] if place < len(order) else "")
        if name not in order:
            raise InvalidExpression(
                "unknown_argument", f"session takes {', '.join(order)}", expr.span, value=name
            )
        values[name] = one.value
    texts: dict[str, str] = {}
    for name in order:
        if name not in values:
            raise InvalidExpression(
                "missing_argument", "the session is missing", expr.span, expected='"HHMM-HHMM"'
            )
        part = check(values[name], scope)
        if part.kind != "string":
            raise wrong_kind(values[name].span, "a text", part.kind)
        texts[name] = str(constant(part.expr, scope.inputs))
        try:
            _session_part(name, texts[name])
        except (ValueError, KeyError, OSError):
            raise InvalidExpression(
                "session", f"this is no {name}", values[name].span, value=texts[name]
            ) from None
    return Typed(
        Call("session", tuple(Argument(Text(texts[name])) for name in order), expr.span), "bool", "series"
    )


def _session_part(name: str, text: str) -> None:
    if name == "session":
        parse_session(text)
    elif name == "timezone":
        ZoneInfo(text)
    elif (name == "days" and (not text or set(text) - set("1234567"))) or (
        name == "at" and text not in ("open", "close")
    ):
        raise ValueError(text)
