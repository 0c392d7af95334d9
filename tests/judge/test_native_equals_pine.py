"""The native engine and the emitted Pine, run by an independent runtime, make the same trades. `make judge` asks for 200."""

from __future__ import annotations

import pytest

from tests.judge.compare import cases, engine_runner, summary, verdict_on
from tests.judge.driver import judge

pytestmark = pytest.mark.timeout(
    600
)  # a machine without the judge's environments or the kernels makes them here
STRATEGIES, BARS, ENOUGH = 24, 900, 500


def test_drawn_strategies_make_the_same_trades_on_real_bars_and_awkward_walks() -> None:
    run = engine_runner()

    with judge() as pine, judge(corrected=True) as mended:
        verdicts = [
            verdict_on(case, run, pine, mended, higher=0.1) for case in cases(range(STRATEGIES), count=BARS)
        ]

    assert [verdict for verdict in verdicts if verdict.is_unexplained] == []
    assert sum(verdict.compared for verdict in verdicts) > ENOUGH, summary(verdicts)
