"""The JSON Schema (2020-12) of a definition, for editors and other programs; its limits are the parser's own."""

from __future__ import annotations

from typing import Any, get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy import sections
from tradewright.domain.strategy.expression.builtins import SOURCES
from tradewright.domain.strategy.expression.lexer import TEXT_MAX
from tradewright.domain.strategy.reading import NAME_PATTERN, RESERVED

SCHEMA_ID = "https://tradewright.dev/schemas/strategy-1.json"
_NUMBER_TEXT = r"^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"
Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the schema. What needs the library or the meaning of an expression is beyond it; `resolve` says that."""
    properties: Schema = {
        "schema": {"const": d.SCHEMA},
        "name": _text(120),
        "description": _optional(_text(4_000)),
        "market": _choice(get_args(d.Market)),
        "timeframe": {"enum": list(sections.TIMEFRAMES)},
        "timezone": _optional(_text(64)),
        "direction": _choice(get_args(d.Direction)),
        "inputs": _optional(_named({"$ref": "#/$defs/input"}, sections.INPUTS_MAX)),
        "series": _optional(_named({"$ref": "#/$defs/expression"}, sections.SERIES_MAX)),
        "components": _optional(_list({"$ref": "#/$defs/component"}, sections.COMPONENTS_MAX)),
        "rules": _optional(
            _object({side: _optional({"$ref": "#/$defs/rules"}) for side in get_args(d.SideName)})
        ),
        "stop_loss": _optional(_measure(get_args(d.StopMode))),
        "take_profit": _optional(
            {"anyOf": [_list({"$ref": "#/$defs/target"}, sections.TARGETS_MAX), {"$ref": "#/$defs/target"}]}
        ),
        "trailing": _optional(
            _object(
                {
                    "activation": _optional(_measure(("percent", "price", "ticks", "atr"))),
                    "offset": _measure(get_args(d.DistanceMode)),
                },
                "offset",
            )
        ),
        "time": _optional({"$ref": "#/$defs/time"}),
        "sizing": _optional(
            _object({"mode": {"enum": list(get_args(d.SizingMode))}, "value": _EXPRESSION}, "mode", "value")
        ),
        "pyramiding": _optional(_number(least=1, most=1_000, whole=True)),
        "costs": _optional(_costs()),
        "execution": _optional(_execution()),
        "risk": _optional(_risk()),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Tradewright strategy definition",
        **_object(properties, "name", "timeframe"),
        "$defs": _definitions(),
    }


_EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
_TRUTH: Schema = {"type": "boolean"}


def _definitions() -> Schema:
    group_items = _list({"$ref": "#/$defs/group"}, sections.GROUP_ITEMS_MAX) | {"minItems": 1}
    return {
        "expression": {
            "description": "A number, true or false, or the text of an expression.",
            "anyOf": [
                {"type": ["number", "boolean"]},
                {"type": "string", "minLength": 1, "maxLength": TEXT_MAX},
            ],
        },
        "name": {"type": "string", "pattern": f"^{NAME_PATTERN}$", "not": {"enum": sorted(RESERVED)}},
        "input": _input(),
        "component": {
            **_object(
                {
                    "id": {"$ref": "#/$defs/name"},
                    "type": {"enum": list(get_args(d.ComponentType))},
                    "expression": _optional(
                        {
                            "anyOf": [
                                {"$ref": "#/$defs/expression"},
                                _object({side: _optional(_EXPRESSION) for side in get_args(d.SideName)})
                                | {"minProperties": 1},
                            ]
                        }
                    ),
                    "indicator": _optional(_text(40)),
                    "params": _optional({"type": "object", "additionalProperties": _EXPRESSION}),
                    "invert": _optional(_TRUTH),
                    "title": _optional(_text(80)),
                },
                "id",
                "type",
            ),
            "oneOf": [_present("expression"), _present("indicator")],
        },
        "rules": _object({key: _optional({"$ref": "#/$defs/group"}) for key in ("entry", "exit")}),
        "group": {
            "anyOf": [
                _EXPRESSION,
                {
                    **_object({"all": group_items, "any": group_items, "not": {"$ref": "#/$defs/group"}}),
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        },
        "target": _measure(get_args(d.TargetMode), portion=_optional(_EXPRESSION)),
        "time": _time(),
    }


def _present(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _input() -> Schema:
    numeric = {"properties": {"type": {"enum": ["int", "float"]}}}
    return {
        **_object(
            {
                "type": {"enum": list(get_args(d.InputType))},
                "default": {"type": ["number", "string", "boolean"]},
                "min": _optional(_number()),
                "max": _optional(_number()),
                "step": _optional(_number() | {"exclusiveMinimum": 0}),
                "options": _optional(_list(_text(80), sections.OPTIONS_MAX)),
                "title": _optional(_text(80)),
                "group": _optional(_text(80)),
            },
            "type",
            "default",
        ),
        "allOf": [
            {
                "if": {"properties": {"type": {"const": "choice"}}},
                "then": {
                    "required": ["options"],
                    "properties": {"options": {"minItems": 1, "type": "array"}},
                },
                "else": {"properties": {"options": {"maxItems": 0}}},
            },
            {
                "if": numeric,
                "then": {"properties": {"default": _number()}},
                "else": {"properties": {key: {"type": "null"} for key in ("min", "max", "step")}},
            },
            _typed("source", {"enum": list(SOURCES)}),
            _typed("timeframe", {"enum": list(sections.TIMEFRAMES)}),
            _typed("bool", {"enum": [True, False, "true", "false"]}),
        ],
    }


def _typed(kind: str, default: Schema) -> Schema:
    return {"if": {"properties": {"type": {"const": kind}}}, "then": {"properties": {"default": default}}}


def _time() -> Schema:
    clock = {"type": "string", "pattern": r"^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
    session = _object(
        {
            "from": {"type": "string", "pattern": r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"},
            "to": clock,
            "days": _optional(_list({"enum": list(sections.DAYS)}, 7)),
            "timezone": _optional(_text(64)),
        },
        "from",
        "to",
    )
    return _object(
        {
            "sessions": _optional(_list(session, sections.SESSIONS_MAX)),
            "flat_outside": _optional(_TRUTH),
            "start": _optional({"type": "string"}),
            "end": _optional({"type": "string"}),
            "bars_in_trade_max": _optional(_EXPRESSION),
            "cooldown_bars": _optional(_EXPRESSION),
        }
    )


def _costs() -> Schema:
    commission = _object(
        {"mode": _choice(get_args(d.CommissionMode)), "value": _optional(_number(least=0, most=1_000_000))}
    )
    slippage = _number(least=0, most=100_000, whole=True)
    return _object({"commission": _optional(commission), "slippage_ticks": _optional(slippage)})


def _execution() -> Schema:
    margin = _optional(_number(least=0, most=1_000))
    return _object(
        {
            "fill_mode": _choice(get_args(d.FillModeName)),
            "process_orders_on_close": _optional(_TRUTH),
            "margin_long": margin,
            "margin_short": margin,
            "close_entries_rule": _choice(get_args(d.CloseRule)),
            "initial_capital": _optional(_number(most=10**15) | {"exclusiveMinimum": 0}),
        }
    )


def _risk() -> Schema:
    amount = _number(least=0)
    limit = _optional(
        {"anyOf": [amount, _object({"value": amount, "unit": _choice(get_args(d.RiskUnit))}, "value")]}
    )
    return _object(
        {
            "drawdown_max": limit,
            "intraday_loss_max": limit,
            "intraday_orders_max": _optional(_number(least=1, most=100_000, whole=True)),
            "losing_days_max": _optional(_number(least=1, most=1_000, whole=True)),
            "position_size_max": _optional(amount),
        }
    )


def _measure(modes: tuple[str, ...], **more: Schema) -> Schema:
    made = _object(
        {"mode": {"enum": list(modes)}, "value": _EXPRESSION, "length": _optional(_EXPRESSION), **more},
        "mode",
        "value",
    )
    only_atr = {
        "if": {"properties": {"mode": {"const": "atr"}}},
        "else": {"properties": {"length": {"type": "null"}}},
    }
    return made | only_atr


def _object(properties: Schema, *required: str) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | {"required": list(required)} if required else made


def _named(item: Schema, most: int) -> Schema:
    return {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": item,
        "maxProperties": most,
    }


def _list(item: Schema, most: int) -> Schema:
    return {"type": "array", "items": item, "maxItems": most}


def _text(most: int) -> Schema:
    return {"type": "string", "maxLength": most}


def _choice(options: tuple[str, ...]) -> Schema:
    return _optional({"enum": list(options)})


def _number(*, least: int | None = None, most: int | None = None, whole: bool = False) -> Schema:
    """A number, or its digits as a text (whose range only the parser checks)."""
    made: Schema = {"type": ["number", "string"], "pattern": _NUMBER_TEXT}
    if least is not None:
        made["minimum"] = least
    if most is not None:
        made["maximum"] = most
    return made | {"multipleOf": 1} if whole else made


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
