"""Inputs: what an author lets others change, with type and range."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.expression.builtins import SOURCES
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.sections.limits import INPUTS_MAX, OPTIONS_MAX
from tradewright.kernel.timeframes import Timeframe

TIMEFRAMES = tuple(one.value for one in Timeframe)


def read_inputs(r: Reader, value: object) -> tuple[d.InputSpec, ...]:
    path = "$.inputs"
    found = r.mapping(value, path, None)
    if len(found) > INPUTS_MAX:
        r.wrong(path, "too_many", f"has at most {INPUTS_MAX} inputs", len(found))
    return tuple(_input(r, name, spec, f"{path}.{name}") for name, spec in list(found.items())[:INPUTS_MAX])


def _input(r: Reader, name: str, value: object, path: str) -> d.InputSpec:
    keys = ("type", "default", "min", "max", "step", "options", "title", "group")
    spec = r.mapping(value, path, keys, needed=("type", "default"))
    kind: d.InputType = r.choice(spec.get("type"), f"{path}.type", get_args(d.InputType), "float")
    options = tuple(
        r.text(one, at, most=80)
        for one, at in r.items(spec.get("options"), f"{path}.options", most=OPTIONS_MAX)
    )
    least = r.decimal(spec.get("min"), f"{path}.min", None)
    most = r.decimal(spec.get("max"), f"{path}.max", None)
    step = r.decimal(spec.get("step"), f"{path}.step", None)
    if step is not None and step <= 0:
        r.wrong(f"{path}.step", "range", "must be above zero", step)
        step = None
    if least is not None and most is not None and least > most:
        r.wrong(f"{path}.max", "range", "max must not be below min", most)
    for key in ("min", "max", "step") if kind not in ("int", "float") else ():
        if spec.get(key) is not None:
            r.wrong(f"{path}.{key}", "unused", f"an input of type {kind} has no {key}", spec[key])
    if (kind == "choice") != bool(options):
        r.wrong(f"{path}.options", "options", "options belong to a choice, and a choice has at least one")
    made = d.InputSpec(
        name=r.name(name, path), type=kind, default=False, least=least, most=most, step=step, options=options,
        title=r.text(spec.get("title"), f"{path}.title", most=80), group=r.text(spec.get("group"), f"{path}.group", most=80),
    )  # fmt: skip
    default = (
        input_value(r, made, spec.get("default"), f"{path}.default")
        if spec.get("default") is not None
        else Decimal(0)
    )
    return d.InputSpec(**{**{key: getattr(made, key) for key in made.__slots__}, "default": default})


def input_value(r: Reader, spec: d.InputSpec, value: object, path: str) -> d.InputValue:
    """Return `value` read as the input's type and held against its range, step and options."""
    if spec.type == "bool":
        if value in ("true", "false"):
            return value == "true"
        return r.boolean(value, path, default=False)
    if spec.type in ("choice", "source", "timeframe"):
        options = {"choice": spec.options, "source": SOURCES, "timeframe": TIMEFRAMES}[spec.type]
        text: str = r.choice(value, path, options, options[0] if options else "")
        return text
    read = r.decimal(value, path, None, least=spec.least, most=spec.most)
    if read is None:
        return Decimal(0)
    if spec.type == "int" and read != read.to_integral_value():
        r.wrong(path, "type", "must be a whole number", value)
    elif spec.step is not None and (read - (spec.least or 0)) % spec.step:
        r.wrong(path, "step", f"must be {spec.least or 0} plus a multiple of {spec.step}", value)
    return read
