"""The language's page and the published schema say what the code says now; the page's first example is a strategy."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from scripts import gen_strategy_docs

from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.typecheck import Scope, check
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.texts import load_text
from tradewright.engine.indicators import LIBRARY
from tradewright.kernel.timeframes import Timeframe

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-strategy.md"


def test_the_pages_are_made_from_the_present_code() -> None:
    assert gen_strategy_docs.PAGE.read_text(encoding="utf-8") == gen_strategy_docs.render_page()
    assert gen_strategy_docs.SCHEMA.read_text(encoding="utf-8") == gen_strategy_docs.render_schema()


@pytest.mark.parametrize("text", [text for text, _ in gen_strategy_docs.EXAMPLES])
def test_an_example_of_the_language_means_something_in_the_library(text: str) -> None:
    assert check(parse(text), Scope(catalogue=LIBRARY, timeframe=Timeframe.M5)).qualifier == "series"


def test_the_first_strategy_of_the_how_to_can_be_traded() -> None:
    lines = HOW_TO.read_text(encoding="utf-8").splitlines()
    begin = next(place for place, line in enumerate(lines) if line.strip().startswith("name:"))
    end = next(place for place in range(begin, len(lines)) if not lines[place].strip())

    strategy = resolve(parse_definition(load_text(dedent("\n".join(lines[begin:end])))), LIBRARY)

    assert strategy.definition.sides == ("long",) and strategy.statements
