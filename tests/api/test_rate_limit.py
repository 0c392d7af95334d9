"""A fair share of requests for each actor, and only for those who are known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_program

from tradewright.entrypoints.api import create_app
from tradewright.entrypoints.api.middleware.rate_limit import RateLimit, TooManyRequests
from tradewright.entrypoints.wiring import Gateway
from tradewright.kernel.ids import SessionId, UserId
from tradewright.platform.context import TraderActor


async def test_a_key_that_asks_too_often_is_told_how_long_to_wait(
    gateway: Gateway, app: FastAPI, trader: Browser
) -> None:
    hasty = create_app(gateway, requests_per_minute=5)
    greedy, modest = await trader.make_key("read"), await trader.make_key("read")

    async with open_program(hasty, greedy) as program:
        answers = [await program.get("/me") for _ in range(6)]
    async with open_program(hasty, modest) as program:
        other = await program.get("/me")

    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 12
    assert other.status_code == 200


async def test_the_bucket_fills_again_with_time() -> None:
    now, passed = 0.0, 0

    async def count(*_: object) -> None:
        nonlocal passed
        passed += 1

    limit = RateLimit(count, per_minute=60, clock=lambda: now)
    actor = TraderActor(UserId(uuid4()), SessionId(uuid4()))
    scope: Any = {"type": "http", "state": {"context": SimpleNamespace(actor=actor)}}
    for _ in range(60):
        await limit(scope, never, never)
    with pytest.raises(TooManyRequests) as refused:
        await limit(scope, never, never)
    now = 2.0
    for _ in range(2):
        await limit(scope, never, never)

    assert refused.value.data["retry_after_s"] == 1
    assert passed == 62


async def never(*_: object) -> Any:
    raise AssertionError("the limit reads and sends nothing itself")
