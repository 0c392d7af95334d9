"""The stream tells each event of its own trader once, in order, across every drop; and closes when it must."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.api.browser import Browser
from tests.api.stream.conftest import Teller, marks, open_socket
from tests.support.eventually import eventually
from websockets.exceptions import InvalidStatus

from tradewright.kernel.ids import UserId
from tradewright.platform.bus import subjects
from tradewright.platform.db.codecs import encode_json


async def test_events_arrive_in_order_with_their_sequence(
    address: str, trader: Browser, teller: Teller
) -> None:
    async with open_socket(address, trader) as socket:
        ready = await socket.hello()
        sequences = await teller.tell(trader, 1, 2, 3)

        heard = await socket.hear_events(3)

    assert ready["resumed"] is False
    assert marks(heard) == [1, 2, 3]
    assert [one["seq"] for one in heard] == sequences
    assert set(heard[0]) == {"type", "seq", "id", "at", "events"}


async def test_a_socket_that_was_cut_off_misses_nothing_and_hears_nothing_twice(
    address: str, trader: Browser, teller: Teller
) -> None:
    """Cut again and again, while events go on; each stretch resumes from the last sequence that was heard."""
    total, heard, after = 120, [], None
    async with open_socket(address, trader) as socket:
        after = (await socket.hello())["seq"]
        telling = asyncio.create_task(teller.tell(trader, *range(total)))
        first = await socket.hear_events(7)
        socket.drop()
    heard += first
    after = first[-1]["seq"]

    while len(heard) < total:
        async with open_socket(address, trader) as socket:
            ready = await socket.hello(after=after)
            stretch = await socket.hear_events(min(23, total - len(heard)))
            socket.drop()
        assert ready == {"type": "ready", "seq": after, "resumed": True}
        heard += stretch
        after = stretch[-1]["seq"]
    await telling

    assert marks(heard) == list(range(total))


async def test_what_happened_while_away_is_caught_up(address: str, trader: Browser, teller: Teller) -> None:
    async with open_socket(address, trader) as socket:
        after = (await socket.hello())["seq"]
    await teller.tell(trader, 1, 2)

    async with open_socket(address, trader) as socket:
        await socket.hello(after=after)
        await teller.tell(trader, 3)

        assert marks(await socket.hear_events(3)) == [1, 2, 3]


async def test_nobody_hears_another_traders_events(
    address: str, trader: Browser, stranger: Browser, teller: Teller
) -> None:
    async with open_socket(address, trader) as socket:
        after = (await socket.hello())["seq"]
        await teller.tell(stranger, 666)
        await teller.tell(trader, 1)
        live = await socket.hear_events(1)
    async with open_socket(address, trader) as socket:
        await socket.hello(after=after)
        caught_up = await socket.hear_events(1)

    assert (marks(live), marks(caught_up)) == ([1], [1])


async def test_a_client_from_another_history_is_told_to_begin_again(address: str, trader: Browser) -> None:
    async with open_socket(address, trader) as socket:
        ready = await socket.hello(after=10**12)

        assert [one["type"] for one in socket.heard] == ["reset", "ready"]
        assert ready["resumed"] is False


async def test_signing_out_closes_the_sockets_of_that_session_only(address: str, trader: Browser) -> None:
    async with open_socket(address, trader) as laptop:
        await laptop.hello()
        await trader.sign_in()
        async with open_socket(address, trader) as phone:
            await phone.hello()
            await trader.post("/auth/sign-out")

            assert await phone.closed() == 4401
        await laptop.say(type="subscribe", channels=[])
        await laptop.say(type="hello", after=None)
        assert await laptop.closed() == 4400


async def test_a_revoked_key_loses_its_socket(
    address: str, trader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradewright.entrypoints.api.stream.socket.CHECK_EVERY_S", 0.05)
    headers = {"Authorization": f"Bearer {await trader.make_key('read')}"}
    async with open_socket(address, None, headers=headers) as socket:
        await socket.hello()
        key_id = (await trader.get("/api-keys")).json()["items"][0]["api_key_id"]
        await trader.delete(f"/api-keys/{key_id}")

        assert await socket.closed() == 4401


async def test_a_page_of_another_site_gets_no_socket(address: str, trader: Browser) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(address, trader, origin="https://evil.example"):
            pass

    assert refused.value.response.status_code == 403


async def test_nobody_known_is_closed_with_a_code_a_page_can_read(address: str) -> None:
    async with open_socket(address, None) as socket:
        assert await socket.closed() == 4401


async def test_a_message_that_is_none_ends_the_conversation(address: str, trader: Browser) -> None:
    for text in ("{", '{"type":"subscribe","channels":["orders:*"]}', '{"type":"shout"}', "x" * 20_000):
        async with open_socket(address, trader) as socket:
            await socket.hello()
            await socket.connection.send(text)
            assert await socket.closed() == 4400, text[:40]


async def test_quotes_are_the_latest_ones_and_no_more_than_four_a_second(
    app: FastAPI, address: str, trader: Browser
) -> None:
    bus, began = app.state.gateway.bus, datetime.now(UTC)
    async with open_socket(address, trader) as socket:
        await socket.hello()
        await socket.say(type="subscribe", channels=["quotes:AAA", "quotes:BBB"])
        for n in range(500):
            for symbol in ("AAA", "BBB", "CCC"):
                await bus.publish(subjects.quote(symbol), quote(symbol, n, began + timedelta(milliseconds=n)))
            await asyncio.sleep(0)
        latest: dict[str, str] = {}
        while latest != {"AAA": "499", "BBB": "499"}:
            latest |= {one["symbol"]: one["last"] for one in (await socket.hear("quotes"))["quotes"]}

    messages = [one for one in socket.heard if one["type"] == "quotes"]
    seconds = (datetime.now(UTC) - began).total_seconds()
    assert len(messages) <= 4 * seconds + 2
    assert {one["symbol"] for message in messages for one in message["quotes"]} == {"AAA", "BBB"}


async def test_the_latest_state_of_an_account_comes_through(
    app: FastAPI, address: str, trader: Browser
) -> None:
    account = {"account_id": "one", "equity": "100"}
    subject = subjects.live(UserId(UUID(trader.me["user_id"])))
    async with open_socket(address, trader) as socket:
        await socket.hello()
        await app.state.gateway.bus.publish(subject, encode_json({"type": "account", "account": account}))

        assert await socket.hear("account") == {"type": "account", "account": account}


async def test_health_is_told_on_arrival(address: str, trader: Browser) -> None:
    async with open_socket(address, trader) as socket:
        await socket.hello()

        assert "database" in {one["name"] for one in (await socket.hear("health"))["components"]}


async def test_who_does_not_answer_pings_is_let_go(
    address: str, trader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradewright.entrypoints.api.stream.socket.PING_EVERY_S", 0.05)
    monkeypatch.setattr("tradewright.entrypoints.api.stream.socket.SILENCE_MAX_S", 0.1)
    async with open_socket(address, trader) as socket:
        await socket.hello()

        assert await socket.closed() == 4408
        assert "ping" in {one["type"] for one in socket.heard}


async def test_sockets_are_let_go_of_when_they_leave(app: FastAPI, address: str, trader: Browser) -> None:
    async with open_socket(address, trader) as socket:
        await socket.hello()
        assert app.state.hub._all()
        socket.drop()

    async def is_empty() -> bool:
        return not [one for one in app.state.hub._all() if str(one.user_id) == trader.me["user_id"]]

    await eventually(is_empty)


def quote(symbol: str, price: int, at: datetime) -> bytes:
    return encode_json({"symbol": symbol, "bid": str(price), "ask": str(price), "last": str(price), "at": at})
