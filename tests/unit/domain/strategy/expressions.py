"""Random trees for property tests: every shape the parser can make."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

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
from tradewright.domain.strategy.expression.parser import BINARY_LEVELS, KEYWORDS, NAMESPACES

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS and name not in NAMESPACES
)
floats = st.decimals(min_value=0, max_value=10**20, allow_nan=False, allow_infinity=False, places=8).map(
    lambda value: Number(abs(value), is_float=True)
)
numbers = st.one_of(st.integers(0, 10**20).map(lambda value: Number(Decimal(value))), floats)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=8).map(Text)
leaves: st.SearchStrategy[Expr] = st.one_of(
    numbers, st.booleans().map(Boolean), st.just(Na()), texts, names.map(Name)
)


def _grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    positional = st.lists(inner.map(Argument), max_size=2)
    named = st.lists(st.builds(Argument, inner, names), max_size=2)
    arguments = st.tuples(positional, named).map(lambda both: tuple(both[0] + both[1]))
    return st.one_of(
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(Binary, st.sampled_from(sorted(BINARY_LEVELS)), inner, inner),
        st.builds(Ternary, inner, inner, inner),
        st.builds(History, inner, inner),
        st.builds(Output, inner, names),
        st.builds(Call, names, arguments),
    )


trees = st.recursive(leaves, _grow, max_leaves=12)
