"""Sessions: what cookies open, what rotation catches, and when a session is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
from fastapi import FastAPI
from tests.api.browser import PASSWORD, Browser, open_browser
from tests.support.servers import TestDatabase


async def age_rotation(database: TestDatabase, user_id: str) -> None:
    """Let the grace of the last rotation pass."""
    owner = await asyncpg.connect(database.owner_dsn)
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    await owner.execute("update app.session set rotated_at = $1 where user_id = $2", long_ago, user_id)
    await owner.close()


async def audit_actions(database: TestDatabase, user_id: str) -> list[str]:
    owner = await asyncpg.connect(database.owner_dsn)
    rows = await owner.fetch("select action from app.audit_entry where user_id = $1 order by at", user_id)
    await owner.close()
    return [row["action"] for row in rows]


def refresh_cookie(browser: Browser) -> str:
    return next(cookie.value or "" for cookie in browser.http.cookies.jar if cookie.name == "tw_refresh")


async def test_signing_in_opens_a_session_of_its_own(app: FastAPI, trader: Browser) -> None:
    async with open_browser(app) as phone:
        answer = await phone.sign_in(email=trader.email.upper())

        assert answer.status_code == 200
        await trader.post("/auth/sign-out")
        assert (await phone.get("/me")).status_code == 200
        assert (await trader.get("/me")).status_code == 401


async def test_a_copied_access_token_dies_with_its_session(app: FastAPI, trader: Browser) -> None:
    copied = trader.http.cookies["tw_access"]
    await trader.post("/auth/sign-out")

    async with open_browser(app) as thief:
        answer = await thief.get("/me", headers={"Cookie": f"tw_access={copied}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


async def test_an_access_token_with_another_signature_opens_nothing(app: FastAPI, trader: Browser) -> None:
    head, payload, signature = trader.http.cookies["tw_access"].split(".")
    forged = f"{head}.{payload}.{signature[::-1]}"

    async with open_browser(app) as thief:
        answer = await thief.get("/me", headers={"Cookie": f"tw_access={forged}"})

    assert answer.status_code == 401


async def test_a_malformed_cookie_of_another_program_does_not_cost_the_session(
    app: FastAPI, trader: Browser
) -> None:
    access = trader.http.cookies["tw_access"]

    async with open_browser(app) as browser:
        answer = await browser.get(
            "/me", headers={"Cookie": f'theme={{"dark": 1}}; x[0]=a b; tw_access={access}'}
        )

    assert answer.status_code == 200


async def test_refreshing_rotates_the_token(trader: Browser) -> None:
    before = refresh_cookie(trader)

    answer = await trader.post("/auth/refresh")

    assert answer.status_code == 200
    assert refresh_cookie(trader) != before
    assert (await trader.get("/me")).status_code == 200
    assert (await trader.post("/auth/refresh")).status_code == 200


async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(app: FastAPI, trader: Browser) -> None:
    old = refresh_cookie(trader)
    csrf = trader.http.cookies["tw_csrf"]
    await trader.post("/auth/refresh")

    async with open_browser(app) as tab:
        cookies = {"Cookie": f"tw_refresh={old}; tw_csrf={csrf}", "X-CSRF-Token": csrf}
        late = await tab.post("/auth/refresh", headers=cookies)

        assert late.status_code == 200
        assert refresh_cookie(tab) == refresh_cookie(trader)


async def test_a_rotated_token_that_comes_back_later_ends_the_session_for_everyone(
    app: FastAPI, trader: Browser, database: TestDatabase
) -> None:
    stolen, csrf = refresh_cookie(trader), trader.http.cookies["tw_csrf"]
    await trader.post("/auth/refresh")
    await age_rotation(database, trader.me["user_id"])

    async with open_browser(app) as thief:
        cookies = {"Cookie": f"tw_refresh={stolen}; tw_csrf={csrf}", "X-CSRF-Token": csrf}
        answer = await thief.post("/auth/refresh", headers=cookies)

    assert (answer.status_code, answer.json()["code"]) == (401, "refresh_reused")
    assert (await trader.get("/me")).status_code == 401
    assert (await trader.post("/auth/refresh")).status_code == 401
    assert "session.refresh_reused" in await audit_actions(database, trader.me["user_id"])


async def test_a_thief_who_rotates_twice_does_not_get_away_with_it(
    app: FastAPI, trader: Browser, database: TestDatabase
) -> None:
    kept, csrf = refresh_cookie(trader), trader.http.cookies["tw_csrf"]
    async with open_browser(app) as owner:
        await trader.post("/auth/refresh")  # the thief's browser from here on
        await trader.post("/auth/refresh")
        cookies = {"Cookie": f"tw_refresh={kept}; tw_csrf={csrf}", "X-CSRF-Token": csrf}
        answer = await owner.post("/auth/refresh", headers=cookies)

    assert (answer.status_code, answer.json()["code"]) == (401, "refresh_reused")
    assert (await trader.get("/me")).status_code == 401
    assert (await trader.post("/auth/refresh")).status_code == 401
    assert "session.refresh_reused" in await audit_actions(database, trader.me["user_id"])


async def test_a_refresh_token_that_we_did_not_make_ends_nothing(app: FastAPI, trader: Browser) -> None:
    token, csrf = refresh_cookie(trader), trader.http.cookies["tw_csrf"]
    names, random, mac = token.split(".")

    async with open_browser(app) as forger:
        for forged in (f"{names}.{random[::-1]}.{mac}", f"{names}.{random}", "x", ".", f"{names}..{mac}"):
            cookies = {"Cookie": f"tw_refresh={forged}; tw_csrf={csrf}", "X-CSRF-Token": csrf}
            answer = await forger.post("/auth/refresh", headers=cookies)
            assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")

    assert (await trader.post("/auth/refresh")).status_code == 200


async def test_refreshing_needs_the_csrf_token_too(trader: Browser) -> None:
    answer = await trader.post("/auth/refresh", headers={"X-CSRF-Token": ""})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")
    assert (await trader.get("/me")).status_code == 200


async def test_a_suspended_trader_is_out_at_once_and_cannot_come_back(
    app: FastAPI, trader: Browser, database: TestDatabase
) -> None:
    key = await trader.make_key("read")
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("update app.trader set status = 'suspended' where user_id = $1", trader.me["user_id"])
    await owner.close()

    assert (await trader.get("/me")).json()["code"] == "trader_suspended"
    assert (await trader.sign_in()).json()["code"] == "trader_suspended"
    async with open_browser(app) as program:
        answer = await program.get("/me", headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["code"]) == (403, "trader_suspended")


async def test_an_unsafe_request_without_the_csrf_token_changes_nothing(trader: Browser) -> None:
    answer = await trader.patch("/me", {"display_name": "Mallory"}, headers={"X-CSRF-Token": ""})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")
    assert (await trader.get("/me")).json()["display_name"] == ""


async def test_a_csrf_token_of_another_session_is_no_good_even_when_cookie_and_header_agree(
    trader: Browser, stranger: Browser
) -> None:
    planted = stranger.http.cookies["tw_csrf"]
    access = trader.http.cookies["tw_access"]

    answer = await trader.patch(
        "/me",
        {"display_name": "Mallory"},
        headers={"X-CSRF-Token": planted, "Cookie": f"tw_access={access}; tw_csrf={planted}"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")


async def test_a_page_of_another_site_is_refused(trader: Browser) -> None:
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = await trader.patch("/me", {"display_name": "Mallory"}, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), origin


async def test_another_site_cannot_sign_a_visitor_in(trader: Browser, visitor: Browser) -> None:
    body = {"email": trader.email, "password": PASSWORD}

    answer = await visitor.post("/auth/sign-in", body, headers={"Origin": "https://evil.example"})

    assert answer.json()["code"] == "foreign_origin"
    assert "set-cookie" not in answer.headers


async def test_profile_changes_merge_preferences(trader: Browser) -> None:
    await trader.patch("/me", {"preferences": {"theme": "dark", "rows": 50}})

    answer = await trader.patch("/me", {"timezone": "Asia/Jakarta", "preferences": {"rows": 20}})

    assert answer.json()["preferences"] == {"theme": "dark", "rows": 20}
    assert (await trader.get("/me")).json()["timezone"] == "Asia/Jakarta"


async def test_preferences_have_a_size_however_slowly_they_grow(trader: Browser) -> None:
    answers = [
        await trader.patch("/me", {"preferences": {f"list.{part}": ["x" * 1_900] * 10}}) for part in range(4)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert answers[-1].json()["code"] == "preferences_too_large"
    assert len((await trader.get("/me")).json()["preferences"]) == 3
