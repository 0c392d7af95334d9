"""The fake Binance's futures: one endpoint for orders, another for conditional ones, positions, margin, listen keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fakes.exchange_desk import an_exchange_desk, listening

ORDER = {"symbol": "BTCUSDT", "side": "BUY"}
LIMIT = {**ORDER, "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "94000"}
MARKET = {**ORDER, "type": "MARKET", "quantity": "0.01"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({**MARKET, "type": "STOP_MARKET", "stopPrice": "90000"}, -4120),
        ({**MARKET, "type": "TRAILING_STOP_MARKET", "callbackRate": "1"}, -4120),
        ({**MARKET, "quantity": "0.0001"}, -1111),
        ({**MARKET, "quantity": "0.001"}, -4164),
        ({**MARKET, "quantity": "90"}, -2019),
        ({**LIMIT, "price": "94000.05"}, -1111),
        ({**LIMIT, "newClientOrderId": "not good"}, -4015),
        ({**LIMIT, "positionSide": "LONG"}, -4061),
        ({**LIMIT, "timeInForce": "GTX", "price": "95000"}, -5022),
        ({**LIMIT, "timeInForce": "FOK"}, -5021),
        ({**MARKET, "side": "SELL", "reduceOnly": "true"}, -2022),
        ({**LIMIT, "price": "200000"}, -4016),
    ],
)
async def test_orders_against_the_rules_are_refused(given: dict[str, Any], code: int) -> None:
    async with an_exchange_desk() as desk:
        status, told, _ = await desk.refused("POST", "/fapi/v1/order", **given)

        assert (status, told) == (400, code)
        assert await desk.ask("GET", "/fapi/v1/allOrders", symbol="BTCUSDT") == []


async def test_a_duplicate_client_id_is_refused_while_open() -> None:
    async with an_exchange_desk() as desk:
        await desk.ask("POST", "/fapi/v1/order", **LIMIT, newClientOrderId="mine")

        assert (await desk.refused("POST", "/fapi/v1/order", **LIMIT, newClientOrderId="mine"))[1] == -4116


async def test_a_position_is_net_and_turns_in_one_order() -> None:
    async with an_exchange_desk() as desk:
        await desk.future(quantity="0.1")
        await desk.fake.admin.price("BTCUSDT", "96000", market="futures")
        await desk.future("SELL", quantity="0.3")

        position = (await desk.ask("GET", "/fapi/v3/positionRisk"))[0]
        account = await desk.ask("GET", "/fapi/v3/account")

        assert (position["positionAmt"], position["entryPrice"]) == ("-0.2", "96000")
        assert account["totalWalletBalance"] == "100100.00000000"


async def test_conditional_orders_live_apart_and_become_orders_when_they_trigger() -> None:
    async with an_exchange_desk() as desk:
        key = (await desk.http.post("/fapi/v1/listenKey")).json()["listenKey"]
        async with listening(desk, f"{desk.fake.futures_stream_url}/private/ws/{key}"):
            await desk.future(quantity="0.1")
            stop = await desk.algo(
                quantity="0.1", triggerPrice="90000", reduceOnly="true", clientAlgoId="stop"
            )
            assert await desk.ask("GET", "/fapi/v1/openOrders") == []
            assert [one["algoId"] for one in await desk.ask("GET", "/fapi/v1/openAlgoOrders")] == [
                stop["algoId"]
            ]
            desk.heard.clear()

            await desk.fake.admin.price("BTCUSDT", "89900", market="futures")

            names = await desk.hear(7)
            assert names[-7:] == [
                "ALGO_UPDATE TRIGGERING",
                "ORDER_TRADE_UPDATE NEW NEW",
                "TRADE_LITE",
                "ACCOUNT_UPDATE",
                "ORDER_TRADE_UPDATE TRADE FILLED",
                "ALGO_UPDATE TRIGGERED",
                "ALGO_UPDATE FINISHED",
            ]
            found = await desk.ask("GET", "/fapi/v1/algoOrder", clientAlgoId="stop")
            order = await desk.ask("GET", "/fapi/v1/order", symbol="BTCUSDT", orderId=found["actualOrderId"])
            assert (order["status"], order["origType"], found["algoStatus"]) == (
                "FILLED",
                "STOP_MARKET",
                "FINISHED",
            )
            assert await desk.ask("GET", "/fapi/v3/positionRisk") == []


async def test_a_stop_for_the_whole_position_closes_what_is_there_by_then() -> None:
    async with an_exchange_desk() as desk:
        await desk.future(quantity="0.1")
        await desk.algo(triggerPrice="90000", closePosition="true")
        await desk.future(quantity="0.2")

        await desk.fake.admin.price("BTCUSDT", "90000", market="futures")

        assert await desk.ask("GET", "/fapi/v3/positionRisk") == []


async def test_a_trigger_may_watch_the_mark_price() -> None:
    async with an_exchange_desk() as desk:
        await desk.future(quantity="0.1")
        await desk.algo(quantity="0.1", triggerPrice="90000", workingType="MARK_PRICE")

        await desk.fake.admin.price("BTCUSDT", "89000", mark="91000", market="futures")
        assert len(await desk.ask("GET", "/fapi/v1/openAlgoOrders")) == 1
        await desk.fake.admin.price("BTCUSDT", "91000", mark="90000", market="futures")

        assert await desk.ask("GET", "/fapi/v1/openAlgoOrders") == []


async def test_a_trigger_that_is_due_at_once_is_refused() -> None:
    async with an_exchange_desk() as desk:
        given = {
            "algoType": "CONDITIONAL",
            "symbol": "BTCUSDT",
            "side": "SELL",
            "type": "STOP_MARKET",
            "quantity": "0.1",
        }

        assert (await desk.refused("POST", "/fapi/v1/algoOrder", **given, triggerPrice="96000"))[1] == -2021


async def test_a_trailing_stop_follows_from_its_activation() -> None:
    async with an_exchange_desk() as desk:
        await desk.future(quantity="0.1")
        await desk.algo(
            "SELL", "TRAILING_STOP_MARKET", quantity="0.1", callbackRate="1", activatePrice="96000"
        )

        for price in ("94000", "97000", "96500"):
            await desk.fake.admin.price("BTCUSDT", price, market="futures")
        assert len(await desk.ask("GET", "/fapi/v1/openAlgoOrders")) == 1
        await desk.fake.admin.price("BTCUSDT", "96030", market="futures")

        trades = await desk.ask("GET", "/fapi/v1/userTrades", symbol="BTCUSDT")
        assert [one["price"] for one in trades] == ["95000", "96030"]


async def test_cancelling_all_orders_leaves_conditional_ones() -> None:
    async with an_exchange_desk() as desk:
        await desk.ask("POST", "/fapi/v1/order", **LIMIT)
        await desk.algo("BUY", quantity="0.01", triggerPrice="99000")

        await desk.ask("DELETE", "/fapi/v1/allOpenOrders", symbol="BTCUSDT")
        assert len(await desk.ask("GET", "/fapi/v1/openAlgoOrders")) == 1
        await desk.ask("DELETE", "/fapi/v1/algoOpenOrders", symbol="BTCUSDT")

        assert await desk.ask("GET", "/fapi/v1/openAlgoOrders") == []


async def test_a_limit_order_is_modified_in_place() -> None:
    async with an_exchange_desk() as desk:
        order = await desk.ask("POST", "/fapi/v1/order", **LIMIT)
        changed = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "quantity": "0.02",
            "price": "95000",
            "orderId": order["orderId"],
        }

        after = await desk.ask("PUT", "/fapi/v1/order", **changed)

        assert (after["orderId"], after["status"], after["executedQty"]) == (
            order["orderId"],
            "FILLED",
            "0.02",
        )


async def test_hedge_mode_keeps_a_position_a_side() -> None:
    async with an_exchange_desk() as desk:
        await desk.ask("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
        assert (await desk.refused("POST", "/fapi/v1/order", **MARKET))[1] == -4061

        await desk.future(quantity="0.1", positionSide="LONG")
        await desk.future("SELL", quantity="0.2", positionSide="SHORT")

        positions = await desk.ask("GET", "/fapi/v3/positionRisk")
        assert {one["positionSide"]: one["positionAmt"] for one in positions} == {
            "LONG": "0.1",
            "SHORT": "-0.2",
        }


async def test_a_liquidation_comes_under_the_venues_own_client_id() -> None:
    async with an_exchange_desk() as desk:
        key = (await desk.http.post("/fapi/v1/listenKey")).json()["listenKey"]
        async with listening(desk, f"{desk.fake.futures_stream_url}/private/ws/{key}"):
            await desk.future(quantity="0.1")
            await desk.hear(4)
            desk.heard.clear()

            await desk.fake.admin.liquidate(desk.fake.key_id, "BTCUSDT")

            await desk.hear(4)
            order = desk.heard[-1]["o"]
            assert order["c"].startswith("autoclose-")
            assert (order["o"], order["S"], order["z"]) == ("LIQUIDATION", "SELL", "0.1")


async def test_a_listen_key_lives_an_hour_unless_it_is_kept() -> None:
    async with an_exchange_desk() as desk:
        await desk.fake.admin.set_clock(datetime(2026, 11, 21, 12, tzinfo=UTC))
        await desk.http.post("/fapi/v1/listenKey")
        await desk.fake.admin.advance(50 * 60)
        assert (await desk.http.put("/fapi/v1/listenKey")).status_code == 200
        await desk.fake.admin.advance(50 * 60)
        assert (await desk.http.put("/fapi/v1/listenKey")).status_code == 200

        await desk.fake.admin.advance(61 * 60)

        assert (await desk.http.put("/fapi/v1/listenKey")).json()["code"] == -1125


async def test_funding_moves_the_wallet_and_is_told_as_such() -> None:
    async with an_exchange_desk() as desk:
        key = (await desk.http.post("/fapi/v1/listenKey")).json()["listenKey"]
        async with listening(desk, f"{desk.fake.futures_stream_url}/private/ws/{key}"):
            await desk.fake.admin.transfer(desk.fake.key_id, "-1.5", market="futures", reason="FUNDING_FEE")

            await desk.hear(1)

            assert desk.heard[0]["a"]["m"] == "FUNDING_FEE"
            assert desk.heard[0]["a"]["B"][0]["wb"] == "99998.50000000"


async def test_ticks_reach_those_who_subscribed() -> None:
    async with an_exchange_desk() as desk:
        url = f"{desk.fake.futures_stream_url}/public/stream?streams=btcusdt@bookTicker"
        async with listening(desk, url) as socket:
            await desk.fake.admin.price("BTCUSDT", bid="95010", ask="95011", market="futures")
            await desk.fake.admin.price("BTCUSDT", bid="1", ask="2", market="spot")
            async with desk.news:
                await desk.news.wait_for(lambda: len(desk.heard) == 1)

            assert desk.heard[0]["stream"] == "btcusdt@bookTicker"
            assert (desk.heard[0]["data"]["b"], desk.heard[0]["data"]["a"]) == (
                "95010.00000000",
                "95011.00000000",
            )
            assert socket.close_code is None
