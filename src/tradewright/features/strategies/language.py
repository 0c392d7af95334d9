"""A draft in whatever form it came, read by the strategy language: the one place where this feature meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tradewright.domain.strategy.analysis import Analysis, analyse
from tradewright.domain.strategy.definition import Definition
from tradewright.domain.strategy.documents import definition_hash, parse_definition, render_document
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.domain.strategy.texts import load_text, yaml_text
from tradewright.engine.indicators import LIBRARY
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.timeframes import Timeframe

Source = Mapping[str, Any] | str
"""A definition as a document, or as YAML or JSON text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A definition that was understood: its canonical document, and what lists show of it."""

    definition: Definition
    resolved: Resolved
    document: Mapping[str, Any]
    definition_hash: str
    name: str
    description: str
    market: str
    timeframe: str
    direction: str

    @property
    def text(self) -> str:
        """The canonical form as YAML; made when asked for, since it takes as long as a preview's run."""
        return yaml_text(self.document)


def read(source: Source) -> Reading:
    """Return the definition that `source` spells. Raises `Invalid` with every fault located."""
    definition = parse_definition(load_text(source) if isinstance(source, str) else source)
    resolved = resolve(definition, LIBRARY)
    document = render_document(definition)
    return Reading(
        definition=definition,
        resolved=resolved,
        document=document,
        definition_hash=definition_hash(definition),
        name=definition.name,
        description=definition.description,
        market=definition.market,
        timeframe=definition.timeframe.value,
        direction=definition.direction,
    )


def set_up(reading: Reading, *, inputs: Mapping[str, Any], timeframe: str | None = None) -> Reading:
    """Return the reading as it means with other values of its inputs, on bars of another timeframe.

    Raises `Invalid`: inputs are located at `$.inputs.<name>`.
    """
    definition = reading.definition
    if timeframe is not None and timeframe != reading.timeframe:
        definition = replace(definition, timeframe=Timeframe(timeframe))
    if not inputs and definition is reading.definition:
        return reading
    return replace(reading, definition=definition, resolved=resolve(definition, LIBRARY, inputs))


def refuse_costly(reading: Reading) -> Analysis:
    """Return what analysis says. Raises `Invalid` for what it keeps from running: a bar of it would cost too much."""
    known = analyse(reading.resolved)
    errors = [one for one in known.findings if one.severity == "error"]
    if errors:
        faults = tuple(Fault(one.path, one.code, one.message) for one in errors)
        raise Invalid(errors[0].message, faults=faults)
    return known


def read_expression(text: str) -> str:
    """Return the canonical form of an expression. Raises `Invalid` with its line and column."""
    return render(parse(text))
