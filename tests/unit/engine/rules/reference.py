"""What `domain.strategy.orders` says, in slow and plain Python: the oracle of the kernel that runs definitions.

One bar at a time over the broker, one function a paragraph of that docstring, nothing kept that a paragraph does not name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.definition import Definition, LossLimit, SideName
from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.expression.typecheck import expand
from tradewright.domain.strategy.orders import (
    BarsLimit,
    Bracket,
    Close,
    Enter,
    Exit,
    Level,
    RiskMultiple,
    SessionFlat,
    Statement,
)
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.engine.bars import Bars
from tradewright.engine.broker import FILL_MODES, Broker, BrokerSettings, Result, RiskRules
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.program import ProgramBuilder, Run, rows_of

SIGN: dict[SideName, int] = {"long": 1, "short": -1}
OTHER: dict[SideName, SideName] = {"long": "short", "short": "long"}
TIE = Fraction(1, 10**10)
Columns = dict[Expr, npt.NDArray[np.float64]]


def reference(definition: Definition, bars: Bars, inputs: Mapping[str, Any] | None = None) -> Result:
    """Run a definition over all bars."""
    return Reference(definition, bars, inputs).run()


class Reference:
    """A definition in the midst of its bars."""

    def __init__(self, definition: Definition, bars: Bars, inputs: Mapping[str, Any] | None = None) -> None:
        resolved = resolve(definition, LIBRARY, inputs)
        self.bars = bars
        self.broker = Broker(settings_of(resolved), bars)
        self.head = self.broker.head
        self.columns = columns_of(resolved, bars)
        self.tick = float(bars.tick)
        self.flat = _first(resolved.statements, SessionFlat, None)
        self.enter: dict[SideName, Enter] = {}
        self.close: dict[SideName, Close | None] = {}
        self.limit: dict[SideName, BarsLimit | None] = {}
        self.bracket: dict[SideName, Bracket | None] = {}
        for side in SIGN:
            enter = _first(resolved.statements, Enter, side)
            if enter is None:
                continue
            self.enter[side] = enter
            self.close[side] = _first(resolved.statements, Close, side)
            self.limit[side] = _first(resolved.statements, BarsLimit, side)
            self.bracket[side] = _first(resolved.statements, Bracket, side)
        self.risk: dict[SideName, float] = dict.fromkeys(SIGN, math.nan)
        self.next_bar = 0

    def run(self, stop: int | None = None) -> Result:
        """Go on to bar `stop` (None: the end)."""
        for bar in range(self.next_bar, len(self.bars) if stop is None else stop):
            self.broker.step(bar)
            self.decide(bar)
            self.broker.finish()
            self.next_bar = bar + 1
        return self.broker.result()

    # Signals

    def decide(self, bar: int) -> None:
        self.now = bar
        position = float(self.head.position)
        held = {side: position * sign > 0 for side, sign in SIGN.items()}
        flat_now = self.flat is not None and self.is_true(self.flat.when) and position != 0
        leaving = {side: side in self.enter and held[side] and self.wants_out(side) for side in SIGN}
        quantity = {side: self.quantity(side) for side in self.enter}
        entering = {
            side: side in self.enter
            and not flat_now
            and self.is_true(self.enter[side].when)
            and not (held[side] and (leaving[side] or self.enter[side].pyramiding == 1))
            and self.has_cooled(self.enter[side])
            and (quantity[side] is None or quantity[side] > 0)  # type: ignore[operator]
            for side in SIGN
        }
        self.act(held, entering, leaving, quantity, flat_now=flat_now)

    def wants_out(self, side: SideName) -> bool:
        close, limit = self.close[side], self.limit[side]
        if close is not None and self.is_true(close.when):
            return True
        if limit is None:
            return False
        entry_bar = int(self.broker.memory.arrays["opens"][0]["bar"])
        return self.now - entry_bar + 1 >= self.value(limit.bars_max)

    def has_cooled(self, enter: Enter) -> bool:
        if enter.cooldown_bars is None or self.head.n_closed == 0:
            return True
        last = int(self.broker.memory.arrays["closed"][self.head.n_closed - 1]["exit_bar"])
        return self.now - last >= self.value(enter.cooldown_bars)

    def quantity(self, side: SideName) -> float | None:
        """The size of a risk entry on this bar (NaN where it has no stop); None where the broker sizes."""
        sizing = self.enter[side].quantity
        if sizing is None:
            return None
        bracket = self.bracket[side]
        assert bracket is not None
        close = float(self.bars.close[self.now])
        distance = abs(close - self.stop(bracket, close)) * float(self.bars.point_value)
        equity = float(self.broker.memory.equity[self.now])
        return equity * self.value(sizing.percent) / 100 / distance if distance != 0 else math.nan

    # Acts

    def act(
        self,
        held: dict[SideName, bool],
        entering: dict[SideName, bool],
        leaving: dict[SideName, bool],
        quantity: dict[SideName, float | None],
        *,
        flat_now: bool,
    ) -> None:
        if flat_now:
            self.broker.close(None, immediately=True)
            return
        for site, side in enumerate(SIGN):
            if leaving[side] and not entering[OTHER[side]]:
                self.broker.close(self.enter[side].entry_id, site=site + 1)
        for side, enter in self.enter.items():
            if entering[side]:
                self.broker.entry(enter.entry_id, side=SIGN[side], qty=quantity[side])
        for side in self.enter:
            bracket = self.bracket[side]
            if bracket is None:
                continue
            if entering[side] and not held[side]:
                close = float(self.bars.close[self.now])
                self.risk[side] = abs(close - self.stop(bracket, close))
            if entering[side] or (held[side] and not entering[OTHER[side]]):
                self.protect(side, bracket, held=held[side])

    def protect(self, side: SideName, bracket: Bracket, *, held: bool) -> None:
        average = float(self.head.avg) if held else float(self.bars.close[self.now])
        stop = _given(self.stop(bracket, average))
        trail_price, trail_offset = self.trail(bracket, average)
        for one in bracket.exits:
            self.broker.exit(
                one.id,
                bracket.entry_id,
                qty_percent=None if one.portion is None else self.value(one.portion),
                limit=_given(self.target(side, one, average)),
                stop=stop,
                trail_price=trail_price,
                trail_offset=trail_offset,
            )

    # Levels

    def stop(self, bracket: Bracket, average: float) -> float:
        levels = [self.level(one, average) for one in bracket.stops]
        known = [level for level in levels if not math.isnan(level)]
        if not known:
            return math.nan
        return self.rounded(max(known) if bracket.side == "long" else min(known))

    def trail(self, bracket: Bracket, average: float) -> tuple[float | None, float | None]:
        """Price and ticks of the trailing stop; both None while either is na."""
        if bracket.trail is None:
            return None, None
        start = self.rounded(self.level(bracket.trail.activation, average))
        ticks = self.level(bracket.trail.distance, average) / self.tick
        if math.isnan(start) or math.isnan(ticks):
            return None, None
        return start, float(max(_half_away(ticks), 1))

    def target(self, side: SideName, one: Exit, average: float) -> float:
        if one.limit is None:
            return math.nan
        if isinstance(one.limit, RiskMultiple):
            return self.rounded(average + SIGN[side] * self.value(one.limit.ratio) * self.risk[side])
        return self.rounded(self.level(one.limit, average))

    def level(self, level: Level, average: float) -> float:
        scale = self.value(level.scale)
        # A price of its own does not depend on the average, which a product with zero would still spread as na.
        return self.value(level.offset) if scale == 0 else scale * average + self.value(level.offset)

    def rounded(self, price: float) -> float:
        """Round to the nearest tick, half away from zero; what lies within 1e-10 of the half counts as on it, as in Pine."""
        if math.isnan(price):
            return price
        numerator, denominator = self.bars.tick.as_integer_ratio()
        ticks = abs(Fraction(price)) * denominator / numerator
        whole = math.floor(ticks + Fraction(1, 2) + TIE)
        return math.copysign(whole * numerator / denominator, price)

    # Columns

    def value(self, expr: Expr) -> float:
        return float(self.columns[expr][self.now])

    def is_true(self, expr: Expr) -> bool:
        return self.value(expr) == 1.0


def columns_of(resolved: Resolved, bars: Bars) -> Columns:
    """Return every expression of the statements, bar by bar."""
    scope = resolved.scope
    builder = ProgramBuilder(
        LIBRARY,
        resolved.definition.timeframe,
        timezone=resolved.definition.timezone,
        bars_timezone=bars.timezone,
        tick=float(bars.tick),
        inputs=resolved.inputs,
        names={one.name: expand(one.expression, scope) for one in resolved.series},
    )
    wanted = list(dict.fromkeys(_expressions(resolved.statements)))
    columns = [builder.add(expand(expr, scope)) for expr in wanted]
    run = Run(builder.build())
    values = run.feed(rows_of(bars, run.program), [builder.place_of(column) for column in columns])
    return dict(zip(wanted, values, strict=True))


def settings_of(resolved: Resolved) -> BrokerSettings:
    """Return what the definition tells the broker. Sizing by risk writes every quantity: its default is never used."""
    definition = resolved.definition
    execution, costs, risk, mode = (
        definition.execution,
        definition.costs,
        definition.risk,
        definition.sizing.mode,
    )
    value = constant_number(resolved.sizing_value, resolved.inputs)
    return BrokerSettings(
        initial_capital=execution.initial_capital,
        quantity_mode="fixed" if mode == "risk_percent" else mode,
        quantity_value=Decimal(1) if mode == "risk_percent" else value,
        pyramiding=definition.pyramiding,
        commission_mode=costs.commission_mode,
        commission_value=costs.commission,
        slippage_ticks=costs.slippage_ticks,
        margin_long=execution.margin_long,
        margin_short=execution.margin_short,
        process_orders_on_close=execution.process_orders_on_close,
        close_entries_rule=execution.close_entries_rule,
        fill_mode=FILL_MODES[execution.fill_mode],
        risk=RiskRules(
            max_drawdown=_amount(risk.drawdown_max),
            max_drawdown_in=_unit(risk.drawdown_max),
            max_intraday_loss=_amount(risk.intraday_loss_max),
            max_intraday_loss_in=_unit(risk.intraday_loss_max),
            max_intraday_filled_orders=risk.intraday_orders_max,
            max_position_size=risk.position_size_max,
            max_cons_loss_days=risk.losing_days_max,
        ),
    )


def _amount(limit: LossLimit | None) -> Decimal | None:
    return None if limit is None else limit.value


def _unit(limit: LossLimit | None) -> Any:
    return "percent_of_equity" if limit is None or limit.unit == "percent" else "cash"


def _first(statements: tuple[Statement, ...], kind: type, side: SideName | None) -> Any:
    return next(
        (one for one in statements if isinstance(one, kind) and side in (None, getattr(one, "side", None))),
        None,
    )


def _expressions(value: object) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _expressions(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _expressions(getattr(value, one.name))


def _given(level: float) -> float | None:
    return None if math.isnan(level) else level


def _half_away(x: float) -> int:
    whole = math.floor(abs(x) + 0.5)
    return whole if x >= 0 else -whole
