"""One definition over some bars: program, rules and broker tied together, able to stop after any bar and go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, Final

from tradewright.domain.strategy.analysis import analyse
from tradewright.domain.strategy.definition import Definition, InputValue, LossLimit
from tradewright.domain.strategy.documents import definition_hash
from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.expression.typecheck import expand
from tradewright.domain.strategy.resolve import resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.engine.bars import Bars
from tradewright.engine.broker import FILL_MODES, BrokerSettings, Result, RiskRules
from tradewright.engine.broker.face import result_of
from tradewright.engine.broker.memory import Memory
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native import address_of
from tradewright.engine.program import BLOCK, Program, ProgramBuilder, Rules, Run, rows_of, timeframe_of
from tradewright.engine.rules import RulesPlan, act_on_block, placed, plan_of
from tradewright.kernel.errors import Fault, Invalid

_SETTINGS: Final = {field.name for field in fields(BrokerSettings)} - {"risk", "calc_on_order_fills"}
_RISK: Final = {field.name for field in fields(RiskRules)}
_AMOUNT: Final[Mapping[str, Any]] = {"percent": "percent_of_equity", "cash": "cash"}


class DefinitionRun:
    """A definition in the midst of its bars. The strategy's timeframe is that of the bars.

    `overrides` are names of BrokerSettings (but calc_on_order_fills) and RiskRules. Raises Invalid for faults of the
    definition, of inputs and of names.
    """

    def __init__(
        self,
        definition: Definition,
        bars: Bars,
        *,
        inputs: Mapping[str, Any] | None = None,
        block: int = BLOCK,
        **overrides: Any,
    ) -> None:
        self.bars = bars
        self.resolved = resolve(replace(definition, timeframe=timeframe_of(bars)), LIBRARY, inputs)
        self.inputs: Mapping[str, InputValue] = self.resolved.inputs
        self.settings = settings_of(self.resolved, overrides)
        self.program, self.plan = compiled(self.resolved, bars)
        self._cells = self.plan.fresh()
        self._memory = Memory(self.settings, bars)
        self._memory.room = self.plan.orders_an_entry
        rules = Rules(address_of(act_on_block), self._cells.ctypes.data, self._memory.address)
        self._run = Run(self.program, block=block, rules=rules)
        self._rows = rows_of(bars, self.program)
        self._done = 0

    def run(self, stop: int | None = None) -> Result:
        """Go on to bar `stop` (None: to the end) and return what the run left behind so far."""
        last = len(self.bars) if stop is None else min(stop, len(self.bars))
        if last > self._done:
            self._run.run_with([row[self._done : last] for row in self._rows], self._memory.grow)
            self._done = last
        return self.result()

    def result(self) -> Result:
        """Return what the run left behind so far."""
        return result_of(self._memory, self.settings, self.plan.names)

    @property
    def warmup(self) -> int:
        """How many bars pass before every condition has its full history."""
        return analyse(self.resolved).warmup_bars

    @property
    def hash(self) -> str:
        """What the definition means, as a SHA-256: names and descriptions do not count."""
        return definition_hash(self.resolved.definition)


def compiled(resolved: Resolved, bars: Bars) -> tuple[Program, RulesPlan]:
    """Return the program of all conditions and levels, and the plan of the rules over its columns."""
    builder, add = builder_of(resolved, bars)
    columns = plan_of(resolved.statements, add, builder.is_constant)
    program = builder.build()
    return program, placed(columns, builder.place_of)


def builder_of(resolved: Resolved, bars: Bars) -> tuple[ProgramBuilder, Callable[[Expr], int]]:
    """Return a builder that knows the definition's names, and what adds an expression of a statement to it."""
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
    expanded: dict[int, Expr] = {}

    def add(expr: Expr) -> int:
        plain = expanded.get(id(expr))
        if plain is None:
            plain = expanded[id(expr)] = expand(expr, scope)
        return builder.add(plain)

    return builder, add


def settings_of(resolved: Resolved, overrides: Mapping[str, Any]) -> BrokerSettings:
    """Return the broker's settings: what the definition says, then what the caller overrides."""
    definition = resolved.definition
    costs, execution = definition.costs, definition.execution
    mode = definition.sizing.mode
    size = constant_number(resolved.sizing_value, resolved.inputs)
    base = BrokerSettings(
        initial_capital=execution.initial_capital,
        quantity_mode="fixed" if mode == "risk_percent" else mode,
        quantity_value=Decimal(1) if mode == "risk_percent" else size,
        pyramiding=definition.pyramiding,
        commission_mode=costs.commission_mode,
        commission_value=costs.commission,
        slippage_ticks=costs.slippage_ticks,
        margin_long=execution.margin_long,
        margin_short=execution.margin_short,
        process_orders_on_close=execution.process_orders_on_close,
        close_entries_rule=execution.close_entries_rule,
        risk=_risk(definition),
        fill_mode=FILL_MODES[execution.fill_mode],
    )
    chosen: dict[str, Any] = {}
    risk: dict[str, Any] = {}
    for name, value in overrides.items():
        if name not in _SETTINGS | _RISK:
            known = ", ".join(sorted(_SETTINGS | _RISK))
            fault = Fault(
                f"$.settings.{name}", "known_setting", f"settings of a definition are: {known}", name
            )
            raise Invalid(f"there is no setting {name}", faults=(fault,))
        is_name = name == "fill_mode" and isinstance(value, str)
        (risk if name in _RISK else chosen)[name] = FILL_MODES[value] if is_name else value
    if risk:
        chosen["risk"] = replace(base.risk, **risk)
    return replace(base, **chosen)


def _risk(definition: Definition) -> RiskRules:
    rules = definition.risk

    def amount(limit: LossLimit | None) -> tuple[Decimal | None, Any]:
        return (None, "percent_of_equity") if limit is None else (limit.value, _AMOUNT[limit.unit])

    drawdown, drawdown_in = amount(rules.drawdown_max)
    loss, loss_in = amount(rules.intraday_loss_max)
    return RiskRules(
        max_drawdown=drawdown,
        max_drawdown_in=drawdown_in,
        max_intraday_loss=loss,
        max_intraday_loss_in=loss_in,
        max_intraday_filled_orders=rules.intraday_orders_max,
        max_position_size=rules.position_size_max,
        max_cons_loss_days=rules.losing_days_max,
    )
