"""What a search needs of the engine: many headlines over a stretch, and one whole run over a stretch no search has seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tradewright.engine.bars import Bars
from tradewright.engine.optimise.types import Inputs
from tradewright.engine.report import Headline, Run


class Runner(Protocol):
    """Runs one strategy over one set of bars; `inputs` are the searched and the fixed ones, the others keep defaults."""

    @property
    def bars(self) -> Bars:
        """All the bars."""

    @property
    def initial_capital(self) -> float:
        """Account currency a run begins with."""

    def warmup(self, inputs: Inputs) -> int:
        """Return how many bars pass before everything has a value."""

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> Sequence[Headline]:
        """Return the headline of each candidate over bars `[start, stop)` and nothing before; in their order."""

    def run(
        self, inputs: Inputs, start: int, stop: int, *, lead: int = 0, capital: float | None = None
    ) -> Run:
        """Return the run over bars `[start, stop)`; `lead` bars before it warm up and trade nothing.

        The run's bars, equity and trades are those of the stretch alone. `capital` is what it begins with.
        """
