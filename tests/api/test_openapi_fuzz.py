"""Requests made up from the OpenAPI document, right and wrong ones, meet nothing but clean and documented answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.browser import ORIGIN, Browser

from tradewright.entrypoints.api.app import document

EXAMPLES = 10
"""For each operation, about half of them wrong on purpose."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDS_THE_SESSION = "/api/unify/v1/auth/sign-out"
DOCUMENT = document()
SCHEMA: Any = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [
    (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if path != ENDS_THE_SESSION
]


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
            # What a request is made up of does not stand in for who asks.
            case.headers = {k: v for k, v in (case.headers or {}).items() if k.lower() == "idempotency-key"}
            case.cookies = {}
            case.call_and_validate(
                base_url=f"http://{address}", session=session, headers=headers, cookies=cookies, checks=CHECKS
            )

        await asyncio.to_thread(ask)
