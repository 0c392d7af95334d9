"""Cutting a batch changes nothing: every candidate is tried once, in its place, and figures travel to the last bit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tradewright.engine.optimise import Inputs
from tradewright.engine.report import Headline
from tradewright.features.optimisations.sharing import (
    PIECES_MAX,
    Collect,
    Offer,
    Piece,
    SharingRunner,
    candidates_of,
    cut,
    headline_rows,
    read_headlines,
)

KINDS = {"length": "int", "level": "float", "loose": "bool", "mode": "choice"}
MANY: list[Inputs] = [
    {"length": Decimal(n), "level": Decimal("0.5"), "loose": n % 2 == 0, "mode": "10"} for n in range(100)
]


def headline_for(inputs: Inputs) -> Headline:
    length = float(inputs["length"])
    return Headline(
        net_profit=length / 3,
        trades=int(length),
        won=1,
        gross_profit=math.pi * length,
        gross_loss=-1e-300,
        drawdown=math.inf,
        drawdown_share=0.1,
        equity_end=length,
        sharpe=None,
        sortino=0.1 + 0.2,
    )


class Home:
    """Tries candidates here, and remembers which."""

    def __init__(self) -> None:
        self.tried: list[Inputs] = []

    def sweep(self, candidates: Sequence[Inputs], start: int, stop: int) -> list[Headline]:
        self.tried.extend(candidates)
        return [headline_for(one) for one in candidates]


class Others:
    """A channel to workers that do every second piece, as they do it: from what travelled alone."""

    def __init__(self) -> None:
        self.offered: dict[UUID, Piece] = {}
        self.done = 0

    def ask(self, question: Any) -> Any:
        if isinstance(question, Offer):
            ids = {uuid4(): piece for piece in question.pieces}
            self.offered |= ids
            return list(ids)
        assert isinstance(question, Collect)
        if list(self.offered).index(question.part_id) % 2:
            return None
        self.done += 1
        candidates = candidates_of(self.offered[question.part_id], KINDS)
        return headline_rows([headline_for(one) for one in candidates])


def test_a_shared_batch_gives_what_home_alone_gives() -> None:
    home, others = Home(), Others()
    runner: Any = SharingRunner(home, others, piece_work=1_000)  # type: ignore[arg-type]

    found = runner.sweep(MANY, 0, 100)

    assert found == [headline_for(one) for one in MANY]
    assert len(others.offered) == 9 and others.done == 5
    assert 0 < len(home.tried) < len(MANY)


def test_a_small_batch_stays_at_home() -> None:
    home, others = Home(), Others()
    runner: Any = SharingRunner(home, others, piece_work=10_001)  # type: ignore[arg-type]

    runner.sweep(MANY, 0, 100)

    assert others.offered == {} and home.tried == MANY


@given(count=st.integers(1, 200), pieces=st.integers(0, 50))
def test_pieces_hold_every_candidate_once_and_are_about_one_size(count: int, pieces: int) -> None:
    candidates: list[Inputs] = [{"length": Decimal(n)} for n in range(count)]

    made = cut(candidates, pieces)

    assert [one for piece in made for one in piece] == candidates
    assert 1 <= len(made) <= max(1, min(PIECES_MAX, pieces))
    assert max(map(len, made)) - min(map(len, made)) <= 1


@given(st.lists(st.floats(allow_nan=False) | st.none(), min_size=2, max_size=2))
def test_figures_come_back_to_the_last_bit(ratios: list[float | None]) -> None:
    headline = Headline(0.1, 3, 2, 1 / 3, -2 / 3, 5e-324, 1e308, -0.0, *ratios)

    assert read_headlines(headline_rows([headline])) == [headline]
