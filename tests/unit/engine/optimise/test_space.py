"""What may be searched follows from the definition, or from what the caller says; the rest is told with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.engine.optimise.toy import a_definition

from tradewright.engine.optimise import Options, Range, range_of, space_of
from tradewright.engine.optimise.space import inputs_of, point_of, thinned
from tradewright.kernel.errors import Invalid


def test_a_definitions_own_ranges_make_its_space() -> None:
    definition = a_definition(
        strict={"type": "bool", "default": False},
        kind={"type": "choice", "default": "b", "options": ["a", "b"]},
        free={"type": "float", "default": 1.5},
        width={"type": "float", "default": 1.0, "min": 1.0, "max": 2.0},
    )

    space = space_of(definition)

    values = {one.name: one.values for one in space.dimensions}
    assert list(values) == ["fast", "slow", "strict", "kind", "width"]  # `free` has no end
    assert values["fast"] == tuple(Decimal(n) for n in range(2, 21))
    assert values["slow"] == tuple(Decimal(n) for n in range(10, 61, 5))
    assert (values["strict"], values["kind"]) == ((False, True), ("a", "b"))
    assert len(values["width"]) == 21
    assert space.size == 19 * 11 * 2 * 2 * 21


def test_ranges_given_are_searched_alone_and_fixed_inputs_stand_beside_them() -> None:
    space = space_of(a_definition(), {"fast": Range(Decimal(4), Decimal(9), Decimal(2))}, {"slow": "40"})

    assert [one.name for one in space.dimensions] == ["fast"]
    assert space.dimensions[0].values == (4, 6, 8)
    assert space.fixed == {"slow": Decimal(40)}


def test_options_are_sorted_and_known_once() -> None:
    space = space_of(a_definition(), {"fast": Options((9, "3", 9))})

    assert space.dimensions[0].values == (3, 9)
    assert space.dimensions[0].is_ordered


@pytest.mark.parametrize(
    ("ranges", "fixed", "path"),
    [
        ({"fats": Range(Decimal(2), Decimal(5))}, {}, "$.ranges.fats"),
        ({"fast": Range(Decimal(2), Decimal(500))}, {}, "$.ranges.fast"),
        ({"fast": Range(Decimal(9), Decimal(5))}, {}, "$.ranges.fast"),
        ({"fast": Range(Decimal(2), Decimal(5), Decimal(-1))}, {}, "$.ranges.fast"),
        ({"fast": Range(Decimal(2), Decimal(5), Decimal("0.5"))}, {}, "$.ranges.fast"),
        ({"fast": Range(Decimal(2), Decimal(5))}, {"fast": 3}, "$.ranges.fast"),
        ({"fast": Range(Decimal(2), Decimal(5))}, {"slow": 11}, "$.inputs.slow"),
        ({}, {"nothing": 11}, "$.inputs.nothing"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    ranges: dict[str, Range], fixed: dict[str, object], path: str
) -> None:
    with pytest.raises(Invalid) as told:
        space_of(a_definition(), ranges, fixed)

    assert [fault.path for fault in told.value.faults] == [path]


def test_a_definition_without_ranges_says_so() -> None:
    definition = a_definition(fast={"type": "int", "default": 5}, slow={"type": "int", "default": 20})

    with pytest.raises(Invalid, match="no input has a range"):
        space_of(definition)


def test_ranges_are_read_from_documents() -> None:
    assert range_of({"min": 2, "max": "5", "step": 0.5}) == Range(Decimal(2), Decimal(5), Decimal("0.5"))
    assert range_of({"options": ["a", "b"]}) == Options(("a", "b"))
    wrongs: tuple[dict[str, object], ...] = ({"min": 2}, {"options": []}, {"min": "x", "max": 3}, {"from": 1})
    for wrong in wrongs:
        with pytest.raises(Invalid):
            range_of(wrong)


def test_a_thinned_space_keeps_its_ends_and_its_size() -> None:
    space = space_of(a_definition())

    sparse = thinned(space, 50)

    assert 30 <= sparse.size <= 50
    for before, after in zip(space.dimensions, sparse.dimensions, strict=True):
        assert (after.values[0], after.values[-1]) == (before.values[0], before.values[-1])
        assert set(after.values) <= set(before.values)
    assert thinned(space, space.size) == space


def test_points_and_inputs_are_each_others_mirror() -> None:
    space = space_of(a_definition())

    inputs = inputs_of(space, (3, 7))

    assert inputs == {"fast": Decimal(5), "slow": Decimal(45)}
    assert point_of(space, inputs) == (3, 7)
    with pytest.raises(Invalid):
        point_of(space, inputs | {"fast": Decimal(99)})
