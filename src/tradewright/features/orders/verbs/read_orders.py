"""Read orders, executions, positions and signals, and tell them as documents; lists are pages, newest
first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.order import OrderState
from tradewright.features.orders import store
from tradewright.features.orders.documents import Document, iso, position_document, valued_position
from tradewright.features.orders.errors import OrderNotFound, SignalNotFound
from tradewright.features.orders.rows import ExecutionKept, OrderKept, PositionKept, SignalKept
from tradewright.kernel.ids import OrderId, SignalId
from tradewright.platform.context import Context

OPEN_STATES: tuple[OrderState, ...] = ("held", "submitting", "unknown", "working", "partly_filled")
LatestQuote = Callable[[str], Quote | None]


async def get_signal(cx: Context, signal_id: UUID) -> SignalKept:
    """Return the signal and what became of it. Raises SignalNotFound."""
    async with cx.transaction() as tx:
        kept = await store.find_signal(tx, cx.user_id, SignalId(signal_id))
    if kept is None:
        raise SignalNotFound(f"You have no signal {signal_id}.", signal_id=str(signal_id))
    return kept


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order with its protective legs and everything that happened to it, oldest first."""

    order: OrderKept
    legs: list[OrderKept]
    events: list[Document]


async def get_order(cx: Context, order_id: UUID) -> OrderStory:
    """Return the order with its legs and events. Raises OrderNotFound."""
    async with cx.transaction() as tx:
        order = await store.find_order(tx, cx.user_id, OrderId(order_id))
        if order is None:
            raise OrderNotFound(f"You have no order {order_id}.", order_id=str(order_id))
        legs = await store.list_legs(tx, cx.user_id, order.order.order_id)
        events = await store.list_events(tx, cx.user_id, order.order.order_id)
    told = [
        {
            "number": event.number,
            "kind": event.kind,
            "data": dict(event.data),
            "occurred_at": iso(event.occurred_at),
            "recorded_at": iso(event.recorded_at),
        }
        for event in events
    ]
    return OrderStory(order, legs, told)


async def list_orders(
    cx: Context,
    *,
    state: str | None,
    symbol: str | None,
    account_id: UUID | None,
    before: int | None,
    limit: int,
) -> tuple[list[OrderKept], int | None]:
    """Return one page of orders and the sequence to go on from, None at the end; `open` means any live
    state.
    """
    states = OPEN_STATES if state == "open" else None if state is None else (state,)
    async with cx.transaction() as tx:
        found = await store.list_orders(
            tx,
            cx.user_id,
            states=states,
            symbol=symbol,
            account_id=account_id,
            before=before,
            at_most=limit + 1,
        )
    return found[:limit], found[limit - 1].sequence if len(found) > limit else None


async def list_executions(
    cx: Context,
    *,
    symbol: str | None,
    account_id: UUID | None,
    order_id: UUID | None,
    before: int | None,
    limit: int,
) -> tuple[list[ExecutionKept], int | None]:
    """Return one page of executions and the sequence to go on from, None at the end."""
    async with cx.transaction() as tx:
        found = await store.list_executions(
            tx,
            cx.user_id,
            symbol=symbol,
            account_id=account_id,
            order_id=order_id,
            before=before,
            at_most=limit + 1,
        )
    return found[:limit], found[limit - 1].sequence if len(found) > limit else None


async def list_positions(
    cx: Context,
    latest_quote: LatestQuote,
    *,
    broker: str | None,
    symbol: str | None,
    account_id: UUID | None,
) -> list[Document]:
    """Return every position that is not flat: on paper valued at the mid of a fresh quote of the platform, elsewhere at
    what its own venue last told, or unvalued without one.
    """
    async with cx.transaction() as tx:
        held = await store.list_positions(tx, cx.user_id, broker=broker, symbol=symbol, account_id=account_id)
    symbols = {kept.position.symbol for kept in held if kept.is_paper}
    quotes = {name: quote for name in symbols if (quote := latest_quote(name)) is not None}
    market = MarketView(instruments={}, quotes=quotes)
    now = cx.now
    return [_valued(kept, market, now) for kept in held]


def _valued(kept: PositionKept, market: MarketView, now: datetime) -> Document:
    if kept.is_paper:
        quote = market.fresh_quote(kept.position.symbol, now)
        return valued_position(kept.position, account_id=kept.account_id, quote=quote)
    return position_document(
        kept.position, account_id=kept.account_id, mark=kept.mark_price, marked_at=kept.marked_at
    )
