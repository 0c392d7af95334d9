"""The base class of coded strategies: Pine's strategy.* in Python, bar by bar.

`setup` runs once and declares series; `on_bar` runs at each bar's close and places orders, which TradingView's rules fill.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars
from tradewright.engine.broker import Broker, BrokerSettings, Result, RiskRules, layout
from tradewright.engine.broker.settings import FILL_MODES
from tradewright.engine.coded.calendar import Calendar
from tradewright.engine.coded.inputs import InputSpec
from tradewright.engine.coded.series import Clock, Series
from tradewright.engine.coded.state import ClosedTrades, OpenTrades, StrategyState
from tradewright.kernel.errors import Fault, Invalid

_FIELDS: Final[Any] = layout.HEAD.fields
_POSITION, _IMMEDIATE, _DEFERRED = (
    _FIELDS[name][1] // 8 for name in ("position", "immediate", "mc_deferred")
)
long: Final = 1
short: Final = -1
_SETTINGS: Final = {field.name: field for field in fields(BrokerSettings)}
_DECIMALS: Final = {
    "initial_capital", "quantity_value", "commission_value", "margin_long", "margin_short",
}  # fmt: skip
_RISK: Final = {field.name for field in fields(RiskRules)}
SeriesSource = str | npt.NDArray[Any] | Callable[[Bars], npt.NDArray[Any]]


class CloseSeries(Series):
    """`self.close[0]` is the bar's close; `self.close("Long")` is strategy.close, as in Pine's namespace."""

    __slots__ = ("_owner",)

    def __init__(self, array: npt.NDArray[Any], clock: Clock, owner: Strategy) -> None:
        super().__init__(array, clock)
        self._owner = owner

    def __call__(
        self,
        id: str,
        comment: str | None = None,
        qty: float | None = None,
        qty_percent: float | None = None,
        immediately: bool = False,
    ) -> None:
        """strategy.close: leave at market what the entries with this id opened."""
        owner = self._owner
        owner._broker.close(
            id, qty=qty, qty_percent=qty_percent, comment=comment, immediately=immediately, site=owner._site()
        )


class Strategy(StrategyState):
    """A strategy written in Python. Every name of `BrokerSettings` and `RiskRules` may be a class attribute."""

    title: ClassVar[str] = ""
    timeframe: ClassVar[str | None] = None
    long = long
    short = short

    def __init__(self, bars: Bars, *, inputs: Mapping[str, Any] | None = None, **overrides: Any) -> None:
        self.bars = bars
        self.inputs = read_inputs(type(self), inputs or {})
        for name, value in self.inputs.items():
            setattr(self, name, value)
        self.settings = settings_of(type(self), overrides)
        self._clock = Clock()
        self._broker = Broker(self.settings, bars)
        self._head = self._broker.head
        self._numbers = self._broker.memory.block.view(np.float64).data
        self._sites: dict[tuple[object, int], int] = {}
        self._calendar = Calendar(bars)
        self.closedtrades = ClosedTrades(self._broker)
        self.opentrades = OpenTrades(self._broker)
        for name in ("open", "high", "low", "volume"):
            setattr(self, name, Series(getattr(bars, name), self._clock))
        self.close = CloseSeries(bars.close, self._clock, self)
        self.setup()

    # What a strategy writes

    def setup(self) -> None:
        """Declare series; runs once, before the first bar."""

    def on_bar(self) -> None:
        """Decide; runs at the close of each bar."""

    # Series

    open: Series
    high: Series
    low: Series
    close: CloseSeries
    volume: Series

    def series(self, source: SeriesSource) -> Series:
        """Return a series: from an expression such as `ema(close, 12)`, which may use inputs by name; from an array
        of one value a bar; or from a function that makes such an array of the bars.
        """
        if isinstance(source, str):
            from tradewright.engine.coded.expressions import columns_of

            values = columns_of(source, self.bars, self.inputs)
        else:
            values = source(self.bars) if callable(source) else source
        if len(values) != len(self.bars):
            fault = Fault("$.series", "same_length", f"must hold {len(self.bars)} values", str(len(values)))
            raise Invalid("a series does not fit the bars", faults=(fault,))
        return Series(values, self._clock)

    # Orders

    def entry(
        self,
        id: str,
        direction: int,
        qty: float | None = None,
        limit: float | None = None,
        stop: float | None = None,
        oca_name: str | None = None,
        oca_type: str = "none",
        comment: str | None = None,
    ) -> None:
        """strategy.entry: open, add up to `pyramiding` entries, or reverse."""
        self._broker.entry(
            id,
            side=direction,
            qty=qty,
            limit=limit,
            stop=stop,
            oca_name=oca_name,
            oca_type=oca_type,
            comment=comment,
        )

    def order(
        self,
        id: str,
        direction: int,
        qty: float | None = None,
        limit: float | None = None,
        stop: float | None = None,
        oca_name: str | None = None,
        oca_type: str = "none",
        comment: str | None = None,
    ) -> None:
        """strategy.order: buy or sell, nothing more; it neither reverses nor counts against pyramiding."""
        self._broker.entry(
            id,
            side=direction,
            qty=qty,
            limit=limit,
            stop=stop,
            oca_name=oca_name,
            oca_type=oca_type,
            comment=comment,
            plain=True,
        )

    def exit(
        self,
        id: str,
        from_entry: str | None = None,
        qty: float | None = None,
        qty_percent: float | None = None,
        profit: float | None = None,
        limit: float | None = None,
        loss: float | None = None,
        stop: float | None = None,
        trail_price: float | None = None,
        trail_points: float | None = None,
        trail_offset: float | None = None,
        oca_name: str | None = None,
        comment: str | None = None,
        comment_profit: str | None = None,
        comment_loss: str | None = None,
        comment_trailing: str | None = None,
    ) -> None:
        """strategy.exit: a bracket; profit, loss, trail_points and trail_offset are in ticks."""
        self._broker.exit(
            id,
            from_entry,
            qty=qty,
            qty_percent=qty_percent,
            profit=profit,
            limit=limit,
            loss=loss,
            stop=stop,
            trail_price=trail_price,
            trail_points=trail_points,
            trail_offset=trail_offset,
            oca_name=oca_name,
            comment=comment,
            comment_profit=comment_profit,
            comment_loss=comment_loss,
            comment_trailing=comment_trailing,
        )

    def close_entry(
        self,
        id: str,
        comment: str | None = None,
        qty: float | None = None,
        qty_percent: float | None = None,
        immediately: bool = False,
    ) -> None:
        """strategy.close: leave at market what the entries with this id opened. `self.close(...)` does the same."""
        self._broker.close(
            id, qty=qty, qty_percent=qty_percent, comment=comment, immediately=immediately, site=self._site()
        )

    def close_all(self, comment: str | None = None, immediately: bool = False) -> None:
        """strategy.close_all: leave the whole position at market."""
        self._broker.close(None, comment=comment, immediately=immediately, site=self._site())

    def cancel(self, id: str) -> None:
        """strategy.cancel: withdraw the pending orders with this id."""
        self._broker.cancel(id)

    def cancel_all(self) -> None:
        """strategy.cancel_all: withdraw every pending order."""
        self._broker.cancel(None)

    def _site(self) -> int:
        # TradingView gives every close statement a place of its own: two statements both act, one run twice acts once.
        frame = sys._getframe(2)
        key = (frame.f_code, frame.f_lasti)
        return self._sites.setdefault(key, len(self._sites) + 1)

    # Running

    def advance(self, bar: int) -> None:
        """Let one closed bar happen: fills first, then the strategy's decision."""
        broker = self._broker
        filled = broker.step(bar)
        self._clock.bar = bar
        if filled and self.settings.calc_on_order_fills:
            self._recalculate(bar)
        self.on_bar()
        broker.finish()

    def run(self, stop: int | None = None) -> Result:
        """Run over the bars (up to `stop`) and return the result."""
        step, finish, clock, on_bar = self._broker.step, self._broker.finish, self._clock, self.on_bar
        last = len(self.bars) if stop is None else stop
        if self.settings.calc_on_order_fills:
            for bar in range(clock.bar + 1, last):
                self.advance(bar)
        else:
            head, numbers = self._head, self._numbers
            wholes = self._broker.memory.block.view(np.int64).data
            always, margined = bool(head.on_close), head.margin_long > 0.0 or head.margin_short > 0.0
            for bar in range(clock.bar + 1, last):
                step(bar)
                clock.bar = bar
                on_bar()
                # The call costs as much as a quiet bar: it is made when something may act at this close.
                if always or wholes[_IMMEDIATE] or wholes[_DEFERRED] or (margined and numbers[_POSITION]):
                    finish()
        return self.result()

    def result(self) -> Result:
        """Return what the run left behind so far."""
        return self._broker.result()

    def _recalculate(self, bar: int) -> None:
        """calc_on_order_fills: decide again after each fill, standing at the point of the path the fill led to."""
        head, broker = self._head, self._broker
        up_first = head.h - head.o < head.o - head.l
        path = (head.o, head.h, head.l) if up_first else (head.o, head.l, head.h)
        close, cursor, fills = head.c, min(int(head.node), 3), True
        while fills and cursor <= 2:
            head.c = path[cursor]
            self.on_bar()
            head.c = close
            fills = bool(broker.step(bar, cursor))
            cursor = max(cursor + 1, int(head.node))


