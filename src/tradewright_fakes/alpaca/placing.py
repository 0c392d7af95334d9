"""From what was asked to orders in the book: one, or a group with its exits; and the replacement of one by another."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tradewright_fakes.alpaca.asked import Asked, number, read_json
from tradewright_fakes.alpaca.refusal import Refusal, invalid, malformed
from tradewright_fakes.matching import Account, Exchange, Group, Order
from tradewright_fakes.matching.orders import Kind, Side, TimeInForce

COIN_GTC_DAYS = 90
"""A coin's good-till-cancelled order ends by itself after so many days."""
_TIF: dict[str, TimeInForce] = {"gtc": "gtc", "ioc": "ioc", "fok": "fok"}


def build(asked: Asked, account: Account, exchange: Exchange) -> Order:
    """Make the order, with its legs when it has some, and admit all of them; nothing trades yet."""
    order = _draft(asked, account, exchange, asked.client_id)
    order.quantity, order.budget = asked.quantity, asked.notional
    order.limit_price, order.stop_price = asked.limit_price, asked.stop_price
    order.trail_amount = asked.trail_price
    order.trail_rate = None if asked.trail_percent is None else asked.trail_percent / 100
    order.outside_session = asked.extended_hours
    order.tags["class"] = "" if asked.order_class == "simple" else asked.order_class
    order.tags["intent"] = asked.intent or _intent(asked.side, account.books.held(asked.symbol, "both"))
    exits = _exits(asked, account, exchange, order) if asked.is_complex else []
    if exits:
        group = Group(id=order.id, number=order.number, kind=asked.order_class, members=[order, *exits])
        group.exits = list(exits)
        if asked.order_class == "oco":
            order.limit_price = asked.profit_limit
            group.exits = [order, *exits]
        else:
            group.entry = order
        for one in group.members:
            one.group = group
    for one in (order, *exits):
        exchange.admit(one)
    return order


def begin(order: Order, exchange: Exchange) -> None:
    """Let an admitted order, and the legs that wait for nothing, go."""
    exchange.start(order)
    if order.group is not None and order.group.entry is None:
        for leg in order.group.members[1:]:
            exchange.activate(leg)


def _exits(asked: Asked, account: Account, exchange: Exchange, order: Order) -> list[Order]:
    side: Side = order.side if asked.order_class == "oco" else "sell" if order.side == "buy" else "buy"
    legs: list[Order] = []
    if asked.profit_limit is not None and asked.order_class != "oco":
        legs.append(_leg(asked, account, exchange, side, "limit"))
        legs[-1].limit_price = asked.profit_limit
    if asked.loss_stop is not None:
        kind: Kind = "stop" if asked.loss_limit is None else "stop_limit"
        legs.append(_leg(asked, account, exchange, side, kind))
        legs[-1].stop_price, legs[-1].limit_price = asked.loss_stop, asked.loss_limit
    return legs


def _leg(asked: Asked, account: Account, exchange: Exchange, side: Side, kind: Kind) -> Order:
    leg = _draft(asked, account, exchange, exchange.ids.uuid("client-order"))
    leg.side, leg.kind, leg.quantity, leg.status = side, kind, asked.quantity, "held"
    leg.triggers_on_rise = side == "buy"
    leg.tags["class"], leg.tags["intent"] = asked.order_class, f"{side}_to_close"
    return leg


def _draft(asked: Asked, account: Account, exchange: Exchange, client_id: str) -> Order:
    order = exchange.draft(
        account,
        client_id=client_id or exchange.ids.uuid("client-order"),
        symbol=asked.symbol,
        side=asked.side,
        kind=asked.kind,
        tif=_TIF.get(asked.tif, "day"),
    )
    order.tags["tif"] = asked.tif
    order.triggers_on_rise = asked.side == "buy"
    is_coin = exchange.instrument(asked.symbol).asset_class == "crypto"
    if asked.tif == "gtc" and is_coin:
        order.expires_at = order.created_at + timedelta(days=COIN_GTC_DAYS)
    elif asked.tif in ("day", "opg", "cls"):
        order.expires_at = exchange.session.day_ends(order.created_at, outside=asked.extended_hours)
    return order


def _intent(side: Side, held: Decimal) -> str:
    is_closing = held != 0 and (held > 0) != (side == "buy")
    return f"{side}_to_{'close' if is_closing else 'open'}"


def replacement(old: Order, raw: bytes, account: Account, exchange: Exchange) -> Order:
    """Make the order that is to take the place of `old`; raises Refusal where the vendor would.

    What was filled stays with the old order: the new one is for the rest of the quantity asked, so that no more is traded
    than the two together asked for.
    """
    body = read_json(raw)
    if old.status not in ("new", "partially_filled", "held"):
        raise invalid(
            f'unable to replace order, order is already in "{_word(old)}" state'
            if not old.is_open
            else f"unable to replace order, order isn't sent to exchange yet: {_word(old)}"
        )
    if old.budget is not None:
        raise invalid("notional orders cannot be replaced")
    client_id = str(body.get("client_order_id") or "") or exchange.ids.uuid("client-order")
    if client_id in account.by_client:
        raise Refusal(422, 40010001, "client_order_id must be unique")
    quantity = number(body, "qty") or old.quantity or Decimal(0)
    if quantity <= old.filled:
        raise invalid("qty must be greater than filled qty")
    tif = str(body.get("time_in_force") or old.tags.get("tif", old.tif))
    if tif not in ("day", "gtc", "opg", "cls", "ioc", "fok"):
        raise malformed("invalid time_in_force")
    new = exchange.draft(
        account,
        client_id=client_id,
        symbol=old.symbol,
        side=old.side,
        kind=old.kind,
        tif=_TIF.get(tif, "day"),
    )
    new.quantity = quantity - old.filled
    _carry(old, new, body)
    new.tags = {**old.tags, "tif": tif}
    if tif == old.tags.get("tif"):
        new.expires_at = old.expires_at
    elif tif != "gtc":
        new.expires_at = exchange.session.day_ends(new.created_at, outside=old.outside_session)
    return new


def _carry(old: Order, new: Order, body: dict[str, Any]) -> None:
    for name, was, needs in (
        ("limit_price", old.limit_price, ("limit", "stop_limit")),
        ("stop_price", old.stop_price, ("stop", "stop_limit")),
    ):
        asked = number(body, name)
        if asked is not None and old.kind not in needs:
            raise invalid(f"{name} cannot be replaced on {old.kind} orders")
        setattr(new, name, asked or was)
    trail = number(body, "trail")
    if trail is not None and old.kind != "trailing_stop":
        raise invalid("trail can only be replaced on trailing stop orders")
    new.trail_amount = trail if trail is not None and old.trail_amount is not None else old.trail_amount
    new.trail_rate = trail / 100 if trail is not None and old.trail_rate is not None else old.trail_rate
    new.extreme = old.extreme
    new.triggers_on_rise, new.outside_session = old.triggers_on_rise, old.outside_session
    new.is_triggered = old.is_triggered


def _word(order: Order) -> str:
    return {"pending": "pending_new"}.get(order.status, order.status)
