"""What the fake Alpaca takes and refuses, with the vendor's codes. Each reply is held against the vendor's own document."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec
import pytest
from websockets.asyncio.client import connect

from tests.fakes.desk import Desk, a_desk, log_in
from tradewright_fakes.serving import secret_for

LIMIT: dict[str, Any] = {"type": "limit", "limit_price": "200"}
BRACKET: dict[str, Any] = {
    "order_class": "bracket",
    "take_profit": {"limit_price": "250"},
    "stop_loss": {"stop_price": "220"},
}


@pytest.mark.parametrize(
    ("given", "status", "code", "words"),
    [
        ({"symbol": "NOPE"}, 422, 42210000, "not found"),
        ({"symbol": ""}, 422, 40010001, "symbol is required"),
        ({"side": "long"}, 422, 40010001, "invalid side"),
        ({"qty": "0"}, 422, 42210000, "qty must be > 0"),
        ({"qty": "many"}, 422, 40010001, "invalid qty"),
        ({"notional": "10"}, 422, 40010001, "only one of qty or notional"),
        ({"type": "limit"}, 422, 42210000, "require a limit price"),
        ({"limit_price": "1"}, 422, 42210000, "must not have a limit price"),
        ({**LIMIT, "limit_price": "200.001"}, 422, 42210000, "sub-penny increment"),
        ({"symbol": "SNDL", "type": "limit", "limit_price": "0.49999"}, 422, 42210000, "sub-penny increment"),
        ({"type": "trailing_stop"}, 422, 42210000, "trail_price or trail_percent"),
        ({"extended_hours": True}, 422, 42210000, "extended hours order must be"),
        ({"qty": "0.5", "time_in_force": "gtc"}, 422, 42210000, "fractional orders must be DAY"),
        ({**BRACKET, "time_in_force": "ioc"}, 422, 42210000, "must be DAY or GTC"),
        ({**BRACKET, "stop_loss": {}}, 422, 42210000, "require stop_loss.stop_price"),
        ({**BRACKET, "stop_loss": {"stop_price": "260"}}, 422, 42210000, "must be greater than stop_loss"),
        ({**BRACKET, "stop_loss": {"stop_price": "230"}}, 422, 42210000, "<= base_price - 0.01"),
        ({**BRACKET, "take_profit": {"limit_price": "230"}}, 422, 42210000, ">= base_price + 0.01"),
        (
            {**LIMIT, **BRACKET, "order_class": "oco", "side": "sell"},
            422,
            42210000,
            "oco orders must be exit",
        ),
        ({"symbol": "BTC/USD"}, 422, 42210000, "invalid crypto time_in_force"),
        (
            {"symbol": "BTC/USD", "time_in_force": "gtc", "type": "stop", "stop_price": "1"},
            422,
            42210000,
            "crypto",
        ),
        (
            {"symbol": "BTC/USD", "time_in_force": "gtc", "side": "sell"},
            403,
            40310000,
            "insufficient balance for BTC",
        ),
        ({"qty": "10000"}, 403, 40310000, "insufficient buying power"),
        ({"side": "sell", "qty": "0.5"}, 422, 42210000, "cannot be sold short"),
    ],
)
async def test_orders_against_the_rules_are_refused(
    given: dict[str, Any], status: int, code: int, words: str
) -> None:
    async with a_desk() as desk:
        reply = await desk.place(**given)

        assert (reply.status_code, reply.json()["code"]) == (status, code)
        assert words in reply.json()["message"]
        assert await desk.get("/v2/orders", status="all") == []


async def test_a_client_id_is_refused_a_second_time_for_ever() -> None:
    async with a_desk() as desk:
        await desk.place(client_order_id="once")
        await desk.place("F", client_order_id="other")

        again = await desk.place("F", client_order_id="once")

        assert (again.status_code, again.json()["code"]) == (422, 40010001)
        assert "client_order_id must be unique" in again.json()["message"]
        found = await desk.get("/v2/orders:by_client_order_id", client_order_id="once")
        assert found["status"] == "filled"


async def test_shares_that_orders_hold_cannot_be_sold_twice() -> None:
    async with a_desk() as desk:
        await desk.place(qty="10")
        await desk.place(side="sell", qty="6", type="limit", limit_price="250")

        refused = await desk.place(side="sell", qty="5")

        body = refused.json()
        assert refused.status_code == 403
        assert (body["existing_qty"], body["held_for_orders"], body["available"]) == ("10", "6", "4")


async def test_no_order_crosses_zero() -> None:
    async with a_desk() as desk:
        await desk.place(qty="10")

        refused = await desk.place(side="sell", qty="15")

        assert refused.status_code == 403
        assert "insufficient qty available" in refused.json()["message"]


async def test_an_order_that_could_trade_with_ones_own_is_a_wash_trade() -> None:
    async with a_desk() as desk:
        resting = (await desk.place(**LIMIT)).json()

        refused = await desk.place(side="sell", qty="1", type="limit", limit_price="199")

        assert refused.status_code == 403
        assert refused.json()["message"] == "potential wash trade detected. use complex orders"
        assert refused.json()["existing_order_id"] == resting["id"]


async def test_a_bracket_is_told_with_its_legs_and_ends_whole() -> None:
    async with a_desk(listening=True) as desk:
        order = (await desk.place(qty="10", **BRACKET)).json()
        assert [one["status"] for one in order["legs"]] == ["held", "held"]
        await desk.hear(4)

        await desk.fake.admin.price("AAPL", bid="250", ask="250.05", bid_size=4)
        await desk.fake.admin.price("AAPL", bid="250", ask="250.05", bid_size=100)
        await desk.hear(7)

        nested = await desk.get(f"/v2/orders/{order['id']}", nested="true")
        assert [(one["type"], one["status"]) for one in nested["legs"]] == [
            ("limit", "filled"),
            ("stop", "canceled"),
        ]
        assert await desk.position() == "0"


async def test_a_position_with_both_exits_shows_them_as_held_once() -> None:
    async with a_desk() as desk:
        await desk.place(qty="10", **BRACKET)

        position = await desk.get("/v2/positions/AAPL")

        assert (position["qty"], position["qty_available"]) == ("10", "0")


async def test_exits_may_be_put_on_a_position_as_oco() -> None:
    async with a_desk() as desk:
        await desk.place(qty="3")
        exits = await desk.place(side="sell", qty="3", type="limit", **(BRACKET | {"order_class": "oco"}))
        assert exits.status_code == 200

        await desk.fake.admin.price("AAPL", "219")

        orders = await desk.get("/v2/orders", status="all", direction="asc")
        assert [(one["type"], one["status"]) for one in orders[1:]] == [
            ("limit", "canceled"),
            ("stop", "filled"),
        ]


async def test_a_replaced_order_gets_a_new_id_and_names_the_old() -> None:
    async with a_desk(listening=True) as desk:
        old = (await desk.place(qty="5", **LIMIT)).json()

        new = (
            await desk.http.patch(f"/v2/orders/{old['id']}", json={"qty": "7", "limit_price": "201"})
        ).json()

        gone = await desk.get(f"/v2/orders/{old['id']}")
        kept = await desk.get(f"/v2/orders/{new['id']}")
        assert (gone["status"], gone["replaced_by"]) == ("replaced", new["id"])
        assert (kept["status"], kept["replaces"], kept["qty"], kept["limit_price"]) == (
            "new",
            old["id"],
            "7",
            "201",
        )
        assert await desk.hear(3) == ["new", "replaced", "new"]


async def test_a_replace_that_loses_to_a_fill_is_told_on_the_stream() -> None:
    async with a_desk(listening=True) as desk:
        old = (await desk.place(qty="5", **LIMIT)).json()
        await desk.fake.admin.fault("replace_loses", when={"method": "PATCH"}, accepted=True)

        reply = await desk.http.patch(f"/v2/orders/{old['id']}", json={"qty": "7"})

        assert reply.status_code == 200
        assert await desk.hear(3) == ["new", "fill", "order_replace_rejected"]
        assert await desk.position() == "5"


async def test_a_filled_order_cannot_be_cancelled() -> None:
    async with a_desk() as desk:
        order = (await desk.place()).json()

        reply = await desk.http.delete(f"/v2/orders/{order['id']}")

        assert (reply.status_code, reply.json()["message"]) == (422, 'order is already in "filled" state')


async def test_a_cancel_on_its_way_may_still_lose_to_fills() -> None:
    async with a_desk(listening=True) as desk:
        order = (await desk.place(qty="5", **LIMIT)).json()
        await desk.fake.admin.fault("cancel_pending", when={"method": "DELETE"}, ms=300)

        assert (await desk.http.delete(f"/v2/orders/{order['id']}")).status_code == 204
        pending = (await desk.get(f"/v2/orders/{order['id']}"))["status"]
        again = await desk.http.delete(f"/v2/orders/{order['id']}")
        await desk.fake.admin.price("AAPL", bid="199", ask="200", ask_size="2")

        assert (pending, again.status_code) == ("pending_cancel", 422)
        assert await desk.hear(4) == ["new", "pending_cancel", "partial_fill", "canceled"]
        assert await desk.position() == "2"


async def test_stocks_wait_for_the_session_and_coins_do_not() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.set_clock(datetime(2026, 11, 21, 12, tzinfo=UTC))
        await desk.fake.admin.settings(hours="nyse")
        stock = (await desk.place()).json()
        coin = (await desk.place("BTC/USD", qty="0.1", time_in_force="gtc")).json()
        assert (stock["status"], coin["status"]) == ("accepted", "pending_new")

        await desk.fake.admin.set_clock(datetime(2026, 11, 23, 14, 31, tzinfo=UTC))

        assert (await desk.get(f"/v2/orders/{stock['id']}"))["status"] == "filled"
        clock = await desk.get("/v2/clock")
        assert clock["is_open"]


@pytest.mark.parametrize(
    ("tif", "local", "status"),
    [
        ("opg", "09:27", 200), ("opg", "09:28", 422), ("opg", "18:59", 422), ("opg", "19:00", 200),
        ("cls", "15:49", 200), ("cls", "15:50", 422), ("cls", "18:59", 422), ("cls", "19:00", 200),
    ],
)  # fmt: skip
async def test_auctions_take_orders_at_their_hours(tif: str, local: str, status: int) -> None:
    async with a_desk() as desk:
        moment = datetime.fromisoformat(f"2026-11-23T{local}").replace(tzinfo=ZoneInfo("America/New_York"))
        await desk.fake.admin.set_clock(moment)
        await desk.fake.admin.settings(hours="nyse")

        assert (await desk.place(time_in_force=tif)).status_code == status


async def test_a_buy_stop_does_not_chase_beyond_its_band() -> None:
    async with a_desk() as desk:
        order = (await desk.place(type="stop", stop_price="240")).json()

        await desk.fake.admin.price("AAPL", "260")
        jumped = (await desk.get(f"/v2/orders/{order['id']}"))["status"]
        await desk.fake.admin.price("AAPL", "245")

        assert (jumped, (await desk.get(f"/v2/orders/{order['id']}"))["status"]) == ("new", "filled")


async def test_the_rate_limit_is_told_in_headers_and_then_refuses() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.set_clock(datetime(2026, 11, 23, 15, tzinfo=UTC))
        await desk.fake.admin.settings(requests_per_minute=2)

        replies = [await desk.http.get("/v2/clock") for _ in range(3)]

        assert [one.status_code for one in replies] == [200, 200, 429]
        assert [one.headers["x-ratelimit-remaining"] for one in replies] == ["1", "0", "0"]


async def test_fills_come_in_pages_by_the_last_id_seen() -> None:
    async with a_desk() as desk:
        for number in range(5):
            await desk.place("F", client_order_id=f"o{number}")

        first = await desk.get("/v2/account/activities/FILL", page_size=2)
        second = await desk.get("/v2/account/activities/FILL", page_size=2, page_token=first[-1]["id"])
        last = await desk.get("/v2/account/activities/FILL", page_size=2, page_token=second[-1]["id"])

        ids = [one["id"] for one in (*first, *second, *last)]
        assert len(ids) == len(set(ids)) == 5
        assert ids == sorted(ids, reverse=True) or len({one[:17] for one in ids}) < 5


async def test_orders_are_listed_by_state_side_symbol_and_place() -> None:
    async with a_desk() as desk:
        ids = [(await desk.place("F", client_order_id=f"o{number}")).json()["id"] for number in range(4)]
        await desk.place("MSFT", **LIMIT)
        await desk.place("META", side="sell", qty="1")

        closed = await desk.get("/v2/orders", status="closed", symbols="F", direction="asc")
        before = await desk.get("/v2/orders", status="all", before_order_id=ids[2], limit=1)
        sold = await desk.get("/v2/orders", status="all", side="sell")
        mixed = await desk.http.get(
            "/v2/orders", params={"before_order_id": ids[0], "after": "2026-01-01T00:00:00Z"}
        )

        assert [one["id"] for one in closed] == ids
        assert [one["id"] for one in before] == [ids[1]]
        assert [one["symbol"] for one in sold] == ["META"]
        assert [one["symbol"] for one in await desk.get("/v2/orders")] == ["MSFT"]
        assert mixed.status_code == 422


async def test_bars_come_in_pages_over_symbols() -> None:
    async with a_desk() as desk:
        asked = {
            "symbols": "AAPL,SPY",
            "timeframe": "1Hour",
            "start": "2026-11-20T00:00:00Z",
            "end": "2026-11-20T02:00:00Z",
        }
        whole = await desk.get("/v2/stocks/bars", **asked)

        first = await desk.get("/v2/stocks/bars", limit=4, **asked)
        rest = await desk.get("/v2/stocks/bars", limit=4, page_token=first["next_page_token"], **asked)

        joined = first["bars"]["SPY"] + rest["bars"]["SPY"]
        assert (first["bars"]["AAPL"], joined) == (whole["bars"]["AAPL"], whole["bars"]["SPY"])
        assert rest["next_page_token"] is None


async def test_a_busted_fill_is_told_and_undone() -> None:
    async with a_desk(listening=True) as desk:
        await desk.place(qty="4")
        await desk.hear(2)

        await desk.fake.admin.bust(desk.heard[1]["execution_id"])

        assert await desk.hear(3) == ["new", "fill", "trade_bust"]
        assert await desk.position() == "0"
        assert await desk.get("/v2/account/activities/FILL") == []


async def test_money_that_came_without_a_trade_is_an_activity_of_its_own() -> None:
    async with a_desk() as desk:
        await desk.place("F")
        await desk.fake.admin.transfer(desk.fake.key_id, "-500")

        told = await desk.get("/v2/account/activities")
        account = await desk.get("/v2/account")

        assert [one["activity_type"] for one in told] == ["CSW", "FILL"]
        assert told[0]["net_amount"] == "-500"
        assert [one["activity_type"] for one in await desk.get("/v2/account/activities/FILL")] == ["FILL"]
        assert (account["equity"], account["last_equity"]) == ("99500", "99500")


async def test_coins_pay_their_fee_in_what_is_received() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.settings(fee_taker="0.0025", fee_maker="0.0015")

        await desk.place("BTC/USD", qty="1", time_in_force="gtc")

        assert await desk.position("BTCUSD") == "0.9975"


BACK = "http://127.0.0.1/back"


async def test_oauth_gives_a_token_for_what_was_allowed() -> None:
    async with a_desk() as desk:
        asked = {
            "response_type": "code",
            "client_id": "fake-client",
            "redirect_uri": BACK,
            "state": "s",
            "scope": "data",
        }
        page = await desk.http.get("/oauth/authorize", params=asked)
        assert "Allow" in page.text
        allowed = await desk.http.post(
            "/oauth/authorize", params=asked, data={"answer": "allow", "account": "FAKEWHO"}
        )
        code = str(httpx.URL(allowed.headers["location"]).params["code"])
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "fake-client",
            "redirect_uri": BACK,
        }
        form["client_secret"] = secret_for("fake-client")

        token = (await desk.http.post("/oauth/token", data=form)).json()
        again = await desk.http.post("/oauth/token", data=form)

        assert (token["token_type"], token["scope"], again.status_code) == ("bearer", "data", 400)
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        async with httpx.AsyncClient(base_url=desk.fake.url, headers=headers) as other:
            assert (await other.get("/v2/account")).status_code == 200
            order = {"symbol": "F", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}
            assert (await other.post("/v2/orders", json=order)).status_code == 403


async def test_every_key_has_its_own_account() -> None:
    async with a_desk() as desk:
        await desk.place(qty="1")

        headers = {"APCA-API-KEY-ID": "FAKEOTHER", "APCA-API-SECRET-KEY": secret_for("FAKEOTHER")}
        async with httpx.AsyncClient(base_url=desk.fake.url, headers=headers) as other:
            assert (await other.get("/v2/positions")).json() == []
            assert (await other.get("/v2/account")).json()["equity"] == "100000"


async def test_past_executions_can_be_asked_for_as_events() -> None:
    async with a_desk() as desk:
        await desk.place(qty="2", client_order_id="seen")
        since = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()

        async with desk.http.stream("GET", "/v2beta1/events/activities", params={"since": since}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    break

        assert re.search(r'"client_order_id":"seen"', line)
        assert '"execution_type":"fill"' in line


async def test_both_login_forms_are_taken_and_wrong_secrets_are_not() -> None:
    async with a_desk() as desk:
        async with connect(desk.fake.stream_url) as socket:
            await socket.send('{"action":"listen","data":{"streams":["trade_updates"]}}')
            early = msgspec.json.decode(await socket.recv())
            await socket.send('{"action":"auth","key":"FAKEX","secret":"wrong"}')
            wrong = msgspec.json.decode(await socket.recv())
            data = {"key_id": desk.fake.key_id, "secret_key": desk.fake.secret}
            await socket.send(msgspec.json.encode({"action": "authenticate", "data": data}))
            old_form = msgspec.json.decode(await socket.recv())
        async with connect(desk.fake.stream_url) as socket:
            await log_in(socket, desk.fake.key_id, desk.fake.secret)

        assert [one["data"]["status"] for one in (early, wrong, old_form)] == [
            "unauthorized",
            "unauthorized",
            "authorized",
        ]
        assert "deprecated" in old_form["data"]["message"]


async def test_data_streams_speak_json_or_msgpack_and_one_a_key_is_allowed() -> None:
    async with a_desk() as desk:
        url = f"{desk.fake.data_stream_url}/v2/iex"
        login = {"action": "auth", "key": desk.fake.key_id, "secret": desk.fake.secret}
        packed = {"Content-Type": "application/msgpack"}
        async with connect(url) as first, connect(url, additional_headers=packed) as second:
            await first.recv()
            await second.recv()
            await first.send(msgspec.json.encode(login).decode())
            assert "authenticated" in str(await first.recv())
            await second.send(msgspec.msgpack.encode(login))
            answer = await second.recv()
            assert isinstance(answer, bytes)
            refused = msgspec.msgpack.decode(answer)
            assert (refused[0]["code"], refused[0]["msg"]) == (406, "connection limit exceeded")

            await first.send('{"action":"subscribe","quotes":["AAPL"]}')
            await first.recv()
            await desk.fake.admin.price("AAPL", bid="229.10", ask="229.20")

            tick = msgspec.json.decode(await first.recv())[0]
            assert (tick["T"], tick["S"], tick["bp"], tick["ap"]) == ("q", "AAPL", 229.1, 229.2)


async def test_the_same_seed_gives_the_same_ids() -> None:
    async def first_order(seed: int) -> str:
        async with a_desk(seed=seed) as desk:
            return str((await desk.place()).json()["id"])

    assert await first_order(3) == await first_order(3)
    assert await first_order(3) != await first_order(4)


async def test_a_reset_forgets_everything() -> None:
    async with a_desk() as desk:
        await desk.place()

        await desk.fake.admin.reset()

        assert await desk.get("/v2/orders", status="all") == []
        assert await desk.fake.admin.accepted() == []


async def check_day(desk: Desk) -> None:
    """Every read of the API once, on an account that has everything."""
    for path in (
        "/v2/account", "/v2/account/configurations", "/v2/positions", "/v2/positions/AAPL", "/v2/assets", "/v2/assets/AAPL",
        "/v2/assets/BTC%2FUSD", "/v2/clock", "/v2/calendar", "/v3/clock?markets=NYSE,NASDAQ", "/v3/calendar/NYSE",
        "/v2/orders?status=all&nested=true", "/v2/orders?status=all",
        "/v2/account/activities", "/v2/account/activities/FILL", "/v2/stocks/quotes/latest?symbols=AAPL",
        "/v2/stocks/trades/latest?symbols=AAPL", "/v2/stocks/bars/latest?symbols=AAPL", "/v2/stocks/bars?symbols=AAPL",
        "/v2/stocks/AAPL/bars", "/v2/stocks/AAPL/quotes/latest", "/v2/stocks/snapshots?symbols=AAPL",
        "/v1beta3/crypto/us/bars?symbols=BTC/USD", "/v1beta3/crypto/us/latest/quotes?symbols=BTC/USD",
        "/v1beta3/crypto/us/latest/trades?symbols=BTC/USD", "/v1beta3/crypto/us/snapshots?symbols=BTC/USD",
    ):  # fmt: skip
        assert (await desk.http.get(path)).status_code == 200, path


async def test_every_reply_of_a_day_is_as_the_vendors_document_says() -> None:
    async with a_desk() as desk:
        await desk.place(qty="10", **BRACKET)
        await desk.place("BTC/USD", qty="0.1", time_in_force="gtc")
        await desk.place("SPY", qty=None, notional="100")
        await desk.place("F", side="sell", qty="5")
        await desk.place("MSFT", type="trailing_stop", side="sell", trail_percent="1")
        await desk.place("TSLA", type="stop_limit", stop_price="400", limit_price="401", time_in_force="gtc")
        await check_day(desk)

        assert (await desk.http.delete("/v2/positions/SPY")).status_code == 200
        assert (await desk.http.delete("/v2/positions", params={"cancel_orders": "true"})).status_code == 207
        assert (await desk.http.delete("/v2/orders")).status_code == 207

        assert desk.checked >= 30
