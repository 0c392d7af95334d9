"""A definition as a Pine v6 strategy: what a trader pastes into the Pine editor, and can read there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tradewright.domain.strategy.catalogue import Catalogue
from tradewright.domain.strategy.definition import Definition, InputSpec, InputValue, LossLimit
from tradewright.domain.strategy.documents import definition_hash
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.kernel.errors import Fault
from tradewright.kernel.timeframes import Timeframe
from tradewright.targets.pine import alerts
from tradewright.targets.pine.expressions import Expressions, Scope
from tradewright.targets.pine.orders import Orders
from tradewright.targets.pine.words import Names, comment, literal, quoted

_COMMISSION = {"percent": "percent", "per_order": "cash_per_order", "per_contract": "cash_per_contract"}
_QUANTITY = {
    "fixed": "fixed",
    "cash": "cash",
    "percent_of_equity": "percent_of_equity",
    "risk_percent": "fixed",
}
_OWN_NAMES = (
    *alerts.NAMES,
    *(f"{stem}_{side}" for side in ("long", "short") for stem in (
        "held", "entering", "leaving", "quantity", "average", "risk", "stop", "stop_at_entry", "stop_a", "stop_b",
        "trail_from", "trail_ticks", "target", "whole")),
    "flat_now", "size_before", "closed_before", "result",
    "f_session",
)  # fmt: skip


def render(
    definition: Definition,
    catalogue: Catalogue,
    *,
    inputs: Mapping[str, object] | None = None,
    strategy_id: str | None = None,
    version: int | None = None,
) -> str:
    """Return the script, its inputs defaulting to `inputs` where given. Raises Invalid for what `resolve` refuses."""
    resolved = resolve(definition, catalogue, inputs)
    return render_resolved(resolved, catalogue, strategy_id=strategy_id, version=version)


def render_resolved(
    resolved: Resolved, catalogue: Catalogue, *, strategy_id: str | None = None, version: int | None = None
) -> str:
    """As `render`, for a definition that is resolved already."""
    definition = resolved.definition
    names = Names()
    for own in _OWN_NAMES:
        names.take(own)
    inputs = {spec.name: names.take(spec.name) for spec in definition.inputs}
    expressions = Expressions(resolved, catalogue, names, inputs)
    scope = Scope()
    for series in resolved.series:
        expressions.define(series, scope)
    condition_lines = scope.lines
    acts = Scope(known=scope.known, series=scope.series)
    slippage = definition.costs.slippage_ticks
    Orders(resolved.statements, expressions, acts, slippage_ticks=slippage).write()

    # strategy() takes constants only: the size is what it is under these inputs.
    sizing_value = constant_number(resolved.sizing_value, resolved.inputs)
    script = ["//@version=6", *_head(definition, definition_hash(definition), strategy_id, version)]
    script += [_strategy_call(definition, sizing_value), *_risk_rules(definition)]
    script += _section(
        "inputs", [_input(spec, inputs[spec.name], resolved.inputs) for spec in definition.inputs]
    )
    script += _section("helpers", list(expressions.helpers.values()))
    script += _section("series and conditions", condition_lines)
    script += _section("alerts", alerts.alert_lines(strategy_id or definition.name))
    script += _section("signals and levels", acts.lines)
    return "\n".join(script) + "\n"


def unsupported(definition: Definition) -> tuple[Fault, ...]:
    """Return what of this definition Pine cannot express; empty for nearly all."""
    mode = definition.execution.fill_mode
    if mode == "tradingview":
        return ()
    return (
        Fault("$.execution.fill_mode", "pine_fill_mode", "TradingView fills by its own rules only", mode),
    )


def _head(definition: Definition, digest: str, strategy_id: str | None, version: int | None) -> list[str]:
    facts = [f"strategy {strategy_id}" if strategy_id else "", f"version {version}" if version else "",
             f"definition {digest[:16]}"]  # fmt: skip
    told = ", ".join(fact for fact in facts if fact)
    return [
        *comment(definition.name),
        *comment(definition.description),
        *comment(
            f"Written by Tradewright{': ' if told else ''}{told}. Chart timeframe: {definition.timeframe}."
        ),
        "//",
        *comment(
            "To trade it: add this script to a chart of the symbol and timeframe, create an alert on it with the "
            "condition 'Order fills only', put {{strategy.order.alert_message}} (and nothing else) into the message, "
            "and your agent's URL under Notifications, Webhook URL."
        ),
    ]


def _strategy_call(definition: Definition, sizing_value: Decimal) -> str:
    execution, costs, sizing = definition.execution, definition.costs, definition.sizing
    value = Decimal(1) if sizing.mode == "risk_percent" else sizing_value
    arguments = {
        "title": quoted(definition.name), "overlay": "true", "initial_capital": literal(execution.initial_capital),
        "currency": "currency.NONE", "default_qty_type": f"strategy.{_QUANTITY[sizing.mode]}",
        "default_qty_value": literal(value),
        "pyramiding": literal(definition.pyramiding),
        "commission_type": f"strategy.commission.{_COMMISSION[costs.commission_mode]}",
        "commission_value": literal(costs.commission),
        "slippage": literal(costs.slippage_ticks), "margin_long": literal(execution.margin_long),
        "margin_short": literal(execution.margin_short), "process_orders_on_close": _flag(execution.process_orders_on_close),
        "close_entries_rule": quoted(execution.close_entries_rule.upper()), "calc_on_every_tick": "false",
        "calc_on_order_fills": "false", "use_bar_magnifier": "false", "backtest_fill_limits_assumption": "0",
        "fill_orders_on_standard_ohlc": "false",
    }  # fmt: skip
    return f"strategy({', '.join(f'{name}={value}' for name, value in arguments.items())})"


def _risk_rules(definition: Definition) -> list[str]:
    risk = definition.risk
    lines: list[str] = []
    if risk.drawdown_max is not None:
        lines.append(f"strategy.risk.max_drawdown({_loss(risk.drawdown_max)})")
    if risk.intraday_loss_max is not None:
        lines.append(f"strategy.risk.max_intraday_loss({_loss(risk.intraday_loss_max)})")
    if risk.intraday_orders_max is not None:
        lines.append(f"strategy.risk.max_intraday_filled_orders({risk.intraday_orders_max})")
    if risk.losing_days_max is not None:
        lines.append(f"strategy.risk.max_cons_loss_days({risk.losing_days_max})")
    if risk.position_size_max is not None:
        lines.append(f"strategy.risk.max_position_size({literal(risk.position_size_max)})")
    return lines


def _loss(limit: LossLimit) -> str:
    unit = "percent_of_equity" if limit.unit == "percent" else "cash"
    return f"{literal(limit.value)}, strategy.{unit}"


def _input(spec: InputSpec, name: str, values: Mapping[str, InputValue]) -> str:
    value = values.get(spec.name, spec.default)
    kind = {"choice": "string", "source": "source"}.get(spec.type, spec.type)
    is_float = spec.type == "float"
    if isinstance(value, Decimal):
        shown = literal(value, is_float=is_float)
    elif isinstance(value, bool):
        shown = _flag(value)
    elif spec.type == "timeframe":
        shown = quoted(Timeframe(value).pine)
    else:
        shown = value if spec.type == "source" else quoted(value)
    arguments = [shown, f"title={quoted(spec.title or spec.name)}"]
    arguments += [
        f"{word}={literal(bound, is_float=is_float)}"
        for word, bound in (("minval", spec.least), ("maxval", spec.most), ("step", spec.step))
        if bound is not None
    ]
    if spec.options:
        arguments.append(f"options=[{', '.join(quoted(option) for option in spec.options)}]")
    if spec.least is not None and spec.most is not None:
        arguments.append(f"tooltip={quoted(f'{spec.name}: {literal(spec.least)} to {literal(spec.most)}')}")
    if spec.group:
        arguments.append(f"group={quoted(spec.group)}")
    return f"{name} = input.{kind}({', '.join(arguments)})"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"// --- {title}", *lines] if lines else []


def _flag(value: bool) -> str:
    return "true" if value else "false"
