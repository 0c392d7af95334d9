"""The stream put right: whatever order, however often, the same story is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from tests.unit.adapters.brokers.binance.scripted import Asked, Desk, Says, a_desk, no
from tests.unit.adapters.brokers.binance.test_lookup import an_algo
from tests.unit.adapters.brokers.binance.test_mutations import an_order_document
from tests.unit.adapters.brokers.binance.test_updates import EXECUTION, FUTURES

from tradewright.adapters.brokers.binance.hearing import Ears
from tradewright.adapters.brokers.binance.updates import Notice, read_event
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import BrokerEvent, FillUpdate, OrderUpdate, StreamGap
from tradewright.kernel.ids import ClientOrderId

OURS = {"c": "C", "s": "ETHUSDT", "i": 28, "q": "1"}
NEW = {**OURS, "x": "NEW", "X": "NEW"}
PART = {**OURS, "x": "TRADE", "X": "PARTIALLY_FILLED", "l": "0.4", "z": "0.4", "L": "2000", "n": "0", "t": 5}
REST = {**OURS, "x": "TRADE", "X": "FILLED", "l": "0.6", "z": "1", "L": "2000", "n": "0", "t": 6}


async def heard(desk: Desk, frames: Sequence[dict[str, Any]]) -> tuple[list[BrokerEvent], list[Notice]]:
    """Feed frames and return what was told of them."""
    told: list[BrokerEvent] = []
    notices: list[Notice] = []
    done = asyncio.Event()

    def notice(one: Notice) -> None:
        notices.append(one)
        if one == "money":
            done.set()

    ears = Ears(desk.orders, desk.links, tell=told.append, on_notice=notice)
    for frame in frames:
        ears.put(read_event(Fields(frame)))
    ears.put(["money"])  # the last thing to be worked through
    task = asyncio.create_task(ears.run())
    async with asyncio.timeout(30):
        await done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return told, notices


def spot(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**EXECUTION, **change} for change in changes]


def filled(asked: Asked) -> Says:
    return Says(an_order_document(status="FILLED", executedQty="1"))


def story(told: Sequence[BrokerEvent]) -> list[str]:
    return [
        event.report.state if isinstance(event, OrderUpdate) else event.fill.venue_execution_id
        for event in told
        if isinstance(event, OrderUpdate | FillUpdate)
    ]


async def test_an_order_is_told_as_live_then_by_its_fills_then_as_done() -> None:
    async with a_desk("spot", filled) as desk:
        told, _ = await heard(desk, spot(NEW, PART, REST))

    assert story(told) == ["working", "ETHUSDT:5", "partly_filled", "ETHUSDT:6", "filled"]


async def test_frames_that_come_twice_tell_each_fill_once_and_no_life_after_the_end() -> None:
    async with a_desk("spot", filled) as desk:
        told, _ = await heard(desk, spot(NEW, NEW, PART, PART, REST, REST, PART, NEW))

    assert story(told).count("ETHUSDT:5") == story(told).count("ETHUSDT:6") == 1
    assert story(told)[-1] == "filled"


@pytest.mark.parametrize("order", list(permutations([NEW, PART, REST])))
async def test_in_whatever_order_frames_come_acceptance_is_first_and_all_fills_are_told(
    order: Sequence[dict[str, Any]],
) -> None:
    async with a_desk("spot", filled) as desk:
        told, _ = await heard(desk, spot(*order))

    states = [event.report.state for event in told if isinstance(event, OrderUpdate)]
    assert story(told)[0] in ("working", "partly_filled")
    assert {"ETHUSDT:5", "ETHUSDT:6"} <= set(story(told))
    assert [state for state in states if state == "filled"]
    assert states[-1] == "filled"


async def test_a_triggered_stop_fills_under_the_id_it_was_placed_with() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/allAlgoOrders":
            return Says([an_algo(algoStatus="TRIGGERED", actualOrderId="28")])
        return Says(an_order_document(clientOrderId="made-up", status="FILLED", side="SELL"))

    # The order's own frames come before the algo order's, and bear a name that Binance gave.
    became = {**FUTURES, "s": "ETHUSDT", "c": "made-up", "i": 28, "ot": "STOP_MARKET", "q": "1"}
    frames = [
        {"e": "ORDER_TRADE_UPDATE", "T": 1, "E": 1, "o": {**became, "x": "NEW", "X": "NEW"}},
        {
            "e": "ORDER_TRADE_UPDATE",
            "T": 2,
            "E": 2,
            "o": {**became, "x": "TRADE", "X": "FILLED", "l": "1", "z": "1", "L": "1900", "t": 9},
        },
        {
            "e": "ALGO_UPDATE",
            "T": 3,
            "E": 3,
            "o": {
                "caid": "C",
                "aid": 7,
                "s": "ETHUSDT",
                "S": "SELL",
                "o": "STOP_MARKET",
                "q": "1",
                "X": "FINISHED",
                "ai": "28",
                "aq": "1",
            },
        },
    ]
    async with a_desk("usdm", answer) as desk:
        desk.links.learn(ClientOrderId("C"), "ETHUSDT.P", is_algo=True)
        told, _ = await heard(desk, frames)

    names = {
        event.report.client_order_id if isinstance(event, OrderUpdate) else event.fill.client_order_id
        for event in told
        if isinstance(event, OrderUpdate | FillUpdate)
    }
    assert names == {"C"}
    assert story(told) == ["working", "ETHUSDT:9", "filled"]


async def test_what_cannot_be_asked_now_is_a_gap_and_not_a_loss_of_the_rest() -> None:
    async with a_desk("spot", lambda asked: no(-1007, status=408)) as desk:
        told, _ = await heard(desk, spot(PART, NEW))

    assert isinstance(told[0], StreamGap)
    assert story(told)[-1] == "working"


async def test_notices_reach_whoever_renews_connections() -> None:
    async with a_desk("spot", filled) as desk:
        _, notices = await heard(desk, [{"e": "listenKeyExpired"}, {"e": "eventStreamTerminated"}])

    assert notices == ["reopen", "reopen", "money"]


async def test_a_bug_over_one_update_is_a_gap_and_the_next_one_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_desk("spot", filled) as desk:
        see, broken = desk.links.see, [KeyError("a bug")]

        def breaks_once(*args: Any) -> None:
            if broken:
                raise broken.pop()
            see(*args)

        monkeypatch.setattr(desk.links, "see", breaks_once)
        told, _ = await heard(desk, spot(NEW, PART, REST))

    assert isinstance(told[0], StreamGap)
    assert any(isinstance(one, FillUpdate) for one in told)
