"""Faults: what each does to a caller, that the journal tells it, and that a seed repeats it."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidMessage, InvalidStatus

from tests.fakes.desk import Desk, a_desk, log_in
from tradewright_fakes.admin import AdminRefusal
from tradewright_fakes.faults import FaultPort, plan_from_seed

POST_ONCE = {"method": "POST", "path": "/v2/orders", "nth": 1}


async def statuses(desk: Desk) -> list[str]:
    orders = await desk.get("/v2/orders", status="all")
    return [one["status"] for one in orders]


@pytest.mark.parametrize("kind", ["drop_after", "truncate"])
async def test_an_order_taken_before_the_line_broke_is_there_once(kind: str) -> None:
    async with a_desk() as desk:
        await desk.fake.admin.fault(kind, when=POST_ONCE)

        with pytest.raises(httpx.TransportError):
            await desk.place(client_order_id="mine")

        assert await statuses(desk) == ["filled"]
        assert [one["client_order_id"] for one in await desk.fake.admin.accepted()] == ["mine"]
        entry = (await desk.fake.admin.journal(method="POST"))[0]
        assert entry["faults"] == [{"rule": "rule-1", "kind": kind}]
        assert entry["status"] is None


async def test_a_line_that_broke_before_the_order_was_taken_leaves_nothing() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.fault("drop_before", when=POST_ONCE)

        with pytest.raises(httpx.TransportError):
            await desk.place()

        assert await statuses(desk) == []
        assert await desk.fake.admin.accepted() == []


@pytest.mark.parametrize(
    ("kind", "given", "status", "taken"),
    [
        ("error", {"status": 504, "process": True}, 504, 1),
        ("error", {"status": 429, "retry_after": 3}, 429, 0),
        ("html", {"status": 403}, 403, 0),
        ("html", {"status": 200, "process": True}, 200, 1),
        ("empty", {}, 200, 1),
        ("reply", {"status": 503, "body": {"why": "so"}}, 503, 0),
    ],
)
async def test_a_wrong_answer_says_nothing_of_what_was_done(
    kind: str, given: dict[str, Any], status: int, taken: int
) -> None:
    async with a_desk() as desk:
        desk.is_spoiled = True
        await desk.fake.admin.fault(kind, when=POST_ONCE, **given)

        reply = await desk.place()

        assert reply.status_code == status
        assert len(await statuses(desk)) == taken
        assert reply.headers.get("retry-after") == (
            str(given["retry_after"]) if "retry_after" in given else None
        )


async def test_an_order_not_yet_visible_is_not_found_and_then_is() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.advance(0)
        await desk.fake.admin.fault("visibility_lag", when=POST_ONCE, seconds=3)
        await desk.place(client_order_id="late")

        before = await desk.http.get("/v2/orders:by_client_order_id", params={"client_order_id": "late"})
        await desk.fake.admin.advance(3)
        after = await desk.http.get("/v2/orders:by_client_order_id", params={"client_order_id": "late"})

        assert (before.status_code, after.status_code) == (404, 200)


async def test_a_cancel_that_loses_is_confirmed_and_the_order_fills() -> None:
    async with a_desk(listening=True) as desk:
        order = (await desk.place(type="limit", limit_price="100", qty="2")).json()
        await desk.fake.admin.fault("cancel_loses", when={"method": "DELETE"})

        reply = await desk.http.delete(f"/v2/orders/{order['id']}")

        assert reply.status_code == 204
        assert await desk.hear(2) == ["new", "fill"]
        assert await desk.position() == "2"


@pytest.mark.parametrize(
    ("kind", "event", "heard"),
    [("twice", "fill", ["new", "fill", "fill"]), ("lose", "new", ["fill"]), ("swap", "new", ["fill", "new"])],
)
async def test_events_come_twice_never_or_in_the_wrong_order(kind: str, event: str, heard: list[str]) -> None:
    async with a_desk(listening=True) as desk:
        await desk.fake.admin.fault(kind, when={"event": event, "nth": 1})

        await desk.place()

        assert await desk.hear(len(heard)) == heard
        assert [one["event"] for one in await desk.fake.admin.event_faults()] == [event]


async def test_events_may_come_before_the_reply() -> None:
    async with a_desk(listening=True) as desk:
        await desk.fake.admin.fault("events_first", when=POST_ONCE, ms=150)
        placing = asyncio.create_task(desk.place())

        assert await desk.hear(2) == ["new", "fill"]

        assert not placing.done()
        assert (await placing).status_code == 200


async def test_killed_streams_end_and_what_they_missed_is_not_told_again() -> None:
    async with a_desk(listening=True) as desk:
        assert await desk.fake.admin.kill_streams() == 1

        await desk.place()

        assert desk.heard == []
        assert await statuses(desk) == ["filled"]


async def test_a_frozen_stream_is_open_and_says_nothing() -> None:
    async with a_desk(listening=True) as desk:
        await desk.fake.admin.freeze_streams()

        await desk.place()

        streams = (await desk.fake.admin.state())["streams"]
        assert [one["is_frozen"] for one in streams] == [True]
        assert desk.heard == []


@pytest.mark.parametrize(("kind", "given"), [("error", {"status": 429}), ("drop_before", {})])
async def test_a_stream_may_be_refused_and_is_open_the_next_time(kind: str, given: dict[str, Any]) -> None:
    async with a_desk() as desk:
        await desk.fake.admin.fault(kind, when={"method": "WS", "path": "/stream", "nth": 1}, **given)

        with pytest.raises((InvalidStatus, InvalidMessage)):
            await connect(desk.fake.stream_url)
        async with connect(desk.fake.stream_url) as socket:
            await log_in(socket, desk.fake.key_id, desk.fake.secret)

        assert [one["outcome"] for one in await desk.fake.admin.journal(method="WS")][1] == "streaming"


async def test_a_rule_for_every_method_leaves_streams_alone() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.fault("error", status=500)

        async with connect(desk.fake.stream_url) as socket:
            await log_in(socket, desk.fake.key_id, desk.fake.secret)


async def test_spoiled_replies_carry_exponents_and_members_nobody_knows() -> None:
    async with a_desk() as desk:
        await desk.place(qty="0.00000001", symbol="AAPL", type="market")
        desk.is_spoiled = True
        ops = ["exponent", "extra", "unknown_enum"]
        await desk.fake.admin.fault("mangle", when={"method": "GET", "path": "/v2/orders*"}, ops=ops)

        order = (await desk.get("/v2/orders", status="all"))[0]

        assert order["qty"] == "1E-8"
        assert order["status"] == "brand_new_value"


async def test_a_revoked_key_is_refused_from_then_on() -> None:
    async with a_desk() as desk:
        await desk.fake.admin.revoke(desk.fake.key_id)

        reply = await desk.http.get("/v2/account")

        assert (reply.status_code, reply.json()["code"]) == (401, 40110000)


async def test_a_rule_that_cannot_be_read_is_refused_whole() -> None:
    async with a_desk() as desk:
        with pytest.raises(AdminRefusal) as refused:
            await desk.fake.admin.faults([{"do": {"kind": "drop_after"}}, {"do": {"kind": "no_such"}}])

        assert refused.value.status == 400
        assert await desk.fake.admin.fired() == {}


def test_the_same_seed_fires_the_same_faults() -> None:
    rules = [{"when": {"probability": 0.3}, "do": {"kind": "drop_after"}}]

    def fired(seed: int) -> list[bool]:
        port = FaultPort()
        port.add(rules, seed=seed)
        return [bool(port.on_request("POST", "/v2/orders", "K")) for _ in range(64)]

    assert fired(7) == fired(7)
    assert fired(7) != fired(8)
    assert plan_from_seed(3) == plan_from_seed(3)
    assert plan_from_seed(3) != plan_from_seed(4)


def test_another_rule_does_not_shift_what_a_rule_draws() -> None:
    alone, accompanied = FaultPort(), FaultPort()
    lucky = {"id": "lucky", "when": {"probability": 0.5}, "do": {"kind": "empty"}}
    alone.add([lucky], seed=1)
    accompanied.add([{"id": "other", "when": {"probability": 0.5}, "do": {"kind": "html"}}, lucky], seed=1)

    def lucky_of(port: FaultPort) -> list[bool]:
        return [any(one.rule == "lucky" for one in port.on_request("GET", "/", "")) for _ in range(40)]

    assert lucky_of(alone) == lucky_of(accompanied)
