"""The venue's state as the admin door shows it: the truth, without visibility lags and without a venue's dialect."""

from __future__ import annotations

from typing import Any

from tradewright_fakes.matching import Account, Fill, FuturesBooks, NetBooks, Order, SpotBooks
from tradewright_fakes.serving import Venue


def order_view(order: Order) -> dict[str, Any]:
    parent = order.tags.get("algo_parent")
    return {
        "id": order.id,
        "number": order.number,
        "client_id": order.client_id,
        "symbol": order.symbol,
        "side": order.side,
        "kind": order.kind,
        "tif": order.tif,
        "status": order.status,
        "reason": order.reason,
        "origin": order.origin,
        "quantity": order.quantity,
        "filled": order.filled,
        "average_price": order.average_price,
        "limit_price": order.limit_price,
        "stop_price": order.stop_price,
        "reduce_only": order.reduce_only,
        "position_side": order.position_side,
        "group": None if order.group is None else order.group.id,
        "triggered_by": parent.id if isinstance(parent, Order) else None,
        "replaces": order.replaces,
        "replaced_by": order.replaced_by,
        "created_at": order.created_at,
        "fills": [one.id for one in order.fills],
    }


def fill_view(fill: Fill) -> dict[str, Any]:
    return {
        "id": fill.id,
        "number": fill.number,
        "order": fill.order_id,
        "symbol": fill.symbol,
        "side": fill.side,
        "quantity": fill.quantity,
        "price": fill.price,
        "fee": fill.fee,
        "fee_asset": fill.fee_asset,
        "realised": fill.realised,
        "is_maker": fill.is_maker,
        "is_busted": fill.is_busted,
        "at": fill.at,
    }


def account_view(account: Account) -> dict[str, Any]:
    books = account.books
    positions = books.positions.values() if isinstance(books, NetBooks | FuturesBooks) else ()
    held = [
        {"symbol": p.symbol, "side": p.side, "quantity": p.quantity, "average": p.average}
        for p in positions
        if p.quantity
    ]
    cash: Any = books.cash if isinstance(books, NetBooks) else None
    if isinstance(books, SpotBooks):
        cash = dict(books.balances)
    elif isinstance(books, FuturesBooks):
        cash = {books.asset: books.wallet}
    return {
        "account": account.id,
        "cash": cash,
        "positions": held,
        "orders": [order_view(one) for one in account.orders.values()],
        "fills": [fill_view(one) for one in account.fills],
    }


def state_view(venue: Venue, key: str | None) -> dict[str, Any]:
    """Everything, or what belongs to one key, by market."""
    account_id = None
    if key is not None:
        credential = venue.credential(key)
        account_id = key if credential is None else credential.account_id
    return {
        "now": venue.clock.now(),
        "seed": venue.seed,
        "streams": [
            {"account": one.account_id, "topics": sorted(one.topics), "is_frozen": one.is_frozen}
            for one in venue.hub.connections
        ],
        "markets": {
            name: [account_view(one) for one in exchange.accounts.values() if account_id in (None, one.id)]
            for name, exchange in venue.exchanges.items()
        },
    }
