"""A document is read with every fault at once, written back the same, and hashed by its meaning."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.strategy.library import a_definition, a_document

from tradewright.domain.strategy.documents import definition_hash, parse_definition, render_document
from tradewright.domain.strategy.schema import json_schema
from tradewright.domain.strategy.texts import InvalidText, json_text, load_text, yaml_text
from tradewright.kernel.errors import Invalid

EXAMPLES = sorted((Path(__file__).parents[4] / "docs/examples/strategies").glob("*.yaml"))
VALIDATOR = jsonschema_rs.Draft202012Validator(json_schema())


def faults_of(document: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        parse_definition(document)
    return {fault.path: fault.rule for fault in refused.value.faults}


def is_read(document: object) -> bool:
    try:
        parse_definition(document)
    except Invalid:
        return False
    return True


def plain_json(document: Any) -> Any:
    return json.loads(json_text(document))


def test_there_are_many_examples() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_written_back_as_the_same_definition(path: Path) -> None:
    document = load_text(path.read_text())
    definition = parse_definition(document)
    canonical = render_document(definition)

    assert parse_definition(canonical) == definition
    assert parse_definition(load_text(yaml_text(canonical))) == definition
    assert parse_definition(load_text(json_text(canonical, indent=2))) == definition
    assert parse_definition(plain_json(canonical)) == definition
    assert VALIDATOR.is_valid(plain_json(document))
    assert VALIDATOR.is_valid(plain_json(canonical))


def test_all_faults_are_told_at_once_each_at_its_place() -> None:
    document = a_document(
        timefrme="5m",
        direction="up",
        inputs={
            "fast": {"type": "int", "default": 1.5},
            "close": {"type": "float", "default": 1},
            "kind": {"type": "choice", "default": "a"},
        },
        series={"line": "ema(close,"},
        components=[{"id": "a", "type": "entry"}, {"id": "a", "type": "exit", "expression": "close >"}],
        rules={"long": {"entry": {"all": [], "any": []}}},
        stop_loss={"mode": "percnt", "value": 2},
        take_profit=[{"mode": "percent", "value": 1}, {"mode": "percent", "value": 2}],
        time={"sessions": [{"from": "25:00", "to": "16:00"}], "start": "soon"},
        pyramiding=0,
    )

    assert faults_of(document) == {
        "$.timefrme": "unknown_key",
        "$.direction": "option",
        "$.inputs.fast.default": "type",
        "$.inputs.close": "reserved_name",
        "$.inputs.kind.options": "options",
        "$.inputs.kind.default": "option",
        "$.series.line": "syntax",
        "$.components[0]": "one_of",
        "$.components[1].expression": "syntax",
        "$.components[1].id": "duplicate",
        "$.rules.long.entry": "one_of",
        "$.stop_loss.mode": "option",
        "$.take_profit[0].portion": "required",
        "$.time.sessions[0].from": "time",
        "$.time.start": "time",
        "$.pyramiding": "range",
    }


@pytest.mark.parametrize(
    "document", [None, [], "text", 3, {"name": 3, "timeframe": []}, {"inputs": {3: 4}}, {"rules": []}]
)
def test_anything_but_a_definition_is_refused(document: object) -> None:
    assert faults_of(document)


def test_numbers_are_read_from_their_own_digits() -> None:
    document = load_text(
        "name: x\ntimeframe: 1h\nexecution: {initial_capital: 10000.10000000000000000001}\nsizing: {mode: cash, value: 0.1}"
    )

    definition = parse_definition({**document, "components": a_document()["components"]})

    assert definition.execution.initial_capital == Decimal("10000.10000000000000000001")
    assert "10000.10000000000000000001" in json_text(render_document(definition))


def test_yaml_is_read_without_surprises() -> None:
    assert load_text("{a: on, b: 09:30, c: 2024-01-01, d: 1e3, e: true, f: null, g: '1', h: 010}") == {
        "a": "on", "b": "09:30", "c": "2024-01-01", "d": Decimal(1000), "e": True, "f": None, "g": "1", "h": Decimal(10),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2", 2),
        ("a: &x [1]\nb: *x", 1),
        ("a: [1", 1),
        ("- {[a]: 1}", 1),
        ("[" * 100 + "]" * 100, 1),
        ("a: b: c", 1),
    ],
)
def test_text_that_is_no_document_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(InvalidText) as refused:
        load_text(text)

    assert refused.value.data["line"] >= line


def test_python_tags_construct_nothing() -> None:
    assert load_text("!!python/object/apply:os.system [exit]") == ["exit"]


def test_labels_and_spelling_do_not_change_the_hash_but_meaning_does() -> None:
    first = a_definition(stop_loss={"mode": "percent", "value": 2})
    renamed = a_definition(
        stop_loss={"mode": "percent", "value": "2"}, name="Other", description="Other words"
    )
    tighter = a_definition(stop_loss={"mode": "percent", "value": 1})

    assert definition_hash(first) == definition_hash(renamed)
    assert definition_hash(first) != definition_hash(tighter)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 2_000),
    st.sampled_from(["", "percent", "1h", "close >", "cross", "nowhere", "$"]),
    st.just([]), st.just({}), st.just({"mode": "percent", "value": 1}), st.just(["mon"]),
)  # fmt: skip


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False), VALUES)
@settings(max_examples=150, deadline=None)
def test_a_document_that_the_schema_refuses_is_refused_by_the_parser(
    path: Path, random: Any, value: object
) -> None:
    document = mutated(load_text(path.read_text()), random, value)

    if not VALIDATOR.is_valid(plain_json(document)):
        assert not is_read(document)


def mutated(document: Any, random: Any, value: object) -> Any:
    """The document with one value, somewhere, replaced."""
    changed = copy.deepcopy(document)
    place = changed
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = random.choice(keys)
        if not isinstance(place[key], dict | list) or not place[key] or random.random() < 0.2:
            place[key] = value
            return changed
        place = place[key]


@pytest.mark.parametrize(
    "change",
    [
        {"name": None}, {"timeframe": "7m"}, {"market": "bonds"}, {"colour": "red"}, {"pyramiding": 0}, {"pyramiding": 1.5},
        {"components": [{"id": "a", "type": "entry"}]},
        {"components": [{"id": "close", "type": "entry", "expression": "true"}]},
        {"stop_loss": {"mode": "percent"}}, {"stop_loss": {"mode": "percent", "value": 1, "length": 3}},
        {"time": {"sessions": [{"from": "09:30", "to": "24:30"}]}}, {"rules": {"long": {"entry": {"all": []}}}},
        {"inputs": {"x": {"type": "source", "default": "price"}}}, {"inputs": {"x": {"type": "bool", "default": 1}}},
        {"inputs": {"2x": {"type": "int", "default": 1}}}, {"costs": {"commission": {"mode": "percent", "value": -1}}},
        {"execution": {"initial_capital": 0}}, {"risk": {"drawdown_max": {"unit": "percent"}}},
        {"sizing": {"mode": "fixed"}},
        {"time": {"sessions": [{"from": "09:30", "to": "16:00", "days": [None, "tue"]}]}},
        {"inputs": {"x": {"type": "choice", "default": "a", "options": ["a", None]}}},
        {"components": [{"id": "a", "type": "entry", "indicator": "ema_cross", "params": {"fast": ""}}]},
    ],
)  # fmt: skip
def test_schema_and_parser_refuse_the_same(change: dict[str, Any]) -> None:
    document = a_document(**change)

    assert not VALIDATOR.is_valid(document)
    assert not is_read(document)
