"""API keys: shown once, good for their scopes only, dead the moment they are revoked."""

from __future__ import annotations

import hashlib

import asyncpg
from fastapi import FastAPI
from tests.api.browser import Browser, open_program
from tests.support.servers import TestDatabase


async def test_a_key_is_shown_once_and_kept_as_a_hash(trader: Browser, database: TestDatabase) -> None:
    key = await trader.make_key("read")

    listed = (await trader.get("/api-keys")).json()["items"]
    assert [one["prefix"] for one in listed] == [key.split("_")[1]]
    assert key not in str(listed)
    owner = await asyncpg.connect(database.owner_dsn)
    kept = await owner.fetchval("select key_hash from app.api_key where user_id = $1", trader.me["user_id"])
    await owner.close()
    assert kept == hashlib.sha256(key.encode()).digest()


async def test_a_read_key_reads_and_changes_nothing(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read")) as program:
        assert (await program.get("/accounts")).status_code == 200
        refused = await program.post("/accounts", json={"label": "mine"})

    assert refused.status_code == 403
    assert refused.json()["scope"] == "trade"
    assert len((await trader.get("/accounts")).json()["items"]) == 1


async def test_a_trade_key_needs_no_csrf_token(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        answer = await program.post("/accounts", json={"label": "mine"})

    assert answer.status_code == 201


async def test_a_key_makes_no_keys_and_changes_no_profile(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read", "trade")) as program:
        made = await program.post("/api-keys", json={"name": "child", "scopes": ["trade"]})
        changed = await program.patch("/me", json={"display_name": "Mallory"})

    assert [made.json()["code"], changed.json()["code"]] == ["session_required", "session_required"]


async def test_a_revoked_key_fails_with_the_very_next_request(app: FastAPI, trader: Browser) -> None:
    async with open_program(app, await trader.make_key("read")) as program:
        assert (await program.get("/me")).status_code == 200
        key_id = (await trader.get("/api-keys")).json()["items"][0]["api_key_id"]
        assert (await trader.delete(f"/api-keys/{key_id}")).status_code == 204

        refused = await program.get("/me")

    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_unknown")
    assert (await trader.delete(f"/api-keys/{key_id}")).status_code == 404


async def test_using_a_key_is_noted(app: FastAPI, trader: Browser) -> None:
    key = await trader.make_key("read")
    assert (await trader.get("/api-keys")).json()["items"][0]["last_used_at"] is None

    async with open_program(app, key) as program:
        await program.get("/me")

    assert (await trader.get("/api-keys")).json()["items"][0]["last_used_at"] is not None


async def test_what_is_no_key_of_ours_opens_nothing(app: FastAPI) -> None:
    for text in ("", "twk_short", "twk_abcdefgh_" + "A" * 43, "twk_abcdefgh_" + "é" * 43):
        async with open_program(app, "placeholder") as program:
            answer = await program.get("/me", headers={b"Authorization": f"Bearer {text}".encode("latin-1")})
        assert answer.status_code == 401, text
