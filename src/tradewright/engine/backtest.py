"""A backtest of anything that can be tested: a definition, or a coded strategy's class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.bars import Bars
from tradewright.engine.broker import BrokerSettings, Result
from tradewright.engine.coded import Strategy
from tradewright.engine.definition_run import DefinitionRun


class Running(Protocol):
    """A strategy in the midst of its bars."""

    settings: BrokerSettings

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The value of every input."""

    def run(self, stop: int | None = None) -> Result:
        """Go on to bar `stop` (None: to the end) and return what the run left behind so far."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before the first bar. `definition_hash` is empty for a coded strategy; `warmup` in bars."""

    name: str
    definition_hash: str
    warmup: int


def prepare(
    strategy: Definition | type[Strategy],
    bars: Bars,
    *,
    inputs: Mapping[str, Any] | None = None,
    **overrides: Any,
) -> tuple[Plan, Running]:
    """Return the strategy ready to run over `bars`, and what is known about it already.

    `overrides` are names of BrokerSettings and RiskRules. Raises Invalid, with located faults, for what does not fit.
    """
    if isinstance(strategy, Definition):
        run = DefinitionRun(strategy, bars, inputs=inputs, **overrides)
        return Plan(strategy.name, run.hash, run.warmup), run
    coded = strategy(bars, inputs=inputs, **overrides)
    return Plan(strategy.title or strategy.__name__, "", 0), coded


def backtest(
    strategy: Definition | type[Strategy],
    bars: Bars,
    *,
    inputs: Mapping[str, Any] | None = None,
    **overrides: Any,
) -> Result:
    """Run the strategy over all bars."""
    return prepare(strategy, bars, inputs=inputs, **overrides)[1].run()
