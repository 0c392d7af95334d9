"""Accounts at venues of their own: decided by the venue's prices and rules, watched, and no burden to anybody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

from tests.store.executor.conftest import Floor, buy
from tests.store.executor.scripted import ELSEWHERE, ScriptedBroker
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import BrokerUnavailable, OrderReport, OrderRequest
from tradewright.domain.trading.signal import Intent, Protection
from tradewright.kernel.ids import SignalId

PAIR = buy("1", stop_loss=Protection("price", Decimal(80)), take_profit=Protection("price", Decimal(120)))
ONE_AT_A_TIME = replace(ELSEWHERE, holds_quantity=True)


async def test_an_entry_without_a_price_asks_the_venue_once_and_is_decided_by_it(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()

    entry = await floor.ask(user_id, account_id, buy("1"))

    order = await floor.order_of(entry, state="filled")
    assert order["average_price"] == Decimal(100)
    assert venue.quotes_asked == ["BTCUSD"]
    await eventually(lambda: _is_watched(venue))


async def test_a_stop_in_average_ranges_is_placed_by_the_bars_of_the_store(floor: Floor) -> None:
    user_id, account_id, _ = await floor.add_elsewhere()
    await floor.owner.execute(
        """insert into app.bar (symbol, timeframe, opened_at, open, high, low, close, volume)
           select 'BTCUSD', '1m', m, 100, 101, 99, 100, 1
             from generate_series(now() - interval '20 hours', now() - interval '1 minute', interval '1 minute') m"""
    )
    await floor.start_executor()

    entry = await floor.ask(user_id, account_id, buy("1", stop_loss=Protection("atr", Decimal(3))))

    stop = await floor.order_of(entry, leg="stop", state="working")
    assert stop["stop_price"] == Decimal(94)


async def test_a_venue_that_names_no_price_refuses_the_entry_in_time_and_holds_up_nobody(
    floor: Floor,
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    other, [other_account] = await floor.add_trader()
    asked = asyncio.Event()

    async def silent(symbol: str) -> None:
        asked.set()
        await asyncio.Event().wait()

    venue.quote = silent  # type: ignore[method-assign]
    await floor.start_executor()
    await floor.quote()
    entry = await floor.ask(user_id, account_id, buy("1"))
    await asked.wait()

    await floor.order_of(await floor.ask(other, other_account, buy("1")), state="filled")
    waiting = await floor.owner.fetchval("select state from app.signal where signal_id = $1", entry)
    refused = await floor.decided(entry)

    assert waiting == "pending"
    assert (refused["state"], refused["reason_code"]) == ("denied", "quote_missing")


async def test_a_venue_that_does_not_answer_delays_no_other_account(floor: Floor) -> None:
    slow_user, slow_account, slow = await floor.add_elsewhere()
    quick_user, quick_account, _ = await floor.add_elsewhere()
    held = asyncio.Event()

    async def hang(request: OrderRequest) -> None:
        await held.wait()

    slow.answers += [hang] * 5
    await floor.start_executor()
    waiting = [await floor.ask(slow_user, slow_account, buy("1")) for _ in range(5)]
    await floor.order_of(waiting[-1], state="submitting")

    for _ in range(5):
        await floor.order_of(await floor.ask(quick_user, quick_account, buy("1")), state="filled")

    assert [await _state_of_entry(floor, one) for one in waiting] == ["submitting"] * 5
    held.set()
    for one in waiting:
        await floor.order_of(one, state="filled")


async def test_each_account_of_a_trader_is_sent_its_order_while_the_other_ones_venue_is_silent(
    floor: Floor,
) -> None:
    user_id, [slow_account, quick_account] = await floor.add_trader(accounts=2)
    slow, quick = [await floor.move_elsewhere(one) for one in (slow_account, quick_account)]
    slow_was_asked, quick_has_its_order = asyncio.Event(), asyncio.Event()

    async def until_the_other_has_its_order(request: OrderRequest) -> None:
        slow_was_asked.set()
        await quick_has_its_order.wait()

    async def arrive(request: OrderRequest) -> None:
        await slow_was_asked.wait()
        quick_has_its_order.set()

    slow.answers.append(until_the_other_has_its_order)
    quick.answers.append(arrive)
    await floor.start_executor()
    held = await floor.ask(user_id, slow_account, buy("1"))
    await slow_was_asked.wait()

    sent = await floor.ask(user_id, quick_account, buy("1"))

    await floor.order_of(sent, state="filled")
    await floor.order_of(held, state="filled")


async def test_accounts_of_a_trader_are_looked_at_together_when_the_books_come(floor: Floor) -> None:
    user_id, account_ids = await floor.add_trader(accounts=2)
    both_are_asked, asked = asyncio.Event(), []
    for account_id in account_ids:
        venue = await floor.move_elsewhere(account_id)

        async def until_both_are_asked(venue: ScriptedBroker = venue) -> list[OrderReport]:
            asked.append(venue.account_id)
            if len(asked) == len(account_ids):
                both_are_asked.set()
            await both_are_asked.wait()
            return venue.live()

        venue.open_orders = until_both_are_asked  # type: ignore[method-assign]
    await floor.start_executor()

    entries = [await floor.ask(user_id, one, buy("1")) for one in account_ids]

    for entry in entries:
        await floor.order_of(entry, state="filled")
    assert set(asked) == set(account_ids)


async def test_an_account_whose_venue_is_away_does_not_stop_its_owners_other_account(floor: Floor) -> None:
    user_id, [paper, live] = await floor.add_trader(accounts=2)
    _, account_id, venue = await floor.add_elsewhere()
    floor.scripted[live] = venue
    await floor.owner.execute(
        "update app.account set broker = 'scripted', environment = 'live' where account_id = $1", live
    )

    def unreachable(hear: object) -> None:
        raise BrokerUnavailable("unreachable", "connection refused")

    venue.listen = unreachable  # type: ignore[method-assign]
    await floor.start_executor()
    await floor.quote()

    healthy = await floor.ask(user_id, paper, buy("1"))

    await floor.order_of(healthy, state="filled")
    assert account_id != live


async def test_a_stop_rests_and_the_target_takes_its_place_when_the_market_is_there(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(ONE_AT_A_TIME)
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PAIR)
    stop = await floor.order_of(entry, leg="stop", state="working")
    assert (await floor.order_of(entry, leg="target", state="held"))["is_managed"]

    venue.quote_now("121")

    target = await floor.order_of(entry, leg="target", state="working")
    await floor.order_of(entry, leg="stop", state="cancelled")
    assert stop["client_order_id"] in venue.cancelled
    venue.fill(target["client_order_id"])
    await floor.order_of(entry, leg="target", state="filled")
    assert await floor.position(account_id) == 0
    await eventually(lambda: _nothing_rests(floor))


async def test_a_close_takes_along_what_we_keep_and_never_tells_the_venue_of_it(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere(ONE_AT_A_TIME)
    await floor.start_executor()
    entry = await floor.ask(user_id, account_id, PAIR)
    await floor.order_of(entry, leg="stop", state="working")
    target = await floor.order_of(entry, leg="target", state="held")

    await floor.ask(user_id, account_id, Intent("exit", "BTCUSD"))

    await floor.order_of(entry, leg="target", state="cancelled")
    await eventually(lambda: _nothing_rests(floor))
    assert target["client_order_id"] not in venue.cancelled
    assert await floor.position(account_id) == 0


async def _is_watched(venue: ScriptedBroker) -> bool:
    return venue.watched == {"BTCUSD"}


async def _state_of_entry(floor: Floor, signal_id: SignalId) -> str:
    found = await floor.owner.fetchval(
        "select state from app.trade_order where signal_id = $1 and leg = 'entry'", signal_id
    )
    return str(found)


async def _nothing_rests(floor: Floor) -> bool:
    live = await floor.owner.fetchval(
        """select count(*) from app.trade_order
            where state in ('held', 'submitting', 'unknown', 'working', 'partly_filled')"""
    )
    return not live
