"""What happens on futures, told to the streams of listen keys."""

from __future__ import annotations

from typing import Any

from tradewright_fakes.binance.futures import messages
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.matching import Account, Event, Exchange, Order
from tradewright_fakes.serving import Connection, Transfer, Venue

MARKET = "futures"


def publish(venue: Venue, event: Event) -> None:
    order, exchange = event.order, venue.exchanges[MARKET]
    if order.tags.get("algo"):
        status = {"new": "NEW", "canceled": "CANCELED", "expired": "EXPIRED", "rejected": "REJECTED"}.get(
            event.kind
        )
        if status is not None:
            publish_algo(venue, event.account, order, status)
        return
    at = milliseconds(event.at)
    if event.fill is not None and event.kind in ("bust", "correct", "fee"):
        body = messages.account_update(event.account, exchange, order.symbol, at, reason="ADJUSTMENT")
        _send(venue, event.account, "ACCOUNT_UPDATE", body)
        return
    if event.fill is not None:
        _send(venue, event.account, "TRADE_LITE", messages.trade_lite(event.fill, order))
        body = messages.account_update(event.account, exchange, order.symbol, at, reason="ORDER")
        _send(venue, event.account, "ACCOUNT_UPDATE", body)
    update = messages.order_update(event)
    if update is not None:
        _send(venue, event.account, "ORDER_TRADE_UPDATE", update)
    parent = order.tags.get("algo_parent")
    if isinstance(parent, Order) and not order.is_open and parent.tags.get("algo_status") == "TRIGGERED":
        finish_algo(venue, event.account, parent)


def publish_algo(venue: Venue, account: Account, order: Order, status: str) -> None:
    _send(venue, account, "ALGO_UPDATE", messages.algo_update(order, status, milliseconds(venue.clock.now())))


def finish_algo(venue: Venue, account: Account, algo: Order) -> None:
    if algo.tags.get("algo_status") != "FINISHED":
        algo.tags["algo_status"] = "FINISHED"
        publish_algo(venue, account, algo, "FINISHED")


def publish_transfer(venue: Venue, exchange: Exchange, account: Account, moved: Transfer) -> None:
    at = milliseconds(venue.clock.now())
    body = messages.account_update(account, exchange, None, at, reason=moved.reason, change=moved.amount)
    _send(venue, account, "ACCOUNT_UPDATE", body)


def publish_mode(venue: Venue, account: Account, symbol: str, leverage: int) -> None:
    at = milliseconds(venue.clock.now())
    body = {"e": "ACCOUNT_CONFIG_UPDATE", "E": at, "T": at, "ac": {"s": symbol, "l": leverage}}
    _send(venue, account, "ACCOUNT_CONFIG_UPDATE", body)


def _send(venue: Venue, account: Account, name: str, message: dict[str, Any]) -> None:
    venue.hub.publish(account.id, name, message, _deliver)


def _deliver(connection: Connection, message: Any) -> None:
    listen_key = connection.facts.get("listen_key")
    if listen_key is None:
        return
    is_combined = connection.facts.get("combined")
    connection.put({"stream": listen_key, "data": message} if is_combined else message)
