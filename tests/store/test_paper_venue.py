"""The paper venue on a real database: shared commits, fences, failed commits, timers, and what a restart finds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from tests.contract.broker_contract import an_order
from tests.contract.paper_rig import INSTRUMENTS, HandMarket, PaperRig, a_trader
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.domain.trading.ports.broker import (
    Accepted,
    BrokerEvent,
    DeniedLocally,
    FillUpdate,
    OrderUpdate,
    PlaceOutcome,
    StreamGap,
    Unknown,
)
from tradewright.kernel.errors import Invalid, Unavailable
from tradewright.kernel.ids import AccountId, UserId, new_uuid7
from tradewright.platform.db import Database, Tx

MakeRig = Callable[..., Awaitable[PaperRig]]


@pytest.fixture
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    made = await Database.connect(database.role_dsn("executor"), role="executor")
    yield made
    await made.close()


@pytest.fixture
async def a_rig(database: TestDatabase, db: Database) -> AsyncIterator[MakeRig]:
    rigs: list[PaperRig] = []

    async def make(**config: Any) -> PaperRig:
        rig = PaperRig(db, await a_trader(database), config)
        await rig.start()
        rigs.append(rig)
        return rig

    yield make
    for rig in rigs:
        await rig.stop()


class CountingFence:
    """Lets commits through and counts them, or refuses as a fenced member's does."""

    def __init__(self) -> None:
        self.commits = 0
        self.is_fenced = False

    async def __call__(self, tx: Tx, users: Collection[UserId]) -> None:
        if self.is_fenced:
            raise Unavailable("another executor has these users")
        assert await tx.fetchval("select 1") == 1
        self.commits += 1


async def test_orders_that_arrive_together_share_commits(database: TestDatabase, db: Database) -> None:
    market, fence = HandMarket(), CountingFence()
    market.set("2000.00", "2000.10")
    venue = PaperVenue(db=db, quotes=market, instruments=INSTRUMENTS.get, clock=market, fence=fence)
    await venue.start()
    brokers = [
        await venue.open_account(await a_trader(database), AccountId(new_uuid7()), {}) for _ in range(5)
    ]
    opened = fence.commits

    outcomes = await asyncio.gather(
        *(broker.place(an_order(quantity="0.01")) for broker in brokers for _ in range(40))
    )

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert fence.commits - opened <= 3
    for broker in brokers:
        assert len((await broker.fills_since(None))[0]) == 40
    await venue.close()


