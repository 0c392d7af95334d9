"""What an expression means: names bound, kinds and qualifiers settled, calls brought to normal form."""

from __future__ import annotations

from dataclasses import replace

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.domain.strategy.expression.arguments import bind_arguments, bind_param
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
    Span,
    Ternary,
    Text,
    Unary,
    children,
    rebuild,
)
from tradewright.domain.strategy.expression.builtin_calls import check_builtin
from tradewright.domain.strategy.expression.builtins import BAR_NAMES, FUNCTIONS, Kind
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.formulas import call_of, parsed
from tradewright.domain.strategy.expression.operators import (
    check_binary,
    check_history,
    check_ternary,
    check_unary,
)
from tradewright.domain.strategy.expression.scope import (
    Scope,
    Symbol,
    Typed,
    number_of,
)

__all__ = [
    "Scope",
    "Symbol",
    "Typed",
    "check",
    "check_formula",
    "check_number",
    "check_param",
    "expand",
]


def check(expr: Expr, scope: Scope) -> Typed:
    """Return `expr` in normal form with its type. Raises InvalidExpression at the part that is wrong."""
    match expr:
        case Number():
            return Typed(expr, "float" if expr.is_float else "int", "const")
        case Boolean():
            return Typed(expr, "bool", "const")
        case Text():
            return Typed(expr, "string", "const")
        case Na():
            return Typed(expr, "na", "const")
        case Name():
            return _name(expr, scope)
        case Unary():
            return check_unary(expr, scope, check)
        case Binary():
            return check_binary(expr, scope, check)
        case Ternary():
            return check_ternary(expr, scope, check)
        case History():
            return check_history(expr, scope, check)
        case Output():
            return _output(expr, scope)
        case Call():
            return _call(expr, scope, None)


def check_number(expr: Expr, scope: Scope) -> Typed:
    """As `check`, for what must be a number or na."""
    return number_of(expr, scope, check)


def check_param(param: Param, value: Expr | None, span: Span, scope: Scope) -> Expr:
    """Return a parameter's value in normal form, its default when there is none, held against its range."""
    return bind_param(param, value, span, scope, check)


def _name(expr: Name, scope: Scope) -> Typed:
    symbol = scope.names.get(expr.name)
    if symbol is not None:
        if symbol.sides:
            if scope.side is None or scope.side not in symbol.sides:
                raise InvalidExpression(
                    "side", f"'{expr.name}' has no value for this side", expr.span, value=expr.name,
                    expected=" or ".join(f"{expr.name}.{side}" for side in symbol.sides),
                )  # fmt: skip
            symbol = symbol.sides[scope.side]
        return _bound(expr, symbol, scope)
    if expr.name in BAR_NAMES:
        return Typed(expr, BAR_NAMES[expr.name][0], "series")
    indicator = scope.catalogue.get(expr.name)
    if indicator is not None and not any(one.default is None for one in indicator.arguments):
        return _call(Call(expr.name, (), expr.span), scope, None)
    raise InvalidExpression(
        "unknown_name", f"unknown name '{expr.name}'", expr.span, value=expr.name,
        suggestion=nearest(expr.name, [*scope.names, *BAR_NAMES, *scope.catalogue, *FUNCTIONS]),
    )  # fmt: skip


def _bound(expr: Name, symbol: Symbol, scope: Scope) -> Typed:
    if scope.is_elsewhere and symbol.definition is not None:
        return Typed(symbol.definition, symbol.kind, symbol.qualifier)
    return Typed(symbol.expr or expr, symbol.kind, symbol.qualifier)


def _output(expr: Output, scope: Scope) -> Typed:
    if isinstance(expr.of, Call):
        return _call(expr.of, scope, expr)
    if isinstance(expr.of, Name):
        symbol = scope.names.get(expr.of.name)
        if symbol is not None and symbol.sides:
            if expr.name in symbol.sides:
                return _bound(expr.of, symbol.sides[expr.name], scope)
            raise _unknown_output(expr, list(symbol.sides))
        if (
            symbol is not None
            and isinstance(symbol.definition, Output)
            and isinstance(symbol.definition.of, Call)
        ):
            return _named_output(symbol.definition.of, symbol, expr, scope)
        if symbol is None and expr.of.name in scope.catalogue:
            return _call(Call(expr.of.name, (), expr.of.span), scope, expr)
        check(expr.of, scope)
    raise InvalidExpression("output", "only an indicator's call has outputs", expr.span, value=expr.name)


