"""The optimiser's runs, made by the engine: sweeps over training stretches, whole runs over held-back ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.backtest import backtest, prepare
from tradewright.engine.bars import Bars
from tradewright.engine.optimise.types import Inputs
from tradewright.engine.report import Headline, Run, Trades
from tradewright.engine.sweep import sweep

_LOOK: Final = 2
"""Bars that suffice to know a strategy's settings and warm-up before it runs."""


class EngineRunner:
    """A `Runner` over the native engine. `settings` are names of BrokerSettings; `threads` None: all cores."""

    def __init__(
        self, definition: Definition, bars: Bars, *, settings: Mapping[str, Any], threads: int | None = None
    ) -> None:
        self.bars = bars
        self._definition, self._settings, self._threads = definition, dict(settings), threads

    @cached_property
    def initial_capital(self) -> float:
        """Account currency a run begins with."""
        _, running = prepare(self._definition, self.bars.slice(0, _LOOK), **self._settings)
        return float(running.settings.initial_capital)

    def warmup(self, inputs: Inputs) -> int:
        """Return how many bars pass before everything has a value."""
        plan, _ = prepare(self._definition, self.bars.slice(0, _LOOK), inputs=inputs, **self._settings)
        return plan.warmup

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> Sequence[Headline]:
        """Return the headline of each candidate over bars `[start, stop)`."""
        found = sweep(
            self._definition, self._stretch(start, stop), candidates, threads=self._threads, **self._settings
        )
        return [outcome.headline for outcome in found]

    def run(
        self, inputs: Inputs, start: int, stop: int, *, lead: int = 0, capital: float | None = None
    ) -> Run:
        """Return the run over bars `[start, stop)`; entries are signalled on these bars alone."""
        settings = dict(self._settings)
        if capital is not None:
            settings["initial_capital"] = Decimal(repr(capital))
        definition = self._since(start) if lead else self._definition
        result = backtest(definition, self.bars.slice(start - lead, stop), inputs=inputs, **settings)
        return _without(Run.of(result), lead)

    def _stretch(self, start: int, stop: int) -> Bars:
        """The stretch, whole bars being themselves: their hash and calendar may be known already."""
        return self.bars if (start, stop) == (0, len(self.bars)) else self.bars.slice(start, stop)

    def _since(self, start: int) -> Definition:
        opening = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=int(self.bars.time[start]) // 1_000
        )
        rules = self._definition.time
        first = opening if rules.start is None else max(opening, rules.start)
        return replace(self._definition, time=replace(rules, start=first))


def _without(run: Run, lead: int) -> Run:
    """Return the run without its first `lead` bars, in which nothing was traded."""
    if not lead:
        return run
    return replace(
        run,
        bars=run.bars.slice(lead, len(run.bars)),
        equity=run.equity[lead:],
        trades=_earlier(run.trades, lead),
        open_trades=_earlier(run.open_trades, lead),
        equity_low=None if run.equity_low is None else run.equity_low[lead:],
        equity_high=None if run.equity_high is None else run.equity_high[lead:],
    )


def _earlier(trades: Trades, lead: int) -> Trades:
    return replace(trades, entry_bar=trades.entry_bar - lead, exit_bar=trades.exit_bar - lead)
