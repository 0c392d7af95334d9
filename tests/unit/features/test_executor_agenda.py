"""When to look at whose books though nothing happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tradewright.features.orders.executor.agenda import Agenda
from tradewright.kernel.ids import UserId

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANNE, BERT = UserId(UUID(int=1)), UserId(UUID(int=2))


def test_each_is_due_at_its_own_moment_and_once() -> None:
    agenda = Agenda()
    agenda.add(NOON + timedelta(seconds=2), BERT)
    agenda.add(NOON, ANNE)
    agenda.add(NOON, ANNE)

    assert agenda.take_due(NOON - timedelta(seconds=1)) == set()
    assert agenda.take_due(NOON) == {ANNE}
    assert agenda.take_due(NOON) == set()
    assert agenda.take_due(NOON + timedelta(hours=1)) == {BERT}


def test_the_wait_ends_with_the_next_moment() -> None:
    agenda = Agenda()
    assert agenda.wait_s(NOON, at_most_s=1.0) == 1.0

    agenda.add(NOON + timedelta(milliseconds=300), ANNE)

    assert agenda.wait_s(NOON, at_most_s=1.0) == 0.3
    assert agenda.wait_s(NOON + timedelta(seconds=5), at_most_s=1.0) == 0.0
