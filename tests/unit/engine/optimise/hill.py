"""A strategy whose profit is a smooth hill in four inputs: what guided search is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tests.unit.engine.optimise.toy import ToyRunner, a_definition

from tradewright.domain.strategy.definition import Definition
from tradewright.engine.optimise import Inputs
from tradewright.engine.report import Headline, Run

TOP = {"a": 21, "b": 64, "c": 47, "d": 80}


def a_hilly_definition() -> Definition:
    """Four inputs from 0 to 100."""
    return a_definition(
        fast={"type": "int", "default": 5},
        slow={"type": "int", "default": 20},
        **{name: {"type": "int", "default": 0, "min": 0, "max": 100} for name in TOP},
    )


class HillRunner(ToyRunner):
    """Net profit falls with the square of the distance from the top: 0 there, about -30 somewhere."""

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> Sequence[Headline]:
        plain = {"fast": Decimal(5), "slow": Decimal(20)}
        [base] = super().sweep([plain], start, stop)
        apart = [sum((int(inputs[name]) - top) ** 2 for name, top in TOP.items()) for inputs in candidates]
        return [replace(base, net_profit=-total / 100.0, trades=50) for total in apart]

    def warmup(self, inputs: Inputs) -> int:
        return 20

    def run(
        self, inputs: Inputs, start: int, stop: int, *, lead: int = 0, capital: float | None = None
    ) -> Run:
        plain = {"fast": Decimal(5), "slow": Decimal(20)}
        return super().run(plain, start, stop, lead=lead, capital=capital)
