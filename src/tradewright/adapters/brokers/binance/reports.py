"""Binance's orders and trades as reports. Pure; anything of an unknown shape raises Unreadable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import Fill, FillKind, OrderState
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId

ALGO_PREFIX: Final = "algo:"
"""Algo orders are numbered apart from orders: without it the same number could name two of them."""
STATES: Final[dict[str, OrderState]] = {
    "NEW": "working",
    "PENDING_NEW": "working",
    "PENDING_CANCEL": "working",
    "PARTIALLY_FILLED": "partly_filled",
    "FILLED": "filled",
    "CANCELED": "cancelled",
    "REJECTED": "rejected",
    "EXPIRED": "expired",
    "EXPIRED_IN_MATCH": "expired",
}
ALGO_STATES: Final[dict[str, OrderState]] = {
    "NEW": "working",
    "TRIGGERING": "working",
    "TRIGGERED": "working",
    "CANCELED": "cancelled",
    "REJECTED": "rejected",
    "EXPIRED": "expired",
}
"""FINISHED is not among them: only the order it became knows how it ended."""
_TYPES: Final[dict[str, OrderType]] = {
    "MARKET": "market",
    "LIMIT": "limit",
    "LIMIT_MAKER": "limit",
    "STOP_LOSS": "stop",
    "STOP_LOSS_LIMIT": "stop_limit",
    "TAKE_PROFIT": "stop",
    "TAKE_PROFIT_LIMIT": "stop_limit",
    "STOP": "stop_limit",
    "STOP_MARKET": "stop",
    "TAKE_PROFIT_MARKET": "stop",
    "TRAILING_STOP_MARKET": "trailing_stop",
    "LIQUIDATION": "market",
}
_FORCED: Final[tuple[tuple[str, FillKind], ...]] = (
    ("adl_autoclose", "deleveraging"),
    ("settlement_autoclose-", "settlement"),
    ("autoclose-", "liquidation"),
)
"""Client ids that Binance gives to orders of its own."""
_UNKNOWN_REASONS: Final = frozenset({"", "NONE", "0"})


def forced_kind(client_order_id: str | None) -> FillKind:
    """Return what an order's client id says of its fills: a trade, or something that the venue did to the account."""
    return next((kind for prefix, kind in _FORCED if (client_order_id or "").startswith(prefix)), "trade")


def state_of(status: str, *, is_open: bool = False) -> OrderState:
    """Return our state for Binance's; one nobody knows is live when it stands among the open orders, else Unreadable."""
    state = STATES.get(status)
    if state is not None:
        return state
    if is_open:
        return "working"
    raise Unreadable(f"an order of unknown status {status[:40]!r}")


def type_of(name: str, *, is_trailing: bool = False) -> OrderType:
    """Return our order type for Binance's; one nobody knows counts as a limit order: it is no order of ours."""
    return "trailing_stop" if is_trailing else _TYPES.get(name, "limit")


def side_of(fields: Fields, name: str = "side") -> Side:
    match fields.need_text(name):
        case "BUY":
            return "buy"
        case "SELL":
            return "sell"
        case other:
            raise Unreadable(f"unknown side {other[:20]!r}")


def order_report(value: Any, market: Market, *, is_open: bool = False) -> OrderReport:
    """Read an order of either market as REST tells it."""
    order = Fields.of(value, what="order")
    client_id = order.text("clientOrderId")
    state = state_of(order.need_text("status"), is_open=is_open)
    # A market order that Binance put in place of a triggered stop keeps the stop's type in origType.
    kind = order.text("origType") or order.text("type") or ""
    return OrderReport(
        client_order_id=ClientOrderId(client_id) if client_id else None,
        venue_order_id=VenueOrderId(order.need_text("orderId")),
        symbol=from_venue(order.need_text("symbol"), market),
        side=side_of(order),
        order_type=type_of(kind, is_trailing=(order.whole("trailingDelta") or 0) > 0),
        quantity=order.number_or_zero("origQty"),
        filled_quantity=order.number_or_zero("executedQty"),
        state=state,
        reason=reason_in(order, "expiryReason"),
        updated_at=time_in(order, "updateTime", "time", "transactTime"),
        limit_price=order.positive("price"),
        stop_price=order.positive("stopPrice"),
        reduce_only=order.is_true("reduceOnly") or order.is_true("closePosition"),
        is_external=forced_kind(client_id) != "trade",
    )


