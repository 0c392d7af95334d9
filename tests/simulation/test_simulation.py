"""A slice of the simulation in every test run, and proof that its laws bite: bugs that are planted are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulation import story as stories
from tests.simulation.drawing import draw
from tests.simulation.shrink import shortest
from tests.simulation.story import Failure, examine
from tests.simulation.venue import ScriptedVenue
from tests.simulation.world import World
from tradewright.domain.trading.keeper import NewLeg, tend
from tradewright.domain.trading.ports.broker import OrderRequest, PlaceOutcome, Rejected, Unknown
from tradewright.features.orders.executor.drafting import hearing, tending

SEEDS = range(1, 201)


def failures(seeds: range) -> Iterator[Failure]:
    return (failure for seed in seeds if (failure := examine(seed)) is not None)


def test_no_story_breaks_a_law() -> None:
    failure = next(failures(SEEDS), None)

    assert failure is None, str(failure)


def test_a_client_that_sends_again_by_itself_is_found_and_told_shortly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed = ScriptedVenue.place

    async def place_like_many_a_client(venue: ScriptedVenue, request: OrderRequest) -> PlaceOutcome:
        """No answer is taken for no arrival, and the request goes out once more (specs/brokers.md 1.2)."""
        outcome = await placed(venue, request)
        return await placed(venue, request) if isinstance(outcome, Unknown) else outcome

    monkeypatch.setattr(ScriptedVenue, "place", place_like_many_a_client)

    failure = next(failures(SEEDS))

    assert failure.law.startswith("an order reached the venue twice")
    assert len(failure.story) <= 6, str(failure)


def test_a_reply_taken_for_a_fill_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = hearing._hear_placed

    def hear_wrongly(draft: Any, account_id: Any, order_id: Any, outcome: Any, at: Any) -> None:
        """A lost reply is read as a refusal."""
        if isinstance(outcome, Unknown):
            outcome = Rejected("timeout", "no answer")
        heard(draft, account_id, order_id, outcome, at)

    monkeypatch.setattr(hearing, "_hear_placed", hear_wrongly)

    assert next(failures(SEEDS)).law


def test_a_stop_that_is_never_sent_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        tending, "tend", lambda *given: tuple(act for act in tend(*given) if not isinstance(act, NewLeg))
    )

    assert next(failures(SEEDS)).law.startswith("a position has no way out")


def test_stories_reach_what_they_are_about() -> None:
    """Orders filled, in doubt, denied and held all occur: a story that does nothing proves nothing."""
    states: set[str] = set()
    outcomes: set[str] = set()
    for seed in range(1, 41):
        profile, steps = draw(seed, 60)
        world = World(profile, limits=stories.LIMITS)
        for step in steps:
            stories.do(world, step)
            states |= {order.state for order in world.store.orders.values()}
        outcomes |= {one.state for one in world.store.decided.values()}
    assert {"filled", "unknown", "working", "cancelled", "rejected"} <= states
    assert {"ordered", "denied", "ignored"} <= outcomes


def test_the_shortest_story_is_found() -> None:
    assert shortest(range(100), lambda part: {3, 57, 58} <= set(part)) == [3, 57, 58]
