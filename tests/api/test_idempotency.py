"""A write that is sent again happens once, whatever died in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_program
from tests.support.servers import TestDatabase

from tradewright.features.brokerage.verbs import create_account as opening


@dataclass
class Keyed:
    """A trader who opens accounts, always with the same key."""

    browser: Browser
    owner: asyncpg.Connection[asyncpg.Record]
    key: str

    async def open_account(self, label: str = "second") -> httpx.Response:
        return await self.browser.post("/accounts", {"label": label}, headers={"Idempotency-Key": self.key})

    async def labels(self) -> list[str]:
        return [one["label"] for one in (await self.browser.get("/accounts")).json()["items"]][1:]

    async def edit_key(self, assignments: str, *values: Any) -> None:
        """Change the key's row: what a crash at some point, or the passing of time, leaves behind."""
        await self.owner.execute(
            f"update app.idempotency_key set {assignments} where user_id = $1 and key = $2",
            self.browser.me["user_id"],
            self.key,
            *values,
        )

    async def leave_reservation(self, *, age: timedelta) -> None:
        """Leave what a gateway leaves that died before its commit: the reservation and nothing else."""
        await self.open_account()
        user_id = self.browser.me["user_id"]
        await self.owner.execute("delete from app.account where user_id = $1 and label = 'second'", user_id)
        await self.edit_key("status = null, response = null, created_at = $3", datetime.now(UTC) - age)


@pytest.fixture
async def keyed(trader: Browser, database: TestDatabase) -> Any:
    owner = await asyncpg.connect(database.owner_dsn)
    yield Keyed(trader, owner, uuid4().hex)
    await owner.close()


async def test_the_same_request_gets_the_same_answer_and_happens_once(keyed: Keyed) -> None:
    first = await keyed.open_account()
    again = await keyed.open_account()

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await keyed.labels() == ["second"]


async def test_a_refusal_is_remembered_too(keyed: Keyed) -> None:
    first = await keyed.open_account(label="")
    again = await keyed.open_account(label="")

    assert (first.status_code, again.status_code) == (422, 422)
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_key_belongs_to_one_request(keyed: Keyed) -> None:
    await keyed.open_account()

    answer = await keyed.open_account(label="another")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await keyed.labels() == ["second"]


async def test_a_key_belongs_to_one_trader(keyed: Keyed, stranger: Browser) -> None:
    await keyed.open_account()

    answer = await stranger.post("/accounts", {"label": "second"}, headers={"Idempotency-Key": keyed.key})

    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers


async def test_of_many_at_once_one_is_carried_out(keyed: Keyed) -> None:
    answers = await asyncio.gather(*(keyed.open_account() for _ in range(8)))

    codes = {one.status_code for one in answers}
    assert codes <= {201, 409}
    assert len({one.json()["account_id"] for one in answers if one.status_code == 201}) == 1
    assert all(one.headers["retry-after"] for one in answers if one.status_code == 409)
    assert await keyed.labels() == ["second"]


async def test_after_a_crash_before_the_commit_the_repeat_carries_it_out(keyed: Keyed) -> None:
    await keyed.leave_reservation(age=timedelta(minutes=1))

    answer = await keyed.open_account()

    assert answer.status_code == 201
    assert await keyed.labels() == ["second"]


async def test_a_fresh_reservation_is_waited_for(keyed: Keyed) -> None:
    await keyed.leave_reservation(age=timedelta(seconds=1))

    answer = await keyed.open_account()

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
    assert answer.headers["retry-after"] == "1"
    assert await keyed.labels() == []


async def test_after_a_crash_behind_the_commit_the_repeat_is_told_and_changes_nothing(keyed: Keyed) -> None:
    await keyed.open_account()
    await keyed.edit_key(
        "status = 102, response = null, created_at = $3", datetime.now(UTC) - timedelta(minutes=1)
    )

    answer = await keyed.open_account()

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_answer_lost")
    assert await keyed.labels() == ["second"]


async def test_a_slow_request_whose_key_was_taken_over_commits_nothing(
    keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    create = opening.create_account

    async def slow(*args: Any, **more: Any) -> Any:
        if not reached.is_set():
            reached.set()
            await go_on.wait()
        return await create(*args, **more)

    monkeypatch.setattr(opening, "create_account", slow)
    sleeper = asyncio.create_task(keyed.open_account())
    await reached.wait()
    await keyed.edit_key("created_at = $3", datetime.now(UTC) - timedelta(minutes=1))

    repeat = await keyed.open_account()
    go_on.set()
    late = await sleeper

    assert repeat.status_code == 201
    assert (late.status_code, late.json()["code"]) == (409, "idempotency_taken_over")
    assert await keyed.labels() == ["second"]


async def test_an_answer_with_a_secret_is_not_readable_at_rest(keyed: Keyed) -> None:
    body = {"name": "mine", "scopes": ["read"]}
    headers = {"Idempotency-Key": keyed.key}

    made = await keyed.browser.post("/api-keys", body, headers=headers)
    again = await keyed.browser.post("/api-keys", body, headers=headers)

    assert again.json()["key"] == made.json()["key"]
    kept = await keyed.owner.fetchval(
        "select response::text from app.idempotency_key where key = $1", keyed.key
    )
    assert made.json()["key"] not in kept


async def test_a_bug_frees_the_key(app: FastAPI, keyed: Keyed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the insides")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "create_account", broken)
        first = await keyed.open_account()
    again = await keyed.open_account()

    assert (first.status_code, again.status_code) == (500, 201)


async def test_a_program_may_use_keys_as_well(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        answers = [
            await program.post("/accounts", json={"label": "p"}, headers={"Idempotency-Key": "k"})
            for _ in range(2)
        ]

    assert answers[0].json() == answers[1].json()


async def test_a_key_that_may_not_write_gets_no_kept_answer(app: FastAPI, keyed: Keyed) -> None:
    text = await keyed.browser.make_key("read")
    await keyed.open_account()

    async with open_program(app, text) as program:
        answer = await program.post(
            "/accounts", json={"label": "second"}, headers={"Idempotency-Key": keyed.key}
        )

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_unusable_key_is_refused(keyed: Keyed) -> None:
    keyed.key = "x" * 256

    answer = await keyed.open_account()

    assert answer.json()["errors"][0]["path"] == "$.headers.Idempotency-Key"
    assert await keyed.labels() == []
