"""Signing up: who may, with what, and what is kept of it."""

from __future__ import annotations

import asyncpg
import pytest
from fastapi import FastAPI
from tests.api.browser import PASSWORD, Browser, accepted, open_browser
from tests.support.servers import TestDatabase


async def test_signing_up_signs_in_and_tells_who_it_is(visitor: Browser) -> None:
    answer = await visitor.sign_up(display_name="Ada")

    assert answer.status_code == 201
    me = await visitor.get("/me")
    assert me.json() == answer.json()
    assert me.json()["display_name"] == "Ada"
    assert me.json()["is_demo"] is False


async def test_a_new_trader_has_a_paper_account(trader: Browser) -> None:
    account = await trader.first_account()

    assert (account["broker"], account["environment"], account["status"]) == ("paper", "paper", "active")
    assert (account["cash"], account["equity"], account["day_pnl"]) == ("100000", "100000", "0")
    points = (await trader.get(f"/accounts/{account['account_id']}/equity")).json()["points"]
    assert [(one["equity"], one["cash"]) for one in points] == [("100000", "100000")]


async def test_what_was_accepted_is_kept_with_version_time_and_address(
    app: FastAPI, database: TestDatabase
) -> None:
    async with open_browser(app, ip="203.0.113.9") as browser:
        await browser.sign_up()

    owner = await asyncpg.connect(database.owner_dsn)
    rows = await owner.fetch(
        "select document, version, remote_ip, accepted_at is not null as has_time"
        " from app.legal_acceptance where user_id = $1 order by document",
        browser.me["user_id"],
    )
    await owner.close()
    wanted = sorted((one["document"], one["version"], "203.0.113.9", True) for one in accepted())
    assert [tuple(row) for row in rows] == wanted


async def test_an_old_version_of_the_terms_is_not_enough(visitor: Browser) -> None:
    old = [{"document": "terms", "version": "2019-01-01"}, accepted()[0]]

    answer = await visitor.sign_up(accepted=old)

    assert answer.status_code == 422
    assert answer.json()["code"] == "legal_not_accepted"
    assert answer.json()["errors"][0]["path"] == "$.accepted"
    assert answer.json()["errors"][0]["value"] == "terms"


async def test_a_document_accepted_twice_is_kept_once(visitor: Browser, database: TestDatabase) -> None:
    answer = await visitor.sign_up(accepted=[*accepted(), *accepted()])

    assert answer.status_code == 201, answer.text
    owner = await asyncpg.connect(database.owner_dsn)
    count = await owner.fetchval(
        "select count(*) from app.legal_acceptance where user_id = $1", visitor.me["user_id"]
    )
    await owner.close()
    assert count == len(accepted())


async def test_a_version_that_no_database_can_hold_is_refused(visitor: Browser) -> None:
    answer = await visitor.sign_up(accepted=[*accepted(), {"document": "terms", "version": "1\0"}])

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "$.accepted[2].version")


async def test_one_address_is_one_trader_however_it_is_spelled(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as other:
        answer = await other.sign_up(email=f"  {trader.email.upper()} ")

    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "length_min"),
        ("x" * 201, "length_max"),
        ("Password123", "common"),
        ("aaaaaaaaaaaa", "common"),
    ],
)
async def test_a_weak_password_is_refused_with_its_rule_and_not_repeated(
    visitor: Browser, password: str, rule: str
) -> None:
    answer = await visitor.sign_up(password=password)

    assert (answer.status_code, answer.json()["code"]) == (422, "password_weak")
    assert answer.json()["errors"][0]["rule"] == rule
    assert password not in answer.text


async def test_the_password_is_kept_as_argon2id_only(trader: Browser, database: TestDatabase) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    row = await owner.fetchval("select t::text from app.trader t where user_id = $1", trader.me["user_id"])
    await owner.close()

    assert "$argon2id$" in row
    assert PASSWORD not in row


async def test_cookies_keep_to_their_places(visitor: Browser) -> None:
    answer = await visitor.sign_up()

    cookies = {line.split("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}
    assert "httponly" in cookies["tw_access"]
    assert "samesite=lax" in cookies["tw_access"]
    assert "httponly" in cookies["tw_refresh"]
    assert "samesite=strict" in cookies["tw_refresh"]
    assert "path=/api/unify/v1/auth" in cookies["tw_refresh"]
    assert "httponly" not in cookies["tw_csrf"]
