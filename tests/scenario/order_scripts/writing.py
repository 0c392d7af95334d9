"""An order script written as Pine and as a coded Strategy."""

from __future__ import annotations

import re
from typing import Any

from tests.scenario.order_scripts.scripts import Call, OrderScript

from tradewright.engine.coded import Strategy

_RISK = {
    "allow_entry_in", "max_intraday_filled_orders", "max_position_size", "max_cons_loss_days",
    "max_drawdown", "max_drawdown_in", "max_intraday_loss", "max_intraday_loss_in",
}  # fmt: skip
_QUANTITY = {
    "fixed": "strategy.fixed",
    "cash": "strategy.cash",
    "percent_of_equity": "strategy.percent_of_equity",
}
_FEE = {
    "percent": "strategy.commission.percent", "per_order": "strategy.commission.cash_per_order",
    "per_contract": "strategy.commission.cash_per_contract",
}  # fmt: skip
_STATE = re.compile(r"\b(position_size|position_avg_price)\b")
_SERIES = re.compile(r"\b(open|high|low|close)\b(\[\d\])?")
_CHOICE = re.compile(r"\(position_size > 0 \? 1 : -1\)")


def pine_of(script: OrderScript) -> str:
    """Return the script in Pine v6."""
    chosen = script.settings
    declared = {
        "initial_capital": chosen["initial_capital"],
        "default_qty_type": _QUANTITY[chosen["quantity_mode"]],
        "default_qty_value": chosen["quantity_value"],
        "pyramiding": chosen["pyramiding"],
        "commission_type": _FEE[chosen["commission_mode"]],
        "commission_value": chosen["commission_value"],
        "slippage": chosen["slippage_ticks"],
        "margin_long": chosen["margin_long"],
        "margin_short": chosen["margin_short"],
        "process_orders_on_close": _pine_bool(chosen["process_orders_on_close"]),
        "calc_on_every_tick": "false",
        "calc_on_order_fills": _pine_bool(chosen["calc_on_order_fills"]),
        "use_bar_magnifier": "false",
        "close_entries_rule": f'"{chosen["close_entries_rule"].upper()}"',
        "backtest_fill_limits_assumption": chosen["limit_fill_ticks"],
    }
    settings = ", ".join(f"{name}={value}" for name, value in declared.items())
    lines = ["//@version=6", f'strategy("orders", overlay=true, {settings})', *_risk_lines(script)]
    for call in script.calls:
        lines += [
            f"if {_pine(call.when)}",
            f"    strategy.{call.verb}({_pine_arguments(call)})",
        ]
    return "\n".join(lines) + "\n"


def _risk_lines(script: OrderScript) -> list[str]:
    lines = []
    for name, value in script.settings.items():
        if name == "allow_entry_in":
            lines.append(f"strategy.risk.allow_entry_in(strategy.direction.{value})")
        elif name in ("max_drawdown", "max_intraday_loss"):
            lines.append(f"strategy.risk.{name}({value}, strategy.{script.settings[f'{name}_in']})")
        elif name in _RISK and not name.endswith("_in"):
            lines.append(f"strategy.risk.{name}({value})")
    return lines


def _pine_arguments(call: Call) -> str:
    parts = [f'"{call.id}"'] if call.id else []
    for name, text in call.arguments.items():
        value = _pine(text)
        if name == "direction":
            value = f"strategy.{text}"
        elif name == "oca_type":
            value = f"strategy.oca.{text}"
        parts.append(f"{name}={value}")
    return ", ".join(parts)


def _pine(text: str) -> str:
    return _STATE.sub(r"strategy.\1", text)


def _pine_bool(value: bool) -> str:
    return "true" if value else "false"


def python_of(script: OrderScript) -> str:
    """Return the script as the text of a Strategy class named Orders."""
    lines = ["class Orders(Strategy):"]
    lines += [f"    {name} = {value!r}" for name, value in script.settings.items()]
    lines.append("    def on_bar(self):")
    for call in script.calls:
        verb = "close_entry" if call.verb == "close" else call.verb
        lines.append(f"        if {_python(call.when)}: self.{verb}({_python_arguments(call)})")
    return "\n".join(lines) + "\n"


def _python(text: str) -> str:
    text = _CHOICE.sub("(1 if position_size > 0 else -1)", text).replace("true", "True")
    text = _SERIES.sub(lambda found: f"self.{found[1]}{found[2] or '[0]'}", text)
    return re.sub(r"\b(position_size|position_avg_price|bar_index)\b", r"self.\1", text)


def _python_arguments(call: Call) -> str:
    parts = [f'"{call.id}"'] if call.id else []
    for name, text in call.arguments.items():
        value = _python(text)
        if name == "direction":
            value = "1" if text == "long" else "-1"
        elif name == "oca_type":
            value = f'"{text}"'
        parts.append(f"{name}={value}")
    return ", ".join(parts)


def strategy_of(script: OrderScript) -> type[Strategy]:
    """Return the script as a Strategy."""
    names: dict[str, Any] = {"Strategy": Strategy}
    exec(compile(python_of(script), "<order script>", "exec"), names)  # noqa: S102 - the text was written above
    made: type[Strategy] = names["Orders"]
    return made
