"""The arguments of an indicator's call: by place and by name, defaults filled in, parameters in their range."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import Argument, Boolean, Call, Expr, Name, Span, Text, number
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.scope import Check, Scope, condition_of, number_of, wrong_kind


def bind_arguments(expr: Call, indicator: Indicator, scope: Scope, check: Check) -> tuple[Argument, ...]:
    """Return one argument for each of the indicator's, in its order and in normal form."""
    arguments = indicator.arguments
    given: dict[str, Expr] = {}
    positional = [one.value for one in expr.arguments if one.name is None]
    skipped = _sources_left_out(positional, indicator, scope, check)
    if len(positional) + skipped > len(arguments):
        raise InvalidExpression(
            "too_many_arguments", f"{indicator.name} takes {_told(indicator)}", positional[len(arguments) - skipped].span,
            expected=_told(indicator),
        )  # fmt: skip
    for argument, value in zip(arguments[skipped:], positional, strict=False):
        given[argument.name] = value
    for one in expr.arguments:
        if one.name is None:
            continue
        if one.name not in {argument.name for argument in arguments}:
            raise InvalidExpression(
                "unknown_argument", f"{indicator.name} has no argument '{one.name}'", one.value.span, value=one.name,
                expected=_told(indicator), suggestion=nearest(one.name, [argument.name for argument in arguments]),
            )  # fmt: skip
        if one.name in given:
            raise InvalidExpression(
                "argument_twice", f"'{one.name}' is given twice", one.value.span, value=one.name
            )
        given[one.name] = one.value
    bound = []
    for argument in arguments:
        if isinstance(argument, Param):
            bound.append(Argument(bind_param(argument, given.get(argument.name), expr.span, scope, check)))
            continue
        if argument.name not in given and argument.default is None:
            raise InvalidExpression(
                "missing_argument", f"'{argument.name}' is missing", expr.span, expected=_told(indicator)
            )
        read = given.get(argument.name) or Name(str(argument.default), expr.span)
        bound.append(
            Argument((condition_of if argument.kind == "bool" else number_of)(read, scope, check).expr)
        )
    return tuple(bound)


def _sources_left_out(positional: list[Expr], indicator: Indicator, scope: Scope, check: Check) -> int:
    """Pine's short forms `highest(10)`, `rsi(14)`: a constant cannot be a source, so it begins the parameters."""
    sources = [one for one in indicator.inputs if not one.fixed]
    if not positional or not sources or not indicator.params or any(one.default is None for one in sources):
        return 0
    first = check(positional[0], scope)
    return len(sources) if first.qualifier != "series" and first.kind in ("int", "float") else 0


def _told(indicator: Indicator) -> str:
    return f"{indicator.name}({', '.join(one.name for one in indicator.arguments)})"


def bind_param(param: Param, value: Expr | None, span: Span, scope: Scope, check: Check) -> Expr:
    """Return a parameter's value in normal form, its default when there is none, held against its range."""
    if value is None:
        if param.default is None:
            raise InvalidExpression(
                "missing_argument", f"'{param.name}' is missing", span, expected=param.name
            )
        return _literal(param.default)
    part = check(value, scope)
    if part.qualifier == "series":
        raise InvalidExpression(
            "not_constant",
            f"'{param.name}' must be a constant or an input",
            value.span,
            expected="a constant or an input",
        )
    wanted = {"int": ("int",), "float": ("int", "float"), "bool": ("bool",), "choice": ("string",)}[
        param.kind
    ]
    if part.kind not in wanted:
        hint = "use round(…)" if param.kind == "int" and part.kind == "float" else ""
        expected = {
            "int": "a whole number",
            "float": "a number",
            "bool": "true or false",
            "choice": "a text",
        }[param.kind]
        raise wrong_kind(value.span, f"{expected} for '{param.name}'", part.kind, hint)
    _within(param, constant(part.expr, scope.inputs), value.span)
    return part.expr


def _within(param: Param, value: InputValue, span: Span) -> None:
    if isinstance(value, str) and value not in param.options:
        raise InvalidExpression(
            "option", f"'{param.name}' is one of {', '.join(param.options)}", span, value=value,
            suggestion=nearest(value, param.options),
        )  # fmt: skip
    if isinstance(value, Decimal):
        number_value = float(value)
        if param.least is not None and number_value < param.least:
            raise InvalidExpression(
                "range", f"'{param.name}' is at least {param.least:g}", span, value=str(value)
            )
        if param.most is not None and number_value > param.most:
            raise InvalidExpression(
                "range", f"'{param.name}' is at most {param.most:g}", span, value=str(value)
            )


def _literal(value: int | float | bool | str) -> Expr:
    if isinstance(value, bool):
        return Boolean(value)
    return Text(value) if isinstance(value, str) else number(repr(value))
