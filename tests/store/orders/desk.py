"""A trader with accounts, and an executor's hand: rows as the real executor would write them, under its role."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
from tests.support.eventually import eventually
from tests.support.servers import TestDatabase

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.signal import Intent
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.ids import (
    AccountId,
    ApiKeyId,
    CorrelationId,
    OrderId,
    SessionId,
    SignalId,
    UserId,
    client_order_id,
    derive_order_id,
    new_uuid7,
)
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.context import ALL_SCOPES, ApiKeyActor, Context, TraderActor
from tradewright.platform.db import Database

SHARD = 7
SYMBOL = "BTCUSD"
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """One trader's context with the bus and the executor's database at hand."""

    cx: Context
    executor: Database
    owner_dsn: str

    @property
    def user_id(self) -> UserId:
        return self.cx.user_id

    def by_api_key(self) -> Context:
        actor = ApiKeyActor(self.user_id, ApiKeyId(new_uuid7()))
        return replace(self.cx, actor=actor, correlation_id=CorrelationId(new_uuid7()))

    async def owner(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Run one statement as the database's owner, past every policy."""
        connection = await asyncpg.connect(self.owner_dsn)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def add_account(
        self, *, label: str = "Paper", broker: str = "paper", status: str = "active", cash: str = "10000"
    ) -> AccountId:
        account_id = AccountId(new_uuid7())
        await self.owner(
            """with made as (insert into app.account
                 (user_id, account_id, broker, label, environment, currency, status, created_at)
                 values ($1, $2, $3, $4, 'paper', 'USD', $5, now()))
               insert into app.account_book (user_id, account_id, starting_cash, updated_at)
               values ($1, $2, $6, now())""",
            self.user_id,
            account_id,
            broker,
            label,
            status,
            Decimal(cash),
        )
        return account_id

    async def decide(
        self,
        signal_id: UUID,
        state: str,
        *,
        reason_code: str | None = None,
        reason: str | None = None,
        decision: dict[str, Any] | None = None,
    ) -> None:
        """Write a decision as the executor role does, then say so on the bus."""
        async with self.executor.acting([self.user_id]) as tx:
            await tx.execute(
                """update app.signal set state = $3, reason_code = $4, reason = $5, decision = $6, decided_at = now()
                    where user_id = $1 and signal_id = $2 and state = 'pending'""",
                self.user_id,
                signal_id,
                state,
                reason_code,
                reason,
                decision,
            )
        await self.say_done(signal_id, state)

    async def decide_next(self, state: str, *, count: int = 1, **decision: Any) -> list[UUID]:
        """Wait for `count` pending signals and decide them all alike."""
        pending = await self.wait_for_signals(count)
        for row in pending:
            await self.decide(row["signal_id"], state, **decision)
        return [row["signal_id"] for row in pending]

    async def wait_for_signals(self, count: int) -> list[asyncpg.Record]:
        """Return the pending signals as soon as there are `count` of them."""

        async def look() -> list[asyncpg.Record] | None:
            found = [row for row in await self.signals() if row["state"] == "pending"]
            return found if len(found) >= count else None

        return await eventually(look)

    async def add_signal(self, account_id: AccountId) -> UUID:
        """Put a pending signal into the database, as a gateway does."""
        signal_id = new_uuid7()
        async with self.cx.transaction() as tx:
            await tx.execute(
                """insert into app.signal
                     (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
                   values ($1, $2, $3, $4, 'api', $5, $6, $7)""",
                self.user_id,
                signal_id,
                account_id,
                SHARD,
                new_uuid7(),
                intent_to_json(market_buy()),
                NOW,
            )
        return signal_id

    async def say_done(self, signal_id: UUID, state: str) -> None:
        message = {"signals": [{"signal_id": str(signal_id), "state": state}]}
        await self.cx.bus.publish(subjects.SIGNAL_DONE, json.dumps(message).encode())

    async def add_order(
        self,
        account_id: AccountId,
        *,
        signal_id: UUID | None = None,
        leg: str = "entry",
        state: str = "working",
        symbol: str = SYMBOL,
        parent: UUID | None = None,
        tag: str | None = None,
    ) -> OrderId:
        cause = SignalId(signal_id or uuid4())
        order_id = derive_order_id(cause, leg=leg)
        async with self.executor.acting([self.user_id]) as tx:
            await tx.execute(
                """insert into app.trade_order
                     (user_id, order_id, client_order_id, account_id, signal_id, correlation_id,
                      parent_order_id, leg, symbol, side, order_type, quantity, time_in_force, reduce_only,
                      tag, state, event_count, created_at, submitted_at, updated_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'buy', 'limit', 1.50, 'gtc', false,
                           $10, $11, 1, $12, $12, $12)""",
                self.user_id,
                order_id,
                client_order_id(order_id),
                account_id,
                cause,
                uuid4(),
                parent,
                leg,
                symbol,
                tag,
                state,
                NOW,
            )
            await tx.execute(
                """insert into app.order_event (user_id, order_id, number, kind, data, occurred_at, recorded_at)
                   values ($1, $2, 1, 'accepted', $3, $4, $4)""",
                self.user_id,
                order_id,
                {"venue_order_id": "v-1"},
                NOW,
            )
        return order_id

    async def add_execution(self, account_id: AccountId, *, symbol: str = SYMBOL) -> UUID:
        execution_id = new_uuid7()
        async with self.executor.acting([self.user_id]) as tx:
            await tx.execute(
                """insert into app.execution
                     (user_id, execution_id, account_id, order_id, correlation_id, venue_execution_id,
                      venue_order_id, symbol, side, quantity, price, fee, realised, occurred_at, recorded_at)
                   values ($1, $2, $3, null, null, $4, 'v-1', $5, 'sell', 0.25, 60000.10, 1.5, -2.50, $6, $6)""",
                self.user_id,
                execution_id,
                account_id,
                str(execution_id),
                symbol,
                NOW,
            )
        return execution_id

    async def add_position(self, account_id: AccountId, quantity: str, *, symbol: str = SYMBOL) -> None:
        async with self.executor.acting([self.user_id]) as tx:
            await tx.execute(
                """insert into app.position (user_id, account_id, symbol, quantity, average_price, realised, fees,
                                             opened_at, updated_at)
                   values ($1, $2, $3, $4, 60000, 12.50, 3, $5, $5)""",
                self.user_id,
                account_id,
                symbol,
                Decimal(quantity),
                NOW,
            )

    async def signals(self) -> list[asyncpg.Record]:
        return await self.owner("select * from app.signal where user_id = $1 order by sequence", self.user_id)

    async def epoch(self) -> int:
        [row] = await self.owner("select epoch from app.user_control where user_id = $1", self.user_id)
        return int(row["epoch"])


