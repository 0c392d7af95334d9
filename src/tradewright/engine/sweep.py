"""One strategy with many sets of inputs over the same bars: only the headline of each is kept."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.domain.strategy.definition import Definition, InputValue
from tradewright.domain.strategy.expression.ast import Call, Name, walk
from tradewright.domain.strategy.orders import Bracket
from tradewright.domain.strategy.resolve import names_in, read_inputs, resolve
from tradewright.domain.strategy.resolved import Resolved
from tradewright.engine.backtest import prepare
from tradewright.engine.bars import Bars
from tradewright.engine.broker import BrokerSettings
from tradewright.engine.broker.memory import Memory
from tradewright.engine.coded import Strategy
from tradewright.engine.definition_run import builder_of, settings_of
from tradewright.engine.indicators import LIBRARY
from tradewright.engine.native import address_of
from tradewright.engine.program import BLOCK, Rules, Run, rows_of, timeframe_of
from tradewright.engine.program.feeding import row_of
from tradewright.engine.program.sharing import COLUMN, Part, split
from tradewright.engine.report import Headline, headline
from tradewright.engine.report import Run as ReportRun
from tradewright.engine.report.calendar import Calendar
from tradewright.engine.report.headline import headline_of
from tradewright.engine.rules import act_on_block, placed, plan_of
from tradewright.engine.rules.plan import Columns

SHARED_BYTES_MAX: Final = 96 * 1024 * 1024
"""Of columns kept for all candidates of a group; a group that would need more is halved."""
GROUP_MAX: Final = 1_000
Inputs = Mapping[str, InputValue]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One candidate: the value of every input, and what came of it."""

    inputs: Mapping[str, Any]
    headline: Headline


OnDone = Callable[[int, Outcome], None]


def sweep(
    strategy: Definition | type[Strategy],
    bars: Bars,
    candidates: Sequence[Mapping[str, Any]],
    *,
    threads: int | None = None,
    on_done: OnDone | None = None,
    **overrides: Any,
) -> list[Outcome]:
    """Return the outcome of each set of inputs, in the order given; the same as running each by itself.

    A definition's candidates run on `threads` at once (None: all cores) and compute what they have in common once; a coded
    strategy's run one after another, since Python decides at each bar. `on_done(number, outcome)` is told of each, from the
    threads, one call at a time. `overrides` as in `backtest`. Raises Invalid for inputs that do not fit.
    """
    if not isinstance(strategy, Definition):
        return _one_by_one(strategy, bars, candidates, on_done, overrides)
    definition = replace(strategy, timeframe=timeframe_of(bars))
    read = [read_inputs(definition, one) for one in candidates]
    job = _Job(definition, bars, overrides, threads or os.cpu_count() or 1, on_done)
    kinds = {spec.name: spec.type for spec in definition.inputs}

    def structure(number: int) -> tuple[str, ...]:
        return tuple(str(read[number][name]) for name, kind in kinds.items() if kind not in {"int", "float"})

    for _, group in groupby(sorted(range(len(read)), key=structure), key=structure):
        numbers = list(group)
        for start in range(0, len(numbers), GROUP_MAX):
            job.run([(number, read[number]) for number in numbers[start : start + GROUP_MAX]])
    return [job.outcomes[number] for number in range(len(read))]


def _one_by_one(
    strategy: type[Strategy],
    bars: Bars,
    candidates: Sequence[Mapping[str, Any]],
    on_done: OnDone | None,
    overrides: Mapping[str, Any],
) -> list[Outcome]:
    calendar = Calendar.of(bars)
    outcomes = []
    for number, inputs in enumerate(candidates):
        running = prepare(strategy, bars, inputs=inputs, **overrides)[1]
        outcomes.append(Outcome(dict(running.inputs), headline(ReportRun.of(running.run()), calendar)))
        if on_done is not None:
            on_done(number, outcomes[-1])
    return outcomes


@dataclass(slots=True)
class _Candidate:
    number: int
    inputs: Inputs
    columns: Columns
    settings: BrokerSettings


