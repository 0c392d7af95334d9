"""The fake Binance's spot market: signatures and windows, filters, order lists, the user stream."""

from __future__ import annotations

import base64
import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.exchange_desk import an_exchange_desk, listening, subscription

ORDER = {"symbol": "BTCUSDT", "side": "BUY"}
LIMIT = {**ORDER, "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "90000"}


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({**ORDER, "type": "MARKET"}, -1102, "quantity"),
        ({**ORDER, "type": "NEW", "quantity": "1"}, -1116, "orderType"),
        ({**LIMIT, "symbol": "NOPE"}, -1121, "Invalid symbol"),
        ({**LIMIT, "side": "LONG"}, -1117, "Invalid side"),
        ({**LIMIT, "price": "90000.001"}, -1013, "Filter failure: PRICE_FILTER"),
        ({**LIMIT, "quantity": "0.000001"}, -1013, "Filter failure: LOT_SIZE"),
        ({**LIMIT, "quantity": "0.00001"}, -1013, "Filter failure: NOTIONAL"),
        ({**LIMIT, "price": "900000"}, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
        ({**LIMIT, "newClientOrderId": "not good"}, -1100, "newClientOrderId"),
        ({**LIMIT, "quantity": "5"}, -2010, "Account has insufficient balance"),
        (
            {**ORDER, "side": "SELL", "type": "MARKET", "quantity": "1"},
            -2010,
            "Account has insufficient balance",
        ),
        (
            {**LIMIT, "type": "LIMIT_MAKER", "price": "95001"},
            -2010,
            "Order would immediately match and take.",
        ),
        (
            {**ORDER, "type": "STOP_LOSS", "quantity": "0.01", "stopPrice": "94000"},
            -2010,
            "trigger immediately",
        ),
    ],
)
async def test_orders_against_the_rules_are_refused(given: dict[str, Any], code: int, words: str) -> None:
    async with an_exchange_desk() as desk:
        status, told_code, message = await desk.refused("POST", "/api/v3/order", **given)

        assert (status, told_code) == (400, code)
        assert words in message
        assert await desk.ask("GET", "/api/v3/allOrders", symbol="BTCUSDT") == []


