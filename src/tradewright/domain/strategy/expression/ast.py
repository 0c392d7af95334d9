"""The shapes an expression is made of. Spans say where in the text a node began and take no part in equality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

BinaryOperator = Literal["or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"]
UnaryOperator = Literal["-", "not"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text, both counted from 1."""

    line: int
    column: int


NOWHERE = Span(1, 1)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal, never negative (`-1` is a Unary). `is_float` tells `2.0` from `2`."""

    value: Decimal
    is_float: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    value: bool
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Na:
    """The literal `na`: no value."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A string: only a constant argument (timeframe, session, choice)."""

    value: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A bar column, an input, a named series or a component."""

    name: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unary:
    operator: UnaryOperator
    operand: Expr
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    operator: BinaryOperator
    left: Expr
    right: Expr
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ternary:
    """`test ? then : other`."""

    test: Expr
    then: Expr
    other: Expr
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class History:
    """`of[offset]`: the value `offset` bars ago."""

    of: Expr
    offset: Expr
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Output:
    """`of.name`: one result of an indicator with several, or one side of a component."""

    of: Expr
    name: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call; `name` is None for a positional one."""

    value: Expr
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Argument, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Expr = Number | Boolean | Na | Text | Name | Unary | Binary | Ternary | History | Output | Call


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct parts of `expr`, in the order they are written."""
    match expr:
        case Unary():
            return (expr.operand,)
        case Binary():
            return (expr.left, expr.right)
        case Ternary():
            return (expr.test, expr.then, expr.other)
        case History():
            return (expr.of, expr.offset)
        case Output():
            return (expr.of,)
        case Call():
            return tuple(argument.value for argument in expr.arguments)
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and every part of it, whole before part."""
    yield expr
    for part in children(expr):
        yield from walk(part)


def rebuild(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Return `expr` with its direct parts replaced, in the order of `children`."""
    match expr:
        case Unary():
            return Unary(expr.operator, parts[0], expr.span)
        case Binary():
            return Binary(expr.operator, parts[0], parts[1], expr.span)
        case Ternary():
            return Ternary(parts[0], parts[1], parts[2], expr.span)
        case History():
            return History(parts[0], parts[1], expr.span)
        case Output():
            return Output(parts[0], expr.name, expr.span)
        case Call():
            arguments = tuple(
                Argument(part, argument.name) for part, argument in zip(parts, expr.arguments, strict=True)
            )
            return Call(expr.function, arguments, expr.span)
        case _:
            return expr


def number(value: Decimal | int | str) -> Expr:
    """Return the expression that stands for `value`, which may be negative."""
    amount = Decimal(value)
    literal = Number(abs(amount), is_float=amount != amount.to_integral_value())
    return Unary("-", literal) if amount < 0 else literal
