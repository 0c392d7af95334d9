"""What every indicator of the library promises. A new one is in every test here; only its slow reference is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.unit.engine.indicators.references import averages, signals, statistics, trends, volumes, windows
from tests.unit.engine.indicators.running import (
    Array,
    Running,
    in_program,
    inputs_of,
    made_bars,
    result,
    scope_of,
)

from tradewright.domain.strategy.catalogue import Indicator, Param
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import check
from tradewright.engine.indicators import LIBRARY

NAMES = sorted(LIBRARY)
KERNELS = [name for name in NAMES if LIBRARY[name].kernel is not None]
FORMULAS = [name for name in NAMES if LIBRARY[name].formula is not None]
REFERENCES: dict[str, Callable[..., dict[str, Array]]] = {
    name: reference
    for module in (averages, signals, statistics, trends, volumes, windows)
    for name, reference in module.REFERENCES.items()
}
COUNT = 900
TYPES = {"trend", "entry", "exit", "stop_loss"}


def same(left: Array, right: Array) -> bool:
    """Tell whether two results are equal to the last bit, na where the other is na."""
    return bool(np.array_equal(left, right, equal_nan=True))


@pytest.mark.parametrize("name", KERNELS)
def test_blocks_of_any_size_give_the_same_to_the_last_bit(name: str) -> None:
    indicator, rng = LIBRARY[name], np.random.default_rng(3)
    inputs = [with_holes(column, rng) for column in inputs_of(indicator, made_bars(1, COUNT))]
    whole = Running(indicator)(inputs)

    by_bar = Running(indicator)
    bars = [by_bar([column[i : i + 1] for column in inputs]) for i in range(COUNT)]
    by_block, blocks, at = Running(indicator), [], 0
    while at < COUNT:
        size = int(rng.integers(1, 90))
        blocks.append(by_block([column[at : at + size] for column in inputs]))
        at += size

    assert same(np.concatenate(bars, axis=1), whole)
    assert same(np.concatenate(blocks, axis=1), whole)


@pytest.mark.parametrize("name", NAMES)
def test_the_future_never_changes_the_past(name: str) -> None:
    bars = made_bars(2, COUNT)
    cut = {column: values[: COUNT - 250] for column, values in bars.items()}

    assert same(result(LIBRARY[name], cut), result(LIBRARY[name], bars)[:, : COUNT - 250])


@pytest.mark.parametrize("name", KERNELS)
def test_warm_up_ends_where_it_says(name: str) -> None:
    indicator = LIBRARY[name]
    if all(output.kind == "bool" for output in indicator.outputs) or name in WARM_LATER:
        return
    outputs = result(indicator, made_bars(4, COUNT, ties=False))
    known: Array = ~np.any(np.isnan(outputs), axis=0).reshape(-1)

    first = indicator.warmup(**Running(indicator).chosen)
    assert known[first]
    assert first == 0 or not known[first - 1]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_the_same_in_the_engines_program_whatever_the_blocks(name: str) -> None:
    indicator, rng = LIBRARY[name], np.random.default_rng(8)
    bars = made_bars(7, COUNT)
    sizes = [int(size) for size in rng.integers(1, 90, COUNT // 40)]

    blocks = in_program(indicator, bars, [*sizes, 1, 1, max(COUNT - sum(sizes) - 2, 0)])

    assert same(blocks, in_program(indicator, bars, [COUNT]))
    np.testing.assert_allclose(blocks, result(indicator, bars), rtol=1e-12, atol=1e-12)


WARM_LATER = frozenset(
    {
        "barssince",
        "valuewhen",
        "pivothigh",
        "pivotlow",
        "swing_high",
        "swing_low",
        "opening_range",
        "pivot_point_levels",
        "supertrend",
    }
)
"""Their first value comes with the first event, whenever that is; supertrend begins with TradingView's own 0."""


@pytest.mark.parametrize("name", KERNELS)
def test_na_inside_the_inputs_passes(name: str) -> None:
    indicator = LIBRARY[name]
    inputs = [column.copy() for column in inputs_of(indicator, made_bars(5, COUNT))]
    for column in inputs:
        column[300:310] = np.nan

    outputs = Running(indicator)(inputs)

    assert (~np.isnan(outputs[:, 500:])).any(axis=1).all()


def with_holes(column: Array, rng: np.random.Generator) -> Array:
    holed = column.copy()
    holed[rng.random(len(column)) < 0.01] = np.nan
    return holed


@pytest.mark.parametrize("name", NAMES)
def test_it_is_described(name: str) -> None:
    indicator = LIBRARY[name]

    assert indicator.name == name
    assert (indicator.kernel is None) != (indicator.formula is None)
    assert indicator.title and indicator.category and indicator.source and indicator.examples
    assert indicator.description.endswith(".") and len(indicator.description) > 20
    assert len({argument.name for argument in indicator.arguments}) == len(indicator.arguments)
    if indicator.type in TYPES:
        assert [output.name for output in indicator.outputs] == ["long", "short"]
        kind = "float" if indicator.type == "stop_loss" else "bool"
        assert {output.kind for output in indicator.outputs} == {kind}
    if indicator.formula is not None:
        assert set(indicator.formula) >= {output.name for output in indicator.outputs}
    else:
        assert indicator.pine is not None
        words: dict[str, Any] = {one.name: one.name for one in indicator.inputs}
        words |= {one.name: one.name for one in indicator.params}
        assert "{" not in indicator.pine.format(**words)


@pytest.mark.parametrize(
    "param",
    [pytest.param(param, id=f"{name}-{param.name}") for name in NAMES for param in LIBRARY[name].params],
)
def test_a_parameters_default_is_in_its_range(param: Param) -> None:
    assert param.title
    if param.kind in ("int", "float"):
        assert param.least is not None and param.most is not None
        assert param.least <= float(param.default or 0) <= param.most
        assert isinstance(param.default, int if param.kind == "int" else int | float)
    if param.kind == "choice":
        assert param.default in param.options


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_are_expressions(name: str) -> None:
    for example in LIBRARY[name].examples:
        check(parse(example), scope_of())
    assert any(name in example for example in LIBRARY[name].examples)


def settings(indicator: Indicator) -> list[dict[str, Any]]:
    """Return the defaults, and short lengths, where starts and ties come often."""
    short = {
        p.name: max(int(p.least or 1), 3) for p in indicator.params if p.kind == "int" and "length" in p.name
    }
    chosen: dict[str, Any] = {p.name: p.default for p in indicator.params}
    return [chosen, {**chosen, **short}] if short else [chosen]


@pytest.mark.parametrize("ties", [True, False], ids=["ties", "smooth"])
@pytest.mark.parametrize("name", NAMES)
def test_it_equals_its_slow_reference(name: str, ties: bool) -> None:
    indicator = LIBRARY[name]
    if ties and (indicator.type in ("trend", "entry", "exit") or name == "stochrsi"):
        # A condition over averages that stand equal, or the place in a range of nothing, turns on last bits, which a slow
        # reference does not share.
        return
    bars = made_bars(6, COUNT, ties=ties)
    for chosen in settings(indicator):
        outputs = result(indicator, bars, **chosen)
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = REFERENCES[name](bars, **chosen)

        for output, values in zip(indicator.outputs, outputs, strict=True):
            wanted = np.where(np.isinf(expected[output.name]), np.nan, expected[output.name])  # x / 0 is na
            np.testing.assert_allclose(
                values, wanted, rtol=1e-7, atol=1e-6, err_msg=f"{output.name} with {chosen}"
            )


def test_every_reference_has_its_indicator() -> None:
    assert set(REFERENCES) == set(NAMES)