async def test_a_client_id_is_refused_while_an_order_has_it_and_free_again_after() -> None:
    async with an_exchange_desk() as desk:
        order = await desk.ask("POST", "/api/v3/order", **LIMIT, newClientOrderId="mine")
        _, code, message = await desk.refused("POST", "/api/v3/order", **LIMIT, newClientOrderId="mine")
        assert (code, message) == (-2010, "Duplicate order sent.")

        await desk.ask("DELETE", "/api/v3/order", symbol="BTCUSDT", orderId=order["orderId"])

        again = await desk.ask("POST", "/api/v3/order", **LIMIT, newClientOrderId="mine")
        assert again["orderId"] != order["orderId"]
        found = await desk.ask("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="mine")
        assert found["orderId"] == again["orderId"]


async def test_a_wrong_signature_key_or_time_is_refused() -> None:
    async with an_exchange_desk() as desk:
        unsigned = await desk.http.get("/api/v3/account", params={"timestamp": int(time.time() * 1000)})
        forged = await desk.http.get(f"/api/v3/account?timestamp={int(time.time() * 1000)}&signature=00")
        stranger = await desk.http.get("/api/v3/account", headers={"X-MBX-APIKEY": "nobody"})
        assert [one.json()["code"] for one in (unsigned, forged, stranger)] == [-1102, -1022, -2015]

        desk.time_offset_ms = -10_000
        assert (await desk.refused("GET", "/api/v3/account"))[1] == -1021
        desk.time_offset_ms = 2000
        assert (await desk.refused("GET", "/api/v3/account"))[1] == -1021


async def test_a_skewed_clock_tells_its_time_and_takes_requests_of_that_time() -> None:
    async with an_exchange_desk() as desk:
        await desk.fake.admin.skew(10)
        assert (await desk.refused("GET", "/api/v3/account"))[1] == -1021

        told = (await desk.http.get("/api/v3/time")).json()["serverTime"]
        desk.time_offset_ms = told - int(time.time() * 1000)

        assert (await desk.ask("GET", "/api/v3/account"))["accountType"] == "SPOT"


async def test_an_ed25519_key_signs_requests_and_sessions() -> None:
    async with an_exchange_desk() as desk:
        private = Ed25519PrivateKey.generate()
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        await desk.fake.admin.open_account("KEYED", public_key=pem, secret="")
        query = urlencode({"timestamp": int(time.time() * 1000)})
        signature = quote(base64.b64encode(private.sign(query.encode())).decode(), safe="")

        reply = await desk.http.get(
            f"/api/v3/account?{query}&signature={signature}", headers={"X-MBX-APIKEY": "KEYED"}
        )

        assert reply.status_code == 200
        params = {"apiKey": "KEYED", "timestamp": int(time.time() * 1000)}
        payload = f"apiKey=KEYED&timestamp={params['timestamp']}"
        params["signature"] = base64.b64encode(private.sign(payload.encode())).decode()
        async with listening(
            desk, desk.fake.ws_api_url, first={"id": 1, "method": "session.logon", "params": params}
        ) as socket:
            await socket.send('{"id":2,"method":"userDataStream.subscribe"}')
            await desk.fake.admin.transfer("KEYED", 5, market="spot")
            assert (
                (await desk.hear(3))[1:] == ["balanceUpdate", "outboundAccountPosition"]
                if desk.heard
                else True
            )


async def test_a_market_order_by_money_spends_no_more_than_that() -> None:
    async with an_exchange_desk() as desk:
        order = await desk.spot(quoteOrderQty="1000")

        assert order["status"] == "FILLED"
        assert (order["executedQty"], order["cummulativeQuoteQty"]) == ("0.01052000", "999.40000000")


async def test_what_nobody_offers_expires() -> None:
    async with an_exchange_desk() as desk:
        await desk.fake.admin.price("BTCUSDT", "95000", ask_size="0.3", market="spot")

        order = await desk.spot(quantity="0.5")

        assert (order["status"], order["executedQty"]) == ("EXPIRED", "0.30000000")


async def test_balances_lock_what_orders_need() -> None:
    async with an_exchange_desk() as desk:
        await desk.ask("POST", "/api/v3/order", **LIMIT)

        account = await desk.ask("GET", "/api/v3/account", omitZeroBalances="true")

        assert account["balances"] == [{"asset": "USDT", "free": "99100.00000000", "locked": "900.00000000"}]


async def test_one_side_of_an_oco_cancels_the_other() -> None:
    async with an_exchange_desk() as desk:
        await desk.spot(quantity="0.01")
        pair = {
            "symbol": "BTCUSDT",
            "side": "SELL",
            "quantity": "0.01",
            "aboveType": "LIMIT_MAKER",
            "abovePrice": "99000",
        }
        made = await desk.ask(
            "POST", "/api/v3/orderList/oco", **pair, belowType="STOP_LOSS_LIMIT", belowStopPrice="90000",
            belowPrice="89900", belowTimeInForce="GTC", listClientOrderId="pair",
        )  # fmt: skip
        assert made["contingencyType"] == "OCO"

        await desk.fake.admin.price("BTCUSDT", "90000", market="spot")

        orders = await desk.ask("GET", "/api/v3/allOrders", symbol="BTCUSDT")
        assert [one["status"] for one in orders] == ["FILLED", "CANCELED", "FILLED"]
        found = await desk.ask("GET", "/api/v3/orderList", origClientOrderId="pair")
        assert found["listOrderStatus"] == "ALL_DONE"


async def test_exits_of_an_otoco_begin_when_its_entry_has_filled() -> None:
    async with an_exchange_desk() as desk:
        made = await desk.ask(
            "POST", "/api/v3/orderList/otoco", symbol="BTCUSDT", workingType="LIMIT", workingSide="BUY",
            workingPrice="94000", workingQuantity="0.01", workingTimeInForce="GTC", pendingSide="SELL",
            pendingQuantity="0.01", pendingAboveType="LIMIT_MAKER", pendingAbovePrice="99000",
            pendingBelowType="STOP_LOSS", pendingBelowStopPrice="90000",
        )  # fmt: skip
        assert [one["status"] for one in made["orderReports"]] == ["NEW", "PENDING_NEW", "PENDING_NEW"]

        await desk.fake.admin.price("BTCUSDT", "94000", market="spot")

        open_orders = await desk.ask("GET", "/api/v3/openOrders", symbol="BTCUSDT")
        assert sorted(one["type"] for one in open_orders) == ["LIMIT_MAKER", "STOP_LOSS"]


async def test_a_trailing_stop_follows_by_basis_points() -> None:
    async with an_exchange_desk() as desk:
        await desk.spot(quantity="0.01")
        await desk.spot("SELL", "STOP_LOSS", quantity="0.01", trailingDelta="100")

        for price in ("96000", "97000", "96100"):
            await desk.fake.admin.price("BTCUSDT", price, market="spot")
        assert len(await desk.ask("GET", "/api/v3/openOrders")) == 1
        await desk.fake.admin.price("BTCUSDT", "96030", market="spot")

        trades = await desk.ask("GET", "/api/v3/myTrades", symbol="BTCUSDT")
        assert [one["price"] for one in trades] == ["95000.00000000", "96030.00000000"]
        wild = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "STOP_LOSS",
            "quantity": "0.01",
            "trailingDelta": "5",
        }
        assert (await desk.refused("POST", "/api/v3/order", **wild))[2] == "Filter failure: TRAILING_DELTA"


