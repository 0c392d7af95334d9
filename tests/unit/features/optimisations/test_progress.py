"""What a running search says of its best trial."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tradewright.engine.optimise import Trial
from tradewright.features.optimisations.computing import _Teller


class Words:
    """A channel that remembers what it was told last."""

    said = ""

    def ask(self, _: Any) -> None:
        """Trials go nowhere."""

    def report(self, _: float, words: str) -> None:
        self.said = words


def test_the_best_so_far_may_be_zero() -> None:
    channel, subject = Words(), SimpleNamespace(plan={"objective": "net_profit"})
    order: Any = SimpleNamespace(subject=subject, trials_total=2, done=())
    teller = _Teller(channel, order)  # type: ignore[arg-type]

    for number, objective in enumerate((0.0, -1.0), start=1):
        trial = Trial(fold=0, number=number, inputs={}, figures={}, objective=objective, is_feasible=True)
        teller.keep([trial])

    assert channel.said.endswith("best net profit 0")
