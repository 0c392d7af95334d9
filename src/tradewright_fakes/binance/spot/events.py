"""What happens on spot, told to the user streams: executionReport, outboundAccountPosition, listStatus, balanceUpdate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.spot import money, wire
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.matching import Account, Event, Exchange, Group
from tradewright_fakes.serving import Connection, Transfer, Venue


def publish(venue: Venue, event: Event) -> None:
    exchange = venue.exchanges["spot"]
    report = wire.execution_report(event)
    if report is not None:
        _send(venue, event.account, "executionReport", report)
        position = wire.account_position(event, exchange, money.locked(event.account, exchange))
        _send(venue, event.account, "outboundAccountPosition", position)
    elif event.kind in ("bust", "correct", "fee") and event.fill is not None:
        # Spot has no event for these: balances say it, and the list of trades.
        position = wire.account_position(event, exchange, money.locked(event.account, exchange))
        _send(venue, event.account, "outboundAccountPosition", position)
    group = event.order.group
    if group is not None and all(not one.is_open for one in group.members):
        publish_list(venue, event.account, group)


def publish_list(venue: Venue, account: Account, group: Group) -> None:
    body = wire.list_body(group)
    at = milliseconds(venue.clock.now())
    message = {
        "e": "listStatus",
        "E": at,
        "s": body["symbol"],
        "g": group.number,
        "c": body["contingencyType"],
        "l": body["listStatusType"],
        "L": body["listOrderStatus"],
        "r": "NONE",
        "C": group.client_id,
        "T": at,
        "O": [{"s": one["symbol"], "i": one["orderId"], "c": one["clientOrderId"]} for one in body["orders"]],
    }
    _send(venue, account, "listStatus", message)


def publish_transfer(venue: Venue, exchange: Exchange, account: Account, transfer: Transfer) -> None:
    asset = transfer.asset
    at = milliseconds(venue.clock.now())
    moved = {"e": "balanceUpdate", "E": at, "a": asset, "d": fixed(transfer.amount), "T": at}
    _send(venue, account, "balanceUpdate", moved)
    lock = money.locked(account, exchange).get(asset, Decimal(0))
    total = money.books_of(account).balances.get(asset, Decimal(0))
    row = {"a": asset, "f": fixed(total - lock), "l": fixed(lock)}
    _send(
        venue,
        account,
        "outboundAccountPosition",
        {"e": "outboundAccountPosition", "E": at, "u": at, "B": [row]},
    )


def _send(venue: Venue, account: Account, name: str, message: dict[str, Any]) -> None:
    venue.hub.publish(account.id, name, message, _deliver)


def _deliver(connection: Connection, message: Any) -> None:
    number = connection.facts.get("subscription")
    if number is not None:
        connection.put({"subscriptionId": number, "event": message})
