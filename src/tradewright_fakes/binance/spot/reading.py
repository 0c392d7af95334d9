"""One spot order out of a request's parameters: typed, on the symbol's filters, within the account's coins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tradewright_fakes.binance import filters
from tradewright_fakes.binance.guard import Call
from tradewright_fakes.binance.params import CLIENT_ID, Params
from tradewright_fakes.binance.refusal import Refusal, missing, refused
from tradewright_fakes.binance.spot import money
from tradewright_fakes.matching import Exchange, Order
from tradewright_fakes.matching.orders import Kind, Side
from tradewright_fakes.matching.triggers import is_due

TYPES: Final = (
    "LIMIT",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
    "LIMIT_MAKER",
)
TIFS: Final = ("GTC", "IOC", "FOK")
_KINDS: Final[dict[str, Kind]] = {
    "LIMIT": "limit",
    "LIMIT_MAKER": "limit",
    "MARKET": "market",
    "STOP_LOSS": "stop",
    "TAKE_PROFIT": "stop",
    "STOP_LOSS_LIMIT": "stop_limit",
    "TAKE_PROFIT_LIMIT": "stop_limit",
}
_TIF: Final = {"GTC": "gtc", "IOC": "ioc", "FOK": "fok"}


@dataclass(frozen=True, slots=True)
class Names:
    """What the parameters of one order are called: order lists prefix them."""

    type: str = "type"
    side: str = "side"
    quantity: str = "quantity"
    price: str = "price"
    stop: str = "stopPrice"
    trailing: str = "trailingDelta"
    tif: str = "timeInForce"
    client_id: str = "newClientOrderId"

    @classmethod
    def prefixed(cls, prefix: str, *, side: str, quantity: str) -> Names:
        return cls(
            f"{prefix}Type",
            side,
            quantity,
            f"{prefix}Price",
            f"{prefix}StopPrice",
            f"{prefix}TrailingDelta",
            f"{prefix}TimeInForce",
            f"{prefix}ClientOrderId",
        )


def read_order(call: Call, names: Names = Names(), *, may_cost: bool = True, is_now: bool = True) -> Order:
    """Draft the order; raises the vendor's Refusal.

    `may_cost`: its coins must be free now. `is_now`: it starts at once, so it must not trigger or match where it may not.
    """
    params, instrument = call.params, call.instrument()
    if instrument.status != "TRADING":
        raise refused("Market is closed.")
    kind_name = params.one_of(names.type, TYPES)
    side: Side = "buy" if params.one_of(names.side, ("BUY", "SELL")) == "BUY" else "sell"
    client_id = (
        params.client_id(names.client_id, CLIENT_ID)
        or f"web_{call.venue.ids.number('spot-client'):032d}"[:36]
    )
    if any(one.is_open and one.filled == 0 for one in call.account.by_client.get(client_id, [])):
        raise refused("Duplicate order sent.")
    order = call.exchange.draft(
        call.account,
        client_id=client_id,
        symbol=instrument.symbol,
        side=side,
        kind=_KINDS[kind_name],
        tif="gtc",
    )
    order.tags["type"], order.tags["tif"] = kind_name, "GTC"
    _amounts(order, params, names, kind_name)
    _trigger(order, params, names, kind_name)
    quote = call.exchange.quotes.get(instrument.symbol)
    filters.check_spot(
        instrument,
        quote,
        call.account,
        side=side,
        prices=[one for one in (order.limit_price, order.stop_price) if one is not None],
        quantity=order.quantity,
        budget=order.budget,
        is_market=kind_name == "MARKET",
        is_conditional=order.waits_for_trigger,
    )
    if is_now:
        _check_at_once(order, call.exchange)
    if may_cost:
        check_funds(call, order)
    return order


def _amounts(order: Order, params: Params, names: Names, kind_name: str) -> None:
    order.quantity = params.amount(names.quantity)
    budget = params.amount("quoteOrderQty") if names.quantity == "quantity" else None
    if kind_name == "MARKET":
        if (order.quantity is None) == (budget is None):
            raise (
                missing("quantity")
                if budget is None
                else Refusal(-1106, "Parameter 'quoteOrderQty' sent when not required.")
            )
        order.budget = budget
    elif order.quantity is None:
        raise missing(names.quantity)
    if order.quantity is not None and order.quantity <= 0:
        raise Refusal(-1013, "Invalid quantity.")
    if "LIMIT" in kind_name:
        order.limit_price = params.needed(names.price)
        order.post_only = kind_name == "LIMIT_MAKER"
        if kind_name != "LIMIT_MAKER":
            given = params.one_of(names.tif, TIFS)
            order.tags["tif"] = given
            order.tif = _TIF[given]  # type: ignore[assignment]
    elif params.maybe(names.price) is not None:
        raise Refusal(-1106, f"Parameter '{names.price}' sent when not required.")


def _trigger(order: Order, params: Params, names: Names, kind_name: str) -> None:
    is_stop, is_target = kind_name.startswith("STOP_LOSS"), kind_name.startswith("TAKE_PROFIT")
    stop, delta = params.amount(names.stop), params.amount(names.trailing)
    if not (is_stop or is_target):
        if stop is not None:
            raise Refusal(-1106, f"Parameter '{names.stop}' sent when not required.")
        return
    if stop is None and delta is None:
        raise missing(names.stop)
    order.triggers_on_rise = (order.side == "buy") == is_stop
    if delta is None:
        order.stop_price = stop
        return
    if not 10 <= delta <= 2000:
        raise filters.failure("TRAILING_DELTA")
    order.kind = "trailing_stop"
    order.trail_rate, order.activation_price = delta / 10_000, stop


def _check_at_once(order: Order, exchange: Exchange) -> None:
    quote = exchange.quotes.get(order.symbol)
    if quote is None:
        return
    if order.kind in ("stop", "stop_limit") and is_due(order, quote):
        raise refused("Order would trigger immediately.")
    price = quote.takes_at(order.side)
    if order.post_only and order.limit_price is not None:
        crosses = order.limit_price >= price if order.side == "buy" else order.limit_price <= price
        if crosses:
            raise refused("Order would immediately match and take.")


def check_funds(call: Call, order: Order) -> None:
    asset, amount = money.needs(order, call.exchange)
    if amount > money.free(call.account, call.exchange, asset):
        raise refused("Account has insufficient balance for requested action.")
