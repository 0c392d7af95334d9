"""A trader who knows every id of another reaches nothing of theirs, by any route, and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from tests.api.browser import Browser
from tests.support.servers import TestDatabase

from tradewright.entrypoints.api.asgi import API_BASE

AGENT = {"name": "trend", "sizing": {"mode": "fixed", "value": "1"}, "sides": ["buy", "sell"]}
STRATEGY = {
    "name": "theirs alone",
    "timeframe": "5m",
    "components": [{"id": "up", "type": "entry", "expression": {"long": "close > open"}}],
    "direction": "long",
}
DATA = {"source": "s", "symbol": "X", "timeframe": "5m"}
NOT_AN_ID = {"number", "other", "name", "broker"}
"""What of a victim is no secret: a version's number, the names of an indicator and of a venue, which are everybody's."""
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Victim:
    """Another trader's ids, one of each kind a route can name."""

    user_id: str
    account_id: str
    agent_id: str
    alert_id: str
    api_key_id: str
    signal_id: str
    order_id: str
    strategy_id: str
    run_id: str
    optimisation_id: str
    discrepancy_id: str
    number: str
    other: str
    name: str
    broker: str


def bodies(victim: Victim) -> dict[tuple[str, str], Body]:
    """Return valid bodies, so that no route can refuse for another reason; all that name an account name theirs."""
    account = victim.account_id
    agent = {**AGENT, "account_ids": [account]}
    order = {"account_id": account, "symbol": "BTCUSD"}
    door = {"environment": "paper", "credential": {"key_id": "PKEXAMPLE", "secret": "example"}}
    return {
        ("PATCH", "/accounts/{account_id}"): {"label": "mine now"},
        ("POST", "/accounts/{account_id}/relink"): {"credential": door["credential"]},
        ("POST", "/accounts/link/{broker}"): {"label": "mine now", **door},
        ("POST", "/accounts/link/{broker}/check"): door,
        ("PUT", "/agents/{agent_id}"): agent,
        ("POST", "/agents"): agent,
        ("POST", "/agents/{agent_id}/test"): {"symbol": "BTCUSD", "action": "buy"},
        ("POST", "/order"): {**order, "side": "buy", "qty": "1"},
        ("POST", "/orders/{order_id}/replace"): {"limit_price": "1"},
        ("POST", "/positions/close"): order,
        ("POST", "/flatten"): {"account_id": account},
        ("POST", "/kill-switch"): {"scope": "account", "account_id": account, "action": "flatten"},
        ("PATCH", "/strategies/{strategy_id}"): {"name": "mine now"},
        ("POST", "/strategies/{strategy_id}/versions"): {"document": STRATEGY},
        ("POST", "/backtests"): {
            "strategy": {"strategy_id": victim.strategy_id},
            "data": {"source": "s", "symbol": "X", "timeframe": "5m"},
        },
        ("POST", "/optimisations"): {"strategy": {"strategy_id": victim.strategy_id}, "data": DATA},
        ("POST", "/optimisations/{optimisation_id}/adopt"): {},
        ("POST", "/discrepancies/{discrepancy_id}/resolve"): {"remedy": "adopt"},
        ("PUT", "/risk"): {"accounts": {account: {"trades_daily_max": 1}}},
    }


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield (method, path) of every operation below the API's base that asks who is signed in.

    Webhooks do not: whoever has the token or the secret may, and tests/api/webhook tries those who have not.
    """
    for path, methods in app.openapi()["paths"].items():
        if "webhook" in path:
            continue
        for method in methods:
            yield method.upper(), path.removeprefix(API_BASE)


@pytest.fixture
async def owner(database: TestDatabase) -> Any:
    connection = await asyncpg.connect(database.owner_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def victim(stranger: Browser, owner: asyncpg.Connection[asyncpg.Record]) -> Victim:
    account = await stranger.first_account()
    made = await stranger.post("/agents", {**AGENT, "account_ids": [account["account_id"]]})
    assert made.status_code == 201, made.text
    agent = made.json()
    tested = await stranger.post(f"/agents/{agent['agent_id']}/test", {"symbol": "BTCUSD", "action": "buy"})
    assert tested.status_code == 202, tested.text
    strategy = await stranger.post("/strategies", {"document": STRATEGY})
    assert strategy.status_code == 201, strategy.text
    await stranger.make_key("read")
    user_id = stranger.me["user_id"]
    signal_id = await owner.fetchval("select signal_id from app.signal where user_id = $1", user_id)
    order_id = uuid4()
    await owner.execute(
        """insert into app.trade_order
             (user_id, order_id, client_order_id, account_id, signal_id, correlation_id, leg, symbol, side, order_type,
              quantity, time_in_force, reduce_only, state, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, 'entry', 'BTCUSD', 'buy', 'limit', 1, 'gtc', false, 'working', now(), now())""",
        user_id,
        order_id,
        order_id.hex,
        account["account_id"],
        signal_id,
        uuid4(),
    )
    run_id = await owner.fetchval(
        """insert into app.job (user_id, job_id, kind, input, state, correlation_id, not_before, created_at, updated_at)
           values ($1, $2, 'theirs', '{}', 'queued', $2, now(), now(), now()) returning job_id""",
        user_id,
        uuid4(),
    )
    await owner.execute(
        """insert into app.backtest_run
             (user_id, run_id, name, guru, source, symbol, timeframe, inputs, settings, created_at)
           values ($1, $2, 'theirs', 'turtle', 's', 'X', '1d', '{}', '{}', now())""",
        user_id,
        run_id,
    )
    optimisation_id = await owner.fetchval(
        """insert into app.job (user_id, job_id, kind, input, state, correlation_id, not_before, created_at, updated_at)
           values ($1, $2, 'theirs', '{}', 'queued', $2, now(), now(), now()) returning job_id""",
        user_id,
        uuid4(),
    )
    await owner.execute(
        """insert into app.optimisation
             (user_id, optimisation_id, strategy_id, version_number, source, symbol, timeframe, plan, bars, trials_total,
              created_at)
           values ($1, $2, $3, 1, 's', 'X', '5m', '{}', 2, 1, now())""",
        user_id,
        optimisation_id,
        strategy.json()["strategy_id"],
    )
    discrepancy_id = await owner.fetchval(
        """insert into app.discrepancy
             (user_id, discrepancy_id, account_id, symbol, kind, state, ours, venue, proposal, explanation, found_at,
              updated_at)
           values ($1, $2, $3, 'BTCUSD', 'position', 'open', '1', '2', 'adopt', 'theirs', now(), now())
           returning discrepancy_id""",
        user_id,
        uuid4(),
        account["account_id"],
    )
    return Victim(
        user_id=user_id,
        account_id=account["account_id"],
        agent_id=agent["agent_id"],
        alert_id=tested.json()["alert_id"],
        api_key_id=(await stranger.get("/api-keys")).json()["items"][0]["api_key_id"],
        signal_id=str(signal_id),
        order_id=str(order_id),
        strategy_id=strategy.json()["strategy_id"],
        run_id=str(run_id),
        optimisation_id=str(optimisation_id),
        discrepancy_id=str(discrepancy_id),
        number="1",
        other="1",
        name="no-such-indicator",
        broker="nowhere",
    )


async def everything_of(owner: asyncpg.Connection[asyncpg.Record], user_id: str) -> dict[str, list[str]]:
    """Return every row of every tenant table that belongs to this trader."""
    tables = await owner.fetch(
        """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'app' and c.relkind = 'r' and c.relforcerowsecurity"""
    )
    found = {}
    for name in (row["relname"] for row in tables):
        rows = await owner.fetch(f"select t::text as row from app.{name} t where user_id = $1", UUID(user_id))
        found[name] = sorted(row["row"] for row in rows)
    return found


async def test_no_route_gives_or_changes_another_traders_things(
    app: FastAPI, trader: Browser, victim: Victim, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    before = await everything_of(owner, victim.user_id)
    given = bodies(victim)
    ids = {name: getattr(victim, name) for name in Victim.__slots__}
    asked = []

    for method, path in routes(app):
        if "{" not in path and (method, path) not in given:
            continue
        names = re.findall(r"{(\w+)}", path)
        assert set(names) <= set(ids), f"give Victim one of: {names}"
        answer = await trader.ask(method, path.format(**ids), json=given.get((method, path)))
        # Agents refuse an account in their body as an unknown one, at its place in the body.
        is_unknown = [one["rule"] for one in answer.json()["errors"]] == ["account_known"]
        is_refused = answer.status_code in {403, 404} or (answer.status_code == 422 and is_unknown)
        assert is_refused, f"{method} {path}: {answer.status_code} {answer.text}"
        asked.append((method, path))

    assert len(asked) >= 20
    assert set(given) <= set(asked)
    assert await everything_of(owner, victim.user_id) == before


async def test_no_list_shows_another_traders_things(app: FastAPI, trader: Browser, victim: Victim) -> None:
    ids = [getattr(victim, name) for name in Victim.__slots__ if name not in NOT_AN_ID]
    params = {"symbol": "BTCUSD", "account_id": victim.account_id, "agent_id": victim.agent_id}

    for method, path in routes(app):
        if method != "GET" or "{" in path:
            continue
        for query in ({"symbol": "BTCUSD"}, params):
            answer = await trader.get(path, params=query)
            shown = json.dumps(answer.json())
            assert [one for one in ids if one in shown.replace(f'"value": "{one}"', "")] == [], path
