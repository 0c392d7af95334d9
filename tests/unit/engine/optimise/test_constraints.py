"""Constraints are conditions of the strategy language over inputs, or bounds on figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.engine.optimise.toy import a_definition

from tradewright.engine.optimise import FigureConstraint, InputConstraint, Range, parse_constraint, space_of
from tradewright.engine.optimise.constraints import allowing, check_figure, meets
from tradewright.kernel.errors import Invalid

DEFINITION = a_definition(strict={"type": "bool", "default": True})


def test_a_condition_over_inputs_keeps_out_what_breaks_it() -> None:
    space = space_of(DEFINITION, {"fast": _range(2, 20), "slow": _range(10, 60)})
    constraint = parse_constraint("fast * 2 <= slow and strict", DEFINITION)
    assert isinstance(constraint, InputConstraint)

    allows = allowing(space, [constraint], DEFINITION)

    assert allows((3, 0))  # 5 and 10
    assert not allows((4, 0))  # 6 and 10
    off = space_of(DEFINITION, {"fast": _range(2, 20), "slow": _range(10, 60)}, {"strict": False})
    assert not allowing(off, [constraint], DEFINITION)((3, 0))


def test_a_condition_without_a_value_is_not_met() -> None:
    space = space_of(DEFINITION, {"fast": _range(2, 20), "slow": _range(10, 60)})
    constraint = parse_constraint("slow / (fast - 5) > 0", DEFINITION)

    allows = allowing(space, [constraint], DEFINITION)

    assert not allows((3, 0))
    assert allows((4, 0))


@pytest.mark.parametrize(
    ("text", "figure", "at_least", "at_most"),
    [
        ("trades >= 30", "trades", 30.0, None),
        ("trades > 30", "trades", 31.0, None),
        ("trades < 30", "trades", None, 29.0),
        ("20 >= drawdown_percent", "drawdown_percent", None, 20.0),
        ("net_profit > -5.5", "net_profit", -5.5, None),
    ],
)
def test_a_bound_on_a_figure_is_read_from_either_side(
    text: str, figure: str, at_least: float | None, at_most: float | None
) -> None:
    assert parse_constraint(text, DEFINITION) == FigureConstraint(figure, at_least, at_most)


def test_an_input_comes_before_a_figure_of_its_name() -> None:
    definition = a_definition(trades={"type": "int", "default": 3, "min": 1, "max": 5})

    assert isinstance(parse_constraint("trades >= 2", definition), InputConstraint)


@pytest.mark.parametrize(
    "text",
    [
        "fast <",
        "fats < slow",
        "fast + slow",
        "close > 3",
        "trades >= fast",
        "trades == 3",
        "trades + 1 >= 3",
        "",
        "sma(close, 3) > 1",
    ],
)
def test_what_is_no_constraint_is_told_with_what_would_be(text: str) -> None:
    with pytest.raises(Invalid) as told:
        parse_constraint(text, DEFINITION)

    assert told.value.faults[0].path == "$.constraints"


def test_figures_are_inside_their_bounds_or_not_chosen() -> None:
    bounds = [FigureConstraint("trades", at_least=10), FigureConstraint("drawdown_percent", at_most=20)]

    assert meets(bounds, {"trades": 10.0, "drawdown_percent": 20.0})
    assert not meets(bounds, {"trades": 9.0, "drawdown_percent": 5.0})
    assert not meets(bounds, {"trades": 10.0, "drawdown_percent": 20.5})
    assert not meets([FigureConstraint("sharpe", at_least=0)], {"sharpe": None})


def test_a_bound_needs_a_known_figure_and_an_end() -> None:
    with pytest.raises(Invalid, match="did you mean trades"):
        check_figure(FigureConstraint("trade", at_least=1))
    with pytest.raises(Invalid, match="at_least or at_most"):
        check_figure(FigureConstraint("trades"))


def _range(least: int, most: int) -> Range:
    return Range(Decimal(least), Decimal(most))
