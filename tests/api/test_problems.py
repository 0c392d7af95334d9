"""Every refusal is a problem document that says where, what rule, and what would be right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_browser

from tradewright.entrypoints.api.health import health_checks
from tradewright.entrypoints.api.middleware.body_limit import BYTES_MAX
from tradewright.entrypoints.wiring import Gateway
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.secret import Secret
from tradewright.platform.bus import Bus, Message, subjects


async def test_a_faulty_body_is_answered_with_every_place_and_what_would_be_right(trader: Browser) -> None:
    body = {"label": "", "config": {"starting_cash": "-5", "latency_ms": "soon"}, "colour": "red"}

    answer = await trader.post("/accounts", body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "request_invalid"
    assert problem["type"].endswith("/request_invalid")
    assert problem["correlation_id"] == answer.headers["x-correlation-id"]
    faults = {fault["path"]: fault for fault in problem["errors"]}
    assert set(faults) == {"$.label", "$.config.starting_cash", "$.config.latency_ms", "$.colour"}
    assert faults["$.config.starting_cash"]["value"] == "-5"
    assert faults["$.colour"]["message"] == "There is no such field; remove it."


async def test_a_faulty_query_names_its_parameter(trader: Browser) -> None:
    answer = await trader.get("/bars", params={"symbol": "BTCUSD", "limit": "0"})

    assert [fault["path"] for fault in answer.json()["errors"]] == ["$.query.limit"]


async def test_a_password_is_never_repeated(visitor: Browser) -> None:
    answer = await visitor.post("/auth/sign-in", {"email": "a@example.com", "password": ["my secret"]})

    assert answer.status_code == 422
    assert "my secret" not in answer.text


async def test_neither_a_passphrase_nor_a_long_name_is_repeated(trader: Browser) -> None:
    answer = await trader.post("/agents", {"passphrase": "abc", "x" * 100_000: 1})

    assert answer.status_code == 422
    assert '"abc"' not in answer.text
    assert len(answer.content) < 5_000


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing-here", 404, "route_not_found"),
        ("DELETE", "/me", 405, "method_not_allowed"),
        ("GET", "/accounts/not-a-uuid", 422, "request_invalid"),
        ("GET", "/accounts/01a1fdb9-461a-7213-91ec-86717a688460", 404, "account_not_found"),
    ],
)
async def test_the_framework_s_own_refusals_are_problems_too(
    trader: Browser, method: str, path: str, status: int, code: str
) -> None:
    answer = await trader.ask(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_no_json_is_said_to_be_none(trader: Browser) -> None:
    headers = {"Content-Type": "application/json"}

    for content in (b"{", b"\xff\xfe", b'{"label": NaN}', b"[" * 5_000):
        answer = await trader.ask("POST", "/accounts", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), content[:10]


async def test_a_body_over_the_limit_is_refused_whatever_its_length_says(trader: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BYTES_MAX // 65_536 + 2):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json"}
    claimed = await trader.ask("POST", "/accounts", content=b" " * (BYTES_MAX + 1), headers=headers)
    streamed = await trader.ask("POST", "/accounts", content=endless(), headers=headers)

    assert [claimed.status_code, streamed.status_code] == [413, 413]
    assert streamed.json()["code"] == "body_too_large"


async def test_a_bug_of_ours_says_its_correlation_id_and_nothing_of_its_insides(
    app: FastAPI, trader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the insides")

    monkeypatch.setattr(app.state.quotes, "quotes", broken)
    correlation_id = str(uuid4())

    answer = await trader.get("/quotes", headers={"X-Correlation-ID": correlation_id})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["correlation_id"] == correlation_id
    assert "insides" not in answer.text


async def test_a_correlation_id_that_is_no_uuid_is_replaced(visitor: Browser) -> None:
    answer = await visitor.get("/legal", headers={"X-Correlation-ID": "<script>"})

    assert len(answer.headers["x-correlation-id"]) == 36


async def test_nobody_known_gets_401_on_every_closed_route(visitor: Browser) -> None:
    for path in ("/me", "/accounts", "/orders", "/agents", "/risk", "/instruments"):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="tradewright"')


async def test_answers_forbid_framing_and_sniffing(app: FastAPI) -> None:
    async with open_browser(app) as visitor:
        headers = (await visitor.get("/legal")).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]


async def test_no_cache_keeps_an_answer_of_the_api(trader: Browser) -> None:
    for path in ("/me", "/agents", "/legal", "/nothing"):
        assert (await trader.get(path)).headers["cache-control"] == "no-store", path


async def test_health_names_its_components(visitor: Browser) -> None:
    answer = await visitor.get("/health")

    found = {one["name"]: one["status"] for one in answer.json()["components"]}
    assert set(found) == {"database", "bus", "executor", "feeder", "scheduler", "quotes"}
    assert (found["database"], found["bus"]) == ("ok", "ok")
    assert (await visitor.get("/ready")).status_code == 200
    assert (await visitor.get("/live")).json() == {"status": "ok"}


class HungBus:
    """A bus whose server keeps the connection and answers nothing."""

    is_connected = True

    async def flush(self) -> None:
        raise Unavailable("the bus does not answer")


async def test_a_bus_that_hangs_is_down_although_it_is_connected(gateway: Gateway) -> None:
    checks = health_checks(replace(gateway, bus=cast(Bus, HungBus())))

    found = {one.name: (one.status, one.detail) for one in await checks.read()}

    assert found["bus"] == ("down", "the bus does not answer")
    assert found["database"][0] == "ok"


async def test_metrics_count_requests_by_route_and_never_by_path(trader: Browser) -> None:
    missing = uuid4()
    await trader.get(f"/accounts/{missing}")
    await trader.http.post(f"/api/tv-webhook/{missing}", content=b"{}")

    text = (await trader.http.get("/metrics")).text

    assert 'route="/accounts/{account_id}",status="404"' in text
    assert 'route="/api/tv-webhook/{token}",status="404"' in text
    assert str(missing) not in text


async def test_a_database_that_is_away_is_said_to_be_away(
    app: FastAPI, trader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ConnectionRefusedError("connection refused")

    monkeypatch.setattr(app.state.gateway.db, "_transaction", away)

    answer = await trader.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_many_who_ask_for_metrics_cost_one_gathering(app: FastAPI, gateway: Gateway) -> None:
    asked: list[bytes] = []

    async def hear(message: Message) -> None:
        asked.append(message.data)

    subscription = await gateway.bus.subscribe(subjects.GATHER_METRICS, hear)
    async with open_browser(app) as visitor:
        answers = await asyncio.gather(*(visitor.http.get("/metrics") for _ in range(20)))
    await subscription.close()

    assert {answer.status_code for answer in answers} == {200}
    assert len(asked) == 1


async def test_metrics_ask_for_their_token_where_one_is_set(app: FastAPI, gateway: Gateway) -> None:
    closed = replace(
        gateway,
        settings=gateway.settings.model_copy(update={"metrics_token": Secret("s3cr3t-of-prometheus")}),
    )
    off = replace(gateway, settings=gateway.settings.model_copy(update={"mode": "production"}))
    async with open_browser(app) as visitor:
        statuses = []
        for serving, token in (
            (closed, ""),
            (closed, "Bearer wrong"),
            (closed, "Bearer s3cr3t-of-prometheus"),
            (off, ""),
        ):
            app.state.gateway = serving
            answer = await visitor.http.get("/metrics", headers={"Authorization": token} if token else {})
            statuses.append(answer.status_code)
        app.state.gateway = gateway

    assert statuses == [401, 401, 200, 404]
