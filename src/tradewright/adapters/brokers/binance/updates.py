"""What Binance's user streams say, as events. Pure.

One frame may say several things: an execution is a fill and a new state of its order. What follows from fills alone
(positions, balances) is heard as "money moved" and read anew, because no frame tells an account's equity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tradewright.adapters.brokers.binance.reports import (
    ALGO_PREFIX,
    algo_state,
    execution_id,
    forced_kind,
    order_id_in,
    reason_in,
    side_of,
    state_of,
    time_in,
    type_of,
)
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport import Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import OrderReport
from tradewright.kernel.ids import ClientOrderId, VenueOrderId

Notice = Literal["money", "reopen", "gap"]
"""money: balances changed; reopen: this connection or its key is at its end; gap: something happened that is not told."""
_MONEY: Final = frozenset({"outboundAccountPosition", "balanceUpdate", "ACCOUNT_UPDATE", "MARGIN_CALL"})
_REOPEN: Final = frozenset({"eventStreamTerminated", "serverShutdown", "listenKeyExpired"})


@dataclass(frozen=True, slots=True)
class Triggered:
    """An algo order became an order: what that one does is done by the algo order's client id."""

    client_order_id: ClientOrderId
    symbol: str
    became: VenueOrderId


@dataclass(frozen=True, slots=True)
class Finished:
    """An algo order is over; how it ended is known of the order it became."""

    report: OrderReport


Said = OrderReport | Fill | Triggered | Finished | Notice


def read_event(event: Fields) -> list[Said]:
    """Return what one event says, in order; nothing for kinds that do not concern us. Raises Unreadable."""
    kind = event.text("e")
    if kind == "executionReport":
        return _execution(event)
    if kind == "ORDER_TRADE_UPDATE":
        order = event.object("o")
        return [] if order is None else _trade_update(order, event)
    if kind == "ALGO_UPDATE":
        order = event.object("o")
        return [] if order is None else _algo_update(order, event)
    if kind in _MONEY:
        return ["money"]
    return ["reopen"] if kind in _REOPEN else []


def _execution(event: Fields) -> list[Said]:
    # A cancel bears an id of its own in c; the order's stands in C.
    client_id = event.text("C") or event.text("c")
    report = OrderReport(
        client_order_id=ClientOrderId(client_id) if client_id else None,
        venue_order_id=VenueOrderId(event.need_text("i")),
        symbol=from_venue(event.need_text("s"), "spot"),
        side=side_of(event, "S"),
        order_type=type_of(event.text("o") or "", is_trailing=(event.whole("d") or 0) > 0),
        quantity=event.number_or_zero("q"),
        filled_quantity=event.number_or_zero("z"),
        state=state_of(event.need_text("X")),
        reason=reason_in(event, "r", "eR"),
        updated_at=time_in(event, "T", "E"),
        limit_price=event.positive("p"),
        stop_price=event.positive("P"),
    )
    return _with_fill(report, event, is_fill=event.text("x") == "TRADE")


def _trade_update(order: Fields, event: Fields) -> list[Said]:
    client_id = order.text("c")
    report = OrderReport(
        client_order_id=ClientOrderId(client_id) if client_id else None,
        venue_order_id=VenueOrderId(order.need_text("i")),
        symbol=from_venue(order.need_text("s"), "usdm"),
        side=side_of(order, "S"),
        order_type=type_of(order.text("ot") or order.text("o") or ""),
        quantity=order.number_or_zero("q"),
        filled_quantity=order.number_or_zero("z"),
        state=state_of(order.need_text("X")),
        reason=reason_in(order, "er"),
        updated_at=order.millis("T") or time_in(event, "T", "E"),
        limit_price=order.positive("p"),
        stop_price=order.positive("sp"),
        reduce_only=order.is_true("R") or order.is_true("cp"),
        is_external=forced_kind(client_id) != "trade",
    )
    is_fill = order.text("x") in ("TRADE", "CALCULATED") and bool(order.number_or_zero("l"))
    return _with_fill(report, order, is_fill=is_fill)


def _with_fill(report: OrderReport, row: Fields, *, is_fill: bool) -> list[Said]:
    if not is_fill:
        return [report]
    number = row.whole("t")
    if number is None or number <= 0:
        return [report, "gap"]  # money moved under a number we are not told: the list of trades knows it
    fill = Fill(
        venue_execution_id=execution_id(row.need_text("s"), number),
        client_order_id=report.client_order_id or ClientOrderId(""),
        venue_order_id=report.venue_order_id,
        symbol=report.symbol,
        side=report.side,
        quantity=row.need_number("l"),
        price=row.need_number("L"),
        fee=row.number_or_zero("n"),
        occurred_at=report.updated_at,
        fee_currency=row.text("N"),
        kind=forced_kind(report.client_order_id),
    )
    return [fill, report]


def _algo_update(order: Fields, event: Fields) -> list[Said]:
    if (order.text("at") or "CONDITIONAL") != "CONDITIONAL":
        return []
    status = order.need_text("X")
    report = OrderReport(
        client_order_id=ClientOrderId(order.need_text("caid")),
        venue_order_id=VenueOrderId(ALGO_PREFIX + order.need_text("aid")),
        symbol=from_venue(order.need_text("s"), "usdm"),
        side=side_of(order, "S"),
        order_type=type_of(order.text("o") or ""),
        quantity=order.number_or_zero("q"),
        filled_quantity=order.number_or_zero("aq"),
        state=algo_state(status),
        reason=reason_in(order, "rm"),
        updated_at=time_in(event, "T", "E"),
        limit_price=order.positive("p"),
        stop_price=order.positive("tp"),
        reduce_only=order.is_true("R") or order.is_true("cp"),
    )
    if report.client_order_id is None:
        raise Unreadable("an algo order without a client id")
    became = order_id_in(order, "ai")
    said: list[Said] = [Triggered(report.client_order_id, report.symbol, became)] if became else []
    if status == "FINISHED":
        return [*said, Finished(report)]
    # Once it has triggered, the order it became speaks for both.
    return said if became and report.state == "working" else [*said, report]
