"""Linking accounts at Alpaca, on its fake: keys tried, sealed, changed, refused and forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
from tests.api.browser import Browser
from tests.support.servers import TestDatabase

from tradewright.adapters.brokers.paper import PaperVenue
from tradewright.adapters.brokers.transport import Http
from tradewright.domain.trading.ports.linking import Credential
from tradewright.entrypoints.wiring import Gateway
from tradewright.entrypoints.worker.brokers import Brokers
from tradewright.features.brokerage import mark_revoked, open_credential
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.errors import NotFound
from tradewright.kernel.ids import AccountId, UserId
from tradewright.kernel.secret import Secret
from tradewright.platform.db import Database
from tradewright_fakes.alpaca import AlpacaFake, serve


@pytest.fixture
async def fake() -> AsyncIterator[AlpacaFake]:
    async with serve() as running:
        yield running


@pytest.fixture
async def owner(database: TestDatabase) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(database.owner_dsn)
    yield connection
    await connection.close()


def asking(fake: AlpacaFake, **changes: Any) -> dict[str, Any]:
    return {
        "label": "Rehearsal",
        "environment": "rehearsal",
        "timezone": "America/New_York",
        "credential": {"key_id": fake.key_id, "secret": fake.secret},
        "base_url": fake.url,
        **changes,
    }


async def linked(trader: Browser, fake: AlpacaFake) -> dict[str, Any]:
    made = await trader.post("/accounts/link/alpaca", asking(fake))
    assert made.status_code == 201, made.text
    account: dict[str, Any] = made.json()
    return account


async def sealed_of(
    owner: asyncpg.Connection[asyncpg.Record], account: dict[str, Any]
) -> tuple[UserId, bytes | None]:
    row = await owner.fetchrow(
        "select user_id, credential from app.account where account_id = $1", UUID(account["account_id"])
    )
    assert row is not None
    return UserId(row["user_id"]), row["credential"]


async def test_what_can_be_linked_is_told_with_what_each_venue_can_do(trader: Browser) -> None:
    answer = await trader.get("/venues")

    venues = {one["broker"]: one for one in answer.json()["items"]}
    alpaca = venues["alpaca"]
    assert alpaca["environments"] == ["paper", "live", "rehearsal"]
    assert [one["name"] for one in alpaca["fields"] if one["is_secret"]] == ["secret"]
    assert alpaca["capabilities"]["bracket"] is True
    assert alpaca["capabilities"]["by_market"]["crypto"]["bracket"] is False


async def test_a_key_is_tried_and_nothing_is_stored(trader: Browser, fake: AlpacaFake) -> None:
    answer = await trader.post("/accounts/link/alpaca/check", asking(fake))

    assert answer.status_code == 200, answer.text
    found = answer.json()
    granted = {one["name"]: one["granted"] for one in found["permissions"]}
    assert (granted["trade"], granted["withdraw"]) == (True, False)
    assert found["account"] == {"currency": "USD", "cash": "100000", "equity": "100000"}
    assert (found["can_trade"], found["refusal"]) == (True, None)
    assert len((await trader.get("/accounts")).json()["items"]) == 1


async def test_a_linked_account_holds_its_key_sealed_and_tells_its_last_characters(
    trader: Browser, fake: AlpacaFake, gateway: Gateway, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await linked(trader, fake)

    assert (account["broker"], account["environment"], account["status"]) == ("alpaca", "rehearsal", "active")
    assert (account["cash"], account["equity"], account["config"]) == ("100000", "100000", None)
    assert account["link"]["key_hint"] == fake.key_id[-4:]
    assert account["link"]["status"] == "ok"
    assert fake.secret not in str(account)
    user_id, sealed = await sealed_of(owner, account)
    assert sealed is not None
    assert fake.secret.encode() not in sealed
    assert open_credential(gateway.vault, sealed, user_id) == Credential(
        "keys", fake.key_id, Secret(fake.secret)
    )
    listed = (await trader.get(f"/accounts/{account['account_id']}")).json()
    assert listed == account
    entries = await owner.fetch("select action, after::text from app.audit_entry where user_id = $1", user_id)
    assert "account.linked" in {row["action"] for row in entries}
    assert all(fake.secret not in (row["after"] or "") for row in entries)


async def test_a_key_the_venue_refuses_is_not_linked_and_not_repeated(
    trader: Browser, fake: AlpacaFake
) -> None:
    wrong = asking(fake, credential={"key_id": fake.key_id, "secret": "completely-wrong-secret"})

    answer = await trader.post("/accounts/link/alpaca", wrong)

    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "credential_not_accepted"
    assert problem["errors"][0]["path"] == "$.credential"
    assert "completely-wrong-secret" not in answer.text
    assert len((await trader.get("/accounts")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("credential", "path"),
    [
        ({"key_id": "FAKE KEY", "secret": "s"}, "$.credential.key_id"),
        ({"key_id": "FAKEKEY", "secret": "two words"}, "$.credential.secret"),
        ({"key_id": "FAKEKEY"}, "$.credential.secret"),
        ({"key_id": "FAKEKEY", "secret": 5}, "$.credential.secret"),
    ],
)
async def test_what_cannot_be_a_key_is_told_by_its_place(
    trader: Browser, fake: AlpacaFake, credential: dict[str, Any], path: str
) -> None:
    answer = await trader.post("/accounts/link/alpaca", asking(fake, credential=credential))

    assert answer.status_code == 422
    assert path in [one["path"] for one in answer.json()["errors"]]
    assert "two words" not in answer.text
    assert await fake.admin.journal() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": None},
        {"base_url": "http://192.0.2.1:80"},
        {"base_url": "http://localhost:1234"},
        {"base_url": "http://127.0.0.1:1234/elsewhere"},
        {"base_url": "http://user@127.0.0.1:1234"},
        {"environment": "live", "base_url": "http://127.0.0.1:1234"},
    ],
)
async def test_only_a_rehearsal_names_an_address_and_only_one_of_this_machine(
    trader: Browser, fake: AlpacaFake, changes: dict[str, Any]
) -> None:
    answer = await trader.post("/accounts/link/alpaca", asking(fake, **changes))

    assert (answer.status_code, answer.json()["code"]) == (403, "rehearsal_off")


async def test_an_unknown_venue_is_not_found(trader: Browser, fake: AlpacaFake) -> None:
    answer = await trader.post("/accounts/link/nowhere", asking(fake))

    assert (answer.status_code, answer.json()["code"]) == (404, "venue_not_found")


async def test_a_venue_that_is_away_links_nothing(trader: Browser, fake: AlpacaFake) -> None:
    await fake.admin.fault("error", status=503)

    answer = await trader.post("/accounts/link/alpaca", asking(fake))

    assert (answer.status_code, answer.json()["code"]) == (503, "venue_silent")


async def test_an_accounts_instruments_are_those_of_its_venue(
    trader: Browser, stranger: Browser, fake: AlpacaFake, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = (await linked(trader, fake))["account_id"]
    await owner.execute(
        """insert into app.venue_instrument (venue, symbol, venue_symbol, name, market, currency, tick, lot_step,
                                             lot_smallest, multiplier, updated_at)
           values ('alpaca:rehearsal', 'ZZAB', 'ZZAB', 'Zebra Absolute', 'stocks', 'USD', 0.01, 1, 1, 1, now()),
                  ('alpaca:live', 'ZZAC', 'ZZAC', 'Zebra elsewhere', 'stocks', 'USD', 0.01, 1, 1, 1, now())
           on conflict do nothing"""
    )

    by_name = await trader.get("/instruments", params={"account_id": account, "q": "zebra"})
    by_symbol = await trader.get("/instruments", params={"account_id": account, "q": "zzA"})
    platform = await trader.get("/instruments", params={"q": "zebra"})
    of_another = await stranger.get("/instruments", params={"account_id": account})
    # The list is the venue's, not the trader's: what stays here would be all that later tests could trade there.
    await owner.execute("delete from app.venue_instrument where symbol in ('ZZAB', 'ZZAC')")

    assert [one["symbol"] for one in by_name.json()["items"]] == ["ZZAB"]
    assert by_symbol.json() == by_name.json()
    assert platform.json()["items"] == []
    assert of_another.status_code == 404


async def test_a_dead_key_marks_the_account_once_and_a_new_one_revives_it(
    trader: Browser, fake: AlpacaFake, database: TestDatabase, gateway: Gateway
) -> None:
    account = await linked(trader, fake)
    user_id = UserId(UUID(trader.me["user_id"]))
    account_id = AccountId(UUID(account["account_id"]))
    executor = await Database.connect(database.role_dsn("executor"), role="executor")
    try:
        told = [
            await mark_revoked(
                executor,
                gateway.bus,
                user_id,
                account_id,
                reason="request is not authorized",
                now=SystemClock().now(),
            )
            for _ in range(2)
        ]
    finally:
        await executor.close()
    marked = (await trader.get(f"/accounts/{account_id}")).json()
    refused = await trader.patch(f"/accounts/{account_id}", {"status": "active"})
    credential = {"key_id": fake.key_id, "secret": fake.secret}
    revived = await trader.post(f"/accounts/{account_id}/relink", {"credential": credential})

    assert told == [True, False]
    assert (marked["status"], marked["link"]["status"]) == ("disconnected", "revoked")
    assert marked["link"]["reason"] == "request is not authorized"
    assert (refused.status_code, refused.json()["code"]) == (409, "not_linked")
    assert (revived.json()["status"], revived.json()["link"]["status"]) == ("active", "ok")


async def test_a_refusal_of_the_old_key_that_comes_late_leaves_the_new_one_alone(
    trader: Browser, fake: AlpacaFake, database: TestDatabase, gateway: Gateway
) -> None:
    account = await linked(trader, fake)
    user_id = UserId(UUID(trader.me["user_id"]))
    account_id = AccountId(UUID(account["account_id"]))
    executor = await Database.connect(database.role_dsn("executor"), role="executor")
    try:
        async with executor.acting([user_id]) as tx:
            old_key = await tx.fetchval(
                "select md5(credential) from app.account where account_id = $1", account_id
            )
        credential = {"key_id": fake.key_id, "secret": fake.secret}
        await trader.post(f"/accounts/{account_id}/relink", {"credential": credential})
        was_marked = await mark_revoked(
            executor,
            gateway.bus,
            user_id,
            account_id,
            reason="request is not authorized",
            now=SystemClock().now(),
            key_mark=old_key,
        )
    finally:
        await executor.close()
    after = (await trader.get(f"/accounts/{account_id}")).json()

    assert not was_marked
    assert (after["status"], after["link"]["status"]) == ("active", "ok")


async def test_an_account_without_a_key_that_works_is_cut_off_alone(
    trader: Browser,
    fake: AlpacaFake,
    database: TestDatabase,
    gateway: Gateway,
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    account_id = AccountId(UUID((await linked(trader, fake))["account_id"]))
    user_id = UserId(UUID(trader.me["user_id"]))
    executor = await Database.connect(database.role_dsn("executor"), role="executor")
    paper = PaperVenue(db=executor, quotes=gateway.quotes, instruments=lambda _: None, clock=SystemClock())
    brokers = Brokers(paper, db=executor, bus=gateway.bus, clock=SystemClock(), settings=gateway.settings)

    async def opened() -> str:
        try:
            broker = await brokers.open(
                user_id, account_id, broker="alpaca", config={}, sink=lambda _, __: None
            )
        except NotFound as refusal:
            return refusal.detail
        return str((await broker.account()).cash)

    try:
        good = await opened()
        await owner.execute(
            "update app.account set credential = $1 where account_id = $2", b"x" * 60, account_id
        )
        broken = await opened()
        await owner.execute("update app.account set credential = null where account_id = $1", account_id)
        gone = await opened()
    finally:
        await brokers.close()
        await executor.close()

    assert good == "100000"
    assert broken == "the account's key cannot be unsealed"
    assert gone == "the account has no key that works"


async def test_checking_an_account_again_finds_a_revoked_key(trader: Browser, fake: AlpacaFake) -> None:
    account = await linked(trader, fake)
    still_good = await trader.post(f"/accounts/{account['account_id']}/check")
    await fake.admin.revoke(fake.key_id)

    found = await trader.post(f"/accounts/{account['account_id']}/check")

    assert still_good.json()["link"]["status"] == "ok"
    assert (found.json()["status"], found.json()["link"]["status"]) == ("disconnected", "revoked")


async def test_an_account_that_its_trader_disconnected_stays_so_when_its_key_is_tried(
    trader: Browser, fake: AlpacaFake
) -> None:
    account = f"/accounts/{(await linked(trader, fake))['account_id']}"
    await trader.patch(account, {"status": "disconnected"})

    checked = await trader.post(f"{account}/check")
    credential = {"key_id": fake.key_id, "secret": fake.secret}
    rekeyed = await trader.post(f"{account}/relink", {"credential": credential})

    assert (checked.json()["status"], checked.json()["link"]["status"]) == ("disconnected", "ok")
    assert (rekeyed.json()["status"], rekeyed.json()["link"]["status"]) == ("disconnected", "ok")


async def test_unlinking_forgets_the_key_and_keeps_the_history(
    trader: Browser, fake: AlpacaFake, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await linked(trader, fake)

    gone = await trader.delete(f"/accounts/{account['account_id']}")

    assert gone.status_code == 200, gone.text
    assert (gone.json()["status"], gone.json()["link"]) == ("closed", None)
    assert (await sealed_of(owner, account))[1] is None
    again = await trader.post(f"/accounts/{account['account_id']}/check")
    assert (again.status_code, again.json()["code"]) == (409, "not_linked")
    assert (await trader.patch(f"/accounts/{account['account_id']}", {"status": "active"})).status_code == 409


async def test_a_locked_account_that_was_unlinked_is_not_linked_anew_before_the_lock_ends(
    trader: Browser, fake: AlpacaFake, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account_id = (await linked(trader, fake))["account_id"]
    press = {"scope": "account", "account_id": account_id, "action": "halt", "lock_minutes": 60}
    pressed = await trader.post("/kill-switch", press)
    await trader.delete(f"/accounts/{account_id}")

    too_early = await trader.post("/accounts/link/alpaca", asking(fake))
    await owner.execute(
        "update app.kill_switch set locked_until = now() where scope_id = $1", UUID(account_id)
    )
    afterwards = await trader.post("/accounts/link/alpaca", asking(fake))

    assert pressed.status_code == 200, pressed.text
    assert (too_early.status_code, too_early.json()["code"]) == (409, "lock_left_behind")
    assert afterwards.status_code == 201


async def test_another_trader_reaches_nothing_of_a_linked_account(
    trader: Browser, stranger: Browser, fake: AlpacaFake
) -> None:
    account = (await linked(trader, fake))["account_id"]
    credential = {"key_id": fake.key_id, "secret": fake.secret}

    answers = [
        await stranger.get(f"/accounts/{account}"),
        await stranger.post(f"/accounts/{account}/check"),
        await stranger.post(f"/accounts/{account}/relink", {"credential": credential}),
        await stranger.delete(f"/accounts/{account}"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404, 404]


async def test_an_account_is_linked_by_the_venues_own_page(trader: Browser, fake: AlpacaFake) -> None:
    asked = {"label": "By consent", "environment": "rehearsal", "base_url": fake.url}
    page = (await trader.post("/accounts/link/alpaca/oauth", asked)).json()["url"]
    state = parse_qs(urlsplit(page).query)["state"][0]
    code = await agree(page)

    back = await trader.get("/accounts/link/alpaca/callback", params={"code": code, "state": state})
    again = await trader.get("/accounts/link/alpaca/callback", params={"code": code, "state": state})

    assert back.status_code == 303
    account_id = parse_qs(urlsplit(back.headers["location"]).query)["linked"][0]
    account = (await trader.get(f"/accounts/{account_id}")).json()
    assert (account["label"], account["link"]["kind"], account["link"]["key_hint"]) == (
        "By consent",
        "oauth",
        "",
    )
    assert "link_error=credential_not_accepted" in again.headers["location"]


async def test_accounts_whose_venue_says_no_number_count_as_the_same_one(
    trader: Browser, fake: AlpacaFake, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    await linked(trader, fake)
    async with serve() as other:
        await linked(trader, other)

    with pytest.raises(asyncpg.UniqueViolationError, match="account_link_once"):
        await owner.execute("update app.account_link set venue_account = null")


async def test_a_rehearsal_by_consent_hands_the_traders_port_no_secret_of_ours(
    trader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve() as fake:  # it knows no application of this installation
        sent: list[str] = []
        send = Http.send

        async def keeping(self: Http, method: str, path: str, **more: Any) -> Any:
            sent.append((more.get("body") or b"").decode())
            return await send(self, method, path, **more)

        monkeypatch.setattr(Http, "send", keeping)
        asked = {"label": "By consent", "environment": "rehearsal", "base_url": fake.url}
        page = (await trader.post("/accounts/link/alpaca/oauth", asked)).json()["url"]
        query = {"code": await agree(page), "state": parse_qs(urlsplit(page).query)["state"][0]}
        back = await trader.get("/accounts/link/alpaca/callback", params=query)

    assert "linked=" in back.headers["location"]
    assert any("grant_type" in body for body in sent)
    assert not any("consent-for-tests-only" in body for body in [page, *sent])


async def test_the_same_account_is_not_linked_twice_and_a_new_consent_renews_it(
    trader: Browser, stranger: Browser, fake: AlpacaFake
) -> None:
    asked = {"label": "By consent", "environment": "rehearsal", "base_url": fake.url}
    accounts = []
    for _ in range(2):
        page = (await trader.post("/accounts/link/alpaca/oauth", asked)).json()["url"]
        query = {"code": await agree(page), "state": parse_qs(urlsplit(page).query)["state"][0]}
        back = await trader.get("/accounts/link/alpaca/callback", params=query)
        accounts.append(parse_qs(urlsplit(back.headers["location"]).query)["linked"][0])
    by_key = (await linked(trader, fake))["account_id"]

    again = await trader.post("/accounts/link/alpaca", asking(fake))
    of_another = await stranger.post("/accounts/link/alpaca", asking(fake))

    assert accounts[0] == accounts[1]
    assert (again.status_code, again.json()["code"]) == (409, "already_linked")
    assert again.json()["account_id"] == by_key
    assert of_another.status_code == 201


async def test_a_key_of_another_account_does_not_take_over(trader: Browser, fake: AlpacaFake) -> None:
    account = await linked(trader, fake)
    other = "FAKEANOTHERACCOUNT"
    await fake.admin.open_account(other, secret="another-secret")
    credential = {"key_id": other, "secret": "another-secret"}

    answer = await trader.post(f"/accounts/{account['account_id']}/relink", {"credential": credential})

    assert (answer.status_code, answer.json()["code"]) == (409, "another_account")
    kept = (await trader.get(f"/accounts/{account['account_id']}")).json()
    assert kept["link"]["key_hint"] == fake.key_id[-4:]


async def test_an_answer_for_another_trader_or_an_altered_one_links_nothing(
    trader: Browser, stranger: Browser, fake: AlpacaFake
) -> None:
    asked = {"label": "By consent", "environment": "rehearsal", "base_url": fake.url}
    page = (await trader.post("/accounts/link/alpaca/oauth", asked)).json()["url"]
    state = parse_qs(urlsplit(page).query)["state"][0]
    code = await agree(page)

    stolen = await stranger.get("/accounts/link/alpaca/callback", params={"code": code, "state": state})
    altered = await trader.get("/accounts/link/alpaca/callback", params={"code": code, "state": f"x{state}"})
    declined = await trader.get(
        "/accounts/link/alpaca/callback", params={"error": "access_denied", "state": state}
    )

    assert "link_error=oauth_state_broken" in stolen.headers["location"]
    assert "link_error=oauth_state_broken" in altered.headers["location"]
    assert "link_error=refused" in declined.headers["location"]
    assert len((await trader.get("/accounts")).json()["items"]) == 1


async def agree(page: str) -> str:
    """Press the button of the venue's page and return the code it sends back."""
    async with httpx.AsyncClient() as browser:
        assert "trading data" in (await browser.get(page)).text
        answer = await browser.post(page, data={"account": "FAKEOAUTH", "answer": "allow"})
    assert answer.status_code in (302, 303), answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def test_without_an_executor_its_market_says_that_nobody_holds_the_connection(
    trader: Browser, fake: AlpacaFake
) -> None:
    account = await linked(trader, fake)

    answer = await trader.get("/bars", params={"symbol": "AAPL", "account_id": account["account_id"]})

    assert (answer.status_code, answer.json()["code"]) == (503, "venue_silent")
    assert "Try again" in answer.json()["detail"]
