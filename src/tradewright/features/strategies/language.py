"""A draft in whatever form it came, read by the strategy language: the one place where this feature meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import definition_hash, parse_definition, render_document
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.domain.strategy.texts import load_text, yaml_text
from tradewright.engine.indicators import LIBRARY

Source = Mapping[str, Any] | str
"""A definition as a document, or as YAML or JSON text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A definition that was understood: its canonical document and text, and what lists show of it."""

    definition: Definition
    resolved: Resolved
    document: Mapping[str, Any]
    text: str
    definition_hash: str
    name: str
    description: str
    market: str
    timeframe: str
    direction: str


def read(source: Source) -> Reading:
    """Return the definition that `source` spells. Raises `Invalid` with every fault located."""
    definition = parse_definition(load_text(source) if isinstance(source, str) else source)
    resolved = resolve(definition, LIBRARY)
    document = render_document(definition)
    return Reading(
        definition=definition,
        resolved=resolved,
        document=document,
        text=yaml_text(document),
        definition_hash=definition_hash(definition),
        name=definition.name,
        description=definition.description,
        market=definition.market,
        timeframe=definition.timeframe.value,
        direction=definition.direction,
    )


def read_expression(text: str) -> str:
    """Return the canonical form of an expression. Raises `Invalid` with its line and column."""
    return render(parse(text))
