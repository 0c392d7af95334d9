"""Requests made up from the OpenAPI document, right and wrong ones, meet nothing but clean and documented answers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import asyncpg
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from requests.auth import AuthBase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.browser import ORIGIN, Browser
from tests.support.servers import TestDatabase

from tradewright.entrypoints.api.app import document
from tradewright.features.agents.intake.signature import sign

EXAMPLES = 10
"""For each operation, about half of them wrong on purpose."""
WEBHOOK_EXAMPLES = 60
ADDRESS_BYTES_MAX = 60_000
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDS_THE_SESSION = "/api/unify/v1/auth/sign-out"
DOCUMENT = document()
SCHEMA: Any = schemathesis.openapi.from_dict(DOCUMENT)
WEBHOOKS = ["/api/tv-webhook/{token}", "/api/unify/v1/webhook/{broker}"]
OPERATIONS = [
    (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if path not in {ENDS_THE_SESSION, *WEBHOOKS}
]


@dataclass
class Sender(AuthBase):
    """Signs what is sent, so that a made-up body gets past the signature."""

    agent_id: str
    secret: str

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        assert isinstance(request.body, str | bytes | None), "schemathesis sends whole bodies"
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        now = int(time.time())
        request.headers["X-Webhook-Agent"] = self.agent_id
        request.headers["X-Webhook-Signature"] = sign(body, secret=self.secret.encode(), signed_at=now)
        return request


@pytest.mark.parametrize(
    ("method", "path"), OPERATIONS, ids=lambda part: str(part).removeprefix("/api/unify/v1")
)
async def test_made_up_requests_get_clean_answers(
    method: str, path: str, address: str, trader: Browser
) -> None:
    known = {"account_id": (await trader.first_account())["account_id"]}
    headers = {"Origin": ORIGIN, "X-CSRF-Token": trader.http.cookies["tw_csrf"]}
    cookies = {name: trader.http.cookies[name] for name in ("tw_access", "tw_csrf")}
    operation = SCHEMA[path][method]
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])

    with requests.Session() as session:

        @given(case=cases, is_ours=st.booleans())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any, is_ours: bool) -> None:
            if is_ours:
                case.path_parameters.update(
                    {name: known[name] for name in known if name in case.path_parameters}
                )
            # Longer addresses are refused by the server itself, in words of its own.
            assume(len(urlencode(case.query or {}, doseq=True)) < ADDRESS_BYTES_MAX)
            # What a request is made up of does not stand in for who asks.
            case.headers = {k: v for k, v in (case.headers or {}).items() if k.lower() == "idempotency-key"}
            case.cookies = {}
            case.call_and_validate(
                base_url=f"http://{address}", session=session, headers=headers, cookies=cookies, checks=CHECKS
            )

        await asyncio.to_thread(ask)


async def make_sender(trader: Browser) -> tuple[Sender, dict[str, str]]:
    """Return who signs for a new agent, and the parts of webhooks' paths that lead to it."""
    account = await trader.first_account()
    rules = {
        "name": "f",
        "account_ids": [account["account_id"]],
        "sizing": {"mode": "fixed", "value": "1"},
    }
    agent = (await trader.post("/agents", rules)).json()
    secret = (await trader.get(f"/agents/{agent['agent_id']}/signing-secret")).json()["secret"]
    token = urlsplit(agent["url"]).path.rpartition("/")[2]
    return Sender(agent["agent_id"], secret), {"token": token, "broker": "paper"}


@pytest.mark.parametrize("path", WEBHOOKS)
async def test_of_made_up_alerts_none_is_lost_and_none_comes_from_nowhere(
    path: str, address: str, trader: Browser, database: TestDatabase
) -> None:
    sender, known = await make_sender(trader)
    operation = SCHEMA[path]["POST"]
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])
    answered: set[str] = set()

    with requests.Session() as session:

        @given(case=cases, is_ours=st.sampled_from([True, True, True, False]))
        @settings(
            max_examples=WEBHOOK_EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def post(case: Any, is_ours: bool) -> None:
            if is_ours:
                case.path_parameters = {name: known[name] for name in case.path_parameters}
            case.headers, case.cookies = {}, {}
            answer = case.call_and_validate(
                base_url=f"http://{address}", session=session, auth=sender, checks=CHECKS
            )
            if "alert_id" in answer.json():
                answered.add(answer.json()["alert_id"])

        await asyncio.to_thread(post)

    owner = await asyncpg.connect(database.owner_dsn)
    rows = await owner.fetch("select alert_id from app.alert where user_id = $1", trader.me["user_id"])
    await owner.close()
    assert {str(row["alert_id"]) for row in rows} == answered
    assert len(answered) > WEBHOOK_EXAMPLES // 4, "too few requests reached the agent to say anything"
