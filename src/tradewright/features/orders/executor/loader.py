"""Reading one user's books out of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from tradewright.domain.trading.book import AccountBook, DayBook, UserBook
from tradewright.domain.trading.day import counted_since, trading_day, zone_at
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import PLATFORM, MarketView
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.position import Position
from tradewright.features.orders.executor.controls import Controls, read_controls, zone_change_of
from tradewright.features.orders.executor.inbox import Item, VenueSaid
from tradewright.features.orders.executor.pending import read_signal
from tradewright.features.orders.executor.reconcile.loading import Reality, load_reality
from tradewright.features.orders.executor.remembering import load_history
from tradewright.features.orders.executor.waiting import ExitCause, Waiting
from tradewright.kernel.ids import AccountId, AgentId, OrderId, SignalId, UserId
from tradewright.kernel.money import parse_decimal
from tradewright.platform.db import Database, Tx, statements

queries = statements(__package__)

FOREX_LOT = Decimal(100_000)
"""Units in one standard lot of a currency pair."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the executor knows of an account besides its book."""

    broker: str
    environment: str
    config: dict[str, Any]
    status: str
    fill_cursor: str | None
    key_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything a desk starts from."""

    user_id: UserId
    controls: Controls
    book: UserBook
    accounts: dict[AccountId, AccountFacts]
    waiting: dict[SignalId, Waiting]
    exit_causes: dict[SignalId, ExitCause]
    reality: Reality = field(default_factory=Reality)


def venue_key(broker: str, environment: str) -> str:
    """Return the key of `MarketView.venues` for accounts of this broker."""
    return PLATFORM if broker == "paper" else f"{broker}:{environment}"


def fee_rates_of(broker: str, config: Mapping[str, Any], told: Mapping[str, str] | None) -> FeeRates:
    """Return what an account pays: on paper what it is set to, elsewhere what its venue last `told`."""
    if broker == "paper":
        return FeeRates(otherwise=parse_decimal(str(config.get("fee_rate", 0))))
    return FeeRates.parse(told)


async def load_user(db: Database, user_id: UserId, *, market: MarketView, now: datetime) -> Loaded:
    """Read all of one user's books in one transaction, so that they fit together."""
    async with db.acting([user_id]) as tx:
        controls = await read_controls(tx, user_id)
        accounts: dict[AccountId, AccountBook] = {}
        facts: dict[AccountId, AccountFacts] = {}
        positions = [row async for row in queries.list_positions(tx, user_id=user_id)]
        orders = [read_order(row) async for row in queries.list_live_orders(tx, user_id=user_id)]
        left: dict[AccountId, dict[str, int]] = {}
        async for row in queries.list_left(tx, user_id=user_id):
            left.setdefault(AccountId(row["account_id"]), {})[row["symbol"]] = row["sequence"]
        reality = await load_reality(tx, user_id)
        async for row in queries.list_accounts(tx, user_id=user_id):
            account_id = AccountId(row["account_id"])
            facts[account_id] = AccountFacts(
                row["broker"],
                row["environment"],
                row["config"],
                row["status"],
                row["fill_cursor"],
                row["key_mark"],
            )
            venue = venue_key(row["broker"], row["environment"])
            own = market.of(venue).instruments
            mine = {
                held["symbol"]: _read_position(held, own)
                for held in positions
                if held["account_id"] == account_id
            }
            book = AccountBook(
                account_id=account_id,
                user_id=user_id,
                currency=row["currency"],
                timezone=row["timezone"],
                zone_change=zone_change_of(row),
                starting_cash=row["starting_cash"],
                realised=row["realised"],
                fees=row["fees"],
                positions=mine,
                orders={order.order_id: order for order in orders if order.account_id == account_id},
                day=await _read_day(tx, row, user_id, now),
                venue=venue,
                money=reality.money.get(account_id),
                fee_rates=fee_rates_of(row["broker"], row["config"], row["fee_rates"]),
                left=left.get(account_id, {}),
                history=await load_history(
                    tx,
                    user_id,
                    account_id,
                    currency=row["currency"],
                    positions=mine,
                    instruments=own,
                    now=now,
                ),
            )
            accounts[account_id] = reality.applied(book)
        waiting = [_read_waiting(row) async for row in queries.list_waiting_signals(tx, user_id=user_id)]
        causes = {
            SignalId(row["signal_id"]): ExitCause(
                row["source"], row["action"], row["tag"], row["expires"], frozenset(row["stopped"])
            )
            async for row in queries.list_exit_causes(tx, user_id=user_id)
        }
    books = UserBook(user_id, accounts, controls.limits, controls.switches)
    by_signal = {one.signal.signal_id: one for one in waiting}
    return Loaded(user_id, controls, books, facts, by_signal, causes, reality)


