"""One futures order out of a request's parameters: typed, on its grids, within the account's margin and mode."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from tradewright_fakes.binance import filters
from tradewright_fakes.binance.futures.money import books_of, margin_for, margin_of
from tradewright_fakes.binance.guard import Call
from tradewright_fakes.binance.params import FUTURES_CLIENT_ID
from tradewright_fakes.binance.refusal import Refusal, missing
from tradewright_fakes.matching import Order
from tradewright_fakes.matching.orders import PositionSide, Side

CONDITIONAL: Final = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
_TIF: Final = {"GTC": "gtc", "IOC": "ioc", "FOK": "fok", "GTX": "gtc", "GTD": "gtd"}


def read_side(call: Call) -> tuple[Side, PositionSide]:
    """Side and position side; raises Refusal −4061 when the account's mode does not know the latter."""
    side: Side = "buy" if call.params.one_of("side", ("BUY", "SELL")) == "BUY" else "sell"
    given = call.params.one_of("positionSide", ("BOTH", "LONG", "SHORT"), "BOTH")
    is_hedged = books_of(call.account).is_hedged
    if is_hedged == (given == "BOTH"):
        raise Refusal(-4061, "Order's position side does not match user's setting.")
    if is_hedged and call.params.maybe("reduceOnly") is not None:
        raise Refusal(-1106, "Parameter 'reduceonly' sent when not required.")
    chosen: dict[str, PositionSide] = {"BOTH": "both", "LONG": "long", "SHORT": "short"}
    return side, chosen[given]


def read_order(call: Call) -> Order:
    """Draft the order; raises the vendor's Refusal."""
    params, instrument = call.params, call.instrument()
    kind = params.text("type")
    if kind in CONDITIONAL:
        raise Refusal(
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
        )
    if kind not in ("LIMIT", "MARKET"):
        raise Refusal(-1116, "Invalid orderType.")
    if instrument.status != "TRADING":
        raise Refusal(-4108, "Symbol is on delivering or delivered or settling or closed or pre-trading.")
    side, position_side = read_side(call)
    client_id = params.client_id("newClientOrderId", FUTURES_CLIENT_ID, -4015)
    client_id = client_id or f"web_{call.venue.ids.number('futures-client'):016d}"
    if any(one.is_open for one in call.account.by_client.get(client_id, [])):
        raise Refusal(-4116, "ClientOrderId is duplicated.")
    order = call.exchange.draft(
        call.account,
        client_id=client_id,
        symbol=instrument.symbol,
        side=side,
        kind="limit" if kind == "LIMIT" else "market",
        tif="gtc",
    )
    order.position_side = position_side
    order.quantity = params.needed("quantity")
    order.reduce_only = params.flag("reduceOnly") or _closes_by_side(side, position_side)
    order.tags["type"], order.tags["tif"] = kind, "GTC"
    if kind == "LIMIT":
        _limit(call, order)
    check(call, order, trigger=None, is_market=kind == "MARKET")
    _check_margin(call, order)
    return order


def _closes_by_side(side: Side, position_side: PositionSide) -> bool:
    """In hedge mode the side says whether an order opens or closes."""
    return (position_side, side) in (("long", "sell"), ("short", "buy"))


def _limit(call: Call, order: Order) -> None:
    order.limit_price = call.params.needed("price")
    given = call.params.one_of("timeInForce", tuple(_TIF))
    order.tags["tif"], order.post_only = given, given == "GTX"
    order.tif = _TIF[given]  # type: ignore[assignment]
    if given == "GTD":
        until = call.params.when("goodTillDate")
        if until is None:
            raise missing("goodTillDate")
        order.expires_at = datetime.fromtimestamp(until / 1000, UTC)
        if order.expires_at <= call.exchange.clock.now() + timedelta(seconds=600):
            raise Refusal(-5040, "goodTillDate must be greater than the current time plus 600 seconds.")


def check(call: Call, order: Order, *, trigger: Decimal | None, is_market: bool) -> None:
    instrument, quote = call.exchange.instrument(order.symbol), call.exchange.quotes.get(order.symbol)
    filters.check_futures(
        instrument,
        quote,
        side=order.side,
        price=order.limit_price,
        trigger=trigger,
        quantity=order.quantity,
        is_market=is_market,
        is_reducing=order.reduce_only or order.close_position,
    )


def _check_margin(call: Call, order: Order) -> None:
    books, quote = books_of(call.account), call.exchange.quotes.get(order.symbol)
    held = books.held(order.symbol, order.position_side)
    if order.reduce_only and (held == 0 or (held > 0) == (order.side == "buy")):
        raise Refusal(-2022, "ReduceOnly Order is rejected.")
    if order.limit_price is not None and quote is not None:
        price = quote.takes_at(order.side)
        crosses = order.limit_price >= price if order.side == "buy" else order.limit_price <= price
        if order.post_only and crosses:
            raise Refusal(
                -5022,
                "Due to the order could not be executed as maker, the Post Only order will be rejected.",
            )
        wanted = order.quantity or 0
        if order.tif == "fok" and (not crosses or quote.offered_to(order.side) < wanted):
            raise Refusal(
                -5021, "Due to the order could not be filled immediately, the FOK order has been rejected."
            )
    needed = margin_for(order, call.exchange, books)
    if not order.reduce_only and needed > margin_of(call.account, call.exchange).available:
        raise Refusal(-2019, "Margin is insufficient.")