async def test_a_symbol_takes_five_conditional_orders_and_no_more() -> None:
    async with an_exchange_desk() as desk:
        stop = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "STOP_LOSS",
            "quantity": "0.001",
            "stopPrice": "99000",
        }
        for _ in range(5):
            await desk.ask("POST", "/api/v3/order", **stop)

        assert (await desk.refused("POST", "/api/v3/order", **stop))[
            2
        ] == "Filter failure: MAX_NUM_ALGO_ORDERS"
        told = await desk.ask("DELETE", "/api/v3/openOrders", symbol="BTCUSDT")
        assert [one["status"] for one in told] == ["CANCELED"] * 5


async def test_a_quantity_may_be_amended_downwards_in_place() -> None:
    async with an_exchange_desk() as desk:
        order = await desk.ask("POST", "/api/v3/order", **LIMIT)
        asked = {"symbol": "BTCUSDT", "orderId": order["orderId"]}

        made = await desk.ask("PUT", "/api/v3/order/amend/keepPriority", **asked, newQty="0.004")
        more = await desk.refused("PUT", "/api/v3/order/amend/keepPriority", **asked, newQty="0.008")

        assert (made["amendedOrder"]["orderId"], made["amendedOrder"]["origQty"]) == (
            order["orderId"],
            "0.00400000",
        )
        assert more[1] == -2038


async def test_trades_are_read_on_from_an_id() -> None:
    async with an_exchange_desk() as desk:
        for _ in range(5):
            await desk.spot(quantity="0.001")
        whole = await desk.ask("GET", "/api/v3/myTrades", symbol="BTCUSDT")

        first = await desk.ask("GET", "/api/v3/myTrades", symbol="BTCUSDT", fromId=whole[0]["id"], limit=3)
        rest = await desk.ask(
            "GET", "/api/v3/myTrades", symbol="BTCUSDT", fromId=first[-1]["id"] + 1, limit=3
        )

        assert [one["id"] for one in first + rest] == [one["id"] for one in whole]


async def test_a_repeated_page_begins_with_a_row_already_seen() -> None:
    async with an_exchange_desk() as desk:
        await desk.spot(quantity="0.001")
        await desk.fake.admin.fault("repeat_page", when={"path": "/api/v3/myTrades"})

        trades = await desk.ask("GET", "/api/v3/myTrades", symbol="BTCUSDT", fromId=0)

        assert trades[0] == trades[1]


