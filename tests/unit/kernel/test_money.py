"""Decimals: read exactly, refused when insane, rounded onto grids in the direction that was asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.kernel.money import ceil_to, floor_to, money_text, nearest_to, parse_decimal, plain

NUMBERS = st.decimals(Decimal("-1e12"), Decimal("1e12"), allow_nan=False, places=10)
STEPS = st.sampled_from(["0.00001", "0.01", "0.25", "0.3", "1", "7", "1000"]).map(Decimal)


@given(value=NUMBERS, step=STEPS)
@settings(deadline=None)
def test_rounding_lands_on_the_grid_on_the_asked_side(value: Decimal, step: Decimal) -> None:
    floor, ceil, nearest = floor_to(value, step), ceil_to(value, step), nearest_to(value, step)

    assert floor <= value <= ceil
    assert value - floor < step
    assert ceil - value < step
    assert nearest in (floor, ceil)
    assert abs(nearest - value) * 2 <= step
    assert floor % step == ceil % step == 0


def test_a_number_with_more_digits_than_the_context_is_not_lifted_to_the_next_step() -> None:
    almost_three = Decimal("2." + "9" * 35)

    assert floor_to(almost_three, Decimal(1)) == 2


@given(value=NUMBERS)
@settings(deadline=None)
def test_a_number_is_read_back_as_it_is_written(value: Decimal) -> None:
    assert parse_decimal(plain(value)) == value
    assert "E" not in plain(value)


@pytest.mark.parametrize(
    "text", ["", " ", "NaN", "inf", "-Infinity", "1e308", "1e-308", "1_000", "0x10", "9" * 41, "1,5"]
)
def test_what_is_no_sane_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_decimal(text)


def test_money_in_a_sentence_has_two_places_and_thousands() -> None:
    assert money_text(Decimal("1234567.891")) == "1,234,567.89"
