"""From the plan as it was asked, and kept, to the study that is run: gateways check with it, workers run by it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.optimise import (
    Constraint,
    FigureConstraint,
    Options,
    Range,
    Split,
    Study,
    TrainTest,
    TrainValidateTest,
    WalkForward,
    Whole,
    parse_constraint,
    space_of,
)
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import parse_decimal

Plan = Mapping[str, Any]
"""JSON with numbers as decimal texts: `search`, `ranges`, `inputs`, `objective`, `constraints`, `trades_least`, `split`,
`settings`; and, once it is kept, `start` and `end` of the bars in nanoseconds and `remarks`.
"""

DECIMALS = frozenset({"initial_capital", "quantity_value", "commission_value", "margin_long", "margin_short"})


def study_of(plan: Plan, definition: Definition) -> Study:
    """Return the study that `plan` asks for. Raises Invalid, faults at their place in the request."""
    kinds = {spec.name: spec.type for spec in definition.inputs}
    ranges = {name: _range(given, kinds.get(name)) for name, given in plan["ranges"].items()}
    fixed = {name: value_of(given, kinds.get(name)) for name, given in plan["inputs"].items()}
    return Study(
        space=space_of(definition, ranges or None, fixed),
        objective=plan["objective"],
        constraints=tuple(
            _constraint(given, definition, f"$.constraints[{place}]")
            for place, given in enumerate(plan["constraints"])
        ),
        split=_split(plan["split"]),
        method=plan["search"]["method"],
        trials_max=plan["search"]["trials_max"],
        seed=plan["search"]["seed"],
        trades_least=plan["trades_least"],
    )


def settings_of(plan: Plan) -> dict[str, Any]:
    """Return the broker's settings as the engine takes them."""
    return {name: Decimal(value) if name in DECIMALS else value for name, value in plan["settings"].items()}


def _range(given: Mapping[str, Any], kind: str | None) -> Range | Options:
    if given.get("options") is not None:
        return Options(tuple(value_of(value, kind) for value in given["options"]))
    step = given.get("step")
    return Range(Decimal(given["min"]), Decimal(given["max"]), None if step is None else Decimal(step))


def value_of(given: str | bool, kind: str | None) -> Decimal | str | bool:
    """Return a value as the input wants it: on the wire a number is a text, and so is a choice that looks like a number."""
    if kind in ("int", "float") and isinstance(given, str):
        try:
            return parse_decimal(given)
        except ValueError:
            return given  # the space says what is wrong with it
    return given


def _constraint(given: Mapping[str, Any], definition: Definition, path: str) -> Constraint:
    if given.get("expression") is not None:
        return parse_constraint(given["expression"], definition, f"{path}.expression")
    least, most = (
        None if given.get(name) is None else float(given[name]) for name in ("at_least", "at_most")
    )
    if least is not None and most is not None and least > most:
        raise Invalid(
            "a bound that nothing meets",
            faults=(
                Fault(f"{path}.at_most", "range", "must not be below `at_least`", str(given["at_most"])),
            ),
        )
    return FigureConstraint(given["figure"], least, most)


def _split(given: Mapping[str, Any]) -> Split:
    told: dict[str, Any] = {
        name: float(given[name]) for name in ("train", "validate") if given.get(name) is not None
    }
    told |= {name: given[name] for name in ("folds", "is_anchored") if given.get(name) is not None}
    match given["kind"]:
        case "none":
            return Whole()
        case "train_test":
            return TrainTest(**told)
        case "train_validate_test":
            return TrainValidateTest(**told)
        case _:
            return WalkForward(**told)