async def test_unknown_outcomes_are_worded_as_the_venue_does() -> None:
    async with an_exchange_desk() as desk:
        await desk.fake.admin.fault("error", when={"method": "POST", "nth": 1}, status=503, process=True)

        status, code, _ = await desk.refused("POST", "/api/v3/order", **LIMIT, newClientOrderId="mine")

        assert (status, code) == (503, -1007)
        found = await desk.ask("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="mine")
        assert found["status"] == "NEW"


async def test_cancel_and_replace_says_which_half_failed() -> None:
    async with an_exchange_desk() as desk:
        order = await desk.ask("POST", "/api/v3/order", **LIMIT)
        asked = {**LIMIT, "cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": order["orderId"]}

        half = await desk.send("POST", "/api/v3/order/cancelReplace", **(asked | {"quantity": "5"}))
        gone = await desk.send("POST", "/api/v3/order/cancelReplace", **asked)

        assert (half.status_code, half.json()["code"], half.json()["data"]["cancelResult"]) == (
            409,
            -2021,
            "SUCCESS",
        )
        assert (gone.status_code, gone.json()["code"]) == (400, -2022)


async def test_the_user_stream_tells_orders_fills_and_balances() -> None:
    async with an_exchange_desk() as desk, listening(desk, desk.fake.ws_api_url, first=subscription(desk)):
        await desk.fake.admin.settings(fee_taker="0.001", fee_asset="BNB", fee_rate_in_asset="0.0015")
        await desk.spot(quantity="0.01", newClientOrderId="mine")

        names = await desk.hear(4)

        position = "outboundAccountPosition"
        assert names == ["executionReport NEW NEW", position, "executionReport TRADE FILLED", position]
        fill = desk.heard[2]
        assert (fill["c"], fill["l"], fill["L"], fill["N"]) == ("mine", "0.01000000", "95000.00000000", "BNB")
        assert (await desk.ask("GET", "/api/v3/myTrades", symbol="BTCUSDT"))[0]["id"] == fill["t"]


async def test_a_cancel_is_told_under_its_own_id_with_the_orders_beside_it() -> None:
    async with an_exchange_desk() as desk, listening(desk, desk.fake.ws_api_url, first=subscription(desk)):
        await desk.ask("POST", "/api/v3/order", **LIMIT, newClientOrderId="mine")
        await desk.ask(
            "DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="mine", newClientOrderId="stop"
        )

        await desk.hear(4)

        assert (desk.heard[2]["x"], desk.heard[2]["c"], desk.heard[2]["C"]) == ("CANCELED", "stop", "mine")


async def test_weights_are_counted_and_too_many_are_refused_then_banned() -> None:
    async with an_exchange_desk() as desk:
        await desk.fake.admin.settings(requests_per_minute=50)
        replies: list[httpx.Response] = [await desk.send("GET", "/api/v3/account") for _ in range(24)]

        codes = [one.status_code for one in replies]
        assert codes[:3] == [200, 200, 429]
        assert codes[-1] == 418
        assert replies[1].headers["x-mbx-used-weight-1m"] == "40"
        assert int(replies[2].headers["retry-after"]) >= 1


async def test_a_key_that_may_withdraw_says_so() -> None:
    async with an_exchange_desk() as desk:
        before = await desk.ask("GET", "/sapi/v1/account/apiRestrictions")
        await desk.fake.admin.settings(
            key={"id": desk.fake.key_id, "permissions": {"enableWithdrawals": True}}
        )

        after = await desk.ask("GET", "/sapi/v1/account/apiRestrictions")

        assert (before["enableWithdrawals"], after["enableWithdrawals"]) == (False, True)


async def test_a_key_without_trading_reads_and_does_not_trade() -> None:
    async with an_exchange_desk() as desk:
        rights = {"enableSpotAndMarginTrading": False}
        await desk.fake.admin.settings(key={"id": desk.fake.key_id, "permissions": rights})

        assert (await desk.refused("POST", "/api/v3/order", **LIMIT))[:2] == (401, -2015)
        assert not (await desk.ask("GET", "/api/v3/account"))["canTrade"]


async def test_rules_may_change_while_programs_run() -> None:
    async with an_exchange_desk() as desk:
        coarse = {"symbol": "BTCUSDT", "market": "spot", "tick": "10"}
        await desk.fake.admin.settings(instrument=coarse)
        refused = await desk.refused("POST", "/api/v3/order", **(LIMIT | {"price": "90001"}))
        assert refused[2] == "Filter failure: PRICE_FILTER"

        info = (await desk.http.get("/api/v3/exchangeInfo", params={"symbol": "BTCUSDT"})).json()
        assert info["symbols"][0]["filters"][0]["tickSize"] == "10.00000000"

        await desk.fake.admin.settings(instrument={"symbol": "BTCUSDT", "market": "spot", "status": "BREAK"})
        assert (await desk.refused("POST", "/api/v3/order", **LIMIT))[2] == "Market is closed."


async def test_klines_are_the_same_however_they_are_asked_for() -> None:
    async with an_exchange_desk() as desk:
        start = 1_795_000_000_000 // 3_600_000 * 3_600_000
        asked: dict[str, str | int] = {"symbol": "BTCUSDT", "interval": "1h", "startTime": start}

        long = (await desk.http.get("/api/v3/klines", params={**asked, "limit": 5})).json()
        short = (
            await desk.http.get(
                "/api/v3/klines", params={**asked, "startTime": start + 7_200_000, "limit": 2}
            )
        ).json()

        assert long[2:4] == short
        assert all(float(row[3]) <= float(row[1]) <= float(row[2]) for row in long)
