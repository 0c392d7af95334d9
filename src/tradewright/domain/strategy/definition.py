"""A strategy as its author wrote it: frozen, typed, with every default filled in.

Numbers that may be an input's name or an expression over inputs are expressions; the others are Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from tradewright.domain.strategy.expression.ast import Expr, Number
from tradewright.kernel.timeframes import Timeframe

SCHEMA = "tradewright.strategy/1"

Market = Literal["stocks", "crypto", "forex", "futures"]
Direction = Literal["both", "long", "short"]
SideName = Literal["long", "short"]
InputType = Literal["int", "float", "bool", "choice", "source", "timeframe"]
ComponentType = Literal["trend", "entry", "exit", "stop_loss"]
StopMode = Literal["percent", "price", "ticks", "atr"]
TargetMode = Literal["percent", "price", "ticks", "atr", "risk_reward"]
DistanceMode = Literal["percent", "ticks", "atr"]
SizingMode = Literal["fixed", "cash", "percent_of_equity", "risk_percent"]
CommissionMode = Literal["percent", "per_order", "per_contract"]
FillModeName = Literal["tradingview", "close"]
CloseRule = Literal["fifo", "any"]
RiskUnit = Literal["percent", "cash"]

InputValue = Decimal | bool | str
"""An input's value: Decimal for int and float, bool, or text for choice, source and timeframe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSpec:
    """One adjustable value. `least` and `most` are inclusive; `options` are the texts of a choice."""

    name: str
    type: InputType
    default: InputValue
    least: Decimal | None = None
    most: Decimal | None = None
    step: Decimal | None = None
    options: tuple[str, ...] = ()
    title: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A typed part: either expressions by side, or a library indicator with parameters. `invert` swaps the sides."""

    id: str
    type: ComponentType
    expression: Mapping[SideName, Expr] = field(default_factory=dict)
    indicator: str | None = None
    params: Mapping[str, Expr] = field(default_factory=dict)
    invert: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Any:
    items: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Group


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf: a component's id (a bare name, meaning this side's output) or any boolean expression."""

    expression: Expr


Group = All | Any | Not | Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRules:
    """None means the default: entry = all trends and all entries, exit = any exit."""

    entry: Group | None = None
    exit: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A level or distance. percent: of the average entry price; price: an expression; ticks; atr: `value` times
    ATR(`length`) of the present bar; risk_reward: `value` times the stop's distance.
    """

    mode: TargetMode
    value: Expr
    length: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeProfit:
    """`portion` in percent of the entry's quantity; None: all that is left."""

    at: Measure
    portion: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailing:
    """`activation` None: active from the fill on."""

    activation: Measure | None
    offset: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Minutes of the local day; `end` <= `start` runs over midnight. `days` are those it begins on, 0 = Monday."""

    start: int
    end: int
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRules:
    """`start` and `end` bound the open time of bars on which entries may be signalled: [start, end), aware UTC."""

    sessions: tuple[Session, ...] = ()
    flat_outside: bool = False
    start: datetime | None = None
    end: datetime | None = None
    bars_in_trade_max: Expr | None = None
    cooldown_bars: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """fixed: units; cash: account currency; percent_of_equity; risk_percent: percent of equity lost at the stop."""

    mode: SizingMode = "percent_of_equity"
    value: Expr = field(default_factory=lambda: Number(Decimal(100)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """`commission`: percent of value, or account currency per order or per contract, on both sides."""

    commission_mode: CommissionMode = "percent"
    commission: Decimal = Decimal(0)
    slippage_ticks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Margins in percent of value; 0 switches margin calls off."""

    fill_mode: FillModeName = "tradingview"
    process_orders_on_close: bool = False
    margin_long: Decimal = Decimal(0)
    margin_short: Decimal = Decimal(0)
    close_entries_rule: CloseRule = "fifo"
    initial_capital: Decimal = Decimal(10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLimit:
    value: Decimal
    unit: RiskUnit = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRules:
    """TradingView's `strategy.risk.*`; None: no such rule."""

    drawdown_max: LossLimit | None = None
    intraday_loss_max: LossLimit | None = None
    intraday_orders_max: int | None = None
    losing_days_max: int | None = None
    position_size_max: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    name: str
    timeframe: Timeframe
    market: Market = "crypto"
    direction: Direction = "both"
    description: str = ""
    timezone: str = "UTC"
    inputs: tuple[InputSpec, ...] = ()
    series: Mapping[str, Expr] = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    long: SideRules = field(default_factory=SideRules)
    short: SideRules = field(default_factory=SideRules)
    stop_loss: Measure | None = None
    take_profit: tuple[TakeProfit, ...] = ()
    trailing: Trailing | None = None
    time: TimeRules = field(default_factory=TimeRules)
    sizing: Sizing = field(default_factory=Sizing)
    pyramiding: int = 1
    costs: Costs = field(default_factory=Costs)
    execution: Execution = field(default_factory=Execution)
    risk: RiskRules = field(default_factory=RiskRules)

    @property
    def sides(self) -> tuple[SideName, ...]:
        """The sides that `direction` lets trade."""
        return ("long", "short") if self.direction == "both" else (self.direction,)
