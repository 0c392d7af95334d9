"""JSON Schema of the report document, made from the figures' registry and checked against documents in the tests."""

from __future__ import annotations

from typing import Any

from tradewright.engine.report import document
from tradewright.engine.report.figure import Group, Unit, group_of

DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
DECIMAL_OR_NULL = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
TIME_OR_NULL = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
WHOLE = {"type": "integer"}
WHOLE_OR_NULL = {"type": ["integer", "null"]}
TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
SCALAR_OR_NULL = {"type": ["string", "integer", "boolean", "null"]}


def report_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of `tradewright.report/1`."""
    summary = _figures("summary")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tradewright backtest report",
        "description": "Decimals are strings, times ISO 8601 UTC. A figure without a value is null; `undefined` says why.",
        **_object(
            {
                "schema": {"const": document.SCHEMA},
                "provenance": _provenance(),
                "summary": _object({"all": summary, "long": summary, "short": summary}),
                "risk": _figures("risk"),
                "ratios": _figures("ratios"),
                "undefined": {"type": "object", "additionalProperties": TEXT},
                "trades": _list(_trade(closed=True)),
                "open_trades": _list(_trade(closed=False)),
                "orders": _list(_order()),
                "refusals": _list(_object({"status": TEXT, "reason": TEXT, "orders": WHOLE})),
                "equity": _curves(),
                "monthly": _list(_period()),
                "annual": _list(_period()),
                "drawdowns": _list(_drawdown()),
                "by": _object({name: _list(_group()) for name in _GROUPS}),
                "robustness": _robustness(),
            }
        ),
    }


_GROUPS = ("entry_tag", "exit_reason", "weekday", "hour", "month", "holding")


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _figures(group: Group) -> dict[str, Any]:
    return _object(
        {
            each.name: {
                **_of_unit(each.unit),
                "title": each.title,
                "description": f"{each.unit}: {each.formula}",
            }
            for each in group_of(group)
        }
    )


def _of_unit(unit: Unit) -> dict[str, Any]:
    if unit in ("count", "seconds"):
        return WHOLE_OR_NULL
    return TIME_OR_NULL if unit == "time" else DECIMAL_OR_NULL


def _provenance() -> dict[str, Any]:
    pair = _object({"mode": SCALAR_OR_NULL, "value": SCALAR_OR_NULL})
    whole = ("bars", "gaps", "missing_bars", "warmup_bars")
    texts = ("name", "source", "symbol", "timeframe", "timezone", "session", "data_hash", "engine_version")
    maybe = ("intrabar", "definition_hash", "run_id")
    return _object(
        dict.fromkeys(whole, WHOLE)
        | dict.fromkeys(texts, TEXT)
        | dict.fromkeys(maybe, TEXT_OR_NULL)
        | dict.fromkeys(("from", "to"), TIME_OR_NULL)
        | dict.fromkeys(("fill_mode", "slippage_ticks", "pyramiding"), SCALAR_OR_NULL)
        | {"initial_capital": DECIMAL, "tick": DECIMAL, "commission": pair, "sizing": pair}
        | {"inputs": {"type": "object", "additionalProperties": SCALAR_OR_NULL}}
    )


def _trade(*, closed: bool) -> dict[str, Any]:
    end = (TIME, DECIMAL, TEXT, WHOLE) if closed else ({"type": "null"},) * 4
    return _object(
        {
            "number": WHOLE,
            "side": {"enum": ["long", "short"]},
            "entry_time": TIME,
            "entry_price": DECIMAL,
            "exit_time": end[0],
            "exit_price": end[1],
            "quantity": DECIMAL,
            "profit": DECIMAL,
            "entry_id": TEXT,
            "exit_id": end[2],
            "entry_bar": WHOLE,
            "exit_bar": end[3],
            "bars": WHOLE,
            "value": DECIMAL,
            "profit_percent": DECIMAL,
            "cumulative_profit": end[1],
            "mfe": DECIMAL,
            "mae": DECIMAL,
            "commission": DECIMAL,
            "slippage": DECIMAL,
            "r": DECIMAL_OR_NULL,
            "exit_reason": end[2],
            "orders": _list(WHOLE),
        }
    )


def _order() -> dict[str, Any]:
    return _object(
        {
            "number": WHOLE,
            "id": TEXT,
            "kind": TEXT,
            "side": TEXT,
            "quantity": DECIMAL,
            "price": DECIMAL_OR_NULL,
            "placed_bar": WHOLE,
            "placed_time": TIME,
            "status": {"enum": ["filled", "cancelled", "rejected", "expired", "working"]},
            "done_bar": WHOLE_OR_NULL,
            "done_time": TIME_OR_NULL,
            "reason": TEXT,
        }
    )


def _curves() -> dict[str, Any]:
    columns = ("equity", "drawdown", "drawdown_percent", "benchmark")
    return _object(
        {"bars": WHOLE, "points": WHOLE, "time": _list(TIME)} | {name: _list(DECIMAL) for name in columns}
    )


def _period() -> dict[str, Any]:
    return _object({"period": TEXT, "profit": DECIMAL, "return_percent": DECIMAL_OR_NULL, "equity": DECIMAL})


def _drawdown() -> dict[str, Any]:
    return _object(
        {"start": TIME, "trough": TIME, "recovery": TIME_OR_NULL}
        | dict.fromkeys(("depth", "depth_percent", "peak"), DECIMAL)
        | dict.fromkeys(("bars", "seconds", "fall_seconds"), WHOLE)
        | {"recovery_seconds": WHOLE_OR_NULL}
    )


def _group() -> dict[str, Any]:
    decimals = dict.fromkeys(("percent_profitable", "profit", "average"), DECIMAL)
    return _object(
        {"key": TEXT, "trades": WHOLE, "won": WHOLE} | decimals | {"profit_factor": DECIMAL_OR_NULL}
    )


def _robustness() -> dict[str, Any]:
    spread = _object({f"p{percent}": DECIMAL for percent in (5, 50, 95)})
    walk = {"net_profit": spread, "drawdown_percent": spread}
    sample = _object(
        {"trades": WHOLE, "net_profit": DECIMAL}
        | dict.fromkeys(("average", "percent_profitable", "profit_factor"), DECIMAL_OR_NULL)
    )
    scenario = _object(
        {"fee_factor": DECIMAL, "slippage_ticks": WHOLE, "net_profit": DECIMAL}
        | {"net_profit_percent": DECIMAL, "profit_factor": DECIMAL_OR_NULL}
    )
    experiments = _object(
        {"runs": WHOLE, "seed": WHOLE, "trade_order": _object(walk)}
        | {"skipped_trades": _object({"probability": DECIMAL} | walk)}
    )
    null = {"type": "null"}
    return _object(
        {
            "monte_carlo": {"anyOf": [experiments, null]},
            "costs": _object({"note": TEXT, "scenarios": _list(scenario)}),
            "samples": {
                "anyOf": [_object({"split": TIME, "in_sample": sample, "out_of_sample": sample}), null]
            },
            "sensitivity": {"type": ["object", "null"]},
        }
    )
