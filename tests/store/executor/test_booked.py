"""Fills that venues tell again are recognised for a whole turn at once, each in its own account alone."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.store.executor.conftest import Floor, buy

from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import FillUpdate, StreamGap
from tradewright.features.orders.executor.booked import list_booked, without_booked
from tradewright.features.orders.executor.inbox import VenueSaid
from tradewright.kernel.ids import AccountId, ClientOrderId, VenueExecutionId, VenueOrderId


def told(account_id: AccountId, execution: str) -> VenueSaid:
    fill = Fill(
        venue_execution_id=VenueExecutionId(execution),
        client_order_id=ClientOrderId("c"),
        venue_order_id=VenueOrderId("v"),
        symbol="BTCUSD",
        side="buy",
        quantity=Decimal(1),
        price=Decimal(101),
        fee=Decimal(0),
        occurred_at=datetime.now(UTC),
    )
    return VenueSaid(account_id, FillUpdate(fill))


async def test_only_what_this_account_has_booked_is_left_out(floor: Floor) -> None:
    running = await floor.start_executor()
    await floor.quote()
    first_user, [first] = await floor.add_trader()
    second_user, [second] = await floor.add_trader()
    for user_id, account_id in ((first_user, first), (second_user, second)):
        await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    rows = await floor.owner.fetch("select account_id, venue_execution_id from app.execution")
    booked = {row["account_id"]: row["venue_execution_id"] for row in rows}
    gap = VenueSaid(first, StreamGap("the stream fell silent"))
    mine = [told(first, "new"), told(first, booked[first]), gap, told(first, booked[second])]
    theirs = [told(second, booked[second])]

    known = await list_booked(running.db, {first_user: mine, second_user: theirs})

    assert known == {(first, booked[first]), (second, booked[second])}
    assert without_booked(mine, known) == [mine[0], gap, mine[3]]
    assert without_booked(theirs, known) == []


async def test_nothing_is_asked_when_no_fill_was_told(floor: Floor) -> None:
    running = await floor.start_executor()
    user_id, [account_id] = await floor.add_trader()
    gap = VenueSaid(account_id, StreamGap("the stream fell silent"))

    assert await list_booked(running.db, {user_id: [gap]}) == set()
