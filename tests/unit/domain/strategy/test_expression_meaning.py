"""Names are bound, calls come to normal form, and what has no meaning is refused with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.domain.strategy.library import SCOPE, SMALL

from tradewright.domain.strategy.definition import InputValue
from tradewright.domain.strategy.expression.constant import constant
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.expression.typecheck import Scope, Symbol, check, expand
from tradewright.kernel.timeframes import Timeframe


@pytest.mark.parametrize(
    ("text", "normal", "kind"),
    [
        ("ema(close, length=12)", "ema(close, 12)", "float"),
        ("ta.ema()", "ema(close, 20)", "float"),
        ("rsi(14)", "rsi(close, 14)", "float"),
        ("atr(7)", "atr(7)", "float"),
        ("macd(close)", "macd(close, 12, 26, 9).macd", "float"),
        ("macd(close, signal=5).signal", "macd(close, 12, 26, 5).signal", "float"),
        ("obv > obv[1]", "obv() > obv()[1]", "bool"),
        ("max(close, open)", "max(close, open)", "float"),
        ("bar_index % 2 == 0", "bar_index % 2 == 0", "bool"),
        ("close > open ? 1 : na", "close > open ? 1 : na", "float"),
        ("round(close)", "round(close)", "int"),
        ("5 / 2", "5 / 2", "float"),
        ("on('1h', ema(close, 3))", 'on("1h", ema(close, 3))', "float"),
        ("session('0930-1600', at='close')", 'session("0930-1600", "UTC", "1234567", "close")', "bool"),
        ("ema_cross(close, kind='sma').short", 'ema_cross(close, 9, 21, "sma").short', "bool"),
        ("sum(volume, 5)", "sum(volume, 5)", "float"),
    ],
)
def test_a_call_has_one_normal_form_and_a_kind(text: str, normal: str, kind: str) -> None:
    typed = check(parse(text), SCOPE)

    assert (render(typed.expr), typed.kind) == (normal, kind)
    assert check(typed.expr, SCOPE) == typed


@pytest.mark.parametrize(
    ("text", "rule", "column", "suggestion"),
    [
        ("clsoe > 1", "unknown_name", 1, "close"),
        ("close > emma(close, 3)", "unknown_function", 9, "ema"),
        ("ema(close, lenght=3)", "unknown_argument", 19, "length"),
        ("macd(close).signl", "unknown_output", 12, "signal"),
        ("ema(close, 0)", "range", 12, ""),
        ("ema(close, 1.5)", "kind", 12, ""),
        ("ema(close, bar_index)", "not_constant", 12, ""),
        ("ema(close, 3, 4)", "too_many_arguments", 15, ""),
        ("crossover(close)", "missing_argument", 1, ""),
        ("close and open", "kind", 1, ""),
        ("not close", "kind", 5, ""),
        ("close + true", "kind", 9, ""),
        ("close == na", "na_comparison", 7, ""),
        ("1 < 2 < 3", "kind", 3, ""),
        ("3[1]", "history_of_constant", 2, ""),
        ("close[-1]", "history_offset", 7, ""),
        ("close[bar_index]", "history_offset", 7, ""),
        ("on('7m', close)", "timeframe", 4, ""),
        ("on('1m', close)", "timeframe", 4, ""),
        ("on('1h', on('4h', close))", "nested_on", 10, ""),
        ("session('9-17')", "session", 9, ""),
        ("close > open ? true : na", "kind", 23, ""),
        ("ema_cross(close, kind='emma')", "option", 23, "ema"),
        ("abs(1, 2)", "argument_count", 1, ""),
    ],
)
def test_what_has_no_meaning_is_refused_at_its_place(
    text: str, rule: str, column: int, suggestion: str
) -> None:
    with pytest.raises(InvalidExpression) as refused:
        check(parse(text), SCOPE)

    assert (refused.value.rule, refused.value.span.column) == (rule, column)
    assert suggestion in ("", refused.value.suggestion)


def test_a_formula_is_expanded_down_to_kernels() -> None:
    typed = check(parse("ema_cross(hl2, 3, 8).long"), SCOPE)

    quick, calm = (f"true ? ema(hl2, {bars}) : sma(hl2, {bars})" for bars in (3, 8))
    assert render(expand(typed.expr, SCOPE)) == f"crossover({quick}, {calm})"


def test_a_formula_sees_none_of_its_callers_names() -> None:
    scope = Scope(catalogue=SMALL, names={"quick": Symbol(), "slow": Symbol()}, timeframe=Timeframe.M5)

    typed = check(parse("ema_cross(quick, 3, 8).long"), scope)

    assert "ema(quick, 3)" in render(expand(typed.expr, scope))
    assert "slow" not in render(expand(typed.expr, scope))


def test_constants_are_computed_in_decimals() -> None:
    inputs: dict[str, InputValue] = {"fast": Decimal(12), "on_top": True}

    assert constant(parse("0.1 + 0.2"), {}) == Decimal("0.3")
    assert constant(parse("on_top ? max(fast, 3) * 2 : 0"), inputs) == Decimal(24)
    with pytest.raises(InvalidExpression, match="has no value"):
        constant(parse("1 / 0"), {})
    with pytest.raises(InvalidExpression, match="constant or an input"):
        constant(parse("close"), {})
