"""What decides: named series, components, and the rules that join them."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.expression.ast import Expr, Text
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.sections.limits import (
    COMPONENTS_MAX,
    GROUP_DEPTH_MAX,
    GROUP_ITEMS_MAX,
    SERIES_MAX,
)


def read_series(r: Reader, value: object) -> dict[str, Expr]:
    found = r.mapping(value, "$.series", None)
    if len(found) > SERIES_MAX:
        r.wrong("$.series", "too_many", f"has at most {SERIES_MAX} series", len(found))
    read: dict[str, Expr] = {}
    for name, text in list(found.items())[:SERIES_MAX]:
        path = f"$.series.{name}"
        r.name(name, path)
        expr = r.expression(text, path)
        if expr is not None:
            read[name] = expr
    return read


def read_components(r: Reader, value: object) -> tuple[d.Component, ...]:
    return tuple(
        _component(r, item, path) for item, path in r.items(value, "$.components", most=COMPONENTS_MAX)
    )


def _component(r: Reader, value: object, path: str) -> d.Component:
    keys = ("id", "type", "expression", "indicator", "params", "invert", "title")
    item = r.mapping(value, path, keys, needed=("id", "type"))
    if (item.get("expression") is None) == (item.get("indicator") is None):
        r.wrong(path, "one_of", "a component has either an expression or an indicator")
    params: dict[str, Expr] = {}
    for name, given in r.mapping(item.get("params"), f"{path}.params", None).items():
        expr = _param(r, given, f"{path}.params.{name}")
        if expr is not None:
            params[name] = expr
    if params and item.get("indicator") is None:
        r.wrong(f"{path}.params", "unused", "params belong to an indicator")
    return d.Component(
        id=r.name(item["id"], f"{path}.id") if item.get("id") is not None else "",
        type=r.choice(item.get("type"), f"{path}.type", get_args(d.ComponentType), "trend"),
        expression=_sides(r, item.get("expression"), f"{path}.expression"),
        indicator=r.text(item.get("indicator"), f"{path}.indicator", most=40) or None,
        params=params,
        invert=r.boolean(item.get("invert"), f"{path}.invert", default=False),
        title=r.text(item.get("title"), f"{path}.title", most=80),
    )


def _sides(r: Reader, value: object, path: str) -> dict[d.SideName, Expr]:
    if value is None:
        return {}
    if isinstance(value, str | bool | int | float | Decimal):  # one text means the same for both sides
        expr = r.expression(value, path)
        return {} if expr is None else {"long": expr, "short": expr}
    found: dict[d.SideName, Expr] = {}
    given = r.mapping(value, path, ("long", "short"))
    if not given:
        r.wrong(path, "required", "at least one side is needed")
    for side in get_args(d.SideName):
        expr = r.expression(given[side], f"{path}.{side}") if given.get(side) is not None else None
        if expr is not None:
            found[side] = expr
    return found


def _param(r: Reader, value: object, path: str) -> Expr | None:
    """A parameter may also be one of a choice's texts, which need not read as an expression."""
    if isinstance(value, str) and value:
        try:
            return parse(value)
        except InvalidExpression:
            return Text(value)
    return r.expression(value, path)


def read_rules(r: Reader, value: object) -> dict[str, d.SideRules]:
    given = r.mapping(value, "$.rules", ("long", "short"))
    rules = {}
    for side in get_args(d.SideName):
        path = f"$.rules.{side}"
        groups = r.mapping(given.get(side), path, ("entry", "exit"))
        read = {
            key: _group(r, group, f"{path}.{key}", 1) for key, group in groups.items() if group is not None
        }
        rules[side] = d.SideRules(**read)
    return rules


def _group(r: Reader, value: object, path: str, depth: int) -> d.Group | None:
    if depth > GROUP_DEPTH_MAX:
        r.wrong(path, "too_deep", f"groups nest at most {GROUP_DEPTH_MAX} deep")
        return None
    if not isinstance(value, dict):
        expr = r.expression(value, path)
        return None if expr is None else d.Condition(expr)
    given = r.mapping(value, path, ("all", "any", "not"))
    if len(given) != 1:
        r.wrong(path, "one_of", "a group has exactly one of all, any, not")
        return None
    key, inner = next(iter(given.items()))
    if key == "not":
        item = _group(r, inner, f"{path}.not", depth + 1)
        return None if item is None else d.Not(item)
    items = [
        _group(r, one, at, depth + 1) for one, at in r.items(inner, f"{path}.{key}", most=GROUP_ITEMS_MAX)
    ]
    if not items:
        r.wrong(f"{path}.{key}", "required", "an empty group says nothing")
        return None
    read = tuple(item for item in items if item is not None)
    return d.All(read) if key == "all" else d.Any(read)
