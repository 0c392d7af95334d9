"""Live orders that change: in place where the venue can, else by a successor that never lives beside its predecessor."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from tests.store.executor.conftest import Floor, buy
from tests.store.executor.scripted import ELSEWHERE
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import DeniedLocally, OrderChange
from tradewright.domain.trading.signal import Intent, Protection

PROTECTED = buy("1", stop_loss=Protection("price", Decimal(80)))
BREAKEVEN = Intent("breakeven", "BTCUSD")
BRACKET = replace(ELSEWHERE, bracket=True)
IN_PLACE = replace(BRACKET, replace="in_place")


async def test_a_stop_moves_in_place_and_the_asking_is_on_record(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(IN_PLACE)
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PROTECTED)
    stop = await floor.order_of(entry, leg="stop", state="working")
    venue.quote_now("130")

    moved = await floor.ask(user_id, account_id, BREAKEVEN)

    assert (await floor.decided(moved))["state"] == "done"
    await eventually(lambda: _stop_price(floor, stop["order_id"], "100"))
    assert venue.replaced == [(stop["client_order_id"], OrderChange(stop_price=Decimal(100)))]
    kinds = await _kinds(floor, stop["order_id"])
    assert kinds[-2:] == ["replace_requested", "replaced"]


async def test_where_a_venue_cannot_change_orders_the_successor_follows_the_end_of_the_first(
    floor: Floor,
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(BRACKET)
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PROTECTED)
    stop = await floor.order_of(entry, leg="stop", state="working")
    venue.quote_now("130")

    await floor.decided(await floor.ask(user_id, account_id, BREAKEVEN))

    heir = await eventually(lambda: _heir(floor, stop["order_id"], "working"))
    assert (heir["stop_price"], heir["quantity"]) == (Decimal(100), Decimal(1))
    assert [one.client_order_id for one in venue.live()] == [heir["client_order_id"]]
    assert venue.cancelled == [stop["client_order_id"]]


async def test_a_successor_whose_predecessor_ended_while_nobody_was_there_is_sent_by_the_next_executor(
    floor: Floor,
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(BRACKET)
    first = await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PROTECTED)
    stop = await floor.order_of(entry, leg="stop", state="working")
    venue.quote_now("130")
    hear, venue._hear = venue._hear, None
    await floor.decided(await floor.ask(user_id, account_id, BREAKEVEN))
    await eventually(lambda: _heir(floor, stop["order_id"], "held"))
    await first.kill()
    await floor.owner.execute("update app.member set pid = 4194303")
    assert hear is not None

    await floor.start_executor()

    heir = await eventually(lambda: _heir(floor, stop["order_id"], "working"))
    assert [one.client_order_id for one in venue.live()] == [heir["client_order_id"]]


async def test_a_stop_that_fills_while_it_is_moved_leaves_no_second_one(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(BRACKET)
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PROTECTED)
    stop = await floor.order_of(entry, leg="stop", state="working")
    venue.quote_now("130")
    cancel = venue.cancel

    async def too_late(client_order_id):  # type: ignore[no-untyped-def]
        venue.fill(client_order_id)
        return await cancel(client_order_id)

    venue.cancel = too_late  # type: ignore[method-assign]
    await floor.decided(await floor.ask(user_id, account_id, BREAKEVEN))
    await floor.order_of(entry, leg="stop", state="filled")
    heir = await eventually(lambda: _heir(floor, stop["order_id"], "cancelled"))
    assert heir["reason"] is not None
    assert venue.live() == []
    assert await floor.position(account_id) == 0


async def test_a_change_that_the_adapter_cannot_send_is_made_by_a_successor(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(IN_PLACE)

    async def cannot(client_order_id, change):  # type: ignore[no-untyped-def]
        return DeniedLocally("stops cannot be changed here")

    venue.replace = cannot  # type: ignore[method-assign]
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PROTECTED)
    stop = await floor.order_of(entry, leg="stop", state="working")
    venue.quote_now("130")

    await floor.decided(await floor.ask(user_id, account_id, BREAKEVEN))

    heir = await eventually(lambda: _heir(floor, stop["order_id"], "working"))
    assert heir["stop_price"] == Decimal(100)


async def _stop_price(floor: Floor, order_id: UUID, price: str) -> bool:
    found = await floor.owner.fetchval("select stop_price from app.trade_order where order_id = $1", order_id)
    return bool(found == Decimal(price))


async def _heir(floor: Floor, order_id: UUID, state: str):  # type: ignore[no-untyped-def]
    return await floor.owner.fetchrow(
        "select * from app.trade_order where replaces = $1 and state = $2", order_id, state
    )


async def _kinds(floor: Floor, order_id: UUID) -> list[str]:
    rows = await floor.owner.fetch(
        "select kind from app.order_event where order_id = $1 order by number", order_id
    )
    return [row["kind"] for row in rows]
