"""Asking for an order: one signal, found again by a retry, decided by the executor, told as it is."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest
from tests.store.orders.desk import SHARD, SYMBOL, Desk, market_buy

from tradewright.domain.trading.signal import Sizing
from tradewright.features.brokerage import AccountNotFound
from tradewright.features.orders import DecisionWaiter
from tradewright.features.orders.errors import (
    AccountNotActive,
    IdempotencyKeyReused,
    NothingToClose,
    OrderDenied,
    OrderNotOpen,
    SignalIgnored,
)
from tradewright.features.orders.verbs.ask import derive_signal_id
from tradewright.features.orders.verbs.cancel_order import cancel_order
from tradewright.features.orders.verbs.close import close_position, flatten
from tradewright.features.orders.verbs.place_order import Placed, place_order
from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import AccountId
from tradewright.platform.bus import Message, subjects
from tradewright.platform.context import Context

BUY = market_buy(sizing=Sizing("fixed", Decimal("0.5")), tag="mine")


async def place(
    cx: Context,
    decisions: DecisionWaiter,
    account_id: AccountId | None = None,
    *,
    broker: str | None = None,
    key: str | None = None,
    symbol: str = SYMBOL,
) -> Placed:
    intent = market_buy(sizing=BUY.sizing, symbol=symbol)
    return await place_order(
        cx, decisions, account_id=account_id, broker=broker, intent=intent, idempotency_key=key
    )


async def woken(desk: Desk) -> asyncio.Future[None]:
    """Return a future that is done when somebody wakes the trader's shard."""
    heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def hear(_: Message) -> None:
        if not heard.done():
            heard.set_result(None)

    await desk.cx.bus.subscribe(subjects.wake_shard(SHARD), hear)
    await desk.cx.bus.flush()
    return heard


