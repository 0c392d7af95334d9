"""What an expression is checked against, and what comes of it: names with their kinds, and typed expressions.

Qualifiers as in Pine: a const is known from the text, an input when the strategy starts, a series bar by bar.
A bool is never na; int and float never become bool by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tradewright.domain.strategy.catalogue import Catalogue
from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.ast import Expr, Span
from tradewright.domain.strategy.expression.builtins import Kind, Qualifier
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.kernel.timeframes import Timeframe

NUMERIC = ("int", "float", "na")
_RANK: dict[Qualifier, int] = {"const": 0, "input": 1, "series": 2}


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


Check: TypeAlias = Callable[[Expr, Scope], Typed]
"""`typecheck.check`, handed to what checks the parts of a call: the two need each other."""


def number_of(expr: Expr, scope: Scope, check: Check) -> Typed:
    """Return `expr` in normal form; it must be a number or na."""
    part = check(expr, scope)
    if part.kind not in NUMERIC:
        raise wrong_kind(expr.span, "a number", part.kind)
    return part


def condition_of(expr: Expr, scope: Scope, check: Check) -> Typed:
    """Return `expr` in normal form; it must be a bool."""
    part = check(expr, scope)
    if part.kind != "bool":
        raise wrong_kind(expr.span, "a condition", part.kind, "write a comparison, such as x != 0")
    return part


def widest(*parts: Typed) -> Qualifier:
    """Return the qualifier of what is made from these parts."""
    return max((part.qualifier for part in parts), key=_RANK.__getitem__)


def wrong_kind(span: Span, expected: str, found: Kind, hint: str = "") -> InvalidExpression:
    told = {"na": "na", "string": "a text", "bool": "a condition", "int": "a number", "float": "a number"}[
        found
    ]
    message = f"expected {expected}, found {told}{f': {hint}' if hint else ''}"
    return InvalidExpression("kind", message, span, value=found, expected=expected)
