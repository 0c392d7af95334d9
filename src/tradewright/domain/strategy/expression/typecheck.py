"""What an expression means: names bound, kinds and qualifiers settled, calls brought to normal form.

Qualifiers as in Pine: a const is known from the text, an input when the strategy starts, a series bar by bar.
A bool is never na; int and float never become bool by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from tradewright.domain.strategy.catalogue import Catalogue, Indicator, Param
from tradewright.domain.strategy.definition import InputValue
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
    number,
    rebuild,
)
from tradewright.domain.strategy.expression.builtins import (
    BAR_NAMES,
    FUNCTIONS,
    HISTORY_MAX,
    Kind,
    Qualifier,
    parse_session,
)
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression, nearest
from tradewright.domain.strategy.expression.formulas import call_of, parsed
from tradewright.kernel.timeframes import Timeframe, parse_timeframe

_RANK: dict[Qualifier, int] = {"const": 0, "input": 1, "series": 2}
_NUMERIC = ("int", "float", "na")


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression in normal form with its kind and qualifier."""

    expr: Expr
    kind: Kind
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for. `expr` takes the name's place; `definition` is what is computed, for other timeframes.

    `sides` are a component's outputs by side; its bare name means the scope's own side.
    """

    kind: Kind = "float"
    qualifier: Qualifier = "series"
    expr: Expr | None = None
    definition: Expr | None = None
    sides: Mapping[str, Symbol] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything an expression may refer to. `side` decides what a component's bare name means."""

    catalogue: Catalogue
    names: Mapping[str, Symbol] = field(default_factory=dict)
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    timeframe: Timeframe | None = None
    side: str | None = None
    is_elsewhere: bool = False


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
            return _unary(expr, scope)
        case Binary():
            return _binary(expr, scope)
        case Ternary():
            return _ternary(expr, scope)
        case History():
            return _history(expr, scope)
        case Output():
            return _output(expr, scope)
        case Call():
            return _call(expr, scope, None)


def _widest(*parts: Typed) -> Qualifier:
    return max((part.qualifier for part in parts), key=_RANK.__getitem__)


def _wrong(span: Span, expected: str, found: Kind, hint: str = "") -> InvalidExpression:
    told = {"na": "na", "string": "a text", "bool": "a condition", "int": "a number", "float": "a number"}[
        found
    ]
    message = f"expected {expected}, found {told}{f': {hint}' if hint else ''}"
    return InvalidExpression("kind", message, span, value=found, expected=expected)


def check_number(expr: Expr, scope: Scope) -> Typed:
    part = check(expr, scope)
    if part.kind not in _NUMERIC:
        raise _wrong(expr.span, "a number", part.kind)
    return part


def check_condition(expr: Expr, scope: Scope) -> Typed:
    part = check(expr, scope)
    if part.kind != "bool":
        raise _wrong(expr.span, "a condition", part.kind, "write a comparison, such as x != 0")
    return part


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


def _unary(expr: Unary, scope: Scope) -> Typed:
    part = (
        check_condition(expr.operand, scope) if expr.operator == "not" else check_number(expr.operand, scope)
    )
    return Typed(Unary(expr.operator, part.expr, expr.span), part.kind, part.qualifier)


def _binary(expr: Binary, scope: Scope) -> Typed:
    if expr.operator in ("and", "or"):
        left, right = check_condition(expr.left, scope), check_condition(expr.right, scope)
        kind: Kind = "bool"
    elif expr.operator in ("==", "!="):
        left, right = check(expr.left, scope), check(expr.right, scope)
        _comparable(expr, left, right)
        kind = "bool"
    else:
        left, right = check_number(expr.left, scope), check_number(expr.right, scope)
        whole = left.kind == right.kind == "int" and expr.operator != "/"
        kind = "bool" if expr.operator in ("<", "<=", ">", ">=") else "int" if whole else "float"
        if "na" in (left.kind, right.kind) and kind == "bool":
            raise InvalidExpression(
                "na_comparison", "a comparison with na is always false", expr.span, expected="na(x)"
            )
    whole_expr = Binary(expr.operator, left.expr, right.expr, expr.span)
    if left.kind == "string":  # texts exist only at set-up, so what they decide is settled here
        return Typed(Boolean(constant(whole_expr, scope.inputs) is True, expr.span), "bool", "const")
    return Typed(whole_expr, kind, _widest(left, right))


