"""`POST /api/tv-webhook/{token}` as a sender sees it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tests.store.agents.desk import VAULT, AgentHandle, Desk, HandClock, SilentBus, an_alert
from tests.support.eventually import eventually

from tradewright.features.agents import Door, make_door, webhook_routes
from tradewright.kernel.errors import Unavailable
from tradewright.platform.db import Database


def url(agent: AgentHandle) -> str:
    return f"/api/tv-webhook/{agent.token}"


async def test_an_alert_is_stored_before_it_is_acknowledged(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()

    answer = await client.post(url(agent), content=an_alert(id="1"))

    assert answer.status_code == 202
    (alert,) = await desk.alerts(agent)
    assert answer.json() == {
        "alert_id": str(alert["alert_id"]),
        "correlation_id": str(alert["correlation_id"]),
        "outcome": "accepted",
        "duplicate": False,
    }
    assert answer.headers["x-correlation-id"] == str(alert["correlation_id"])
    assert bytes(alert["body"]) == an_alert(id="1")
    assert alert["remote_ip"] == "52.89.214.238"


async def test_a_repeat_is_told_as_one(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()
    first = await client.post(url(agent), content=an_alert(id="1"))

    again = await client.post(url(agent), content=an_alert(id="1"))

    assert again.status_code == 200
    assert again.json()["duplicate"] is True
    assert again.json()["duplicate_of"] == first.json()["alert_id"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b'{"ticker":"BTCUSD","action":"buy","quantity":0.5}', "application/json; charset=utf-8"),
        (b"ticker=BTCUSD action=buy quantity=0.5", "text/plain"),
        (b'\xef\xbb\xbf{"ticker":"BTCUSD","action":"buy"}', ""),
        (
            b'{"version":"unify.v1","source":"tradingview","intent":{"symbol":"BTCUSD","action":"buy"}}',
            "image/png",
        ),
    ],
)
async def test_every_format_is_read_whatever_the_content_type_says(
    desk: Desk, client: httpx.AsyncClient, content: bytes, content_type: str
) -> None:
    agent = await desk.agent()

    answer = await client.post(url(agent), content=content, headers={"content-type": content_type})

    assert answer.status_code == 202, answer.text
    (alert,) = await desk.alerts(agent)
    assert json.loads(alert["intent"])["symbol"] == "BTCUSD"


@pytest.mark.parametrize("token", ["no-such-token", "%ED%A0%80", "%00", "a" * 5000])
async def test_an_unknown_token_is_not_found_in_the_same_shape(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.post(f"/api/tv-webhook/{token}", content=an_alert())

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "correlation_id", "errors"} == set(answer.json())


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"", "$"),
        (b"{", "$"),
        (b"\xff\xfe\x00", "$"),
        (b'{"ticker":"BTCUSD","action":"hold"}', "$.action"),
        (b'{"ticker":"BTCUSD","action":"buy","quantity":-1}', "$.quantity"),
        (b'{"ticker":"BTCUSD","action":"buy","quantity":1e308}', "$.quantity"),
        (
            b'{"ticker":"BTCUSD","action":"buy","quantity":NaN,"price":Infinity,"limit_price":-3}',
            "$.limit_price",
        ),
        (b'{"action":"buy"}', "$.ticker"),
        (b"[" * 5000 + b"]" * 5000, "$"),
        (b'{"ticker":"BTC\\u0000USD","action":"buy"}', "$.ticker"),
    ],
)
async def test_a_malformed_alert_is_refused_with_its_place_and_stored(
    desk: Desk, client: httpx.AsyncClient, content: bytes, path: str
) -> None:
    agent = await desk.agent()

    answer = await client.post(url(agent), content=content)

    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["errors"][0]["path"] == path
    (alert,) = await desk.alerts(agent)
    assert problem["alert_id"] == str(alert["alert_id"])
    assert (alert["outcome"], alert["reason_code"], bytes(alert["body"])) == ("refused", "invalid", content)
    assert await desk.signals(agent) == []


async def test_a_refusal_says_which_rule(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()
    await desk.owner("update app.agent set status = 'paused' where agent_id = $1", agent.agent_id)

    answer = await client.post(url(agent), content=an_alert())

    assert answer.status_code == 403
    assert answer.json()["code"] == "agent_paused"
    assert answer.json()["outcome"] == "refused"


async def test_secrets_in_the_body_are_not_kept(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()

    for body in (an_alert(secret="hunter2hunter2"), b'{"token": "hunter2hunter2", "action": '):
        await client.post(url(agent), content=body)

    stored = await desk.owner(
        """select encode(body, 'escape') as text from app.alert where agent_id = $1
           union all select events::text from app.outbox where user_id = $2""",
        agent.agent_id,
        desk.user_id,
    )
    assert stored
    assert not [row for row in stored if "hunter2" in row["text"]]


@pytest.mark.parametrize("is_declared", [True, False])
async def test_more_than_64_kib_is_refused_and_noted(
    desk: Desk, client: httpx.AsyncClient, *, is_declared: bool
) -> None:
    agent = await desk.agent()
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(1024):
            sent += 1
            yield b"x" * 1024

    answer = await client.post(url(agent), content=b"x" * 65_537 if is_declared else endless())

    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"
    (alert,) = await desk.alerts(agent)
    assert (alert["reason_code"], bytes(alert["body"])) == ("body_too_large", b"")


async def test_exactly_64_kib_is_read(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()
    body = an_alert(comment="")
    padded = body[:-1] + b" " * (65_536 - len(body)) + b"}"

    answer = await client.post(url(agent), content=padded)

    assert len(padded) == 65_536
    assert answer.status_code == 202


async def test_a_sender_that_dribbles_is_cut_off(door: Door, desk: Desk, clock: HandClock) -> None:
    agent = await desk.agent()
    app = Starlette(routes=webhook_routes(lambda: door, clock, patience_s=0.05))
    sent: list[Any] = []
    never = asyncio.Event()
    parts = iter([{"type": "http.request", "body": b'{"tick', "more_body": True}])

    async def receive() -> Any:
        for part in parts:
            return part
        await never.wait()
        return None

    async def send(message: Any) -> None:
        sent.append(message)

    await app(_scope(url(agent)), receive, send)

    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert await desk.alerts(agent) == []


async def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing(app: Starlette, desk: Desk) -> None:
    agent = await desk.agent()
    parts = iter(
        [{"type": "http.request", "body": b'{"tick', "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there to be answered")

    await app(_scope(url(agent)), receive, send)

    assert await desk.alerts(agent) == []


async def test_an_alert_whose_sender_hung_up_while_we_committed_stands(
    app: Starlette, desk: Desk, client: httpx.AsyncClient
) -> None:
    agent = await desk.agent()

    hanging_up = asyncio.create_task(client.post(url(agent), content=an_alert(id="gone")))
    await eventually(lambda: desk.alerts(agent))
    hanging_up.cancel()
    again = await client.post(url(agent), content=an_alert(id="gone"))

    assert again.json()["duplicate"] is True
    assert len(await desk.signals(agent)) == 1


async def test_too_many_alerts_are_told_when_to_come_back(
    desk: Desk, gateway: Database, clock: HandClock
) -> None:
    agent = await desk.agent()
    door = make_door(gateway, SilentBus(), VAULT, rate_per_minute=3)
    door.start()
    transport = httpx.ASGITransport(app=Starlette(routes=webhook_routes(lambda: door, clock)))

    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answers = [await client.post(url(agent), content=an_alert(id=str(n))) for n in range(4)]
    await door.aclose()

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert len(await desk.alerts(agent)) == 3


async def test_a_failed_write_is_the_one_answer_that_asks_for_a_repeat(
    desk: Desk, door: Door, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await desk.agent()

    async def broken(_: object) -> None:
        raise Unavailable("the alert could not be stored", retry_after_s=2)

    monkeypatch.setattr(door._intake, "submit", broken)
    answer = await client.post(url(agent), content=an_alert())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert await desk.alerts(agent) == []


async def test_only_post_is_taken(desk: Desk, client: httpx.AsyncClient) -> None:
    agent = await desk.agent()

    assert (await client.get(url(agent))).status_code == 405


def _scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "client": None,
        "server": None,
        "scheme": "http",
        "root_path": "",
        "http_version": "1.1",
    }
