"""What a gateway remembers of agents, and how often it asks."""

from __future__ import annotations

import asyncio

import pytest
from tests.store.agents.desk import FIXED

from tradewright.features.agents.facts import AgentFacts
from tradewright.features.agents.intake import agent_cache
from tradewright.features.agents.intake.agent_cache import UNKNOWN_FOR_S, AgentCache
from tradewright.features.agents.intake.rate import RateLimit
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AgentId, AgentVersionId, UserId, new_uuid7


class Directory:
    """Stands in for the database: knows one key, counts questions, can be down."""

    def __init__(self) -> None:
        self.facts = AgentFacts(
            user_id=UserId(new_uuid7()),
            agent_id=AgentId(new_uuid7()),
            version_id=AgentVersionId(new_uuid7()),
            policy=FIXED,
            accounts=(),
            passphrase=None,
        )
        self.asked: list[str] = []
        self.is_down = False

    async def load(self, key: str) -> AgentFacts | None:
        self.asked.append(key)
        await asyncio.sleep(0)
        if self.is_down:
            raise Unavailable("down")
        return self.facts if key == "known" else None


async def test_alerts_that_come_together_ask_once() -> None:
    directory = Directory()
    cache = AgentCache(directory.load)

    found = await asyncio.gather(*(cache.find("known") for _ in range(20)))

    assert found == [directory.facts] * 20
    assert directory.asked == ["known"]


async def test_a_forgotten_agent_is_looked_up_again() -> None:
    directory = Directory()
    cache = AgentCache(directory.load)
    await cache.find("known")

    cache.forget("known")
    await cache.find("known")

    assert directory.asked == ["known", "known"]


async def test_an_unknown_token_is_remembered_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_cache, "UNKNOWN_MAX", 2)
    directory, now = Directory(), 0.0
    cache = AgentCache(directory.load, monotonic=lambda: now)

    for key in ("a", "a", "b", "c", "a"):  # "a" is pushed out by "c"
        assert await cache.find(key) is None
    now += UNKNOWN_FOR_S + 1
    await cache.find("a")

    assert directory.asked == ["a", "b", "c", "a", "a"]


async def test_a_failed_look_up_is_told_and_not_remembered() -> None:
    directory = Directory()
    cache = AgentCache(directory.load)
    directory.is_down = True
    with pytest.raises(Unavailable):
        await cache.find("known")

    directory.is_down = False

    assert await cache.find("known") == directory.facts


def test_a_bucket_refills_with_time_and_belongs_to_one_agent() -> None:
    now = 0.0
    limit = RateLimit(per_minute=60, monotonic=lambda: now)
    busy, quiet = AgentId(new_uuid7()), AgentId(new_uuid7())

    waits = [limit.wait_s(busy) for _ in range(61)]
    now += 1

    assert waits[:60] == [0.0] * 60
    assert waits[60] == pytest.approx(1.0)
    assert limit.wait_s(quiet) == 0
    assert [limit.wait_s(busy), limit.wait_s(busy) > 0] == [0.0, True]
