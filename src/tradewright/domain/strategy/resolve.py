"""Definition + library + input values → `Resolved`: all bound, typed and turned into orders, or every fault located."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.binding import Binder
from tradewright.domain.strategy.catalogue import Catalogue
from tradewright.domain.strategy.expression.ast import Binary, BinaryOperator, Expr, Name, Unary, walk
from tradewright.domain.strategy.expression.faults import nearest
from tradewright.domain.strategy.meaning import Meaning
from tradewright.domain.strategy.orders import Statement
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.resolved import NamedSeries, Resolved
from tradewright.domain.strategy.sections import input_value
from tradewright.kernel.errors import Invalid


def resolve(
    definition: d.Definition, catalogue: Catalogue, inputs: Mapping[str, object] | None = None
) -> Resolved:
    """Return the definition with nothing left open. `inputs` are values by name; the others keep their defaults.

    Raises Invalid with every fault found, located in the document or at `$.inputs.<name>`.
    """
    reader = Reader()
    values = input_values(reader, definition, inputs or {})
    binder = Binder(definition, catalogue, values, reader)
    binder.bind_series()
    binder.bind_components()
    entries = {side: _rule(binder, definition, side, "entry") for side in definition.sides}
    exits = {side: _rule(binder, definition, side, "exit") for side in definition.sides}
    if not any(entries.values()) and not reader.faults:
        reader.wrong(
            "$.components",
            "never_enters",
            "nothing says when to enter: add a component of type entry, or rules",
        )
    meaning = Meaning(definition, binder)
    statements = meaning.statements(entries, exits)
    if reader.faults:
        first = reader.faults[0]
        told = f"the definition has {len(reader.faults)} fault(s), the first at {first.path}: {first.message}"
        raise Invalid(told, faults=tuple(reader.faults))
    return Resolved(
        definition=definition,
        inputs=values,
        series=_used(binder.series, statements),
        statements=statements,
        sizing_value=meaning.sizing_value,
        scope=replace(binder.scope, side=None),
    )


def read_inputs(definition: d.Definition, given: Mapping[str, object]) -> dict[str, d.InputValue]:
    """Return each input's value, as `resolve` would read it. Raises Invalid with every fault found."""
    reader = Reader()
    values = input_values(reader, definition, given)
    if reader.faults:
        first = reader.faults[0]
        raise Invalid(f"{first.path}: {first.message}", faults=tuple(reader.faults))
    return values


def input_values(
    reader: Reader, definition: d.Definition, given: Mapping[str, object]
) -> dict[str, d.InputValue]:
    """Return each input's value; unknown names and values out of range are faults."""
    specs = {spec.name: spec for spec in definition.inputs}
    for name in given:
        if name not in specs:
            near = nearest(name, specs)
            hint = f"; did you mean {near}?" if near else ""
            reader.wrong(f"$.inputs.{name}", "unknown_input", f"there is no input '{name}'{hint}", name)
    return {
        name: input_value(reader, spec, given[name], f"$.inputs.{name}") if name in given else spec.default
        for name, spec in specs.items()
    }


def _rule(binder: Binder, definition: d.Definition, side: d.SideName, kind: str) -> Expr | None:
    rules = definition.long if side == "long" else definition.short
    group = rules.entry if kind == "entry" else rules.exit
    if group is not None:
        return _group(binder, group, f"$.rules.{side}.{kind}", side)
    outputs = {one.id: binder.output(one.id, side) for one in definition.components}
    entries = [outputs[one.id] for one in definition.components if one.type == "entry"]
    if kind == "exit":
        return _joined("or", [outputs[one.id] for one in definition.components if one.type == "exit"])
    if not any(entries):
        return None
    trends = [outputs[one.id] for one in definition.components if one.type == "trend"]
    return _joined("and", trends + entries)


def _joined(operator: BinaryOperator, parts: list[Expr | None]) -> Expr | None:
    joined: Expr | None = None
    for part in parts:
        if part is not None:
            joined = part if joined is None else Binary(operator, joined, part)
    return joined


def _group(binder: Binder, group: d.Group, path: str, side: d.SideName) -> Expr | None:
    match group:
        case d.All():
            return _joined(
                "and", [_group(binder, one, f"{path}.all[{i}]", side) for i, one in enumerate(group.items)]
            )
        case d.Any():
            return _joined(
                "or", [_group(binder, one, f"{path}.any[{i}]", side) for i, one in enumerate(group.items)]
            )
        case d.Not():
            inner = _group(binder, group.item, f"{path}.not", side)
            return None if inner is None else Unary("not", inner)
        case d.Condition():
            return binder.condition(group.expression, path, side)


def _used(series: list[NamedSeries], statements: tuple[Statement, ...]) -> tuple[NamedSeries, ...]:
    """Drop components' outputs that nothing reads (the short side of a long strategy); the author's own series stay."""
    needed: set[str] = set()
    for statement in statements:
        needed.update(names_in(statement))
    kept = []
    for one in reversed(series):
        if one.side is None or one.name in needed:
            kept.append(one)
            needed.update(part.name for part in walk(one.expression) if isinstance(part, Name))
    return tuple(reversed(kept))


def names_in(value: object) -> set[str]:
    """Return every name in the expressions of a statement, or of a tuple of what has some, however deep they lie."""
    if isinstance(value, tuple):
        return set().union(*map(names_in, value)) if value else set()
    if isinstance(value, Name):
        return {value.name}
    slots: tuple[str, ...] = getattr(type(value), "__slots__", ())
    return (
        set().union(*(names_in(getattr(value, slot)) for slot in slots if slot != "span")) if slots else set()
    )
