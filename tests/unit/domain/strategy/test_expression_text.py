"""Parser and renderer are exact inverses, and any text is either read or refused with a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.strategy.expressions import trees

from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.renderer import render

MARKS = ["(", ")", "[", "]", "+", "-", "?", ":", ".", ",", "=", "==", "<", " ", "\n", "\\"]
PIECES = [*MARKS, "ema", "close", "1", ".5", "1e3", "na", "ta.", "true", "é", "not ", " and ", " or ", '"1h"']


def parsed_or_refused(text: str) -> Expr | InvalidExpression:
    try:
        return parse(text)
    except InvalidExpression as refusal:
        return refusal


@given(trees)
@settings(max_examples=300, deadline=None)
def test_a_rendered_tree_reads_back_as_itself(tree: Expr) -> None:
    assert parse(render(tree)) == tree


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=30)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_into_its_canonical_form_or_refused_with_a_place(text: str) -> None:
    read = parsed_or_refused(text)
    if isinstance(read, InvalidExpression):
        assert read.span.line >= 1 and read.span.column >= 1 and read.message
        return
    canonical = render(read)

    assert render(parse(canonical)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a+b*c", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("((a-b)-c)", "a - b - c"),
        ("not (a and b)", "not (a and b)"),
        ("not (a > b)", "not a > b"),
        ("(not a) == b", "(not a) == b"),
        ("-x[1]", "-x[1]"),
        ("(-x)[1]", "(-x)[1]"),
        ("- -x", "--x"),
        ("(a ? b : c) ? d : e ? f : g", "(a ? b : c) ? d : e ? f : g"),
        ("ta.macd(close,12 , 26,9).signal[ 2 ]", "macd(close, 12, 26, 9).signal[2]"),
        ("math.max( a,1.50 )", "max(a, 1.5)"),
        ("ema(source=close,length=12)", "ema(source=close, length=12)"),
        ("a // the fast one\n > b", "a > b"),
        ("2.0 + .5 + 1e-3", "2.0 + 0.5 + 0.001"),
        ("(1)[1]", "(1)[1]"),
        ("session('0930-1600')", 'session("0930-1600")'),
    ],
)
def test_text_has_one_canonical_form(text: str, canonical: str) -> None:
    assert render(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "line", "column", "rule", "expected"),
    [
        ("close >", 1, 8, "syntax", "a value"),
        ("close > \n  (open", 2, 8, "syntax", "')'"),
        ("close = open", 1, 7, "syntax", "an operator or the end"),
        ("ema(close, 12", 1, 14, "syntax", "','"),
        ("ema(length=2, close)", 1, 15, "argument_order", ""),
        ("close > 'a", 1, 9, "unclosed_text", "'"),
        ("close && open", 1, 7, "unknown_character", ""),
        ("1e999", 1, 1, "number", ""),
        ("a ? b", 1, 6, "syntax", "':'"),
        ("macd().and", 1, 8, "syntax", "an output's name"),
    ],
)
def test_a_refusal_names_the_place_and_what_was_expected(
    text: str, line: int, column: int, rule: str, expected: str
) -> None:
    with pytest.raises(InvalidExpression) as refused:
        parse(text)

    assert (refused.value.span.line, refused.value.span.column) == (line, column)
    assert (refused.value.rule, refused.value.expected) == (rule, expected)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("(" * 100 + "a" + ")" * 100, "too_deep"),
        ("-" * 100 + "a", "too_deep"),
        ("+" * 3000 + "a", "too_deep"),
        ("not " * 100 + "a", "too_deep"),
        ("a" + "[1]" * 100, "too_deep"),
        ("a" + "+a" * 100, "too_deep"),
        ("a" * 4001, "too_long"),
        ("f(" + ",".join("a" for _ in range(33)) + ")", "too_large"),
    ],
)
def test_size_is_bounded(text: str, rule: str) -> None:
    with pytest.raises(InvalidExpression) as refused:
        parse(text)

    assert refused.value.rule == rule
