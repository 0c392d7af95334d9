"""A fault of a definition is found again in the text it was read from, at the character that is wrong."""

from __future__ import annotations

import pytest
from tests.unit.domain.strategy.library import SMALL

from tradewright.domain.strategy.documents import parse_definition
from tradewright.domain.strategy.places import Located, Place, Places
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.texts import load_text
from tradewright.kernel.errors import Invalid

HEAD = "name: A\ntimeframe: 1h\ncomponents:\n"


def located(text: str) -> list[Located]:
    with pytest.raises(Invalid) as caught:
        resolve(parse_definition(load_text(text)), SMALL)
    return Places(text).locate(caught.value)


@pytest.mark.parametrize(
    ("component", "wanted"),
    [
        ("  - {id: x, type: entry, expression: close > opn}\n", "opn}"),
        ("  - {id: x, type: entry, expression: 'close > opn'}\n", "opn'"),
        ('  - {id: x, type: entry, expression: {long: "close > opn"}}\n', 'opn"'),
        ("  - id: x\n    type: entry\n    expression: |\n      close > open and\n        close > opn\n", "opn\n"),
        # Written with an escape, and folded: the place is where the expression begins.
        ('  - {id: x, type: entry, expression: "close \\u003e opn"}\n', '"close'),
        ("  - id: x\n    type: entry\n    expression: >\n      close >\n      opn\n", ">\n"),
        ("  - {id: x, type: entree, expression: close > open}\n", "entree"),
        ("  - {id: x, type: entry, expresion: close > open}\n", "expresion"),
        ("  - {id: x, type: entry, indicator: nothing_such}\n", "nothing_such"),
        ("  - {id: x, expression: close > open}\n", "{id: x"),  # what is missing lies where its parent does
    ],
)  # fmt: skip
def test_the_place_is_where_the_wrong_word_stands(component: str, wanted: str) -> None:
    text = HEAD + component

    places = {one.place for one in located(text)}

    offset = text.index(wanted, len(HEAD))
    line = text.count("\n", 0, offset) + 1
    assert Place(line, offset - text.rfind("\n", 0, offset)) in places


def test_json_is_located_too_and_may_be_indented_with_tabs() -> None:
    text = '{\n\t"name": "A",\n\t"timeframe": "1hh",\n\t"components": []\n}\n'

    assert [(one.fault.path, one.place) for one in located(text)] == [("$.timeframe", Place(3, 15))]


def test_a_text_that_is_no_yaml_says_where_without_repeating_it() -> None:
    [one] = located("name: A\ntimeframe: [1h\n")

    assert one.place == Place(3, 1)
    assert not one.message.startswith("line")


def test_aliases_that_hold_each_other_end() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 20)}]" for n in range(1, 30)]

    [one] = located("\n".join(lines))

    assert one.message == "anchors and aliases are not read"