def _named_output(call: Call, symbol: Symbol, expr: Output, scope: Scope) -> Typed:
    """Another output of the call that a named series holds: `m.signal` where `m` is `macd(close)`."""
    outputs = scope.catalogue[call.function].outputs
    for one in outputs:
        if one.name == expr.name:
            return Typed(Output(call, one.name, expr.span), one.kind, symbol.qualifier)
    raise _unknown_output(expr, [one.name for one in outputs])


def _unknown_output(expr: Output, known: list[str]) -> InvalidExpression:
    return InvalidExpression(
        "unknown_output", f"there is no output '{expr.name}'", expr.span, value=expr.name,
        expected=", ".join(known), suggestion=nearest(expr.name, known),
    )  # fmt: skip


def _call(expr: Call, scope: Scope, output: Output | None) -> Typed:
    builtin = FUNCTIONS.get(expr.function)
    indicator = scope.catalogue.get(expr.function)
    if builtin is not None and (
        indicator is None or (expr.function in ("max", "min") and len(expr.arguments) > 1)
    ):
        if output is not None:
            raise InvalidExpression(
                "output", f"{expr.function} has no outputs", output.span, value=output.name
            )
        return check_builtin(expr, scope, check)
    if indicator is None:
        raise InvalidExpression(
            "unknown_function", f"unknown function '{expr.function}'", expr.span, value=expr.function,
            suggestion=nearest(expr.function, [*scope.catalogue, *FUNCTIONS]),
        )  # fmt: skip
    call = Call(expr.function, bind_arguments(expr, indicator, scope, check), expr.span)
    chosen = indicator.outputs[0]
    if output is not None:
        named = next((one for one in indicator.outputs if one.name == output.name), None)
        if named is None:
            raise _unknown_output(output, [one.name for one in indicator.outputs])
        chosen = named
    result: Expr = Output(call, chosen.name, expr.span) if len(indicator.outputs) > 1 else call
    if indicator.formula is not None:
        # A formula is only as valid as its parts with these arguments: ranges, histories, timeframes.
        check_formula(indicator, call, chosen.name, scope)
    return Typed(result, chosen.kind, "series")


def check_formula(indicator: Indicator, call: Call, output: str, scope: Scope) -> Typed:
    """Return the formula of one output, in normal form, with the arguments of `call` (itself in normal form) in place.

    It sees the indicator's own arguments and the entries before it, none of the caller's names.
    """
    names: dict[str, Symbol] = {}
    for argument, given in zip(indicator.arguments, call.arguments, strict=True):
        if isinstance(argument, Param):
            kind: Kind = "string" if argument.kind == "choice" else argument.kind
            names[argument.name] = Symbol(kind, "input", given.value)
        else:
            names[argument.name] = Symbol(argument.kind, "series", given.value)
    for name, text in (indicator.formula or {}).items():
        part = check(parsed(text), replace(scope, names=names, side=None))
        if name == output:
            return part
        names.setdefault(name, Symbol(part.kind, part.qualifier, part.expr))
    raise KeyError(output)


def expand(expr: Expr, scope: Scope) -> Expr:
    """Return `expr`, in normal form, with every formula indicator replaced by its formula, down to kernels and builtins."""
    found = call_of(expr, scope.catalogue)
    if found is not None and found[0].formula is not None:
        indicator, call, output = found
        arguments = tuple(Argument(expand(one.value, scope)) for one in call.arguments)
        return expand(
            check_formula(indicator, Call(call.function, arguments, call.span), output, scope).expr, scope
        )
    return rebuild(expr, tuple(expand(part, scope) for part in children(expr)))
