"""Alpaca's orders, fills, positions, money and assets as reports of the port. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tradewright.adapters.brokers.alpaca.coin_fees import rates_of
from tradewright.adapters.brokers.alpaca.reading import WireOrder
from tradewright.adapters.brokers.alpaca.symbols import base_of, from_venue
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.order import Fill, OrderState
from tradewright.domain.trading.ports.broker import (
    AccountReport,
    OrderReport,
    PositionReport,
    VenueInstrument,
)
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.ids import ClientOrderId, VenueExecutionId, VenueOrderId
from tradewright.kernel.money import ZERO, plain

_ENDED: Final[dict[str, OrderState]] = {
    "filled": "filled",
    "canceled": "cancelled",
    "expired": "expired",
    "rejected": "rejected",
}
_LIVE: Final = frozenset(
    {
        "new",
        "accepted",
        "pending_new",
        "accepted_for_bidding",
        "partially_filled",
        "done_for_day",  # a gtc order goes on tomorrow; a day order's end is told as expired
        "pending_cancel",
        "pending_replace",
        "stopped",
        "calculated",
        "suspended",
        "replaced",  # it lives on under another id
    }
)
_TYPES: Final[dict[str, OrderType]] = {
    "market": "market",
    "limit": "limit",
    "stop": "stop",
    "stop_limit": "stop_limit",
    "trailing_stop": "trailing_stop",
}
SHARE_TICK: Final = Decimal("0.01")
"""Cents are right at every price: below one dollar Alpaca takes four places, but also two."""
COIN_TICK: Final = Decimal("0.000000001")
COIN_LOT: Final = Decimal("0.000000001")
COIN_NOTIONAL_MIN: Final = Decimal(1)


def order_report(
    order: WireOrder,
    client_order_id: ClientOrderId | None,
    *,
    above: VenueOrderId | None = None,
    is_armed: bool = False,
    carried: Decimal = ZERO,
) -> OrderReport:
    """Return what Alpaca says of one order, under our client id where it is ours.

    `above` is the entry that a leg belongs to, `is_armed` whether that entry has filled. `carried` is what filled under the
    ids the order had before it was replaced: Alpaca counts each of them from nothing.
    """
    state, reason = _state(order, is_armed=is_armed, carried=carried)
    return OrderReport(
        client_order_id=client_order_id,
        venue_order_id=VenueOrderId(order.id),
        symbol=from_venue(order.symbol),
        side=_side(order.side),
        order_type=_TYPES.get(order.type, "market"),
        quantity=order.quantity + carried,
        filled_quantity=order.filled_quantity + carried,
        state=state,
        reason=reason,
        updated_at=order.updated_at,
        limit_price=order.limit_price,
        stop_price=order.stop_price,
        reduce_only=above is not None or (order.position_intent or "").endswith("_to_close"),
        parent_venue_order_id=above,
        replaced_by=VenueOrderId(order.replaced_by) if order.replaced_by else None,
    )


def _state(order: WireOrder, *, is_armed: bool, carried: Decimal) -> tuple[OrderState, str | None]:
    """Return our state for the venue's word; one we do not know is live, and named in the reason."""
    ended = _ENDED.get(order.status)
    if ended is not None:
        return ended, None if ended == "filled" else f"Alpaca: {order.status}"
    if order.status == "held":
        # Of two live legs Alpaca shows one as held as well: it holds until its sibling ends, but it is armed.
        return ("working", None) if is_armed else ("held", None)
    reason = None if order.status in _LIVE else f"Alpaca says {order.status!r}, which we do not know"
    return ("partly_filled" if order.filled_quantity + carried > 0 else "working"), reason


def fill_id(order_id: str, cumulative: Decimal) -> VenueExecutionId:
    """Return the one id of a fill, by whichever way it is told.

    The stream names an execution_id and the activities an id of their own; nothing says that one holds the other. What both
    tell is the order and its filled quantity after the fill, which grows with each: so that is the id. (After a bust the
    same total may come again; Alpaca busts after the order's end, when no fill can follow.)
    """
    return VenueExecutionId(f"{order_id}:{plain(cumulative)}")


