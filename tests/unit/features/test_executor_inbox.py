"""When a turn begins: at once for signals, and for what venues said together with what follows it."""

from __future__ import annotations

import asyncio

import pytest

from tradewright.features.orders.executor import inbox as inbox_module
from tradewright.features.orders.executor.inbox import Inbox, MarkDue
from tradewright.kernel.ids import AccountId, new_uuid7

LONG_S = 3600.0


def a_report() -> MarkDue:
    return MarkDue(AccountId(new_uuid7()))


async def rest() -> None:
    """Let everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def gathers_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "GATHER_S", LONG_S)


@pytest.mark.usefixtures("gathers_for_ever")
async def test_what_venues_say_after_a_turn_waits_for_company() -> None:
    inbox, first, second = Inbox(), a_report(), a_report()
    turn = asyncio.create_task(inbox.wait(LONG_S))

    inbox.put(first)
    await rest()
    began_for_the_first = turn.done()
    inbox.put(second)
    await rest()
    began_for_the_second = turn.done()
    inbox.expect_signals()
    await turn

    assert (began_for_the_first, began_for_the_second) == (False, False)
    assert inbox.drain() == [first, second]


@pytest.mark.usefixtures("gathers_for_ever")
@pytest.mark.parametrize("hurry", [Inbox.expect_signals, Inbox.wake])
async def test_a_signal_waits_for_nothing(hurry: object) -> None:
    inbox = Inbox()
    turn = asyncio.create_task(inbox.wait(LONG_S))
    await rest()

    hurry(inbox)  # type: ignore[operator]
    await turn

    assert inbox.take_signals_due()


@pytest.mark.usefixtures("gathers_for_ever")
async def test_a_moment_that_is_due_ends_the_gathering() -> None:
    inbox = Inbox()
    inbox.put(a_report())

    await inbox.wait(0)

    assert len(inbox) == 1


async def test_what_venues_say_to_an_idle_executor_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "GATHER_S", 0.0)
    inbox = Inbox()
    turn = asyncio.create_task(inbox.wait(LONG_S))
    await rest()

    inbox.put(a_report())
    await turn

    assert len(inbox) == 1
