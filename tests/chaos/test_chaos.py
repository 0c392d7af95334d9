"""A slice of the chaos runs in every test run; `make chaos` plays as many as one has time for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import play_all
from tests.chaos.plant import ChaosPlant
from tests.chaos.venues import fakes

SEEDS = range(1, 13)


@pytest.mark.timeout(600)
async def test_no_fault_of_a_venue_and_no_kill_loses_doubles_or_hides_an_order(tmp_path: Path) -> None:
    async with fakes(SEEDS.start) as venues, ChaosPlant(tmp_path / "home", stalls=6, fakes=venues) as plant:
        runs, _ = await play_all(plant, SEEDS, kill_every_s=10.0)

    assert [str(run) for run in runs if run.broken] == []
    assert sum(run.alerts for run in runs) >= 2 * len(SEEDS)
    assert sum(run.orders for run in runs) > 0
