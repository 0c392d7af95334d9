"""Money that moved without a trade, as its trader reads it."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg
from tests.api.browser import Browser
from tests.support.servers import TestDatabase


async def test_movements_are_listed_newest_first_by_pages_and_are_nobody_elses(
    trader: Browser, stranger: Browser, database: TestDatabase
) -> None:
    account_id = (await trader.first_account())["account_id"]
    owner = await asyncpg.connect(database.owner_dsn)
    for minute, (kind, amount, words) in enumerate(
        [("transfer", "500", None), ("funding", "-1.25", "funding fee"), ("dividend", "12.34", "Dividend")]
    ):
        await owner.execute(
            "insert into app.transfer (user_id, transfer_id, account_id, amount, found_at, kind, words)"
            " values ($1, $2, $3, $4::text::numeric, timestamptz '2026-11-21 12:00Z' + $5 * interval '1 minute', $6, $7)",
            UUID(trader.me["user_id"]),
            uuid4(),
            UUID(account_id),
            amount,
            minute,
            kind,
            words,
        )
    await owner.close()

    first = (await trader.get(f"/accounts/{account_id}/movements", params={"limit": 2})).json()
    rest = (
        await trader.get(
            f"/accounts/{account_id}/movements", params={"limit": 2, "cursor": first["next_cursor"]}
        )
    ).json()
    theirs = await stranger.get(f"/accounts/{account_id}/movements")

    assert [(one["kind"], one["amount"]) for one in first["items"]] == [
        ("dividend", "12.34"),
        ("funding", "-1.25"),
    ]
    assert [(one["kind"], one["words"]) for one in rest["items"]] == [("transfer", None)]
    assert rest["next_cursor"] is None
    assert (theirs.status_code, theirs.json()["code"]) == (404, "account_not_found")
