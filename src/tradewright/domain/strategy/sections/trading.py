"""How much, at what cost, by which fills, and the limits of strategy.risk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any as Anything
from typing import get_args

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.expression.ast import Number
from tradewright.domain.strategy.reading import Reader


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
