"""What a search may try: ladders of values for inputs, from their definition or as the caller says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from tradewright.domain.strategy.definition import Definition, InputSpec, InputValue
from tradewright.domain.strategy.expression.faults import nearest
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.sections import input_value
from tradewright.engine.optimise.types import Dimension, Inputs, Space
from tradewright.kernel.errors import Invalid

VALUES_MAX: Final = 10_000
"""Most values of one input: beyond it a step is a slip of the pen."""
FLOAT_STEPS: Final = 20
"""Steps a float input without one of its own is searched in."""
Point = tuple[int, ...]
"""A combination as places in its dimensions' values."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both tried, in steps; without a step the input's own, else 1 or a twentieth of the range."""

    least: Decimal
    most: Decimal
    step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """Exactly these values."""

    values: tuple[object, ...]


def range_of(document: Mapping[str, Any], path: str = "$") -> Range | Options:
    """Return the range that `{min, max, step}` or `{options: […]}` spells. Raises Invalid."""
    reader = Reader()
    given = reader.mapping(document, path, ("min", "max", "step", "options"))
    if "options" in given:
        found: Range | Options = Options(
            tuple(item for item, _ in reader.items(given["options"], path, most=VALUES_MAX))
        )
        if not reader.faults and not given["options"]:
            reader.wrong(f"{path}.options", "required", "name at least one value")
    else:
        for key in ("min", "max"):
            if given.get(key) is None:
                reader.wrong(f"{path}.{key}", "required", f"'{key}' is missing")
        zero = Decimal(0)
        found = Range(
            reader.decimal(given.get("min"), f"{path}.min", zero),
            reader.decimal(given.get("max"), f"{path}.max", zero),
            reader.decimal(given.get("step"), f"{path}.step", None),
        )
    _raise(reader)
    return found


def space_of(
    definition: Definition,
    ranges: Mapping[str, Range | Options] | None = None,
    fixed: Mapping[str, object] | None = None,
) -> Space:
    """Return the space over `definition`'s inputs.

    With `ranges` only those inputs are searched; without, every number with a min and a max, every bool and every choice.
    `fixed` inputs take the given value; the others keep their defaults. Raises Invalid, faults at `$.ranges.<input>` or
    `$.inputs.<input>`.
    """
    reader = Reader()
    specs = {spec.name: spec for spec in definition.inputs}
    held = _fixed(reader, specs, fixed or {})
    wanted: dict[str, Range | Options | None] = dict(ranges or {})
    if not wanted:
        wanted = {name: None for name, spec in specs.items() if name not in held and _has_range(spec)}
    dimensions = []
    for name, given in wanted.items():
        path = f"$.ranges.{name}"
        if name not in specs:
            _unknown(reader, name, specs, path)
        elif name in held:
            reader.wrong(path, "fixed", f"'{name}' has a fixed value, so it cannot be searched", name)
        else:
            values = _values(reader, specs[name], given, path)
            is_ordered = specs[name].type in ("int", "float")
            dimensions.append(Dimension(name, values, is_ordered, specs[name].title))
    if not wanted:
        reader.wrong(
            "$.ranges",
            "nothing_to_search",
            "no input has a range: give one, or a min and a max in the definition",
        )
    _raise(reader)
    return Space(tuple(dimensions), held)


def inputs_of(space: Space, point: Point) -> dict[str, InputValue]:
    """Return the searched inputs of a point."""
    return {one.name: one.values[place] for one, place in zip(space.dimensions, point, strict=True)}


def point_of(space: Space, inputs: Inputs) -> Point:
    """Return the point with these searched inputs. Raises Invalid for a value the space does not hold."""
    places = []
    for one in space.dimensions:
        if one.name not in inputs or inputs[one.name] not in one.values:
            raise Invalid(f"{one.name} = {inputs.get(one.name)} is not in this study's space")
        places.append(one.values.index(inputs[one.name]))
    return tuple(places)


def thinned(space: Space, most: int) -> Space:
    """Return the space with its ladders thinned evenly, ends kept, until it has at most `most` points where it can."""
    counts = [len(one.values) for one in space.dimensions]
    while _product(counts) > most:
        long = max(
            (count, place)
            for place, count in enumerate(counts)
            if space.dimensions[place].is_ordered or place == 0
        )
        if long[0] <= 2:
            break
        counts[long[1]] -= 1
    return replace(
        space, dimensions=tuple(_sparser(one, n) for one, n in zip(space.dimensions, counts, strict=True))
    )


def _sparser(dimension: Dimension, count: int) -> Dimension:
    last = len(dimension.values) - 1
    if count > last:
        return dimension
    return replace(
        dimension, values=tuple(dimension.values[round(i * last / max(count - 1, 1))] for i in range(count))
    )


def _product(counts: Sequence[int]) -> int:
    product = 1
    for count in counts:
        product *= count
    return product


def _has_range(spec: InputSpec) -> bool:
    if spec.type in ("int", "float"):
        return spec.least is not None and spec.most is not None and spec.least < spec.most
    return spec.type == "bool" or (spec.type == "choice" and len(spec.options) > 1)


def _fixed(
    reader: Reader, specs: Mapping[str, InputSpec], given: Mapping[str, object]
) -> dict[str, InputValue]:
    held: dict[str, InputValue] = {}
    for name, value in given.items():
        if name in specs:
            held[name] = input_value(reader, specs[name], value, f"$.inputs.{name}")
        else:
            _unknown(reader, name, specs, f"$.inputs.{name}")
    return held


def _values(
    reader: Reader, spec: InputSpec, given: Range | Options | None, path: str
) -> tuple[InputValue, ...]:
    if spec.type == "bool" and given is None:
        return (False, True)
    if spec.type == "choice" and given is None:
        return spec.options
    if isinstance(given, Options):
        read = [input_value(reader, spec, value, path) for value in given.values]
        once = list(dict.fromkeys(read))
        if all(isinstance(value, Decimal) for value in once):
            once.sort(key=lambda value: value if isinstance(value, Decimal) else Decimal(0))
        return tuple(once)
    if spec.type not in ("int", "float"):
        reader.wrong(path, "options", f"{spec.name} is a {spec.type}: name its options", spec.type)
        return ()
    if given is None:
        given = Range(spec.least or Decimal(0), spec.most or Decimal(0))
    return _ladder(reader, spec, given, path)


def _ladder(reader: Reader, spec: InputSpec, given: Range, path: str) -> tuple[InputValue, ...]:
    step = given.step or spec.step or _step(spec, given)
    if step <= 0:
        reader.wrong(path, "step", "a step is above zero", step)
        return ()
    if given.most < given.least:
        reader.wrong(path, "range", f"ends at {given.most}, before it begins at {given.least}", given.most)
        return ()
    count = int((given.most - given.least) / step) + 1
    if count > VALUES_MAX:
        reader.wrong(path, "too_many", f"has {count} values; at most {VALUES_MAX}", count)
        return ()
    before = len(reader.faults)
    values = []
    for place in range(count):
        values.append(input_value(reader, spec, given.least + step * place, path))
        if len(reader.faults) > before:
            return ()
    return tuple(values)


def _step(spec: InputSpec, given: Range) -> Decimal:
    if spec.type == "int" or given.most <= given.least:
        return Decimal(1)
    return (given.most - given.least) / FLOAT_STEPS


def _unknown(reader: Reader, name: str, specs: Mapping[str, InputSpec], path: str) -> None:
    near = nearest(name, specs)
    hint = f"; did you mean {near}?" if near else f"; there are {', '.join(specs) or 'none'}"
    reader.wrong(path, "unknown_input", f"there is no input '{name}'{hint}", name)


def _raise(reader: Reader) -> None:
    if reader.faults:
        first = reader.faults[0]
        raise Invalid(f"{first.path}: {first.message}", faults=tuple(reader.faults))
