"""Whatever bytes come in: a clean answer, and exactly one row for a known agent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from tests.store.agents.desk import VAULT, AgentHandle, Desk, HandClock, SilentBus

from tradewright.features.agents import make_door, webhook_routes
from tradewright.platform.db import Database

_words = st.sampled_from(
    ["ticker", "action", "quantity", "price", "id", "time", "intent", "version", "sl", "order_type"]
)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "buy",
            "sell",
            "exit",
            "flatten",
            "cancel",
            "BTCUSD",
            "unify.v1",
            "1",
            "limit",
            "2026-03-02T15:00:00Z",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=8,
)
_documents = st.dictionaries(_words | st.text(max_size=8), _values, max_size=8).map(
    lambda value: json.dumps(value).encode()
)
_pairs = st.dictionaries(_words, st.text(max_size=12), max_size=6).map(
    lambda pairs: " ".join(f"{key}={value}" for key, value in pairs.items()).encode("utf-8", "replace")
)
bodies = (
    st.binary(max_size=300) | _documents | _pairs | st.tuples(_documents, st.binary(max_size=4)).map(b"".join)
)
content_types = st.binary(max_size=20).map(lambda raw: raw.translate(None, b"\r\n\0"))


@pytest.fixture
async def fuzzed(
    desk: Desk, gateway: Database, clock: HandClock
) -> AsyncIterator[tuple[Desk, AgentHandle, httpx.AsyncClient]]:
    """An agent that may be posted to without end."""
    door = make_door(gateway, SilentBus(), VAULT, rate_per_minute=10**9)
    door.start()
    transport = httpx.ASGITransport(app=Starlette(routes=webhook_routes(lambda: door, clock)))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield desk, await desk.agent(), client
    await door.aclose()


@given(body=bodies, content_type=content_types)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_body_gets_a_clean_answer_and_one_row(
    fuzzed: tuple[Desk, AgentHandle, httpx.AsyncClient], body: bytes, content_type: bytes
) -> None:
    desk, agent, client = fuzzed
    (before,) = await desk.owner("select count(*) as rows from app.alert where agent_id = $1", agent.agent_id)

    answer = await client.post(
        f"/api/tv-webhook/{agent.token}", content=body, headers=[(b"content-type", content_type)]
    )

    assert answer.status_code in {200, 202, 422}, (answer.status_code, answer.text)
    (after,) = await desk.owner("select count(*) as rows from app.alert where agent_id = $1", agent.agent_id)
    assert after["rows"] == before["rows"] + 1
    told = answer.json()
    (alert,) = await desk.owner("select outcome from app.alert where alert_id = $1", told["alert_id"])
    assert alert["outcome"] == told["outcome"]