async def test_a_fenced_executor_commits_nothing_and_says_it_does_not_know(
    a_rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = await a_rig()
    fence = CountingFence()
    monkeypatch.setattr(rig.venue._writer, "_fence", fence)
    fence.is_fenced = True
    order = an_order()

    outcome = await rig.broker.place(order)
    with pytest.raises(Unavailable):
        await rig.broker.positions()
    fence.is_fenced = False

    assert isinstance(outcome, Unknown)
    assert await rig.broker.find_order(order.client_order_id) is None
    assert await rig.broker.positions() == []
    await rig.settle()
    assert any(isinstance(event, StreamGap) for event in rig.heard)


async def test_a_commit_whose_answer_is_lost_is_found_again_and_not_repeated(
    a_rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = await a_rig()
    order = an_order(quantity="2")

    with monkeypatch.context() as patched:
        patched.setattr(rig.venue._writer, "_settle", _lost)
        outcome = await rig.broker.place(order)
    again = await rig.broker.place(order)
    positions = await rig.broker.positions()

    assert isinstance(outcome, Unknown)
    report = await rig.broker.find_order(order.client_order_id)
    assert report is not None
    assert report.state == "filled"
    assert getattr(again, "code", None) == "duplicate_client_order_id"
    assert [one.quantity for one in positions] == [Decimal(2)]
    await rig.settle()
    assert any(isinstance(event, StreamGap) for event in rig.heard)


async def test_the_answer_is_heard_before_the_events(a_rig: MakeRig) -> None:
    rig = await a_rig()
    seen: list[object] = []
    stop = rig.venue.listen(rig.account_id, lambda _, event: seen.append(event))

    outcome: PlaceOutcome = await rig.broker.place(an_order())
    seen.append(outcome)
    await rig.settle()
    stop()

    assert [type(one) for one in seen] == [Accepted, OrderUpdate, FillUpdate, OrderUpdate]


async def test_events_can_be_iterated(a_rig: MakeRig) -> None:
    rig = await a_rig()
    stream = rig.broker.events()
    first = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)

    await rig.broker.place(an_order())

    event: BrokerEvent = await first
    assert isinstance(event, OrderUpdate)
    assert isinstance(await anext(stream), FillUpdate)


async def test_an_order_under_way_at_a_crash_still_arrives(a_rig: MakeRig) -> None:
    rig = await a_rig(latency_ms=400)
    order = an_order()
    await rig.broker.place(order)
    await rig.crash()

    await rig.wait(0.399)
    early = await rig.broker.find_order(order.client_order_id)
    await rig.wait(0.001)
    arrived = await rig.broker.find_order(order.client_order_id)

    assert early is not None
    assert arrived is not None
    assert (early.state, arrived.state) == ("working", "filled")


async def test_a_day_order_ends_without_a_quote(a_rig: MakeRig) -> None:
    rig = await a_rig(latency_ms=10)
    order = an_order(order_type="limit", limit="1990.00", tif="day")
    await rig.broker.place(order)
    await rig.wait(1)

    await rig.wait(12 * 3600)

    report = await rig.broker.find_order(order.client_order_id)
    assert report is not None
    assert report.state == "expired"


async def test_a_released_account_is_denied_and_opens_again_elsewhere(a_rig: MakeRig) -> None:
    rig = await a_rig()
    await rig.broker.place(an_order())

    await rig.venue.release_account(rig.account_id)
    denied = await rig.broker.place(an_order())
    cancelled = await rig.broker.cancel(an_order().client_order_id)
    other = PaperVenue(db=rig.db, quotes=rig.market, instruments=INSTRUMENTS.get, clock=rig.market)
    await other.start()
    moved = await other.open_account(rig.user_id, rig.account_id, rig.config)

    assert isinstance(denied, DeniedLocally)
    assert isinstance(cancelled, DeniedLocally)
    assert [one.quantity for one in await moved.positions()] == [Decimal(1)]
    assert isinstance(await moved.place(an_order()), Accepted)
    await other.close()


async def test_new_terms_hold_from_the_next_order_on(a_rig: MakeRig) -> None:
    rig = await a_rig(starting_cash="50000")
    await rig.broker.place(an_order())

    await rig.venue.open_account(rig.user_id, rig.account_id, {"starting_cash": "60000", "fee_rate": "0.01"})
    await rig.broker.place(an_order())

    fills, _ = await rig.broker.fills_since(None)
    assert [fill.fee for fill in fills] == [0, Decimal("20.001")]
    assert (await rig.broker.account()).cash == Decimal("59979.999")


async def test_an_order_and_its_fill_cost_one_row_each(a_rig: MakeRig, database: TestDatabase) -> None:
    rig = await a_rig()
    order = an_order()
    await rig.broker.place(order)

    connection = await asyncpg.connect(database.owner_dsn)
    rows = await connection.fetch(
        "select o.state, o.filled_quantity, o.xmin = e.xmin as is_one_commit, o.xmax = 0 as is_never_updated"
        " from app.paper_order o join app.paper_execution e using (venue_order_id) where o.account_id = $1",
        rig.account_id,
    )
    await connection.close()

    assert [tuple(row) for row in rows] == [("filled", Decimal(1), True, True)]


async def test_the_account_hears_every_fill_of_a_burst_of_quotes_once(a_rig: MakeRig) -> None:
    rig = await a_rig(partial_fill_max="0.1")
    order = an_order(order_type="limit", limit="2000.10", quantity="3")
    await rig.broker.place(order)

    for _ in range(40):
        rig.venue.on_quote(rig.market.set("2000.00", "2000.10"))

    async def filled() -> bool:
        report = await rig.broker.find_order(order.client_order_id)
        return report is not None and report.state == "filled"

    await eventually(filled)
    await rig.settle()
    told = [event.fill.venue_execution_id for event in rig.heard if isinstance(event, FillUpdate)]
    assert len(told) == len(set(told)) == 30
    assert told == [fill.venue_execution_id for fill in (await rig.broker.fills_since(None))[0]]


async def test_a_cursor_of_somebody_else_is_refused(a_rig: MakeRig) -> None:
    rig = await a_rig()

    with pytest.raises(Invalid):
        await rig.broker.fills_since("yesterday")


def _lost(_: object) -> None:
    raise ConnectionResetError("the connection ended after the commit")