async def test_an_order_is_one_signal_that_wakes_its_shard_and_answers_with_the_entry(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    account_id = await desk.add_account()
    heard = await woken(desk)

    asked = asyncio.create_task(place(desk.cx, decisions, account_id))
    await asyncio.wait_for(heard, 30)
    [signal] = await desk.signals()
    entry = await desk.add_order(account_id, signal_id=signal["signal_id"])
    await desk.add_order(account_id, signal_id=signal["signal_id"], leg="stop", state="held", parent=entry)
    await desk.decide(signal["signal_id"], "ordered")
    placed = await asked

    assert placed.order is not None
    assert placed.order.order.order_id == entry
    assert (signal["source"], signal["shard_id"], signal["state"]) == ("manual", SHARD, "pending")
    audits = await desk.owner("select action, subject from app.audit_entry where user_id = $1", desk.user_id)
    assert [tuple(row) for row in audits] == [("signal.asked", f"signal:{signal['signal_id']}")]


async def test_a_program_asks_as_api(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account()

    await _decided_at_once(desk, decisions, account_id, cx=desk.by_api_key())

    assert [row["source"] for row in await desk.signals()] == ["api"]


async def test_a_retry_with_the_same_key_finds_the_same_signal(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account()

    first = await _decided_at_once(desk, decisions, account_id, key="k-1")
    second = await place(desk.by_api_key(), decisions, account_id, key="k-1")

    assert second.signal.signal.signal_id == first.signal.signal.signal_id
    assert first.signal.signal.signal_id == derive_signal_id(desk.user_id, "k-1", what="order")
    assert len(await desk.signals()) == 1


async def test_the_same_key_of_another_trader_is_another_signal(
    desk: Desk, stranger: Desk, decisions: DecisionWaiter
) -> None:
    mine = await _decided_at_once(desk, decisions, await desk.add_account(), key="k-1")
    theirs = await _decided_at_once(stranger, decisions, await stranger.add_account(), key="k-1")

    assert mine.signal.signal.signal_id != theirs.signal.signal.signal_id


async def test_a_key_that_was_used_for_something_else_is_refused(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    account_id = await desk.add_account()
    await _decided_at_once(desk, decisions, account_id, key="k-1")

    with pytest.raises(IdempotencyKeyReused):
        await place(desk.cx, decisions, account_id, key="k-1", symbol="ES")

    assert len(await desk.signals()) == 1


async def test_an_unknown_symbol_writes_nothing_and_names_what_comes_near(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    account_id = await desk.add_account()

    with pytest.raises(Invalid) as refused:
        await place(desk.cx, decisions, account_id, symbol="BTCUSDT")

    [fault] = refused.value.faults
    assert (fault.path, fault.rule, fault.value) == ("$.symbol", "known_symbol", "BTCUSDT")
    assert "did you mean BTCUSD?" in fault.message
    assert await desk.signals() == []


async def test_a_broker_alone_means_its_only_active_account(desk: Desk, decisions: DecisionWaiter) -> None:
    await desk.add_account(label="old", status="closed")
    account_id = await desk.add_account()

    placed = await _decided_at_once(desk, decisions, None, broker="paper")

    assert placed.signal.signal.account_id == account_id


async def test_a_broker_with_two_accounts_asks_which(desk: Desk, decisions: DecisionWaiter) -> None:
    one, two = await desk.add_account(label="one"), await desk.add_account(label="two")

    with pytest.raises(Invalid) as refused:
        await place(desk.cx, decisions, broker="paper")

    [fault] = refused.value.faults
    assert fault.path == "$.account_id"
    assert str(one) in fault.message
    assert str(two) in fault.message


async def test_a_broker_without_accounts_names_what_there_is(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account()

    with pytest.raises(Invalid) as refused:
        await place(desk.cx, decisions, broker="alpaca")

    [fault] = refused.value.faults
    assert (fault.path, fault.value) == ("$.broker", "alpaca")
    assert str(account_id) in fault.message


async def test_an_account_at_another_broker_is_a_fault(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account()

    with pytest.raises(Invalid) as refused:
        await place(desk.cx, decisions, account_id, broker="alpaca")

    assert refused.value.faults[0].path == "$.broker"


async def test_another_traders_account_does_not_exist(
    desk: Desk, stranger: Desk, decisions: DecisionWaiter
) -> None:
    theirs = await stranger.add_account()

    with pytest.raises(AccountNotFound):
        await place(desk.cx, decisions, theirs)
    with pytest.raises(AccountNotFound):
        await flatten(desk.cx, decisions, account_id=theirs, idempotency_key=None)

    assert await desk.signals() == await stranger.signals() == []


async def test_a_disconnected_account_takes_no_orders(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account(status="disconnected")

    with pytest.raises(AccountNotActive):
        await place(desk.cx, decisions, account_id)


async def test_a_denial_says_rule_scope_limit_and_value(desk: Desk, decisions: DecisionWaiter) -> None:
    account_id = await desk.add_account()
    rule = {"rule": "trades_daily", "scope": "user", "limit": "3", "value": "3", "outcome": "denied"}

    with pytest.raises(OrderDenied) as denied:
        await _decided_at_once(
            desk,
            decisions,
            account_id,
            state="denied",
            reason_code="trades_daily",
            reason="3 of 3 are used",
            decision={"risk": {"rules": [{**rule, "rule": "loss_daily", "outcome": "passed"}, rule]}},
        )

    [signal] = await desk.signals()
    assert denied.value.detail == "3 of 3 are used"
    assert denied.value.data == {
        "signal_id": str(signal["signal_id"]),
        "reason_code": "trades_daily",
        "rule": "trades_daily",
        "scope": "user",
        "limit": "3",
        "value": "3",
        "smallest_change": None,
    }


async def test_a_denial_by_no_limit_of_the_traders_names_its_rule_all_the_same(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    account_id = await desk.add_account()

    with pytest.raises(OrderDenied) as denied:
        await _decided_at_once(
            desk, decisions, account_id, state="denied", reason_code="quote_stale", decision={}
        )

    assert (denied.value.data["rule"], denied.value.data["scope"]) == ("quote_stale", None)


@pytest.mark.parametrize(
    ("code", "kind"), [("nothing_to_close", NothingToClose), ("already_closing", SignalIgnored)]
)
async def test_a_close_with_nothing_to_do_says_so(
    desk: Desk, decisions: DecisionWaiter, code: str, kind: type[SignalIgnored]
) -> None:
    account_id = await desk.add_account()

    async with asyncio.TaskGroup() as group:
        asked = group.create_task(_close(desk, decisions, account_id))
        await desk.decide_next("ignored", reason_code=code, reason="nothing")
        error = await asked

    assert type(error) is kind
    assert error.data["reason_code"] == code


async def test_flatten_asks_for_every_account_that_is_not_closed(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    accounts = [await desk.add_account(), await desk.add_account(status="disconnected")]
    await desk.add_account(status="closed")

    async with asyncio.TaskGroup() as group:
        asked = group.create_task(flatten(desk.cx, decisions, account_id=None, idempotency_key="f"))
        await desk.decide_next("done", count=2)
    signals = asked.result()

    assert [kept.signal.account_id for kept in signals] == accounts
    assert {kept.state for kept in signals} == {"done"}
    assert {kept.signal.intent.action for kept in signals} == {"flatten"}


async def test_cancelling_writes_a_cancel_signal_and_answers_with_the_order(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    account_id = await desk.add_account()
    order_id = await desk.add_order(account_id)

    async with asyncio.TaskGroup() as group:
        asked = group.create_task(cancel_order(desk.cx, decisions, order_id, idempotency_key=None))
        await desk.decide_next("done")
    answer = asked.result()

    [signal] = await desk.signals()
    intent = json.loads(signal["intent"])
    assert (intent["action"], intent["cancel_order_id"]) == ("cancel", str(order_id))
    assert answer.order.order.order_id == order_id


async def test_a_cancelled_order_is_cancelled_again_without_a_signal(
    desk: Desk, decisions: DecisionWaiter
) -> None:
    order_id = await desk.add_order(await desk.add_account(), state="cancelled")

    answer = await cancel_order(desk.cx, decisions, order_id, idempotency_key=None)

    assert answer.signal is None
    assert await desk.signals() == []


async def test_a_filled_order_is_not_cancelled(desk: Desk, decisions: DecisionWaiter) -> None:
    order_id = await desk.add_order(await desk.add_account(), state="filled")

    with pytest.raises(OrderNotOpen) as refused:
        await cancel_order(desk.cx, decisions, order_id, idempotency_key=None)

    assert refused.value.data["state"] == "filled"
    assert await desk.signals() == []


async def _close(desk: Desk, decisions: DecisionWaiter, account_id: AccountId) -> SignalIgnored:
    with pytest.raises(SignalIgnored) as refused:
        await close_position(
            desk.cx, decisions, account_id=account_id, symbol=SYMBOL, quantity=None, idempotency_key=None
        )
    return refused.value


async def _decided_at_once(
    desk: Desk,
    decisions: DecisionWaiter,
    account_id: AccountId | None,
    *,
    cx: Context | None = None,
    key: str | None = None,
    broker: str | None = None,
    state: str = "ordered",
    **decision: Any,
) -> Placed:
    """Place an order while an executor decides it."""
    asked = asyncio.create_task(place(cx or desk.cx, decisions, account_id, broker=broker, key=key))
    await desk.decide_next(state, **decision)
    return await asked
