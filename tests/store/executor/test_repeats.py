"""Exits that must happen are sent again until there is nothing left, a little later each time, or until a person cancels."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.store.executor.conftest import Floor, buy
from tests.support.eventually import eventually

from tradewright.domain.trading.ports.broker import (
    BUSY_CODE,
    GONE_CODE,
    RATE_CODE,
    CancelOutcome,
    DeniedLocally,
    OrderRequest,
    PlaceOutcome,
    Rejected,
    Unknown,
)
from tradewright.domain.trading.signal import Intent, Sizing
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting import following, hearing
from tradewright.kernel.ids import AccountId, ClientOrderId

FLATTEN = Intent("flatten", None)


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "backoff", lambda refusals: timedelta(milliseconds=50 * refusals))


def test_pauses_double_up_to_a_minute() -> None:
    seconds = [following.backoff(count).total_seconds() for count in range(1, 10)]

    assert seconds == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.usefixtures("_quick")
async def test_a_flatten_that_the_venue_refuses_twice_ends_flat(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    venue.answers += [_refuse, _refuse]

    flatten = await floor.ask(user_id, account_id, FLATTEN)

    await floor.order_of(flatten, leg="exit", state="rejected")
    await eventually(lambda: _is_flat(floor, account_id))
    assert [request.quantity for request in venue.placed] == [Decimal(2)] * 4
    reasons = await floor.owner.fetch("select reason from app.trade_order where state = 'rejected'")
    assert {row["reason"] for row in reasons} == {"the market is closed"}


@pytest.mark.usefixtures("_quick")
async def test_a_refused_exit_of_the_ordinary_kind_is_not_sent_again(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    venue.answers.append(_refuse)

    closing = await floor.ask(user_id, account_id, Intent("exit", "BTCUSD"))
    await floor.order_of(closing, leg="exit", state="rejected")

    assert await floor.owner.fetchval("select count(*) from app.signal") == 2


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Rejected(RATE_CODE, "too many requests"), "rejected"),
        (Rejected(BUSY_CODE, "the venue is overloaded"), "rejected"),
        (DeniedLocally("not sent, rate limit"), "not_placed"),
    ],
)
async def test_an_ordinary_exit_that_nobody_judged_is_sent_again(
    floor: Floor, outcome: PlaceOutcome, state: str
) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")

    async def busy(request: OrderRequest) -> PlaceOutcome:
        return outcome

    venue.answers += [busy, busy]
    closing = await floor.ask(user_id, account_id, Intent("exit", "BTCUSD"))

    await floor.order_of(closing, leg="exit", state=state)
    await eventually(lambda: _is_flat(floor, account_id))
    assert await floor.owner.fetchval("select count(*) from app.trade_order where leg = 'exit'") == 3


@pytest.mark.usefixtures("_quick")
async def test_nothing_is_repeated_once_the_venue_says_that_nothing_is_left(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")

    async def gone(request: OrderRequest) -> PlaceOutcome:
        return Rejected(GONE_CODE, "there is no position")

    venue.answers.append(gone)
    flatten = await floor.ask(user_id, account_id, FLATTEN)
    await floor.order_of(flatten, leg="exit", state="rejected")

    assert await floor.owner.fetchval("select count(*) from app.signal") == 2


async def test_a_person_who_cancels_stops_the_next_try(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    venue.answers += [_refuse] * 10
    flatten = await floor.ask(user_id, account_id, FLATTEN)
    await floor.order_of(flatten, leg="exit", state="rejected")
    # The first try comes after a second; the one after it would come two seconds later.
    await eventually(lambda: _waits(floor))

    await floor.decided(await floor.ask(user_id, account_id, Intent("cancel", "BTCUSD")))

    stopped = await floor.owner.fetchrow("select * from app.signal where reason_code = 'stopped'")
    assert stopped is not None
    assert stopped["state"] == "ignored"
    assert await floor.owner.fetchval("select count(*) from app.signal where state = 'pending'") == 0


@pytest.mark.usefixtures("_quick")
async def test_a_person_who_cancels_while_a_try_is_on_its_way_stops_the_next_one(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    answered = asyncio.Event()

    async def refuse_late(request: OrderRequest) -> PlaceOutcome:
        await answered.wait()
        return await _refuse(request)

    venue.answers += [refuse_late] + [_refuse] * 10
    flatten = await floor.ask(user_id, account_id, FLATTEN)
    await eventually(lambda: _tries(venue.placed, 2))

    await floor.decided(await floor.ask(user_id, account_id, Intent("cancel", "BTCUSD")))
    answered.set()
    await floor.order_of(flatten, leg="exit", state="rejected")

    assert await floor.owner.fetchval("select count(*) from app.signal where state = 'pending'") == 0
    assert await floor.owner.fetchval("select count(*) from app.trade_order where leg = 'exit'") == 1


async def test_another_executor_knows_which_tries_a_person_has_stopped(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    first = await floor.start_executor()
    for symbol in ("BTCUSD", "ETHUSD"):
        intent = Intent("buy", symbol, sizing=Sizing("fixed", Decimal(2)))
        await floor.order_of(await floor.ask(user_id, account_id, intent), state="filled")

    async def hang(request: OrderRequest) -> PlaceOutcome:
        await asyncio.Event().wait()
        raise AssertionError("never")

    venue.answers += [hang, hang]
    flatten = await floor.ask(user_id, account_id, FLATTEN)
    await eventually(lambda: _tries(venue.placed, 4))
    await floor.decided(await floor.ask(user_id, account_id, Intent("cancel", "BTCUSD")))
    await first.kill()

    second = await floor.start_executor()

    async def loaded() -> UserDesk | None:
        return second.executor._books.desks.get(user_id)

    desk = await eventually(loaded)
    assert desk.exit_causes[flatten].stopped == {"BTCUSD"}


@pytest.mark.usefixtures("_quick")
async def test_a_cancel_of_an_agent_leaves_the_tries_of_a_flatten_alone(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    answered = asyncio.Event()

    async def refuse_late(request: OrderRequest) -> PlaceOutcome:
        await answered.wait()
        return await _refuse(request)

    venue.answers.append(refuse_late)
    await floor.ask(user_id, account_id, FLATTEN)
    await eventually(lambda: _tries(venue.placed, 2))

    await floor.decided(await floor.ask(user_id, account_id, Intent("cancel", "BTCUSD"), source="alert"))
    answered.set()

    await eventually(lambda: _is_flat(floor, account_id))


async def _refuse(request: OrderRequest) -> PlaceOutcome:
    return Rejected("market_closed", "the market is closed")


async def _tries(placed: list[OrderRequest], count: int) -> bool:
    return len(placed) >= count


async def _waits(floor: Floor) -> bool:
    """Whether a try has been refused and the one after it waits for its time."""
    refused = await floor.owner.fetchval(
        "select count(*) from app.trade_order where leg = 'exit' and state = 'rejected'"
    )
    return bool(refused >= 2)


async def _is_flat(floor: Floor, account_id: AccountId, symbol: str = "BTCUSD") -> bool:
    return await floor.position(account_id, symbol) == 0


async def test_an_exit_at_a_price_whose_time_is_up_goes_to_the_market(floor: Floor) -> None:
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    patient = Intent("exit", "BTCUSD", order_type="limit", limit_price=Decimal(120), cancel_after_s=1)

    resting = await floor.ask(user_id, account_id, patient)
    await floor.order_of(resting, leg="exit", state="cancelled")

    await eventually(lambda: _is_flat(floor, account_id))
    assert [request.order_type for request in venue.placed] == ["market", "limit", "market"]


async def test_an_exit_that_was_to_expire_is_not_sent_again(floor: Floor) -> None:
    user_id, account_id, _ = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    expiring = Intent(
        "exit",
        "BTCUSD",
        order_type="limit",
        limit_price=Decimal(120),
        time_in_force="gtd",
        expires_at=datetime.now(UTC) + timedelta(seconds=2),
    )

    resting = await floor.ask(user_id, account_id, expiring)
    await floor.order_of(resting, leg="exit", state="cancelled")

    assert await floor.owner.fetchval("select count(*) from app.signal") == 2
    assert await floor.position(account_id) == 2


async def test_every_symbol_of_a_flatten_is_closed_though_the_venue_refuses_one_after_another(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "backoff", lambda refusals: timedelta(milliseconds=50 * refusals))
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    await floor.order_of(await floor.ask(user_id, account_id, buy("2")), state="filled")
    other = Intent("buy", "ETHUSD", sizing=Sizing("fixed", Decimal(3)))
    await floor.order_of(await floor.ask(user_id, account_id, other), state="filled")
    accepted = 0

    async def refuse_eth_twice(request: OrderRequest) -> PlaceOutcome | None:
        nonlocal accepted
        if request.symbol == "ETHUSD" and accepted < 2:
            accepted += 1
            return Rejected("market_closed", "the market is closed")
        return None

    venue.answers += [refuse_eth_twice] * 10
    await floor.ask(user_id, account_id, FLATTEN)

    await eventually(lambda: _is_flat(floor, account_id))
    await eventually(lambda: _is_flat(floor, account_id, "ETHUSD"))


async def test_a_cancel_whose_answer_is_lost_is_asked_for_again(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "LOST_CANCEL_AFTER", timedelta(milliseconds=100))
    user_id, account_id, venue = await floor.add_elsewhere()
    await floor.start_executor()
    resting = await floor.ask(user_id, account_id, buy("1", order_type="limit", limit_price=Decimal(90)))
    await floor.order_of(resting, state="working")
    cancel, lost = venue.cancel, list[ClientOrderId]()

    async def deaf_twice(client_order_id: ClientOrderId) -> CancelOutcome:
        if len(lost) < 2:
            lost.append(client_order_id)
            return (
                Unknown("no answer") if len(lost) == 1 else DeniedLocally("the limit of requests is reached")
            )
        return await cancel(client_order_id)

    venue.cancel = deaf_twice  # type: ignore[method-assign]
    await floor.ask(user_id, account_id, Intent("cancel", "BTCUSD"))

    await floor.order_of(resting, state="cancelled")
    assert len(lost) == 2
