"""A person's answer counts for the numbers that the person saw."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.simulation.profiles import PROFILES
from tests.simulation.world import ACCOUNTS, World

from tradewright.domain.trading.position import Position
from tradewright.domain.trading.reconcile import AccountWatch, Discrepancy
from tradewright.domain.trading.signal import Intent, Remedy
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.reconcile.resolving import Resolved, resolve

FUTURES = PROFILES[2]


def a_difference() -> tuple[World, Discrepancy]:
    """A world where the venue holds five that our books do not, and a look has found it."""
    world = World(FUTURES)
    world.start()
    world.turn()
    found = Discrepancy(
        discrepancy_id=uuid4(),
        account_id=ACCOUNTS[0],
        symbol="AAA",
        kind="position",
        ours="0",
        venue="5",
        proposal="adopt",
        explanation="",
        found_at=world.now,
        evidence=({"average_price": "100"},),
    )
    watch = world.desk.watches.get(ACCOUNTS[0]) or AccountWatch()
    world.desk.watches = {**world.desk.watches, ACCOUNTS[0]: watch.with_discrepancy(found)}
    return world, found


@pytest.mark.parametrize("remedy", ["adopt", "close"])
def test_an_answer_to_numbers_that_changed_does_nothing_and_looks_again(remedy: Remedy) -> None:
    world, found = a_difference()
    account = world.desk.book.accounts[ACCOUNTS[0]]
    held = Position("AAA", Decimal(5) + Decimal(found.ours), Decimal(100))
    changed = replace(account, positions={**account.positions, "AAA": held})
    world.desk.book = replace(world.desk.book, accounts={**world.desk.book.accounts, ACCOUNTS[0]: changed})

    draft, resolved = answered(world, found, remedy)

    assert (resolved.state, resolved.reason) == ("denied", "It changed meanwhile; look again.")
    assert draft.account(ACCOUNTS[0]).position("AAA").quantity == held.quantity
    assert draft.batch.follow_ups == []
    assert draft.effects.unsettled == {ACCOUNTS[0]}


def test_an_answer_to_numbers_that_stand_is_carried_out() -> None:
    world, found = a_difference()

    draft, resolved = answered(world, found, "adopt")

    assert resolved.state == "done"
    assert draft.account(ACCOUNTS[0]).position("AAA").quantity == 5


def answered(world: World, found: Discrepancy, remedy: Remedy) -> tuple[Draft, Resolved]:
    world.ask(9, 0, Intent("resolve", "AAA", discrepancy_id=found.discrepancy_id, remedy=remedy))
    [signal] = world.store.claim(world.now)
    draft = Draft(world.desk, Batch(world.now), Effects(), world.market, world.now, late_orders={})
    return draft, resolve(draft, signal)