async def live_users(db: Database, member_id: UUID) -> list[UserId]:
    """Return users of this member's shards who have an order, a position or a signal alive."""
    async with db.open() as tx:
        return [UserId(row["user_id"]) async for row in queries.list_live_users(tx, member_id=member_id)]


async def load_instruments(db: Database) -> dict[str, Instrument]:
    async with db.open() as tx:
        return {
            row["symbol"]: Instrument(
                symbol=row["symbol"],
                name=row["name"],
                market=row["market"],
                currency=row["currency"],
                tick=row["tick"],
                lot=Lot(step=row["lot_step"], smallest=row["lot_smallest"]),
                multiplier=row["multiplier"],
                notional_min=row["notional_min"],
                has_leverage=row["market"] in ("forex", "futures"),
                lot_units=FOREX_LOT if row["market"] == "forex" else Decimal(1),
            )
            async for row in queries.list_instruments(tx)
        }


async def find_order(
    db: Database, user_id: UserId, account_id: AccountId, client_order_id: str
) -> Order | None:
    """Return an order in any state; for a fill that comes after its order was done."""
    async with db.acting([user_id]) as tx:
        row = await queries.find_order_by_client_id(
            tx, user_id=user_id, account_id=account_id, client_order_id=client_order_id
        )
    return None if row is None else read_order(row)


async def get_order(db: Database, user_id: UserId, order_id: OrderId) -> Order | None:
    """Return an order in any state; for one that another takes the place of."""
    async with db.acting([user_id]) as tx:
        row = await queries.find_order_by_id(tx, user_id=user_id, order_id=order_id)
    return None if row is None else read_order(row)


async def booked_fills(
    db: Database, user_id: UserId, account_id: AccountId, items: Iterable[Item]
) -> set[str]:
    """Return which of the fills among `items` are in our books already."""
    wanted = [
        item.event.fill.venue_execution_id
        for item in items
        if isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)
    ]
    if not wanted:
        return set()
    async with db.acting([user_id]) as tx:
        rows = queries.list_booked_fills(
            tx, user_id=user_id, account_id=account_id, venue_execution_ids=wanted
        )
        return {row["venue_execution_id"] async for row in rows}


def read_order(row: asyncpg.Record) -> Order:
    """Return the order that a row of app.trade_order holds."""
    return Order(
        order_id=row["order_id"],
        client_order_id=row["client_order_id"],
        user_id=row["user_id"],
        account_id=row["account_id"],
        signal_id=row["signal_id"],
        correlation_id=row["correlation_id"],
        leg=row["leg"],
        symbol=row["symbol"],
        side=row["side"],
        order_type=row["order_type"],
        quantity=row["quantity"],
        time_in_force=row["time_in_force"],
        created_at=row["created_at"],
        limit_price=row["limit_price"],
        stop_price=row["stop_price"],
        reduce_only=row["reduce_only"],
        parent_order_id=row["parent_order_id"],
        venue_order_id=row["venue_order_id"],
        state=row["state"],
        filled_quantity=row["filled_quantity"],
        average_price=row["average_price"],
        cancel_requested=row["cancel_requested"],
        unwanted=row["unwanted"],
        reason=row["reason"],
        tag=row["tag"],
        event_count=row["event_count"],
        trail_amount=row["trail_amount"],
        trail_percent=row["trail_percent"],
        activation_price=row["activation_price"],
        post_only=row["post_only"],
        extended_hours=row["extended_hours"],
        expires_at=row["expires_at"],
        cancel_at=row["cancel_at"],
        is_managed=row["is_managed"],
        replaces=row["replaces"],
        unknown_since=row["unknown_since"],
    )


def _read_waiting(row: asyncpg.Record) -> Waiting:
    return Waiting(read_signal(row), frozenset(row["awaits"]), row["wait_until"], row["decision"])


def _read_position(row: asyncpg.Record, instruments: Mapping[str, Instrument]) -> Position:
    instrument = instruments.get(row["symbol"])
    return Position(
        symbol=row["symbol"],
        quantity=row["quantity"],
        average_price=row["average_price"],
        realised=row["realised"],
        fees=row["fees"],
        # A symbol that its venue no longer lists is a share or a coin as far as we can know.
        multiplier=Decimal(1) if instrument is None else instrument.multiplier,
        opened_at=row["opened_at"],
    )


async def _read_day(tx: Tx, row: asyncpg.Record, user_id: UserId, now: datetime) -> DayBook | None:
    change = zone_change_of(row)
    day = trading_day(now, zone_at(now, row["timezone"], change))
    if row["trading_day"] is None or row["trading_day"] < day.date:
        return None
    trades = {
        AgentId(found["agent_id"]): found["trades"]
        async for found in queries.count_agent_trades(
            tx, user_id=user_id, account_id=row["account_id"], since=counted_since(day, change)
        )
    }
    return DayBook(row["trading_day"], row["day_equity_start"], row["day_trades"], trades)
