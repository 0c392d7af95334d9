"""`/risk/check` over HTTP: the executor's answer in the shape that the document promises, or that nobody is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from tests.store.orders.desk import SYMBOL, Desk
from tests.unit.domain.builders import BTC, a_quote, an_account

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.documents import intent_from_json
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.rehearse import rehearse
from tradewright.domain.trading.signal import RiskLimits, Signal
from tradewright.features.orders.executor.rehearsing import render
from tradewright.features.orders.rehearsal import RehearsalAsked
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import AccountId, CorrelationId, SignalId, UserId, new_uuid7
from tradewright.platform.bus import subjects
from tradewright.platform.db.codecs import encode_json


@pytest.fixture
async def asked(desk: Desk) -> AsyncIterator[list[RehearsalAsked]]:
    """Answer as an executor would whose books are empty and whose limit is 100 an order; yield what was asked."""
    heard: list[RehearsalAsked] = []

    async def answer(data: bytes) -> bytes:
        question = msgspec.json.decode(data, type=RehearsalAsked)
        heard.append(question)
        now = SystemClock().now()
        account = an_account(account_id=AccountId(question.account_id), user_id=desk.user_id)
        book = UserBook(
            UserId(question.user_id),
            {account.account_id: account},
            {desk.user_id: RiskLimits(order_notional_max=Decimal(100))},
        )
        signal = Signal(
            signal_id=SignalId(new_uuid7()),
            user_id=desk.user_id,
            account_id=account.account_id,
            sequence=0,
            source=question.source,
            intent=intent_from_json(question.intent),
            correlation_id=CorrelationId(new_uuid7()),
            received_at=now,
        )
        instrument = replace(BTC, symbol=SYMBOL)
        market = MarketView({SYMBOL: instrument}, {SYMBOL: a_quote(SYMBOL, bid="49", ask="50", at=now)})
        return encode_json(render(rehearse(book, signal, None, market, now), signal))

    serving = await desk.cx.bus.serve(subjects.ALL_REHEARSALS, answer)
    await desk.cx.bus.flush()
    yield heard
    await serving.close()


def an_order(quantity: str, **more: Any) -> dict[str, Any]:
    return {"side": "buy", "symbol": SYMBOL, "qty": quantity, **more}


async def test_an_order_that_would_pass_is_told_whole(
    desk: Desk, client: httpx.AsyncClient, asked: list[RehearsalAsked]
) -> None:
    account_id = await desk.add_account()

    answer = await client.post("/risk/check", json=an_order("1", sl={"mode": "percent", "value": "4"}))

    told = answer.json()
    assert answer.status_code == 200, told
    assert (told["verdict"], told["reason_code"], told["smallest_change"]) == ("approved", None, None)
    assert [(one["leg"], one["quantity"], one["stop_price"]) for one in told["orders"]] == [
        ("entry", "1", None),
        ("stop", "1", "48"),
    ]
    assert {
        "rule": "order_notional",
        "scope": "user",
        "limit": "100",
        "value": "50",
        "used_percent": "50",
        "outcome": "passed",
    } in told["rules"]
    assert told["steps"] == [
        f"Buy 1 {SYMBOL} at market.",
        f"Sell 1 {SYMBOL} at stop 48 as the stop-loss.",
    ]
    [question] = asked
    assert (question.account_id, question.source) == (account_id, "api")
    assert await desk.signals() == []


async def test_a_denial_names_the_largest_order_that_would_pass(
    desk: Desk, client: httpx.AsyncClient, asked: list[RehearsalAsked]
) -> None:
    await desk.add_account()

    told = (await client.post("/risk/check", json=an_order("3"))).json()

    assert (told["verdict"], told["reason_code"], told["orders"]) == ("denied", "order_notional", [])
    assert told["smallest_change"] == {
        "field": "quantity",
        "value": "2",
        "words": "Make it at most 2 BTCUSD.",
        "also": [],
    }


async def test_without_an_executor_the_answer_says_so(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.add_account()

    answer = await client.post("/risk/check", json=an_order("1"))

    assert (answer.status_code, answer.json()["code"]) == (503, "executor_absent")


async def test_what_placing_would_refuse_at_once_is_refused_here_too(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    await desk.add_account()

    answer = await client.post("/risk/check", json=an_order("1") | {"symbol": "NOSUCH"})

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == ["$.symbol"]
