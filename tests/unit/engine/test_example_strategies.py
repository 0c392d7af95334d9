"""Every example definition has a meaning in the real library, and gives its author nothing to mend."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewright.domain.strategy.analysis import analyse
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.orders import Enter
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.similarity import features, similarity
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.indicators import LIBRARY
from tradewright.kernel.errors import Invalid

EXAMPLES = sorted((Path(__file__).parents[3] / "docs/examples/strategies").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_resolves_in_the_library_without_errors(path: Path) -> None:
    resolved = resolve(parse_definition(load_text(path.read_text())), LIBRARY)

    assert any(isinstance(one, Enter) for one in resolved.statements)
    assert {one.code for one in analyse(resolved).findings if one.severity != "info"} <= {"fills_at_close"}


def test_no_two_examples_are_alike() -> None:
    every = [features(resolve(parse_definition(load_text(path.read_text())), LIBRARY)) for path in EXAMPLES]

    assert max(similarity(one, other) for place, one in enumerate(every) for other in every[:place]) < 0.5


ODD: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        float("nan"),
        [],
        {},
        [1],
        {"a": 1},
        {"mode": "risk_reward", "value": 2},
    ),
    *(
        "",
        "close",
        "na",
        "1/0",
        "1 % 0",
        "pow(10, 30)",
        "log(0 - 1)",
        "on('1h', close)",
        "close[5000]",
        "na ? 1 : 2",
        "'x'",
    ),
    *("macd(close)", "close > open", "true ? na : na", "cross", "fast", "max(1)"),
]


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_spoilt_definition_is_refused_or_analysed_and_never_crashes(
    path: Path, random: Any, times: int
) -> None:
    document = load_text(path.read_text())
    for _ in range(times):
        spoil(document, random)
    try:
        definition = parse_definition(document)
        resolved = resolve(definition, LIBRARY)
    except Invalid as refusal:
        told = refusal
    else:
        assert analyse(resolved).warmup_bars >= 0
        assert similarity(features(resolved), features(resolved)) == 1.0
        return
    assert told.faults and all(fault.path.startswith("$") and fault.message for fault in told.faults)


def spoil(place: Any, random: Any) -> None:
    """Replace one value, somewhere in the document, by an odd one."""
    while place:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], dict | list) or not place[key] or random.random() < 0.15:
            place[key] = copy.deepcopy(random.choice(ODD))
            return
        place = place[key]