@dataclass(frozen=True, slots=True)
class AlgoOrder:
    """A conditional order of the algo service. `became` is the order that its trigger made, if it has triggered."""

    report: OrderReport
    is_finished: bool
    became: VenueOrderId | None


def algo_order(value: Any, *, is_open: bool = False) -> AlgoOrder:
    """Read a conditional order as REST tells it. A finished one's own report says it is live: ask for what it became."""
    order = Fields.of(value, what="algo order")
    status = order.need_text("algoStatus")
    return AlgoOrder(
        report=OrderReport(
            client_order_id=ClientOrderId(order.need_text("clientAlgoId")),
            venue_order_id=VenueOrderId(ALGO_PREFIX + order.need_text("algoId")),
            symbol=from_venue(order.need_text("symbol"), "usdm"),
            side=side_of(order),
            order_type=type_of(order.text("orderType") or order.text("type") or ""),
            quantity=order.number_or_zero("quantity"),
            filled_quantity=order.number_or_zero("actualQty"),
            state=algo_state(status, is_open=is_open),
            reason=reason_in(order, "failReason"),
            updated_at=time_in(order, "updateTime", "createTime"),
            limit_price=order.positive("price"),
            stop_price=order.positive("triggerPrice"),
            reduce_only=order.is_true("reduceOnly") or order.is_true("closePosition"),
        ),
        is_finished=status == "FINISHED",
        became=order_id_in(order, "actualOrderId"),
    )


def algo_state(status: str, *, is_open: bool = False) -> OrderState:
    """Return our state of an algo order, "working" for one that is finished (see ALGO_STATES); see `state_of` for others."""
    if status == "FINISHED":
        return "working"
    state = ALGO_STATES.get(status)
    if state is not None:
        return state
    if is_open:
        return "working"
    raise Unreadable(f"an algo order of unknown status {status[:40]!r}")


def order_id_in(fields: Fields, name: str) -> VenueOrderId | None:
    """Return an order's number, None where Binance writes an empty text or 0 for none."""
    number = fields.text(name)
    return VenueOrderId(number) if number and number != "0" else None


def execution_id(symbol: str, trade: int) -> VenueExecutionId:
    """Return the identity of a trade by whichever way it is heard of: numbers are unique within a symbol alone."""
    return VenueExecutionId(f"{symbol}:{trade}")


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as REST tells it: it names the order by number, and not by the client's id."""

    trade_id: int
    venue_order_id: VenueOrderId
    fill: Fill
    """Its client id is empty until somebody looks the order up."""


def trade_of(value: Any, market: Market) -> Trade:
    """Read one of a list of the account's trades."""
    trade = Fields.of(value, what="trade")
    number = trade.whole("id")
    if number is None:
        raise Unreadable("a trade without an id")
    order_id = VenueOrderId(trade.need_text("orderId"))
    if market == "spot":
        side: Side = "buy" if trade.is_true("isBuyer") else "sell"
    else:
        side = side_of(trade)
    return Trade(
        number,
        order_id,
        Fill(
            venue_execution_id=execution_id(trade.need_text("symbol"), number),
            client_order_id=ClientOrderId(""),
            venue_order_id=order_id,
            symbol=from_venue(trade.need_text("symbol"), market),
            side=side,
            quantity=trade.need_number("qty"),
            price=trade.need_number("price"),
            fee=trade.number_or_zero("commission"),
            occurred_at=time_in(trade, "time"),
            fee_currency=trade.text("commissionAsset"),
        ),
    )


def time_in(fields: Fields, *names: str) -> datetime:
    """Return the first of these times that is there. Raises Unreadable when none is."""
    moment = next((found for name in names if (found := fields.millis(name))), None)
    if moment is None:
        raise Unreadable(f"no time in {' or '.join(names)}")
    return moment


def reason_in(fields: Fields, *names: str) -> str | None:
    found = (fields.text(name) for name in names)
    return next((text for text in found if text and text not in _UNKNOWN_REASONS), None)


def moment_of(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
