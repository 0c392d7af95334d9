"""What a broker is told before the first bar, in the trader's words; the defaults are TradingView's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars
from tradewright.kernel.errors import Fault, Invalid

QuantityMode = Literal["fixed", "cash", "percent_of_equity"]
CommissionMode = Literal["percent", "per_order", "per_contract"]
Amount = Literal["percent_of_equity", "cash"]
_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400_000_000_000


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
class AccountRates:
    """What one unit of the symbol's currency is worth in the account's, by UTC day: TradingView takes the close of the
    day before. A day without a rate keeps the one before it.
    """

    by_day: Mapping[date, Decimal]

    def of_bars(self, bars: Bars) -> npt.NDArray[np.float64]:
        """Return each bar's rate, by the UTC day it opens on; raises Invalid for bars before the first rate."""
        days = sorted(self.by_day)
        numbers = np.array([(day - _EPOCH).days for day in days], np.int64)
        place = np.searchsorted(numbers, bars.time // _DAY, side="right") - 1
        if len(bars) and (not days or place[0] < 0):
            message = "must begin on the first bar's day or before"
            fault = Fault("$.rates", "covers_bars", message, str(days[0]) if days else "no rate")
            raise Invalid("there is no rate of the account's currency for the first bars", faults=(fault,))
        return np.array([float(self.by_day[day]) for day in days], np.float64)[place]


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Money, costs and rules of one run. Percentages are in percent, slippage in ticks, margins in percent of the value.

    Capital and fees are in the account's currency, prices in the symbol's; without `rates` the two are one.
    """

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
    rates: AccountRates | None = None
    risk: RiskRules = RiskRules()
    fill_mode: FillMode = TRADINGVIEW