def _comparable(expr: Binary, left: Typed, right: Typed) -> None:
    if "na" in (left.kind, right.kind):
        raise InvalidExpression("na_comparison", "nothing equals na; ask na(x)", expr.span, expected="na(x)")
    if left.kind != right.kind and not (left.kind in _NUMERIC and right.kind in _NUMERIC):
        wanted = "a number" if left.kind in _NUMERIC else "a condition" if left.kind == "bool" else "a text"
        raise _wrong(expr.right.span, wanted, right.kind)


def _ternary(expr: Ternary, scope: Scope) -> Typed:
    test = check_condition(expr.test, scope)
    then, other = check(expr.then, scope), check(expr.other, scope)
    kinds = {then.kind, other.kind}
    if kinds <= {"int", "float", "na"}:
        kind: Kind = "int" if kinds == {"int"} else "na" if kinds == {"na"} else "float"
    elif len(kinds) == 1:
        kind = then.kind
    else:
        raise _wrong(
            expr.other.span, "the same kind as the other branch", other.kind, "a condition is never na"
        )
    return Typed(Ternary(test.expr, then.expr, other.expr, expr.span), kind, _widest(test, then, other))


def _history(expr: History, scope: Scope) -> Typed:
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
        return _builtin(expr, scope)
    if indicator is None:
        raise InvalidExpression(
            "unknown_function", f"unknown function '{expr.function}'", expr.span, value=expr.function,
            suggestion=nearest(expr.function, [*scope.catalogue, *FUNCTIONS]),
        )  # fmt: skip
    call = Call(expr.function, _bind(expr, indicator, scope), expr.span)
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


def _bind(expr: Call, indicator: Indicator, scope: Scope) -> tuple[Argument, ...]:
    arguments = indicator.arguments
    given: dict[str, Expr] = {}
    positional = [one.value for one in expr.arguments if one.name is None]
    skipped = _sources_left_out(positional, indicator, scope)
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
            bound.append(Argument(check_param(argument, given.get(argument.name), expr.span, scope)))
            continue
        if argument.name not in given and argument.default is None:
            raise InvalidExpression(
                "missing_argument", f"'{argument.name}' is missing", expr.span, expected=_told(indicator)
            )
        read = given.get(argument.name) or Name(str(argument.default), expr.span)
        bound.append(
            Argument(
                (check_condition(read, scope) if argument.kind == "bool" else check_number(read, scope)).expr
            )
        )
    return tuple(bound)


def _sources_left_out(positional: list[Expr], indicator: Indicator, scope: Scope) -> int:
    """Pine's short forms `highest(10)`, `rsi(14)`: a constant cannot be a source, so it begins the parameters."""
    sources = [one for one in indicator.inputs if not one.fixed]
    if not positional or not sources or not indicator.params or any(one.default is None for one in sources):
        return 0
    first = check(positional[0], scope)
    return len(sources) if first.qualifier != "series" and first.kind in ("int", "float") else 0


def _told(indicator: Indicator) -> str:
    return f"{indicator.name}({', '.join(one.name for one in indicator.arguments)})"


def check_param(param: Param, value: Expr | None, span: Span, scope: Scope) -> Expr:
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
        raise _wrong(value.span, f"{expected} for '{param.name}'", part.kind, hint)
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


def _builtin(expr: Call, scope: Scope) -> Typed:
    if expr.function == "session":
        return _session(expr, scope)
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
        return _on(expr, values[0], values[1], scope)
    parts = [check_number(value, scope) for value in values]
    widest: Kind = "int" if all(part.kind == "int" for part in parts) else "float"
    kind: Kind = widest if builtin.result == "same" else builtin.result
    if expr.function == "round" and len(parts) == 1:
        kind = "int"
    if expr.function in ("round", "sum") and len(parts) == 2:
        _whole_constant(expr, parts[1], values[1], scope)
        kind = "float" if expr.function == "round" else parts[0].kind
    call = Call(expr.function, tuple(Argument(part.expr) for part in parts), expr.span)
    return Typed(call, kind, _widest(*parts))


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


def _on(expr: Call, timeframe: Expr, value: Expr, scope: Scope) -> Typed:
    if scope.is_elsewhere:
        raise InvalidExpression("nested_on", "on(…) cannot stand inside on(…)", expr.span)
    where = check(timeframe, scope)
    if where.kind != "string" or where.qualifier == "series":
        raise _wrong(timeframe.span, 'a timeframe such as "1h"', where.kind)
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


def _session(expr: Call, scope: Scope) -> Typed:
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
            raise _wrong(values[name].span, "a text", part.kind)
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
