"""What a broker is told before the first bar, in the trader's words; the defaults are TradingView's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from tradewright.engine.bars import Bars

QuantityMode = Literal["fixed", "cash", "percent_of_equity"]
CommissionMode = Literal["percent", "per_order", "per_contract"]
Amount = Literal["percent_of_equity", "cash"]


@dataclass(frozen=True, slots=True)
class FillMode:
    """One way of turning signals into fills."""

    name: str
    market_at_close: bool
    """Whether market orders fill at the close of the bar that gave the signal."""


TRADINGVIEW: Final = FillMode("tradingview", market_at_close=False)
CLOSE_MODE: Final = FillMode("close", market_at_close=True)
FILL_MODES: Final = {mode.name: mode for mode in (TRADINGVIEW, CLOSE_MODE)}


@dataclass(frozen=True, slots=True)
class RiskRules:
    """TradingView's strategy.risk.* rules; None switches a rule off."""

    allow_entry_in: Literal["all", "long", "short"] = "all"
    max_drawdown: Decimal | None = None
    max_drawdown_in: Amount = "percent_of_equity"
    max_intraday_loss: Decimal | None = None
    max_intraday_loss_in: Amount = "percent_of_equity"
    max_intraday_filled_orders: int | None = None
    max_position_size: Decimal | None = None
    max_cons_loss_days: int | None = None


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Money, costs and rules of one run. Percentages are in percent, slippage in ticks, margins in percent of the value."""

    initial_capital: Decimal = Decimal(1_000_000)
    quantity_mode: QuantityMode = "fixed"
    quantity_value: Decimal = Decimal(1)
    pyramiding: int = 0
    commission_mode: CommissionMode = "percent"
    commission_value: Decimal = Decimal(0)
    slippage_ticks: int = 0
    margin_long: Decimal = Decimal(100)
    margin_short: Decimal = Decimal(100)
    process_orders_on_close: bool = False
    calc_on_order_fills: bool = False
    close_entries_rule: Literal["fifo", "any"] = "fifo"
    limit_fill_ticks: int = 0
    magnifier: Bars | None = None
    risk: RiskRules = RiskRules()
    fill_mode: FillMode = TRADINGVIEW
