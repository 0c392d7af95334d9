"""A connection that is opened while its user leaves is closed again; one whose books are only read anew stays."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from tests.unit.domain.builders import ACCOUNT, USER, a_book, an_account

from tradewright.domain.trading.ports.broker import REVOKED_CODE, Broker, ConnectionChanged
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.connecting import Connecting
from tradewright.features.orders.executor.controls import Controls
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.loader import AccountFacts, Loaded
from tradewright.features.orders.executor.venues import Venues
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import AccountId


class SlowFactory:
    """Opens when its gate does, and keeps what was closed again."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.released: list[AccountId] = []

    async def open(self, *given: Any, **more: Any) -> Broker:
        self.asked.set()
        await self.gate.wait()
        return cast(Broker, object())

    async def release(self, account_id: AccountId) -> None:
        self.released.append(account_id)


@pytest.mark.parametrize("how", ["left", "leaving", "forgotten"])
async def test_a_user_who_left_while_an_account_was_opened_leaves_no_connection(how: str) -> None:
    factory, background, books = SlowFactory(), Background(), Books(8)
    venues = Venues(factory, Inbox(), SystemClock())
    facts = {ACCOUNT: AccountFacts("slow", "paper", {}, "active", None)}
    desk = UserDesk(Loaded(USER, Controls(1, {}, {}, {}), a_book(an_account()), facts, {}, {}))
    books.desks[USER], books.owner_of[ACCOUNT] = desk, USER
    nobody = cast(Any, None)
    connecting = Connecting(
        db=nobody,
        bus=nobody,
        clock=SystemClock(),
        market=nobody,
        books=books,
        venues=venues,
        watching=nobody,
        reconciler=nobody,
        background=background,
    )

    connecting.open_soon(desk, ACCOUNT)
    await factory.asked.wait()
    books.desks.pop(USER)
    if how == "left":
        books.owner_of.pop(ACCOUNT)
    elif how == "leaving":
        books.leaving = frozenset({books.shard_of(USER)})
    factory.gate.set()
    await asyncio.gather(*(one for one in asyncio.all_tasks() if one.get_name() == "executor-open"))

    assert factory.released == ([] if how == "forgotten" else [ACCOUNT])
    assert venues.is_open(ACCOUNT) == (how == "forgotten")


async def test_a_refusal_is_of_the_key_of_the_connection_that_heard_it_though_another_is_open_by_now() -> (
    None
):
    sinks: list[Any] = []

    class Factory:
        async def open(self, *given: Any, sink: Any, **more: Any) -> Broker:
            sinks.append(sink)
            return cast(Broker, object())

        async def release(self, account_id: AccountId) -> None:
            """Nothing is kept."""

    venues = Venues(Factory(), Inbox(), SystemClock())
    for key in ("old", "new"):
        await venues.open(USER, ACCOUNT, broker="slow", config={}, key_mark=key)

    sinks[0](ACCOUNT, ConnectionChanged("disconnected", "not authorized", REVOKED_CODE))
    by_the_old_one = venues.refused_key(ACCOUNT)
    sinks[1](ACCOUNT, ConnectionChanged("disconnected", "not authorized", REVOKED_CODE))

    assert by_the_old_one == "old"
    assert venues.refused_key(ACCOUNT) == "new"
