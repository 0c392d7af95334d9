"""Which inputs, series and components nothing reads."""

from __future__ import annotations

from collections.abc import Iterable

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.analysis.finding import Finding
from tradewright.domain.strategy.expression.ast import Expr, Name, walk


def unused(definition: d.Definition) -> list[Finding]:
    """Return a finding for each name that no rule, exit, size or time leads to."""
    reads: dict[str, set[str]] = {name: _names([expr]) for name, expr in definition.series.items()}
    for one in definition.components:
        reads[one.id] = _names([*one.expression.values(), *one.params.values()])
    needed: set[str] = set()
    waiting = list(_roots(definition))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(reads.get(name, ()))
    places = [(one.name, f"$.inputs.{one.name}", "input") for one in definition.inputs]
    places += [(name, f"$.series.{name}", "series") for name in definition.series]
    places += [
        (one.id, f"$.components[{place}]", "component") for place, one in enumerate(definition.components)
    ]
    return [
        Finding(
            f"unused_{kind}",
            "warning",
            path,
            f"nothing reads '{name}'",
            "use it, or remove it",
        )
        for name, path, kind in places
        if name not in needed
    ]


def _roots(definition: d.Definition) -> set[str]:
    found: set[str] = set()
    for side in definition.sides:
        rules = definition.long if side == "long" else definition.short
        for group, types in ((rules.entry, ("trend", "entry")), (rules.exit, ("exit",))):
            if group is not None:
                found |= _names(_conditions(group))
            else:
                found |= {one.id for one in definition.components if one.type in types}
    found |= {one.id for one in definition.components if one.type == "stop_loss"}
    measures = [definition.stop_loss, *(one.at for one in definition.take_profit)]
    if definition.trailing is not None:
        measures += [definition.trailing.activation, definition.trailing.offset]
    exprs = [one.portion for one in definition.take_profit]
    exprs += [definition.sizing.value, definition.time.bars_in_trade_max, definition.time.cooldown_bars]
    for measure in measures:
        exprs += [] if measure is None else [measure.value, measure.length]
    return found | _names(expr for expr in exprs if expr is not None)


def _conditions(group: d.Group) -> list[Expr]:
    match group:
        case d.Condition():
            return [group.expression]
        case d.Not():
            return _conditions(group.item)
        case d.All() | d.Any():
            return [expr for item in group.items for expr in _conditions(item)]


def _names(exprs: Iterable[Expr]) -> set[str]:
    return {part.name for expr in exprs for part in walk(expr) if isinstance(part, Name)}