@dataclass
class _Job:
    """A sweep of one definition; `outcomes` by the candidates' numbers."""

    definition: Definition
    bars: Bars
    overrides: Mapping[str, Any]
    threads: int
    on_done: OnDone | None
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._calendar = Calendar.of(self.bars)
        self._lock = threading.Lock()
        self._local = threading.local()
        self._rows: dict[str, npt.NDArray[np.float64]] = {}

    def run(self, group: Sequence[tuple[int, Inputs]]) -> None:
        """Run candidates that differ in numbers only."""
        if not group:
            return
        resolved = resolve(self.definition, LIBRARY, group[0][1])
        if len(group) > 1 and not _is_template(resolved, resolve(self.definition, LIBRARY, group[-1][1])):
            for one in group:
                self.run([one])
            return
        if _checks_inputs(resolved):
            for _, inputs in group:
                resolve(self.definition, LIBRARY, inputs)
        builder, add = builder_of(resolved, self.bars)
        settled = settings_of(resolved, self.overrides)
        sized_by_inputs = _has_names(resolved.sizing_value)
        candidates, touched, asked = [], [], []
        for number, inputs in group:
            builder.inputs = inputs
            builder.touched = set()
            columns = plan_of(resolved.statements, add, builder.is_constant)
            settings = settled
            if sized_by_inputs:
                settings = settings_of(replace(resolved, inputs=inputs), self.overrides)
            candidates.append(_Candidate(number, inputs, columns, settings))
            touched.append(frozenset(builder.touched))
            asked.append(frozenset(columns.cells[cell] for cell in columns.column_cells))
        parts = split(builder, touched, asked)
        if len(parts.kept) * len(self.bars) * 8 > SHARED_BYTES_MAX and len(group) > 1:
            middle = len(group) // 2
            self.run(group[:middle])
            self.run(group[middle:])
            return
        shared = np.empty((0, len(self.bars)))
        if parts.kept:
            shared = Run(parts.shared).feed(rows_of(self.bars, parts.shared), parts.kept)
        self._feed({name for part in parts.parts for name in part.program.fed if not name.startswith(COLUMN)})
        width = max(part.program.column_count for part in parts.parts)
        work = [
            partial(self._one, one, part, shared, width)
            for one, part in zip(candidates, parts.parts, strict=True)
        ]
        if self.threads == 1 or len(work) == 1:
            for task in work:
                task()
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(task) for task in work]:
                done.result()

    def _feed(self, names: set[str]) -> None:
        for name in names - self._rows.keys():
            self._rows[name] = row_of(self.bars, name)

    def _one(self, candidate: _Candidate, part: Part, shared: npt.NDArray[np.float64], width: int) -> None:
        memory, scratch = self._tools(candidate.settings, width)
        plan = placed(candidate.columns, part.places.__getitem__)
        memory.room = plan.orders_an_entry
        rules = Rules(address_of(act_on_block), plan.cells.ctypes.data, memory.address)
        rows = [
            shared[int(name.removeprefix(COLUMN))] if name.startswith(COLUMN) else self._rows[name]
            for name in part.program.fed
        ]
        Run(part.program, rules=rules, scratch=scratch).run_with(rows, memory.grow)
        profit = np.ascontiguousarray(memory.arrays["closed"]["profit"][: memory.head.n_closed])
        capital = float(candidate.settings.initial_capital)
        outcome = Outcome(candidate.inputs, headline_of(profit, memory.equity, capital, self._calendar))
        with self._lock:
            self.outcomes[candidate.number] = outcome
            if self.on_done is not None:
                self.on_done(candidate.number, outcome)

    def _tools(self, settings: BrokerSettings, width: int) -> tuple[Memory, npt.NDArray[np.float64]]:
        """Return this thread's broker, as before the first bar, and its columns."""
        local = self._local
        if getattr(local, "settings", None) is not settings:
            local.memory, local.settings = Memory(settings, self.bars), settings
        else:
            local.memory.clear()
        if getattr(local, "scratch", None) is None or len(local.scratch) < width:
            local.scratch = np.zeros((width, BLOCK + 1))
        return local.memory, local.scratch


def _is_template(one: Resolved, other: Resolved) -> bool:
    """Tell whether inputs that are numbers leave the statements as they are: only values of names differ."""
    portions = (
        exit_.portion
        for statement in one.statements
        if isinstance(statement, Bracket)
        for exit_ in statement.exits
        if exit_.portion is not None
    )
    if any(_has_names(portion) for portion in portions):
        return False  # portions that add up to all drop the last exit
    return one.series == other.series and one.statements == other.statements


def _checks_inputs(resolved: Resolved) -> bool:
    """Tell whether a number among the inputs may break a rule that only `resolve` knows: of a measure, of a limit, or of a
    template's parameter. What reaches a kernel's own parameter is checked again where it is lowered.
    """
    parts: list[object] = [resolved.sizing_value]
    for statement in resolved.statements:
        slots = (slot for slot in type(statement).__slots__ if slot != "when")
        parts.extend(getattr(statement, slot) for slot in slots)
    for one in resolved.series:
        if not one.path.startswith(("$.series", "$.components", "$.rules")):
            parts.append(one.expression)
        for part in walk(one.expression):
            if isinstance(part, Call) and part.function in LIBRARY and LIBRARY[part.function].formula:
                parts.extend(argument.value for argument in part.arguments)
    return any(isinstance(resolved.inputs.get(name), Decimal) for name in names_in(tuple(parts)))


def _has_names(expr: Any) -> bool:
    return any(isinstance(part, Name) for part in walk(expr))
