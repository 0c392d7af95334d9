"""Reads the document's sections, one function each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any as Anything
from typing import get_args
from zoneinfo import ZoneInfo

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.expression.ast import Expr, Number, Text
from tradewright.domain.strategy.expression.builtins import SOURCES
from tradewright.domain.strategy.expression.faults import InvalidExpression
from tradewright.domain.strategy.expression.parser import parse
from tradewright.domain.strategy.reading import Reader
from tradewright.kernel.timeframes import Timeframe

INPUTS_MAX, SERIES_MAX, COMPONENTS_MAX, TARGETS_MAX, SESSIONS_MAX, OPTIONS_MAX = 64, 200, 64, 10, 16, 64
GROUP_DEPTH_MAX, GROUP_ITEMS_MAX = 16, 64
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMEFRAMES = tuple(one.value for one in Timeframe)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


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
    if isinstance(value, str):
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


def read_measure(r: Reader, value: object, path: str, modes: tuple[str, ...]) -> d.Measure | None:
    given = r.mapping(value, path, ("mode", "value", "length"), needed=("mode", "value"))
    if given.get("mode") is None or given.get("value") is None:
        return None
    mode: d.TargetMode = r.choice(given["mode"], f"{path}.mode", modes, modes[0])
    amount = r.expression(given["value"], f"{path}.value")
    length = None
    if mode == "atr":
        length = r.expression(given.get("length", 14), f"{path}.length")
    elif given.get("length") is not None:
        r.wrong(f"{path}.length", "unused", "length belongs to mode atr", given["length"])
    return None if amount is None else d.Measure(mode=mode, value=amount, length=length)


def read_stop(r: Reader, value: object) -> d.Measure | None:
    return None if value is None else read_measure(r, value, "$.stop_loss", get_args(d.StopMode))


def read_targets(r: Reader, value: object) -> tuple[d.TakeProfit, ...]:
    listed = [value] if isinstance(value, dict) else value
    read = []
    for item, path in r.items(listed, "$.take_profit", most=TARGETS_MAX):
        given = r.mapping(item, path, ("mode", "value", "length", "portion"))
        portion = (
            r.expression(given["portion"], f"{path}.portion") if given.get("portion") is not None else None
        )
        rest = {key: one for key, one in given.items() if key != "portion"}
        at = read_measure(r, rest, path, get_args(d.TargetMode))
        if at is not None:
            read.append(d.TakeProfit(at=at, portion=portion))
    for place, target in enumerate(read[:-1]):
        if target.portion is None:
            r.wrong(
                f"$.take_profit[{place}].portion", "required", "only the last take-profit may take the rest"
            )
    return tuple(read)


def read_trailing(r: Reader, value: object) -> d.Trailing | None:
    if value is None:
        return None
    given = r.mapping(value, "$.trailing", ("activation", "offset"), needed=("offset",))
    activation = None
    if given.get("activation") is not None:
        activation = read_measure(
            r, given["activation"], "$.trailing.activation", ("percent", "price", "ticks", "atr")
        )
    if given.get("offset") is None:
        return None
    offset = read_measure(r, given["offset"], "$.trailing.offset", get_args(d.DistanceMode))
    return None if offset is None else d.Trailing(activation=activation, offset=offset)


def read_time(r: Reader, value: object) -> d.TimeRules:
    keys = ("sessions", "flat_outside", "start", "end", "bars_in_trade_max", "cooldown_bars")
    given = r.mapping(value, "$.time", keys)
    sessions = tuple(
        _session(r, item, path)
        for item, path in r.items(given.get("sessions"), "$.time.sessions", most=SESSIONS_MAX)
    )
    start, end = r.moment(given.get("start"), "$.time.start"), r.moment(given.get("end"), "$.time.end")
    if start is not None and end is not None and end <= start:
        r.wrong("$.time.end", "range", "must come after start", end.isoformat())
    flat = r.boolean(given.get("flat_outside"), "$.time.flat_outside", default=False)
    if flat and not sessions:
        r.wrong("$.time.flat_outside", "unused", "flat_outside needs sessions")
    return d.TimeRules(
        sessions=sessions, flat_outside=flat, start=start, end=end,
        bars_in_trade_max=_bars(r, given, "bars_in_trade_max"),
        cooldown_bars=_bars(r, given, "cooldown_bars"),
    )  # fmt: skip


def _bars(r: Reader, given: dict[str, Anything], key: str) -> Expr | None:
    return r.expression(given[key], f"$.time.{key}") if given.get(key) is not None else None


def _session(r: Reader, value: object, path: str) -> d.Session:
    given = r.mapping(value, path, ("from", "to", "days", "timezone"), needed=("from", "to"))
    days = [r.choice(one, at, DAYS, "mon") for one, at in r.items(given.get("days"), f"{path}.days", most=7)]
    timezone = read_timezone(r, given.get("timezone"), f"{path}.timezone")
    start, end = _clock(r, given.get("from"), f"{path}.from"), _clock(r, given.get("to"), f"{path}.to")
    if start >= 1440:
        r.wrong(f"{path}.from", "time", "a day begins at 00:00", given.get("from"))
    return d.Session(
        start=start, end=end, timezone=timezone,
        days=tuple(sorted({DAYS.index(day) for day in days})) if given.get("days") is not None else tuple(range(7)),
    )  # fmt: skip


def _clock(r: Reader, value: object, path: str) -> int:
    if value is None:
        return 0
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 1440:
        r.wrong(path, "time", "must be a time of day such as 09:30", value)
        return 0
    return minutes


def read_timezone(r: Reader, value: object, path: str) -> str:
    name = r.text(value, path, most=64, default="UTC")
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        r.wrong(path, "timezone", "must be a timezone such as UTC or America/New_York", name)
        return "UTC"
    return name


def read_sizing(r: Reader, value: object) -> d.Sizing:
    if value is None:
        return d.Sizing()
    given = r.mapping(value, "$.sizing", ("mode", "value"), needed=("mode", "value"))
    mode: d.SizingMode = r.choice(
        given.get("mode"), "$.sizing.mode", get_args(d.SizingMode), "percent_of_equity"
    )
    amount = r.expression(given["value"], "$.sizing.value") if given.get("value") is not None else None
    return d.Sizing(mode=mode, value=amount or Number(Decimal(100)))


def read_costs(r: Reader, value: object) -> d.Costs:
    given = r.mapping(value, "$.costs", ("commission", "slippage_ticks"))
    commission = r.mapping(given.get("commission"), "$.costs.commission", ("mode", "value"))
    return d.Costs(
        commission_mode=r.choice(
            commission.get("mode"), "$.costs.commission.mode", get_args(d.CommissionMode), "percent"
        ),
        commission=r.decimal(
            commission.get("value"), "$.costs.commission.value", Decimal(0), least=0, most=1_000_000
        ),
        slippage_ticks=r.integer(
            given.get("slippage_ticks"), "$.costs.slippage_ticks", 0, least=0, most=100_000
        ),
    )


def read_execution(r: Reader, value: object) -> d.Execution:
    path = "$.execution"
    keys = (
        "fill_mode",
        "process_orders_on_close",
        "margin_long",
        "margin_short",
        "close_entries_rule",
        "initial_capital",
    )
    given = r.mapping(value, path, keys)
    capital = r.decimal(
        given.get("initial_capital"), f"{path}.initial_capital", Decimal(10_000), least=0, most=10**15
    )
    if capital == 0:
        r.wrong(f"{path}.initial_capital", "range", "must be above zero", capital)
    on_close = given.get("process_orders_on_close")
    return d.Execution(
        fill_mode=r.choice(
            given.get("fill_mode"), f"{path}.fill_mode", get_args(d.FillModeName), "tradingview"
        ),
        process_orders_on_close=r.boolean(on_close, f"{path}.process_orders_on_close", default=False),
        margin_long=r.decimal(
            given.get("margin_long"), f"{path}.margin_long", Decimal(0), least=0, most=1_000
        ),
        margin_short=r.decimal(
            given.get("margin_short"), f"{path}.margin_short", Decimal(0), least=0, most=1_000
        ),
        close_entries_rule=r.choice(
            given.get("close_entries_rule"), f"{path}.close_entries_rule", get_args(d.CloseRule), "fifo"
        ),
        initial_capital=capital,
    )


def read_risk(r: Reader, value: object) -> d.RiskRules:
    path = "$.risk"
    keys = (
        "drawdown_max",
        "intraday_loss_max",
        "intraday_orders_max",
        "losing_days_max",
        "position_size_max",
    )
    given = r.mapping(value, path, keys)
    return d.RiskRules(
        drawdown_max=_loss_limit(r, given.get("drawdown_max"), f"{path}.drawdown_max"),
        intraday_loss_max=_loss_limit(r, given.get("intraday_loss_max"), f"{path}.intraday_loss_max"),
        intraday_orders_max=r.integer(
            given.get("intraday_orders_max"), f"{path}.intraday_orders_max", None, least=1, most=100_000
        ),
        losing_days_max=r.integer(
            given.get("losing_days_max"), f"{path}.losing_days_max", None, least=1, most=1_000
        ),
        position_size_max=r.decimal(
            given.get("position_size_max"), f"{path}.position_size_max", None, least=0
        ),
    )


def _loss_limit(r: Reader, value: Anything, path: str) -> d.LossLimit | None:
    """A number is a percentage; `{value, unit}` says which."""
    if value is None:
        return None
    given = (
        r.mapping(value, path, ("value", "unit"), needed=("value",))
        if isinstance(value, dict)
        else {"value": value}
    )
    amount = r.decimal(given.get("value"), f"{path}.value", None, least=0)
    unit: d.RiskUnit = r.choice(given.get("unit"), f"{path}.unit", get_args(d.RiskUnit), "percent")
    return None if amount is None else d.LossLimit(value=amount, unit=unit)