async def open_desk(database: TestDatabase, *, gateway: Database, executor: Database, bus: Bus) -> Desk:
    """Return the desk of a new trader; the instruments stand in the database already."""
    user_id = UserId(new_uuid7())
    cx = Context(
        db=gateway,
        bus=bus,
        vault=cast(Any, None),
        clock=SystemClock(),
        settings=cast(Any, None),
        user_id=user_id,
        actor=TraderActor(user_id, SessionId(new_uuid7())),
        scopes=ALL_SCOPES,
        correlation_id=CorrelationId(new_uuid7()),
    )
    desk = Desk(cx, executor, database.owner_dsn)
    await desk.owner(
        """insert into app.trader (user_id, email, email_key, password_hash, shard_id, created_at)
           values ($1, $2, $2, '', $3, now())""",
        user_id,
        f"{user_id}@example.com",
        SHARD,
    )
    await desk.owner("insert into app.user_control (user_id) values ($1)", user_id)
    await desk.owner(
        """insert into app.instrument
             (symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, source, updated_at)
           values ('BTCUSD', 'Bitcoin', 'crypto', 'USD', 0.01, 0.0001, 0.0001, 1, 'test', now()),
                  ('ES', 'E-mini S&P 500', 'futures', 'USD', 0.25, 1, 1, 50, 'test', now())
           on conflict do nothing"""
    )
    return desk


def market_buy(**changes: Any) -> Intent:
    return replace(Intent(action="buy", symbol=SYMBOL), **changes)


def no_quotes(_: str) -> Quote | None:
    """A market that is silent."""
    return None
