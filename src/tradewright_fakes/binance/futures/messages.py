"""Events of the futures user stream in Binance's words. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tradewright_fakes.binance.futures.money import books_of, unrealised
from tradewright_fakes.binance.futures.wire import STATUS, WATCH, told_type
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed, plain
from tradewright_fakes.matching import Account, Event, Exchange, Fill, Order, Position

EXECUTION: Final = {
    "new": "NEW",
    "fill": "TRADE",
    "canceled": "CANCELED",
    "expired": "EXPIRED",
    "rejected": "REJECTED",
    "amended": "AMENDMENT",
}


def algo_update(order: Order, status: str, at: int) -> dict[str, Any]:
    child = order.tags.get("child")
    actual = child if isinstance(child, Order) else None
    return {
        "e": "ALGO_UPDATE",
        "T": at,
        "E": at,
        "o": {
            "caid": order.client_id,
            "aid": int(order.id),
            "at": "CONDITIONAL",
            "o": order.tags["type"],
            "s": order.symbol,
            "S": order.side.upper(),
            "ps": order.position_side.upper(),
            "f": order.tags["tif"],
            "q": plain(order.quantity),
            "X": status,
            "ai": "" if actual is None or status == "TRIGGERING" else actual.id,
            "ap": plain(None if actual is None else actual.average_price),
            "aq": plain(None if actual is None else actual.filled),
            "act": "0" if actual is None else str(actual.tags["type"]),
            "tp": plain(order.stop_price),
            "p": plain(order.limit_price),
            "V": "EXPIRE_MAKER",
            "wt": WATCH[order.watch],
            "pm": "NONE",
            "cp": order.close_position,
            "pP": False,
            "R": order.reduce_only,
            "tt": order.tags.get("trigger_time", 0),
            "gtd": 0,
            "rm": order.reason,
        },
    }


def order_update(event: Event) -> dict[str, Any] | None:
    """ORDER_TRADE_UPDATE; None for what it does not tell."""
    order, fill = event.order, event.fill
    kind = EXECUTION.get(event.kind)
    if kind is None:
        return None
    at = milliseconds(event.at)
    return {
        "e": "ORDER_TRADE_UPDATE",
        "E": at,
        "T": at,
        "o": {
            "s": order.symbol,
            "c": order.client_id,
            "S": order.side.upper(),
            "o": "LIQUIDATION" if order.origin == "liquidation" else told_type(order),
            "f": order.tags.get("tif", "GTC"),
            "q": plain(order.quantity),
            "p": plain(order.limit_price),
            "ap": plain(order.average_price),
            "sp": "0",
            "x": kind,
            "X": STATUS[event.status],
            "i": int(order.id),
            "l": plain(None if fill is None else fill.quantity),
            "z": plain(order.filled),
            "L": plain(None if fill is None else fill.price),
            **({} if fill is None else {"n": plain(fill.fee), "N": fill.fee_asset}),
            "T": at,
            "t": 0 if fill is None else fill.number,
            "b": "0",
            "a": "0",
            "m": False if fill is None else fill.is_maker,
            "R": order.reduce_only,
            "wt": "CONTRACT_PRICE",
            "ot": order.tags.get("orig_type") or told_type(order),
            "ps": order.position_side.upper(),
            "cp": order.close_position,
            "rp": plain(None if fill is None else fill.realised),
            "pP": False,
            "si": 0,
            "ss": 0,
            "V": "EXPIRE_MAKER",
            "pm": "NONE",
            "gtd": 0 if order.expires_at is None else milliseconds(order.expires_at),
            "er": "0",
        },
    }


def trade_lite(fill: Fill, order: Order) -> dict[str, Any]:
    """The faster, thinner event of a trade: no fee, no profit."""
    at = milliseconds(fill.at)
    return {
        "e": "TRADE_LITE",
        "E": at,
        "T": at,
        "s": fill.symbol,
        "q": plain(order.quantity),
        "p": plain(order.limit_price),
        "m": fill.is_maker,
        "c": order.client_id,
        "S": fill.side.upper(),
        "L": plain(fill.price),
        "l": plain(fill.quantity),
        "t": fill.number,
        "i": int(order.id),
    }


def account_update(
    account: Account,
    exchange: Exchange,
    symbol: str | None,
    at: int,
    *,
    reason: str,
    change: Decimal = Decimal(0),
) -> dict[str, Any]:
    books = books_of(account)
    changed = [one for (name, _), one in books.positions.items() if name == symbol]
    return {
        "e": "ACCOUNT_UPDATE",
        "E": at,
        "T": at,
        "a": {
            "m": reason,
            "B": [
                {"a": books.asset, "wb": fixed(books.wallet), "cw": fixed(books.wallet), "bc": fixed(change)}
            ],
            "P": [_position_event(one, exchange) for one in changed],
        },
    }


def _position_event(position: Position, exchange: Exchange) -> dict[str, Any]:
    return {
        "s": position.symbol,
        "pa": plain(position.quantity),
        "ep": plain(position.average),
        "bep": plain(position.average),
        "cr": plain(position.realised),
        "up": fixed(unrealised(position, exchange)),
        "mt": "cross",
        "iw": "0",
        "ps": position.side.upper(),
    }