def input_specs(kind: type[Strategy]) -> dict[str, InputSpec]:
    """Return the inputs a strategy declares, in order."""
    found: dict[str, InputSpec] = {}
    for base in reversed(kind.__mro__):
        found |= {name: value for name, value in vars(base).items() if isinstance(value, InputSpec)}
    return found


def read_inputs(kind: type[Strategy], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every input; raises Invalid for an unknown name or a bad value."""
    specs = input_specs(kind)
    unknown = [name for name in given if name not in specs]
    if unknown:
        known = ", ".join(specs) or "none"
        fault = Fault(f"$.inputs.{unknown[0]}", "known_input", f"this strategy has: {known}", unknown[0])
        raise Invalid(f"there is no input {unknown[0]}", faults=(fault,))
    return {
        name: spec.read(name, given[name]) if name in given else spec.default for name, spec in specs.items()
    }


def settings_of(kind: type[Strategy], overrides: Mapping[str, Any]) -> BrokerSettings:
    """Return the broker's settings: the class's attributes, then what the caller overrides."""
    chosen: dict[str, Any] = {}
    risk: dict[str, Any] = {}
    for name in (*_SETTINGS, *_RISK):
        value = overrides.get(name, getattr(kind, name, None))
        if value is None or callable(value) or isinstance(value, property):
            continue
        target = risk if name in _RISK else chosen
        if name in _DECIMALS or (
            name in _RISK and isinstance(value, (int, float)) and not name.endswith(("orders", "days"))
        ):
            value = Decimal(str(value))
        if name == "fill_mode" and isinstance(value, str):
            value = FILL_MODES[value]
        target[name] = value
    if risk:
        chosen["risk"] = RiskRules(**risk)
    return BrokerSettings(**chosen)
