"""A slice of the chaos runs in every test run; `make chaos` plays as many as one has time for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import live
from tests.chaos.record import Record

SEEDS = range(1, 19)


@pytest.mark.timeout(600)
async def test_no_fault_of_a_venue_and_no_kill_loses_doubles_or_hides_an_order(tmp_path: Path) -> None:
    record = Record()

    await live(SEEDS, record, home=tmp_path / "home", stalls=9, every=(6, 0))

    assert record.broken == []
    assert record.runs == len(SEEDS)
    assert record.sums["alerts"] >= 2 * len(SEEDS)
    assert record.sums["orders"] > 0
    assert record.sums["audit_links_verified"] > 0
