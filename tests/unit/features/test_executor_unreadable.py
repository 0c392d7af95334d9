"""A signal that nobody can read is ended by the executor that holds its user, and left alone by one that gives him away."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import pytest
from tests.unit.domain.builders import USER

from tradewright.features.orders.executor import pending
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.pending import Claimed, SignalName
from tradewright.features.orders.executor.turn import Turns
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import CorrelationId, SignalId, new_uuid7

SHARD = Books(8).shard_of(USER)


class Lease:
    member_id = new_uuid7()

    def __init__(self, held: Collection[int]) -> None:
        self.held = frozenset(held)


class Quiet:
    under_way: tuple[()] = ()

    async def publish(self, *given: Any) -> None:
        """Nobody listens."""


@pytest.mark.parametrize(
    ("held", "leaving", "is_failed"), [({SHARD}, (), True), ({SHARD}, {SHARD}, False), ((), (), False)]
)
async def test_only_who_holds_the_user_ends_it(
    monkeypatch: pytest.MonkeyPatch, held: Collection[int], leaving: Collection[int], is_failed: bool
) -> None:
    name = SignalName(USER, SignalId(new_uuid7()), CorrelationId(new_uuid7()))
    failed: list[SignalName] = []

    async def claim(*given: Any, **more: Any) -> Claimed:
        return Claimed([], [name])

    async def fail(db: Any, lease: Any, one: SignalName, **more: Any) -> None:
        failed.append(one)

    monkeypatch.setattr(pending, "claim_signals", claim)
    monkeypatch.setattr(pending, "fail_signal", fail)
    nobody, books, quiet = cast(Any, None), Books(8), cast(Any, Quiet())
    books.leaving = frozenset(leaving)
    turns = Turns(
        db=nobody,
        bus=quiet,
        clock=SystemClock(),
        lease=cast(Any, Lease(held)),
        market=nobody,
        books=books,
        opening=quiet,
        inbox=Inbox(),
        agenda=nobody,
        pricing=nobody,
        afterwards=nobody,
    )

    await turns._claim()

    assert failed == ([name] if is_failed else [])
