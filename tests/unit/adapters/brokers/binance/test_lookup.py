"""Finding orders and fills against a scripted venue: what counts as "there is none", and whose trade it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.adapters.brokers.binance.scripted import CUT, Asked, Says, a_desk, no
from tests.unit.adapters.brokers.binance.test_mutations import an_order_document

from tradewright.adapters.brokers.binance.dialect import TRADES_PAGE
from tradewright.adapters.brokers.binance.fills import Cursor, read_fills
from tradewright.domain.trading.ports.broker import REVOKED_CODE, BrokerUnavailable
from tradewright.kernel.errors import Invalid
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

C = ClientOrderId("C")
FUTURES = "ETHUSDT.P"
DAY = datetime(2026, 3, 2, tzinfo=UTC)


def an_algo(**change: Any) -> dict[str, Any]:
    return {
        "algoId": 7,
        "clientAlgoId": "C",
        "algoStatus": "NEW",
        "orderType": "STOP_MARKET",
        "symbol": "ETHUSDT",
        "side": "SELL",
        "quantity": "1",
        "triggerPrice": "1900",
        "actualOrderId": "",
        "updateTime": 1_700_000_000_000,
        **change,
    }


async def test_an_order_is_found_by_its_client_id_and_symbol() -> None:
    async with a_desk(
        "spot", lambda asked: Says(an_order_document(status="FILLED", executedQty="1"))
    ) as desk:
        desk.links.learn(C, "ETHUSDT")
        report = await desk.orders.find(C)

        assert report is not None
        assert (report.state, report.client_order_id) == ("filled", "C")
        assert desk.venue.journal[0].params["origClientOrderId"] == "C"


async def test_there_is_none_only_when_every_endpoint_says_so() -> None:
    async with a_desk("usdm", lambda asked: no(-2013, "Order does not exist.")) as desk:
        desk.links.learn(C, FUTURES)

        assert await desk.orders.find(C) is None
        assert [one.path for one in desk.venue.journal] == ["/fapi/v1/order", "/fapi/v1/algoOrder"]


@pytest.mark.parametrize("says", [CUT, Says(b"<html>", 200), no(-1007, status=408), no(-1003, status=429)])
async def test_no_answer_is_no_information(says: Says) -> None:
    async with a_desk("spot", lambda asked: says) as desk:
        desk.links.learn(C, "ETHUSDT")

        with pytest.raises(BrokerUnavailable):
            await desk.orders.find(C)


async def test_a_read_is_tried_once_more() -> None:
    answers = [CUT, Says(an_order_document(status="NEW"))]
    async with a_desk("spot", lambda asked: answers.pop(0)) as desk:
        desk.links.learn(C, "ETHUSDT")

        assert await desk.orders.find(C) is not None


async def test_a_revoked_key_is_told_by_every_read() -> None:
    async with a_desk("spot", lambda asked: no(-2015, "Invalid API-key", status=401)) as desk:
        with pytest.raises(BrokerUnavailable) as refused:
            await desk.orders.open()

        assert refused.value.code == REVOKED_CODE
        assert desk.revoked == ["Invalid API-key"]
        assert len(desk.venue.journal) == 1


async def test_an_order_whose_symbol_nobody_knows_is_not_called_absent() -> None:
    async with a_desk("spot", lambda asked: Says([])) as desk:
        with pytest.raises(BrokerUnavailable):
            await desk.orders.find(C)


async def test_an_order_whose_symbol_nobody_knows_is_found_among_the_open_ones() -> None:
    async with a_desk("spot", lambda asked: Says([an_order_document(status="NEW")])) as desk:
        report = await desk.orders.find(C)

        assert report is not None
        assert report.symbol == "ETHUSDT"


async def test_a_triggered_stop_is_told_as_the_order_it_became_under_our_id() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/algoOrder":
            return Says(an_algo(algoStatus="FINISHED", actualOrderId="28"))
        if asked.params.get("orderId") == "28":
            return Says(
                an_order_document(clientOrderId="another", status="FILLED", executedQty="1", side="SELL")
            )
        return no(-2013)

    async with a_desk("usdm", answer) as desk:
        desk.links.learn(C, FUTURES)
        report = await desk.orders.find(C)

        assert report is not None
        assert (report.client_order_id, report.venue_order_id, report.state) == ("C", "28", "filled")
        assert desk.links.ours(FUTURES, report.venue_order_id) == "C"


async def test_a_finished_stop_whose_order_is_gone_is_no_information() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/algoOrder":
            return Says(an_algo(algoStatus="FINISHED", actualOrderId="28"))
        return no(-2013)

    async with a_desk("usdm", answer) as desk:
        desk.links.learn(C, FUTURES)

        with pytest.raises(BrokerUnavailable):
            await desk.orders.find(C)


async def test_open_orders_are_both_lists_and_a_triggered_one_is_told_once() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/openAlgoOrders":
            return Says(
                [
                    an_algo(clientAlgoId="S"),
                    an_algo(algoId=8, clientAlgoId="C", actualOrderId="28", algoStatus="TRIGGERED"),
                ]
            )
        return Says(
            [
                an_order_document(status="NEW"),
                an_order_document(status="SLEEPING", orderId=29, clientOrderId="web_1"),
            ]
        )

    async with a_desk("usdm", answer) as desk:
        reports = await desk.orders.open()

        assert [(one.client_order_id, one.venue_order_id, one.state) for one in reports] == [
            ("C", "28", "working"),
            ("web_1", "29", "working"),
            ("S", "algo:7", "working"),
        ]


async def test_an_order_that_a_trigger_made_is_ours_whatever_it_is_called() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/allAlgoOrders":
            return Says([an_algo(algoStatus="TRIGGERED", actualOrderId="28")])
        return Says(
            an_order_document(clientOrderId="made-up", origType="STOP_MARKET", status="NEW", side="SELL")
        )

    async with a_desk("usdm", answer) as desk:
        desk.links.learn(C, FUTURES, is_algo=True)
        name = await desk.orders.client_id(FUTURES, "28")  # type: ignore[arg-type]

        assert name == "C"


def a_trade(number: int, *, order: int = 28, at: datetime = DAY, **change: Any) -> dict[str, Any]:
    return {
        "symbol": "ETHUSDT",
        "id": number,
        "orderId": order,
        "price": "2000",
        "qty": "0.1",
        "commission": "0.001",
        "commissionAsset": "BNB",
        "time": int(at.timestamp() * 1000),
        "isBuyer": True,
        **change,
    }


async def test_fills_have_our_ids_and_the_cursor_goes_on_from_the_last() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/api/v3/order":
            return Says(
                an_order_document(
                    orderId=asked.params["orderId"], clientOrderId="electron_x", status="FILLED"
                )
            )
        first = int(asked.params.get("fromId", 0))
        return Says(
            [a_trade(number, order=28 if number == 5 else 29) for number in (5, 6) if number >= first]
        )

    async with a_desk("spot", answer) as desk:
        desk.links.learn(C, "ETHUSDT", "28")  # type: ignore[arg-type]
        begin = Cursor(DAY - timedelta(hours=1))
        fills, end = await read_fills(
            desk.api, desk.dialect, begin, recent=desk.links.recent(), name=desk.orders.client_id
        )
        again, _ = await read_fills(
            desk.api, desk.dialect, Cursor.parse(end.render()), recent=[], name=desk.orders.client_id
        )

        assert [(one.venue_execution_id, one.client_order_id) for one in fills] == [
            ("ETHUSDT:5", "C"),
            ("ETHUSDT:6", "electron_x"),
        ]
        assert fills[0].fee_currency == "BNB"
        assert again == []
        assert desk.venue.journal[-1].params["fromId"] == "7"


async def test_fills_from_before_the_account_was_linked_are_none_of_ours() -> None:
    async with a_desk(
        "spot", lambda asked: Says([a_trade(1), a_trade(2, at=DAY + timedelta(hours=2))])
    ) as desk:
        desk.links.learn(C, "ETHUSDT", "28")  # type: ignore[arg-type]
        fills, _ = await read_fills(
            desk.api,
            desk.dialect,
            Cursor(DAY + timedelta(hours=1)),
            recent=["ETHUSDT"],
            name=desk.orders.client_id,
        )

        assert [one.venue_execution_id for one in fills] == ["ETHUSDT:2"]


async def test_many_fills_since_then_are_read_page_by_page_without_loss_or_double() -> None:
    trades = [a_trade(10 * n, at=DAY + timedelta(minutes=n)) for n in range(1, 2 * TRADES_PAGE + 500)]

    def answer(asked: Asked) -> Says:
        found = trades
        if "fromId" in asked.params:
            found = [one for one in trades if one["id"] >= int(asked.params["fromId"])][:TRADES_PAGE]
        elif "startTime" in asked.params:
            start, end = int(asked.params["startTime"]), int(asked.params["endTime"])
            assert end - start < 24 * 3_600_000
            found = [one for one in trades if start <= one["time"] <= end][:TRADES_PAGE]
        return Says(found[-TRADES_PAGE:] if len(found) > TRADES_PAGE else found)

    async with a_desk("spot", answer) as desk:
        desk.links.learn(C, "ETHUSDT", "28")  # type: ignore[arg-type]
        fills, end = await read_fills(
            desk.api,
            desk.dialect,
            Cursor(DAY - timedelta(days=3)),
            recent=["ETHUSDT"],
            name=desk.orders.client_id,
        )

        assert [one.venue_execution_id for one in fills] == [f"ETHUSDT:{one['id']}" for one in trades]
        assert end.last == {"ETHUSDT": trades[-1]["id"]}


async def test_a_liquidation_is_marked_by_the_order_that_it_belongs_to() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/fapi/v1/order":
            return Says(an_order_document(clientOrderId="autoclose-17", status="FILLED", side="SELL"))
        return Says([a_trade(5, side="SELL")])

    async with a_desk("usdm", answer) as desk:
        fills, _ = await read_fills(
            desk.api, desk.dialect, Cursor(DAY), recent=[FUTURES], name=desk.orders.client_id
        )

        assert [(one.kind, one.side) for one in fills] == [("liquidation", "sell")]


async def test_an_order_of_a_status_nobody_knows_does_not_hold_back_the_fills() -> None:
    def answer(asked: Asked) -> Says:
        if asked.path == "/api/v3/order":
            return Says(an_order_document(status="SLEEPING", clientOrderId="web_1"))
        return Says([a_trade(5)])

    async with a_desk("spot", answer) as desk:
        fills, _ = await read_fills(
            desk.api, desk.dialect, Cursor(DAY), recent=["ETHUSDT"], name=desk.orders.client_id
        )

        assert [one.client_order_id for one in fills] == ["web_1"]


async def test_every_symbol_is_asked_in_the_end() -> None:
    async with a_desk("spot", lambda asked: Says([])) as desk:
        symbols = [f"COIN{n}USDT" for n in range(40)]
        cursor = Cursor(DAY, dict.fromkeys(symbols, -1))
        for turn in range(4):
            _, end = await read_fills(
                desk.api, desk.dialect, cursor, recent=symbols[:20], name=desk.orders.client_id, turn=turn
            )
            assert end == cursor  # nothing happened, so nothing has to be written down

        assert {one.params["symbol"] for one in desk.venue.journal} == set(symbols)


@pytest.mark.parametrize("text", ["", "7", "{}", '{"since":"x","last":{}}', '{"since":1,"last":[]}', "null"])
def test_a_cursor_of_another_make_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Cursor.parse(text)


async def test_calm_asked_for_halfway_keeps_what_was_named_and_the_rest_comes_with_the_next_look() -> None:
    async with a_desk("spot", lambda asked: Says([a_trade(n, order=20 + n) for n in (5, 6, 7)])) as desk:

        async def name(symbol: str, number: VenueOrderId) -> ClientOrderId:
            if number != "25":
                raise BrokerUnavailable("rate_limited", "calm", retry_after_s=5)
            return ClientOrderId("C")

        fills, end = await read_fills(desk.api, desk.dialect, Cursor(DAY), recent=["ETHUSDT"], name=name)

    assert [one.venue_execution_id for one in fills] == ["ETHUSDT:5"]
    assert end.last == {"ETHUSDT": 5}


async def test_an_order_that_binance_does_not_know_is_asked_about_once() -> None:
    async with a_desk("spot", lambda asked: no(-2013, "Order does not exist.")) as desk:
        named = [await desk.orders.client_id("ETHUSDT", VenueOrderId("28")) for _ in range(2)]

        assert named == [None, None]
        assert len(desk.venue.journal) == 1
