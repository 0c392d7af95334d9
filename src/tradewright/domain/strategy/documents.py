"""Document → definition → document. `parse_definition(render_document(d)) == d`; every fault is told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy import sections
from tradewright.domain.strategy.expression.ast import Boolean, Expr, Number, Text, Unary
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.expression.renderer import render
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.texts import json_text
from tradewright.kernel.errors import Invalid
from tradewright.kernel.timeframes import Timeframe

KEYS = (
    *(
        "schema",
        "name",
        "description",
        "market",
        "timeframe",
        "timezone",
        "direction",
        "inputs",
        "series",
        "components",
    ),
    *(
        "rules",
        "stop_loss",
        "take_profit",
        "trailing",
        "time",
        "sizing",
        "pyramiding",
        "costs",
        "execution",
        "risk",
    ),
)
LABELS = ("name", "description", "title", "group")
"""Words for people: two definitions that differ only in these have one hash."""
Document = dict[str, Any]


def parse_definition(document: object) -> d.Definition:
    """Return the definition that `document` (mappings, lists, texts, numbers) spells.

    Raises Invalid with every fault located, such as `$.components[2].params.length`. What needs the library (indicator
    names, types) is found by `resolve`.
    """
    r = Reader()
    given = r.mapping(document, "$", KEYS, needed=("name", "timeframe"))
    if given.get("schema", d.SCHEMA) != d.SCHEMA:
        r.wrong("$.schema", "schema", f"must be {d.SCHEMA}", given["schema"])
    rules = sections.read_rules(r, given.get("rules"))
    read = d.Definition(
        name=r.text(given.get("name"), "$.name", most=120),
        description=r.text(given.get("description"), "$.description", most=4_000),
        market=r.choice(given.get("market"), "$.market", get_args(d.Market), "crypto"),
        timeframe=Timeframe(r.choice(given.get("timeframe"), "$.timeframe", sections.TIMEFRAMES, "1h")),
        timezone=sections.read_timezone(r, given.get("timezone"), "$.timezone"),
        direction=r.choice(given.get("direction"), "$.direction", get_args(d.Direction), "both"),
        inputs=sections.read_inputs(r, given.get("inputs")),
        series=sections.read_series(r, given.get("series")),
        components=sections.read_components(r, given.get("components")),
        long=rules["long"],
        short=rules["short"],
        stop_loss=sections.read_stop(r, given.get("stop_loss")),
        take_profit=sections.read_targets(r, given.get("take_profit")),
        trailing=sections.read_trailing(r, given.get("trailing")),
        time=sections.read_time(r, given.get("time")),
        sizing=sections.read_sizing(r, given.get("sizing")),
        pyramiding=r.integer(given.get("pyramiding"), "$.pyramiding", 1, least=1, most=1_000),
        costs=sections.read_costs(r, given.get("costs")),
        execution=sections.read_execution(r, given.get("execution")),
        risk=sections.read_risk(r, given.get("risk")),
    )
    _one_namespace(r, read)
    if r.faults:
        raise Invalid(
            f"the definition has {len(r.faults)} fault(s): {r.faults[0].path}: {r.faults[0].message}",
            faults=tuple(r.faults),
        )
    return read


def _one_namespace(r: Reader, read: d.Definition) -> None:
    taken: dict[str, str] = {}
    places = [(one.name, f"$.inputs.{one.name}") for one in read.inputs]
    places += [(name, f"$.series.{name}") for name in read.series]
    places += [(one.id, f"$.components[{place}].id") for place, one in enumerate(read.components)]
    for name, path in places:
        if name and name in taken:
            r.wrong(path, "duplicate", f"'{name}' is already the name at {taken[name]}", name)
        taken.setdefault(name, path)


def render_document(definition: d.Definition) -> Document:
    """Return the canonical document: what a strategy always has is spelled out, empty parts are left out."""
    document: Document = {
        "schema": d.SCHEMA,
        "name": definition.name,
        "description": definition.description,
        "market": definition.market,
        "timeframe": definition.timeframe.value,
        "timezone": definition.timezone,
        "direction": definition.direction,
        "inputs": {one.name: _input(one) for one in definition.inputs},
        "series": {name: _expression(expr) for name, expr in definition.series.items()},
        "components": [_component(one) for one in definition.components],
        "rules": _filled({"long": _rules(definition.long), "short": _rules(definition.short)}),
        "stop_loss": _measure(definition.stop_loss),
        "take_profit": [_target(one) for one in definition.take_profit],
        "trailing": _trailing(definition.trailing),
        "time": _time(definition.time),
        "sizing": {"mode": definition.sizing.mode, "value": _expression(definition.sizing.value)},
        "pyramiding": definition.pyramiding,
        "costs": {
            "commission": {
                "mode": definition.costs.commission_mode,
                "value": _number(definition.costs.commission),
            },
            "slippage_ticks": definition.costs.slippage_ticks,
        },
        "execution": _execution(definition.execution),
        "risk": _risk(definition.risk),
    }
    return _filled(document)


def definition_hash(definition: d.Definition) -> str:
    """Return the SHA-256, in hex, of the canonical document without its labels."""
    return hashlib.sha256(json_text(_unlabelled(render_document(definition))).encode()).hexdigest()


def _unlabelled(document: Document) -> Document:
    def bare(mapping: Document) -> Document:
        return {key: value for key, value in mapping.items() if key not in LABELS}

    kept = bare(document)
    kept["inputs"] = {name: bare(one) for name, one in document.get("inputs", {}).items()}
    kept["components"] = [bare(one) for one in document.get("components", [])]
    return kept


def _filled(mapping: Mapping[str, Any]) -> Document:
    return {key: value for key, value in mapping.items() if value is not None and value not in ({}, [], "")}


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value.normalize()


def _expression(expr: Expr) -> Any:
    """A literal is itself; anything else is its text."""
    if isinstance(expr, Boolean):
        return expr.value
    literal = expr.operand if isinstance(expr, Unary) and expr.operator == "-" else expr
    if isinstance(literal, Number) and literal.is_float == (
        literal.value != literal.value.to_integral_value()
    ):
        return _number(literal.value if literal is expr else -literal.value)
    return render(expr)


def _param(expr: Expr) -> Any:
    if not isinstance(expr, Text):
        return _expression(expr)
    try:
        parse(expr.value)
    except InvalidExpression:
        return expr.value
    return render(expr)


def _input(one: d.InputSpec) -> Document:
    default = _number(one.default) if isinstance(one.default, Decimal) else one.default
    bounds = {"min": one.least, "max": one.most, "step": one.step}
    return {
        "type": one.type,
        "default": default,
        **{key: _number(value) for key, value in bounds.items() if value is not None},
        **_filled({"options": list(one.options), "title": one.title, "group": one.group}),
    }


def _component(one: d.Component) -> Document:
    sides = {side: _expression(expr) for side, expr in one.expression.items()}
    params = {name: _param(expr) for name, expr in one.params.items()}
    rest = {
        "expression": sides,
        "indicator": one.indicator,
        "params": params,
        "invert": one.invert or None,
        "title": one.title,
    }
    return {"id": one.id, "type": one.type, **_filled(rest)}


def _rules(rules: d.SideRules) -> Document:
    groups = {"entry": rules.entry, "exit": rules.exit}
    return {key: _group(group) for key, group in groups.items() if group is not None}


def _group(group: d.Group) -> Any:
    match group:
        case d.All():
            return {"all": [_group(item) for item in group.items]}
        case d.Any():
            return {"any": [_group(item) for item in group.items]}
        case d.Not():
            return {"not": _group(group.item)}
        case d.Condition():
            return _expression(group.expression)


def _measure(one: d.Measure | None) -> Document | None:
    if one is None:
        return None
    length = {} if one.length is None else {"length": _expression(one.length)}
    return {"mode": one.mode, "value": _expression(one.value), **length}


def _target(one: d.TakeProfit) -> Document:
    portion = {} if one.portion is None else {"portion": _expression(one.portion)}
    return {**(_measure(one.at) or {}), **portion}


def _trailing(one: d.Trailing | None) -> Document | None:
    return (
        None
        if one is None
        else _filled({"activation": _measure(one.activation), "offset": _measure(one.offset)})
    )


def _time(rules: d.TimeRules) -> Document:
    limits = {"bars_in_trade_max": rules.bars_in_trade_max, "cooldown_bars": rules.cooldown_bars}
    return {
        **_filled(
            {
                "sessions": [_session(one) for one in rules.sessions],
                "flat_outside": rules.flat_outside or None,
            }
        ),
        **{
            key: _moment(value)
            for key, value in {"start": rules.start, "end": rules.end}.items()
            if value is not None
        },
        **{key: _expression(value) for key, value in limits.items() if value is not None},
    }


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _session(one: d.Session) -> Document:
    days = [sections.DAYS[day] for day in one.days]
    return {"from": _clock(one.start), "to": _clock(one.end), "days": days, "timezone": one.timezone}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _execution(one: d.Execution) -> Document:
    return {
        "fill_mode": one.fill_mode,
        "process_orders_on_close": one.process_orders_on_close,
        "margin_long": _number(one.margin_long),
        "margin_short": _number(one.margin_short),
        "close_entries_rule": one.close_entries_rule,
        "initial_capital": _number(one.initial_capital),
    }


def _risk(one: d.RiskRules) -> Document:
    limits = {"drawdown_max": one.drawdown_max, "intraday_loss_max": one.intraday_loss_max}
    size = one.position_size_max
    rest = {
        "intraday_orders_max": one.intraday_orders_max,
        "losing_days_max": one.losing_days_max,
        "position_size_max": None if size is None else _number(size),
    }
    told = {
        key: {"value": _number(limit.value), "unit": limit.unit}
        for key, limit in limits.items()
        if limit is not None
    }
    return {**told, **{key: value for key, value in rest.items() if value is not None}}
