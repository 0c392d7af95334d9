"""Every example definition has a meaning in the real library, and gives its author nothing to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradewright.domain.strategy.analysis import analyse
from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.orders import Enter
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.similarity import features, similarity
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.indicators import LIBRARY

EXAMPLES = sorted((Path(__file__).parents[3] / "docs/examples/strategies").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_resolves_in_the_library_without_errors(path: Path) -> None:
    resolved = resolve(parse_definition(load_text(path.read_text())), LIBRARY)

    assert any(isinstance(one, Enter) for one in resolved.statements)
    assert {one.code for one in analyse(resolved).findings if one.severity != "info"} <= {"fills_at_close"}


def test_no_two_examples_are_alike() -> None:
    every = [features(resolve(parse_definition(load_text(path.read_text())), LIBRARY)) for path in EXAMPLES]

    assert max(similarity(one, other) for place, one in enumerate(every) for other in every[:place]) < 0.5
