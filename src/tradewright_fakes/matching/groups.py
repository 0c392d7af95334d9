"""Orders that belong together: an entry wakes its exits, one exit cancels or shrinks the other, one out, all out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradewright_fakes.matching.orders import Order

if TYPE_CHECKING:
    from tradewright_fakes.matching.exchange import Exchange


def is_waiting(order: Order) -> bool:
    """True while the order's entry has not filled whole."""
    group = order.group
    if group is None or group.entry is None or order is group.entry:
        return False
    return group.entry.status != "filled"


def substitute(old: Order, new: Order) -> None:
    group = old.group
    if group is None:
        return
    new.group = group
    group.members = [new if one is old else one for one in group.members]
    group.exits = [new if one is old else one for one in group.exits]
    if group.entry is old:
        group.entry = new


def after_fill(exchange: Exchange, order: Order) -> None:
    group = order.group
    if group is None:
        return
    if order is group.entry:
        if order.status == "filled":
            for one in list(group.members):
                if one is not order:
                    exchange.activate(one)
        return
    if order not in group.exits:
        return
    for other in [one for one in group.exits if one is not order and one.is_open]:
        if order.status == "filled" or not exchange.habits.exits_shrink:
            _take_out(exchange, other)
        elif other.quantity is not None and order.quantity is not None:
            left = order.remaining
            if other.remaining > left:
                other.quantity = other.filled + left
                exchange.tell("amended", other)


def after_end(exchange: Exchange, order: Order) -> None:
    """`order` was cancelled, expired or rejected: the rest of its group goes too. A filled entry's exits know no entry."""
    group = order.group
    if group is None:
        return
    for one in [one for one in group.members if one is not order and one.is_open]:
        _take_out(exchange, one)


def _take_out(exchange: Exchange, order: Order) -> None:
    # The group has decided: what it takes out must not ask the group again.
    group, order.group = order.group, None
    exchange.cancel(order, "group")
    order.group = group
