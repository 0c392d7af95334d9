"""What we emit is Pine: an independent transpiler and runtime accept it, and it trades."""

from __future__ import annotations

from tests.judge.bars import real_bars, walk
from tests.judge.driver import judge
from tests.judge.samples import CROSS, drawn
from tradewright.domain.strategy.documents import parse_definition
from tradewright.engine.indicators import LIBRARY
from tradewright.targets.pine import render

STRATEGIES = 16


def test_every_drawn_strategy_is_accepted_and_most_trade() -> None:
    real, made = real_bars(20_000, 800), walk(3, 800)
    scripts = [render(drawn(seed, higher=0.0), LIBRARY) for seed in range(STRATEGIES)]
    scripts.append(render(parse_definition(CROSS), LIBRARY))

    with judge() as pine:
        trades = [len(pine.run(script, bars).trades) for script in scripts for bars in (real, made)]

    assert sum(count > 0 for count in trades) > len(trades) * 0.7
