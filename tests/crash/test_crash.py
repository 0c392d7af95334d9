"""A slice of the crash runs in every test run; `make crash` plays two hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.plant import Plant
from tests.crash.story import play

SEEDS = range(1, 7)


@pytest.mark.timeout(600)
async def test_killed_roles_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    async with Plant(tmp_path / "home") as plant:
        stories = [await play(plant, seed) for seed in SEEDS]

    assert {story.seed: story.broken for story in stories if story.broken} == {}
    assert sum(len(story.acknowledged) for story in stories) == 40 * len(SEEDS)
