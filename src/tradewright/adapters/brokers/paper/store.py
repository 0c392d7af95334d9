"""The paper venue's tables: loading an account's book, and writing what one commit changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from tradewright.adapters.brokers.paper.book import (
    Book,
    Holding,
    PaperOrder,
    add_to_holding,
    signed,
)
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Fill, OrderState
from tradewright.kernel.ids import AccountId, ClientOrderId, UserId, VenueOrderId
from tradewright.kernel.money import ZERO
from tradewright.platform.db import Tx, statements

_sql = statements(__package__)
_FILLS_PAGE = 500


class AccountKey(NamedTuple):
    """Whose book: the owner and the account."""

    user_id: UserId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What the venue remembers of a client id that was used before."""

    venue_order_id: VenueOrderId
    state: OrderState


async def load_book(
    tx: Tx,
    key: AccountKey,
    *,
    config: PaperConfig,
    instruments: Callable[[str], Instrument | None],
) -> Book:
    """Return the account's book as it was last committed: live orders, and the fold of all its executions.

    Cash needs only sums and an average price only the executions since the position last was empty or
    turned around, so the database folds and a long history costs little here.
    """
    orders = [_order(row) async for row in _sql.list_open_orders(tx, **key._asdict())]
    runs = [row async for row in _sql.list_open_runs(tx, **key._asdict())]
    holdings: dict[str, Holding] = {}
    for symbol, rows in groupby(runs, key=lambda row: str(row["symbol"])):
        first, *rest = list(rows)
        holding: Holding | None = Holding(first["held"], first["price"])
        for row in rest:
            change = signed(row["side"], row["quantity"])
            holding, _ = add_to_holding(holding, change=change, price=row["price"])
        if holding is not None and holding.quantity:
            holdings[symbol] = holding
    cash = config.starting_cash
    async for row in _sql.list_money(tx, **key._asdict()):
        instrument = instruments(row["symbol"])
        holding = holdings.get(row["symbol"])
        cost = holding.quantity * holding.average_price if holding else ZERO
        # What was paid and is not the cost of what is held was lost.
        realised = cost - row["paid"]
        cash += realised * (instrument.multiplier if instrument else 1) - row["fees"]
    return Book(cash=cash, holdings=holdings, orders={order.client_order_id: order for order in orders})


async def find_order(tx: Tx, key: AccountKey, client_order_id: ClientOrderId) -> PaperOrder | None:
    row = await _sql.find_order(tx, **key._asdict(), client_order_id=client_order_id)
    return None if row is None else _order(row)


async def list_fills(tx: Tx, key: AccountKey, *, after: int) -> tuple[list[Fill], int]:
    """Return every fill after the cursor, oldest first, and the cursor of the last of them."""
    fills: list[Fill] = []
    while True:
        page = [row async for row in _sql.list_fills(tx, **key._asdict(), after=after, at_most=_FILLS_PAGE)]
        fills.extend(_fill(row) for row in page)
        if page:
            after = page[-1]["sequence"]
        if len(page) < _FILLS_PAGE:
            return fills, after


async def list_known(
    tx: Tx, asked: Collection[tuple[AccountId, ClientOrderId]]
) -> dict[tuple[AccountId, ClientOrderId], KnownOrder]:
    """Return what is known of those client ids that were used before."""
    if not asked:
        return {}
    rows = _sql.list_known(
        tx,
        account_ids=[account_id for account_id, _ in asked],
        client_order_ids=[client_order_id for _, client_order_id in asked],
    )
    return {
        (row["account_id"], row["client_order_id"]): KnownOrder(row["venue_order_id"], row["state"])
        async for row in rows
    }


async def insert_orders(tx: Tx, rows: Sequence[tuple[AccountKey, PaperOrder]]) -> None:
    if rows:
        orders = [order for _, order in rows]
        await _sql.insert_orders(
            tx,
            **_keys(key for key, _ in rows),
            venue_order_ids=[order.venue_order_id for order in orders],
            client_order_ids=[order.client_order_id for order in orders],
            parents=[order.parent for order in orders],
            symbols=[order.symbol for order in orders],
            sides=[order.side for order in orders],
            order_types=[order.order_type for order in orders],
            quantities=[order.quantity for order in orders],
            filled_quantities=[order.filled_quantity for order in orders],
            limit_prices=[order.limit_price for order in orders],
            stop_prices=[order.stop_price for order in orders],
            trail_amounts=[order.trail_amount for order in orders],
            trail_percents=[order.trail_percent for order in orders],
            activation_prices=[order.activation_price for order in orders],
            expires_ats=[order.expires_at for order in orders],
            times_in_force=[order.time_in_force for order in orders],
            reduce_onlys=[order.reduce_only for order in orders],
            states=[order.state for order in orders],
            triggereds=[order.triggered for order in orders],
            reasons=[order.reason for order in orders],
            unguardeds=[order.unguarded for order in orders],
            received_ats=[order.received_at for order in orders],
            updated_ats=[order.updated_at for order in orders],
        )


async def update_orders(tx: Tx, rows: Sequence[tuple[AccountKey, PaperOrder]]) -> None:
    if rows:
        orders = [order for _, order in rows]
        await _sql.update_orders(
            tx,
            **_keys(key for key, _ in rows),
            venue_order_ids=[order.venue_order_id for order in orders],
            quantities=[order.quantity for order in orders],
            filled_quantities=[order.filled_quantity for order in orders],
            limit_prices=[order.limit_price for order in orders],
            stop_prices=[order.stop_price for order in orders],
            activation_prices=[order.activation_price for order in orders],
            states=[order.state for order in orders],
            triggereds=[order.triggered for order in orders],
            reasons=[order.reason for order in orders],
            updated_ats=[order.updated_at for order in orders],
        )


async def insert_executions(tx: Tx, rows: Sequence[tuple[AccountKey, Fill]]) -> None:
    if rows:
        fills = [fill for _, fill in rows]
        await _sql.insert_executions(
            tx,
            **_keys(key for key, _ in rows),
            venue_execution_ids=[fill.venue_execution_id for fill in fills],
            venue_order_ids=[fill.venue_order_id for fill in fills],
            client_order_ids=[fill.client_order_id for fill in fills],
            symbols=[fill.symbol for fill in fills],
            sides=[fill.side for fill in fills],
            quantities=[fill.quantity for fill in fills],
            prices=[fill.price for fill in fills],
            fees=[fill.fee for fill in fills],
            occurred_ats=[fill.occurred_at for fill in fills],
        )


def _keys(keys: Iterable[AccountKey]) -> dict[str, list[Any]]:
    listed = list(keys)
    return {
        "user_ids": [key.user_id for key in listed],
        "account_ids": [key.account_id for key in listed],
    }


def _order(row: Any) -> PaperOrder:
    values = dict(row)
    return PaperOrder(parent=values.pop("parent_client_order_id"), **values)


def _fill(row: Any) -> Fill:
    values = dict(row)
    del values["sequence"]
    return Fill(**values)
