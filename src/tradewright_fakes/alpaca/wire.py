"""The venue's orders, fills and positions in Alpaca's words. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tradewright_fakes.alpaca.universe import asset_id
from tradewright_fakes.matching import Exchange, Fill, Instrument, Order, Position

_STATUS = {"pending": "pending_new"}
PLACES_MAX = 9
_CLASS = {"equity": "us_equity", "crypto": "crypto"}


def text(value: Decimal | None) -> str | None:
    """A decimal without exponent or trailing zeros, as Alpaca writes them; None stays None."""
    if value is None:
        return None
    plain = format(value, "f")
    if len(plain.partition(".")[2]) > PLACES_MAX:
        plain = format(round(value, PLACES_MAX), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def order_body(
    order: Order, instrument: Instrument, *, nested: bool, status: str | None = None
) -> dict[str, Any]:
    """The Order of the trading API; `nested` shows the legs inside their order."""
    told = status or order.status
    if told in ("new", "partially_filled"):
        told = str(order.tags.get("told") or told)
    body: dict[str, Any] = {
        "id": order.id,
        "client_order_id": order.client_id,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "submitted_at": order.submitted_at,
        "filled_at": order.closed_at if told == "filled" else None,
        "expired_at": order.closed_at if told == "expired" else None,
        "canceled_at": order.closed_at if told == "canceled" else None,
        "failed_at": order.closed_at if told == "rejected" else None,
        "replaced_at": order.closed_at if told == "replaced" else None,
        "replaced_by": order.replaced_by,
        "replaces": order.replaces,
        "asset_id": asset_id(order.symbol),
        "symbol": order.symbol,
        "asset_class": _CLASS[instrument.asset_class],
        "notional": text(order.budget),
        "qty": None if order.budget is not None else text(order.quantity),
        "filled_qty": text(order.filled),
        "filled_avg_price": text(order.average_price),
        "order_class": order.tags.get("class", ""),
        "order_type": order.kind,
        "type": order.kind,
        "side": order.side,
        "position_intent": order.tags.get("intent", f"{order.side}_to_open"),
        "time_in_force": order.tags.get("tif", order.tif),
        "limit_price": text(order.limit_price),
        "stop_price": text(order.stop_price),
        "status": _STATUS.get(told, told),
        "extended_hours": order.outside_session,
        "legs": None,
        "trail_percent": text(None if order.trail_rate is None else order.trail_rate * 100),
        "trail_price": text(order.trail_amount),
        "hwm": text(order.extreme),
        "subtag": None,
        "source": None,
    }
    if order.expires_at is not None:
        body["expires_at"] = order.expires_at
    group = order.group
    if nested and group is not None and order is group.members[0]:
        body["legs"] = [order_body(one, instrument, nested=False) for one in group.members[1:]]
    return body


def activity_id(fill: Fill) -> str:
    """Ids sort by time: a page's token is the last one seen."""
    return f"{fill.at:%Y%m%d%H%M%S}{fill.at.microsecond // 1000:03d}::{fill.id}"


def activity_body(fill: Fill, order: Order, cumulated: Decimal) -> dict[str, Any]:
    whole = order.quantity is not None and cumulated >= order.quantity
    return {
        "id": activity_id(fill),
        "activity_type": "FILL",
        "transaction_time": fill.at,
        "type": "fill" if whole or (order.quantity is None and fill is order.fills[-1]) else "partial_fill",
        "price": text(fill.price),
        "qty": text(fill.quantity),
        "side": fill.side,
        "symbol": fill.symbol,
        "leaves_qty": text(max(Decimal(0), (order.quantity or cumulated) - cumulated)),
        "order_id": order.id,
        "cum_qty": text(cumulated),
        "order_status": "filled" if whole else "partially_filled",
    }


def trade_update(
    name: str,
    order: Order,
    instrument: Instrument,
    *,
    at: datetime,
    event_id: str,
    execution_id: str,
    status: str,
) -> dict[str, Any]:
    """One message's `data`; fills add price, quantity and the position after."""
    return {
        "event": name,
        "event_id": event_id,
        "execution_id": execution_id,
        "at": at,
        "timestamp": at,
        "order": order_body(order, instrument, nested=True, status=status),
    }


def position_body(position: Position, exchange: Exchange, *, available: Decimal) -> dict[str, Any]:
    instrument, quote = exchange.instrument(position.symbol), exchange.quotes.get(position.symbol)
    price = position.average if quote is None else quote.last
    quantity = position.quantity
    cost, value = quantity * position.average, quantity * price
    profit = value - cost
    rate = profit / abs(cost) if cost else Decimal(0)
    return {
        "asset_id": asset_id(position.symbol),
        # Orders say BTC/USD, positions BTCUSD: the vendor's own inconsistency.
        "symbol": position.symbol.replace("/", ""),
        "exchange": "" if instrument.asset_class == "crypto" else instrument.traits["exchange"],
        "asset_class": _CLASS[instrument.asset_class],
        "asset_marginable": instrument.asset_class == "equity",
        "qty": text(quantity),
        "qty_available": text(available),
        "avg_entry_price": text(position.average),
        "side": "long" if quantity > 0 else "short",
        "market_value": text(value),
        "cost_basis": text(cost),
        "unrealized_pl": text(profit),
        "unrealized_plpc": text(rate),
        "unrealized_intraday_pl": text(profit),
        "unrealized_intraday_plpc": text(rate),
        "current_price": text(price),
        "lastday_price": text(position.average),
        "change_today": text(rate),
    }


def asset_body(instrument: Instrument) -> dict[str, Any]:
    is_coin = instrument.asset_class == "crypto"
    traits, is_shortable = instrument.traits, bool(instrument.traits.get("shortable", False))
    body: dict[str, Any] = {
        "id": asset_id(instrument.symbol),
        "class": _CLASS[instrument.asset_class],
        "exchange": traits["exchange"],
        "symbol": instrument.symbol,
        "name": instrument.name,
        "status": instrument.status,
        "tradable": bool(traits.get("tradable", True)),
        "marginable": not is_coin,
        "maintenance_margin_requirement": 100 if is_coin else 30,
        "margin_requirement_long": "100" if is_coin else "30",
        "margin_requirement_short": "100" if is_coin else "30",
        "shortable": is_shortable,
        "easy_to_borrow": is_shortable,
        "fractionable": bool(traits.get("fractionable", True)),
        "attributes": [] if is_coin else ["fractional_eh_enabled"],
    }
    if is_shortable:
        body["borrow_status"] = "easy_to_borrow"
    if is_coin:
        body["min_order_size"] = text(instrument.quantity_min)
        body["min_trade_increment"] = text(instrument.step)
        body["price_increment"] = text(instrument.tick)
    return body
