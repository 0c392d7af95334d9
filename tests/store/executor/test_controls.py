"""What a trader has stopped is not sent, and what was to be flat ends flat, whatever crosses on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from tests.store.executor.conftest import Floor, Running, buy
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import Broker
from tradewright.domain.trading.signal import Intent, Protection
from tradewright.kernel.ids import AccountId

FLATTEN = Intent("flatten", None)
EXIT = Intent("exit", "BTCUSD")


class Deaf:
    """Takes orders and never passes them on: the process dies between its commit and the send."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    async def place(self, request: object) -> None:
        await asyncio.Event().wait()


def crossing(before_cancel: Callable[[], Any]) -> Callable[[Broker], Broker]:
    """Let something happen at the venue just before each cancel reaches it."""

    class Crossed:
        def __init__(self, broker: Broker) -> None:
            self._broker = broker

        def __getattr__(self, name: str) -> Any:
            return getattr(self._broker, name)

        async def cancel(self, client_order_id: Any) -> Any:
            await before_cancel()
            return await self._broker.cancel(client_order_id)

    return Crossed


async def _die(floor: Floor, running: Running) -> None:
    await running.kill()
    await floor.owner.execute("update app.member set pid = 4194303")  # a process that is gone


async def test_an_entry_not_yet_sent_when_the_kill_switch_is_pressed_is_never_sent(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    first = await floor.start_executor(Deaf)  # type: ignore[arg-type]
    await floor.quote()
    signal_id = await floor.ask(user_id, account_id, buy("1"))
    await floor.order_of(signal_id, state="submitting")
    await _die(floor, first)
    await floor.press_kill_switch(user_id)

    await floor.start_executor()
    await floor.quote()

    await floor.order_of(signal_id, state="not_placed")
    assert await floor.venue_orders(account_id) == []


async def test_an_order_not_yet_sent_when_its_cancel_was_asked_for_is_never_sent(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    first = await floor.start_executor(Deaf)  # type: ignore[arg-type]
    await floor.quote()
    signal_id = await floor.ask(user_id, account_id, buy("1", order_type="limit", limit_price=Decimal(90)))
    order = await floor.order_of(signal_id, state="submitting")
    await _die(floor, first)
    await floor.owner.execute(
        "update app.trade_order set cancel_requested = true where order_id = $1", order["order_id"]
    )

    await floor.start_executor()
    await floor.quote()

    await floor.order_of(signal_id, state="not_placed")
    assert await floor.venue_orders(account_id) == []


@pytest.mark.parametrize("leave", [FLATTEN, EXIT], ids=["flatten", "close"])
@pytest.mark.parametrize("held", [True, False], ids=["holding", "flat"])
async def test_a_resting_entry_that_fills_as_its_cancel_arrives_leaves_nothing_open(
    floor: Floor, leave: Intent, held: bool
) -> None:
    user_id, [account_id] = await floor.add_trader()

    async def fill() -> None:
        await floor.quote(bid="89", ask="89.5")
        own = await asyncpg.connect(floor.database.owner_dsn)
        await eventually(lambda: _filled(own, account_id))
        await own.close()

    await floor.start_executor(crossing(fill))
    await floor.quote()
    if held:
        await floor.order_of(await floor.ask(user_id, account_id, buy("1")), state="filled")
    resting = await floor.ask(user_id, account_id, buy("3", order_type="limit", limit_price=Decimal(90)))
    await floor.order_of(resting, state="working")

    await floor.decided(await floor.ask(user_id, account_id, leave))

    await floor.order_of(resting, state="filled")
    await eventually(lambda: _is_flat(floor, account_id))


async def test_a_plain_cancel_that_comes_too_late_keeps_the_position(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()

    async def fill() -> None:
        await floor.quote(bid="89", ask="89.5")
        own = await asyncpg.connect(floor.database.owner_dsn)
        await eventually(lambda: _filled(own, account_id))
        await own.close()

    await floor.start_executor(crossing(fill))
    await floor.quote()
    resting = await floor.ask(user_id, account_id, buy("3", order_type="limit", limit_price=Decimal(90)))
    order = await floor.order_of(resting, state="working")

    await floor.decided(
        await floor.ask(user_id, account_id, Intent("cancel", None, cancel_order_id=order["order_id"]))
    )

    await floor.order_of(resting, state="filled")
    assert await floor.owner.fetchval("select count(*) from app.signal") == 2
    assert await floor.position(account_id) == 3


async def test_closing_takes_working_protective_legs_with_it(floor: Floor) -> None:
    user_id, [account_id] = await floor.add_trader()
    await floor.start_executor()
    await floor.quote()
    protected = buy(
        "2", stop_loss=Protection("percent", Decimal(5)), take_profit=Protection("percent", Decimal(5))
    )
    entry = await floor.ask(user_id, account_id, protected)
    await floor.order_of(entry, leg="target", state="working")

    closing = await floor.ask(user_id, account_id, EXIT)

    await floor.order_of(closing, leg="exit", state="filled")
    await floor.order_of(entry, leg="stop", state="cancelled")
    await floor.order_of(entry, leg="target", state="cancelled")
    assert await floor.position(account_id) == 0


async def _filled(own: asyncpg.Connection[asyncpg.Record], account_id: AccountId) -> bool:
    found = await own.fetchval(
        "select count(*) from app.paper_execution where account_id = $1 and price <= 90 and side = 'buy'",
        account_id,
    )
    return bool(found)


async def _is_flat(floor: Floor, account_id: AccountId) -> bool:
    live = await floor.owner.fetchval(
        """select count(*) from app.trade_order
            where account_id = $1 and state in ('held', 'submitting', 'unknown', 'working', 'partly_filled')""",
        account_id,
    )
    waiting = await floor.owner.fetchval("select count(*) from app.signal where state = 'pending'")
    return not live and not waiting and await floor.position(account_id) == 0
