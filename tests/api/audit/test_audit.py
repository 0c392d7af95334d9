"""The trader's own audit as the browser reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from tests.api.browser import Browser

from tradewright.platform.audit_chain import verify_file


async def test_what_was_done_is_listed_newest_first_with_the_hashes_that_chain_it(trader: Browser) -> None:
    account = await trader.first_account()
    await trader.ask("PATCH", f"/accounts/{account['account_id']}", json={"label": "Renamed"})

    page = (await trader.get("/audit?limit=200")).json()

    items = page["items"]
    assert page["next_cursor"] is None
    assert (items[0]["kind"], items[0]["act"]["action"]) == ("audit_entry", "account.changed")
    assert [one["number"] for one in items] == list(range(len(items), 0, -1))
    assert all(later["previous_hash"] == earlier["hash"] for later, earlier in pairwise(items))
    assert items[-1]["previous_hash"] == "0" * 64


async def test_days_and_pages_bound_the_list(trader: Browser) -> None:
    account = await trader.first_account()
    for label in ("One", "Two", "Three"):
        await trader.ask("PATCH", f"/accounts/{account['account_id']}", json={"label": label})
    today = datetime.now(UTC).date()

    first = (await trader.get("/audit?limit=2")).json()
    second = (await trader.get(f"/audit?limit=2&cursor={first['next_cursor']}")).json()
    tomorrow = (await trader.get(f"/audit?from={today + timedelta(days=1)}")).json()
    now = (await trader.get(f"/audit?from={today - timedelta(days=1)}&to={today}&limit=2")).json()

    assert second["items"][0]["number"] == first["items"][-1]["number"] - 1
    assert tomorrow["items"] == []
    assert now["items"] == first["items"]


@pytest.mark.parametrize("query", ["from=yesterday", "cursor=x", "limit=0"])
async def test_a_question_that_makes_no_sense_is_refused(trader: Browser, query: str) -> None:
    assert (await trader.get(f"/audit?{query}")).status_code == 422


async def test_a_trader_takes_a_file_that_proves_itself(trader: Browser, stranger: Browser) -> None:
    await trader.first_account()
    today = datetime.now(UTC).date()

    answer = await trader.get(f"/audit/export?from={today}&to={today}")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    found = verify_file(answer.text.splitlines())
    assert (str(found.user_id), found.is_sound) == (trader.me["user_id"], True)
    assert found.links == len((await trader.get("/audit?limit=200")).json()["items"])
    assert stranger.me["user_id"] not in answer.text


@pytest.mark.parametrize(
    ("days", "status"), [((-30, -20), 404), ((0, -1), 422), ((-100, 0), 422), ((-99, 0), 200)]
)
async def test_an_export_of_no_days_or_too_many_is_refused(
    trader: Browser, days: tuple[int, int], status: int
) -> None:
    await trader.first_account()
    since, until = (datetime.now(UTC).date() + timedelta(days=one) for one in days)

    assert (await trader.get(f"/audit/export?from={since}&to={until}")).status_code == status
