"""Paper accounts: opened with what was asked, changed for the very next decision, valued at the present price."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser
from tests.support.servers import TestDatabase

from tradewright.domain.trading.market import Quote

SYMBOL = "TEST.BRK"


@pytest.fixture
async def owner(database: TestDatabase) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(database.owner_dsn)
    await connection.execute(
        """insert into app.instrument (symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier,
                                       source, updated_at)
           values ($1, 'Test', 'futures', 'USD', 0.25, 1, 1, 50, 'test', now()) on conflict do nothing""",
        SYMBOL,
    )
    yield connection
    await connection.close()


async def epoch_of(owner: asyncpg.Connection[asyncpg.Record], browser: Browser) -> int:
    found = await owner.fetchval(
        "select epoch from app.user_control where user_id = $1", UUID(browser.me["user_id"])
    )
    return int(found)


async def test_an_account_is_opened_with_every_digit_of_its_settings(trader: Browser) -> None:
    raw = b'{"label": "mine", "timezone": "Asia/Tokyo", "config": {"starting_cash": 12345678.123456789012, "fee_rate": "0"}}'

    made = await trader.ask("POST", "/accounts", content=raw, headers={"Content-Type": "application/json"})

    assert made.status_code == 201, made.text
    account = made.json()
    assert account["config"] == {
        "starting_cash": "12345678.123456789012",
        "slippage_bps": "1",
        "fee_rate": "0",
        "latency_ms": 0,
        "partial_fill_max": None,
    }
    assert account["equity"] == account["cash"] == "12345678.123456789012"
    assert (await trader.get(f"/accounts/{account['account_id']}")).json() == account


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ({"starting_cash": "0"}, "$.config.starting_cash"),
        ({"starting_cash": "NaN"}, "$.config.starting_cash"),
        ({"slippage_bps": "1001"}, "$.config.slippage_bps"),
        ({"fee_rate": "0.2"}, "$.config.fee_rate"),
        ({"latency_ms": -1}, "$.config.latency_ms"),
        ({"latency_ms": "5"}, "$.config.latency_ms"),
        ({"partial_fill_max": "0"}, "$.config.partial_fill_max"),
    ],
)
async def test_settings_out_of_range_are_refused_at_their_place(
    trader: Browser, config: dict[str, Any], place: str
) -> None:
    answer = await trader.post("/accounts", {"label": "mine", "config": config})

    assert [one["path"] for one in answer.json()["errors"]] == [place]


async def test_a_change_governs_the_next_decision_and_leaves_the_rest(
    trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await trader.first_account()
    path = f"/accounts/{account['account_id']}"
    before = await epoch_of(owner, trader)

    await trader.patch(path, {"config": {"partial_fill_max": "5", "latency_ms": 20}})
    changed = await trader.patch(
        path, {"label": "renamed", "status": "disconnected", "config": {"fee_rate": "0.001"}}
    )

    assert changed.json() == {
        **account,
        "label": "renamed",
        "status": "disconnected",
        "config": {**account["config"], "partial_fill_max": "5", "latency_ms": 20, "fee_rate": "0.001"},
    }
    assert await epoch_of(owner, trader) == before + 2


async def test_an_account_with_live_orders_is_not_closed_out_of_the_kill_switchs_reach(
    trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = (await trader.post("/accounts", {"label": "resting", "timezone": "UTC"})).json()["account_id"]
    signal_id = uuid4()
    await owner.execute(
        """insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
           select user_id, $2, $3, shard_id, 'manual', $2, '{}', now() from app.trader where user_id = $1""",
        UUID(trader.me["user_id"]),
        signal_id,
        UUID(account),
    )
    await owner.execute(
        """insert into app.trade_order
             (user_id, order_id, client_order_id, account_id, signal_id, correlation_id, leg, symbol, side, order_type,
              quantity, time_in_force, reduce_only, state, created_at, updated_at)
           values ($1, $2, $3, $4, $2, $2, 'entry', $5, 'buy', 'market', 1, 'gtc', false, 'working', now(), now())""",
        UUID(trader.me["user_id"]),
        signal_id,
        f"C{signal_id.hex[:20]}",
        UUID(account),
        SYMBOL,
    )

    refused = await trader.patch(f"/accounts/{account}", {"status": "closed"})
    await owner.execute("update app.trade_order set state = 'cancelled' where account_id = $1", UUID(account))
    closed = await trader.patch(f"/accounts/{account}", {"status": "closed"})

    assert (refused.status_code, refused.json()["code"]) == (409, "orders_alive")
    assert closed.json()["status"] == "closed"


async def test_another_zone_holds_from_the_end_of_the_present_day_on(
    trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = (await trader.post("/accounts", {"label": "moving", "timezone": "UTC"})).json()["account_id"]
    for zone in ("Asia/Tokyo", "Pacific/Kiritimati"):
        moved = await trader.patch(f"/accounts/{account}", {"timezone": zone})
        assert moved.json()["timezone"] == zone
    await trader.patch(f"/accounts/{account}", {"label": "moved"})

    row = await owner.fetchrow(
        "select timezone_before, timezone_from, now() as asked from app.account where account_id = $1",
        UUID(account),
    )

    assert row is not None
    assert row["timezone_before"] == "UTC"
    tomorrow = (row["asked"] + timedelta(days=1)).date()
    assert row["timezone_from"] == datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)


async def test_what_an_account_started_with_cannot_be_changed(trader: Browser) -> None:
    account = await trader.first_account()

    answer = await trader.patch(f"/accounts/{account['account_id']}", {"config": {"starting_cash": "5"}})

    assert answer.json()["errors"][0]["path"] == "$.config.starting_cash"


async def test_changes_are_told_and_audited(
    trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await trader.first_account()
    await trader.patch(f"/accounts/{account['account_id']}", {"label": "renamed"})

    user_id = UUID(trader.me["user_id"])
    entry = await owner.fetchrow(
        "select actor, before ->> 'label' as was, after ->> 'label' as label from app.audit_entry"
        " where user_id = $1 and action = 'account.changed'",
        user_id,
    )
    told = await owner.fetchval(
        "select events -> 0 -> 'data' ->> 'label' from app.outbox where user_id = $1 order by outbox_id desc limit 1",
        user_id,
    )
    assert entry is not None
    assert (entry["actor"], entry["was"], entry["label"]) == (f"user:{user_id}", account["label"], "renamed")
    assert told == "renamed"


async def test_equity_is_the_book_and_the_holdings_at_the_present_price(
    app: FastAPI, trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await trader.first_account()
    ids = (UUID(trader.me["user_id"]), UUID(account["account_id"]))
    await owner.execute(
        """update app.account_book
              set realised = 300, fees = 20, trading_day = (now() at time zone 'UTC')::date, day_equity_start = 100100
            where user_id = $1 and account_id = $2""",
        *ids,
    )
    await owner.execute(
        """insert into app.position (user_id, account_id, symbol, quantity, average_price, realised, fees, updated_at)
           values ($1, $2, $3, -2, 100, 300, 20, now())""",
        *ids,
        SYMBOL,
    )
    app.state.quotes.put(Quote(SYMBOL, Decimal("98.5"), Decimal("99.5"), Decimal("98.5"), datetime.now(UTC)))

    valued = (await trader.get(f"/accounts/{account['account_id']}")).json()

    assert valued["cash"] == "100280"
    assert valued["unrealised_pnl"] == "100"
    assert valued["equity"] == "100380"
    assert valued["day_pnl"] == "280"


async def test_a_long_equity_curve_is_thinned_and_keeps_its_last_point(
    trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    account = await trader.first_account()
    await owner.execute(
        """insert into app.equity_point (user_id, account_id, at, equity, cash)
           select $1, $2, now() - interval '5000 seconds' + n * interval '1 second', 1000 + n, 1000
             from generate_series(1, 4900) n""",
        UUID(trader.me["user_id"]),
        UUID(account["account_id"]),
    )

    path = f"/accounts/{account['account_id']}/equity"
    points = (
        await trader.get(path, params={"to": (datetime.now(UTC) - timedelta(seconds=60)).isoformat()})
    ).json()
    few = (
        await trader.get(path, params={"from": (datetime.now(UTC) - timedelta(seconds=150)).isoformat()})
    ).json()

    equities = [int(one["equity"]) for one in points["points"]]
    assert 500 <= len(equities) <= 1000
    assert equities == sorted(equities)
    assert equities[-1] == 5900
    assert 40 <= len(few["points"]) <= 60


async def test_accounts_come_in_pages(trader: Browser) -> None:
    for label in ("two", "three"):
        await trader.post("/accounts", {"label": label})

    first = (await trader.get("/accounts", params={"limit": 2})).json()
    second = (await trader.get("/accounts", params={"limit": 2, "cursor": first["next_cursor"]})).json()

    assert [one["label"] for one in first["items"]][1:] == ["two"]
    assert [one["label"] for one in second["items"]] == ["three"]
    assert second["next_cursor"] is None


async def test_the_market_answers_by_symbol(
    app: FastAPI, trader: Browser, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    await owner.execute(
        """insert into app.bar select $1, '1m', timestamptz '2026-01-01' + n * interval '1 minute', 1, 2, 0.5, n, 10
             from generate_series(0, 9) n on conflict do nothing""",
        SYMBOL,
    )
    app.state.quotes.put(Quote(SYMBOL, Decimal(1), Decimal(2), Decimal("1.50"), datetime.now(UTC)))

    instruments = (await trader.get("/instruments")).json()["items"]
    bars = (await trader.get("/bars", params={"symbol": SYMBOL, "limit": 3})).json()["items"]
    quotes = (await trader.get("/quotes", params={"symbols": f"{SYMBOL},NOBODY"})).json()["items"]
    unknown = await trader.get("/bars", params={"symbol": "NOBODY"})

    assert next(one for one in instruments if one["symbol"] == SYMBOL)["multiplier"] == "50"
    assert [one["close"] for one in bars] == ["7", "8", "9"]
    assert [(one["symbol"], one["last"]) for one in quotes] == [(SYMBOL, "1.5")]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "instrument_not_found")


async def test_the_edges_of_the_calendar_are_times_like_any_other(trader: Browser) -> None:
    account = await trader.first_account()
    edges = {"from": "0001-01-01T00:00:00+23:59", "to": "9999-12-31T23:59:59-23:59"}

    answer = await trader.get(f"/accounts/{account['account_id']}/equity", params=edges)

    assert answer.status_code == 200, answer.text
    assert len(answer.json()["points"]) == 1
