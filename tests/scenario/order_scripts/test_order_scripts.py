"""Random order scripts trade the same on our emulator and on an independent one (many more: `__main__`)."""

from __future__ import annotations

import pytest
from tests.judge.driver import judge
from tests.scenario.order_scripts.comparing import WHOLE_BAR, verdicts
from tests.scenario.order_scripts.scripts import drawn
from tests.scenario.order_scripts.writing import pine_of, python_of

SEEDS = range(60)


@pytest.mark.timeout(900)  # a machine without the kernels compiles them here
def test_random_order_scripts_trade_the_same_on_an_independent_emulator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(WHOLE_BAR, "1")
    with judge() as pine:
        judged = list(verdicts(SEEDS, pine, bars=300))

    faults = [f"seed {one.seed}: {one.fault}" for one in judged if one.fault is not None]
    assert not faults, "\n".join(faults)
    assert sum(one.compared for one in judged) > 1_000


def test_scripts_of_the_suites_seeds_use_every_kind_of_order() -> None:
    scripts = [drawn(seed) for seed in SEEDS]
    verbs = {call.verb for script in scripts for call in script.calls}
    arguments = {name for script in scripts for call in script.calls for name in call.arguments}
    settings = {name for script in scripts for name in script.settings}

    assert verbs >= {"entry", "order", "exit", "close", "close_all", "cancel"}
    assert arguments >= {
        "limit",
        "stop",
        "profit",
        "loss",
        "trail_points",
        "trail_offset",
        "qty_percent",
        "oca_name",
    }
    assert settings >= {"max_intraday_loss", "max_drawdown", "allow_entry_in"}


def test_a_seed_always_gives_the_same_script() -> None:
    assert pine_of(drawn(7)) == pine_of(drawn(7))
    assert python_of(drawn(7)) == python_of(drawn(7))
