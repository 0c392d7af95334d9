"""Real money asks for a notice to be read first: who may accept it, in which version, and what is refused before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser, open_program
from tests.support.servers import TestDatabase

LIVE_LINK = {
    "label": "Real money",
    "environment": "live",
    "credential": {"key_id": "AKFAKE0000000000EXAMPLE", "secret": "x" * 40},
}


async def notice(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = (await browser.get("/legal")).json()["live_trading"]
    return found


async def test_real_money_is_not_linked_before_the_notice_was_accepted(trader: Browser) -> None:
    told = await notice(trader)

    refused = await trader.post("/accounts/link/alpaca", LIVE_LINK)
    sent_away = await trader.post(
        "/accounts/link/alpaca/oauth", {"label": "Real money", "environment": "live"}
    )

    assert [one.status_code for one in (refused, sent_away)] == [403, 403]
    assert refused.json()["code"] == sent_away.json()["code"] == "risk_not_acknowledged"
    assert (refused.json()["document"], refused.json()["version"]) == ("live_trading", told["version"])


async def test_after_it_was_accepted_the_venue_page_opens(trader: Browser) -> None:
    told = await notice(trader)

    accepted = await trader.post("/me/acceptances", {"document": "live_trading", "version": told["version"]})
    again = await trader.post("/me/acceptances", {"document": "live_trading", "version": told["version"]})
    page = await trader.post("/accounts/link/alpaca/oauth", {"label": "Real money", "environment": "live"})

    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["acknowledged_risk_at"] is not None
    assert again.json() == accepted.json() == (await trader.get("/me")).json()
    assert page.status_code == 200, page.text


async def test_another_version_is_not_accepted(trader: Browser) -> None:
    answer = await trader.post("/me/acceptances", {"document": "live_trading", "version": "2019-01-01"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "legal_not_accepted"
    assert (await trader.get("/me")).json()["acknowledged_risk_at"] is None


async def test_a_program_cannot_read_it_for_its_trader(app: FastAPI, trader: Browser) -> None:
    told = await notice(trader)

    async with open_program(app, await trader.make_key("read", "trade")) as program:
        answer = await program.post(
            "/me/acceptances", json={"document": "live_trading", "version": told["version"]}
        )

    assert answer.status_code == 403
    assert answer.json()["code"] == "session_required"


@pytest.fixture
async def live_account(trader: Browser, database: TestDatabase) -> UUID:
    """A real-money account of the trader's from before there was a notice."""
    account_id = UUID((await trader.first_account())["account_id"])
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute(
        "update app.account set broker = 'alpaca', environment = 'live', config = '{}' where account_id = $1",
        account_id,
    )
    await owner.close()
    return account_id


async def test_no_order_is_asked_for_with_real_money_before_and_leaving_is_free(
    trader: Browser, live_account: UUID
) -> None:
    order = {"account_id": str(live_account), "symbol": "AAPL", "side": "buy", "qty": "1"}

    refused = await trader.post("/order", order)
    closing = await trader.post("/flatten", {"account_id": str(live_account)})
    told = await notice(trader)
    await trader.post("/me/acceptances", {"document": "live_trading", "version": told["version"]})
    taken = await trader.post("/order", order)

    assert (refused.status_code, refused.json()["code"]) == (403, "risk_not_acknowledged")
    assert closing.status_code == 202, closing.text
    assert taken.status_code == 202, taken.text