def fill_of_activity(activity: Fields, client_order_id: ClientOrderId) -> Fill:
    """Return the fill of a trade activity. Raises Unreadable when a number or the time is missing."""
    order_id = activity.need_text("order_id")
    occurred_at = activity.moment("transaction_time")
    if occurred_at is None:
        activity.need_text("transaction_time")
        raise AssertionError("a missing time was read")
    return Fill(
        venue_execution_id=fill_id(order_id, activity.need_number("cum_qty")),
        client_order_id=client_order_id,
        venue_order_id=VenueOrderId(order_id),
        symbol=from_venue(activity.need_text("symbol")),
        side=_side(activity.need_text("side")),
        quantity=abs(activity.need_number("qty")),
        price=activity.need_number("price"),
        fee=ZERO,  # none on shares; what coins cost no fill tells (coin_fees)
        occurred_at=occurred_at,
    )


def position_report(position: Fields) -> PositionReport:
    """Return a net position; the sign follows the side, because short quantities come with and without a minus."""
    size = abs(position.need_number("qty"))
    return PositionReport(
        symbol=from_venue(position.need_text("symbol")),
        quantity=-size if position.text("side") == "short" else size,
        average_price=position.need_number("avg_entry_price"),
    )


def account_report(account: Fields) -> AccountReport:
    """Return the money; `can_trade` is False for any of Alpaca's five reasons, the first of which is told."""
    status = account.text("status") or "ACTIVE"
    reasons = [
        words
        for name, words in (
            ("account_blocked", "the account is blocked"),
            ("trading_blocked", "trading is blocked"),
            ("trade_suspended_by_user", "trading is suspended in the account's settings"),
        )
        if account.is_true(name)
    ]
    if status != "ACTIVE":
        reasons.append(f"the account is {status}")
    cash = account.need_number("cash")
    equity = account.number("equity")
    return AccountReport(
        currency=account.text("currency") or "USD",
        cash=cash,
        equity=cash if equity is None else equity,
        can_trade=not reasons,
        buying_power=account.number("buying_power"),
        reason=reasons[0] if reasons else None,
        fee_rates=rates_of(account),
    )


def venue_instrument(asset: Fields) -> VenueInstrument | None:
    """Return a share or a pair of coins; None for what we do not trade here (options, perpetuals)."""
    name, kind = asset.need_text("symbol"), asset.text("class")
    if kind not in ("us_equity", "crypto"):
        return None
    symbol = from_venue(name)
    is_tradable = asset.is_true("tradable") and asset.text("status") in (None, "active")
    if kind == "us_equity":
        instrument = Instrument(
            symbol=symbol,
            name=asset.text("name") or symbol,
            market="stocks",
            currency="USD",
            tick=SHARE_TICK,
            # Whole shares: fractions are day orders without brackets, and would cost every entry its protection.
            lot=Lot(step=Decimal(1), smallest=Decimal(1)),
            has_leverage=asset.is_true("marginable"),
        )
        return VenueInstrument(
            name,
            instrument,
            is_tradable=is_tradable,
            is_fractionable=asset.is_true("fractionable"),
            is_shortable=asset.is_true("shortable"),
        )
    if "/" not in name:
        return None  # a coin without its counterpart has no price
    step = asset.number("min_trade_increment") or COIN_LOT
    instrument = Instrument(
        symbol=symbol,
        name=asset.text("name") or symbol,
        market="crypto",
        currency=name.partition("/")[2],
        tick=asset.number("price_increment") or COIN_TICK,
        lot=Lot(step=step, smallest=asset.number("min_order_size") or step),
        notional_min=COIN_NOTIONAL_MIN,
        base=base_of(symbol),
    )
    return VenueInstrument(
        name, instrument, is_tradable=is_tradable, is_fractionable=True, is_shortable=False
    )


def _side(word: str) -> Side:
    return "sell" if word.startswith("sell") else "buy"  # sell_short is a sell
