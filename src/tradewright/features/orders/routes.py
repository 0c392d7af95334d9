"""Orders, executions, positions and signals under `/api/unify/v1`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tradewright.domain.trading.order import OrderState
from tradewright.features.brokerage import QuoteBoard
from tradewright.features.orders.documents import (
    Document,
    execution_document,
    order_document,
    signal_document,
)
from tradewright.features.orders.order_bodies import intent_of
from tradewright.features.orders.rehearsal_routes import router as rehearsals
from tradewright.features.orders.rows import ExecutionKept, OrderKept, SignalKept
from tradewright.features.orders.schemas import (
    Broker,
    CloseInput,
    Execution,
    FlattenInput,
    Order,
    OrderDetail,
    OrderInput,
    PendingSignal,
    Position,
    ReplaceInput,
    SignalList,
    Symbol,
)
from tradewright.features.orders.signal_schema import Signal
from tradewright.features.orders.verbs import cancel_order as cancelling
from tradewright.features.orders.verbs import close as closing
from tradewright.features.orders.verbs import place_order as placing
from tradewright.features.orders.verbs import read_orders as reading
from tradewright.features.orders.verbs import replace_order as replacing
from tradewright.features.orders.waiting import DecisionWaiter
from tradewright.kernel.ids import AccountId
from tradewright.platform.http import (
    ExactRoute,
    Page,
    PageAsked,
    PageQuery,
    ReadContext,
    Sequence,
    TradeContext,
    decode_cursor,
    encode_cursor,
)


@asynccontextmanager
async def _waiting_for_decisions(app: FastAPI) -> AsyncIterator[None]:
    """Hold the gateway's one subscription to decisions while the application runs."""
    decisions = DecisionWaiter(app.state.gateway.bus)
    await decisions.start()
    app.state.decisions = decisions
    try:
        yield
    finally:
        await decisions.close()


router = APIRouter(tags=["orders"], route_class=ExactRoute, lifespan=_waiting_for_decisions)
router.include_router(rehearsals)


def _decisions(request: Request) -> DecisionWaiter:
    return cast(DecisionWaiter, request.app.state.decisions)


def _quotes(request: Request) -> QuoteBoard:
    return cast(QuoteBoard, request.app.state.quotes)


def _idempotency_key(request: Request) -> str | None:
    # The middleware has checked its form and documents it for every write.
    return request.headers.get("idempotency-key")


NO_ORDER_YET: dict[int | str, dict[str, Any]] = {
    202: {"model": PendingSignal, "description": "Still being decided, or carried out without a new order"}
}
Decisions = Annotated[DecisionWaiter, Depends(_decisions)]
Quotes = Annotated[QuoteBoard, Depends(_quotes)]
IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]


@router.post(
    "/order",
    status_code=201,
    response_model=Order,
    responses=NO_ORDER_YET,
)
async def place_order(
    cx: TradeContext, decisions: Decisions, body: OrderInput, key: IdempotencyKey
) -> Response:
    """Ask for one order and answer with it as it stands, usually within milliseconds."""
    placed = await placing.place_order(
        cx,
        decisions,
        account_id=AccountId(body.account_id) if body.account_id else None,
        broker=body.broker,
        intent=intent_of(body),
        idempotency_key=key,
    )
    if placed.order is None:
        return JSONResponse(_pending(placed.signal), status_code=202)
    return JSONResponse(_order(placed.order), status_code=201)


@router.get("/orders", response_model=Page[Order])
async def list_orders(
    cx: ReadContext,
    asked: PageQuery,
    state: OrderState | Literal["open"] | None = None,
    symbol: Symbol | None = None,
    account_id: UUID | None = None,
) -> Any:
    """List orders, newest first; `state=open` means every state in which an order may still fill."""
    found, following = await reading.list_orders(
        cx, state=state, symbol=symbol, account_id=account_id, before=_before(asked), limit=asked.limit
    )
    return _page([_order(kept) for kept in found], following)


@router.get("/orders/{order_id}", response_model=OrderDetail)
async def get_order(cx: ReadContext, order_id: UUID) -> Any:
    """Show one order with its protective legs and everything that happened to it."""
    story = await reading.get_order(cx, order_id)
    return {**_order(story.order), "legs": [_order(leg) for leg in story.legs], "events": story.events}


@router.post(
    "/orders/{order_id}/cancel",
    response_model=Order,
    responses=NO_ORDER_YET,
)
async def cancel_order(
    cx: TradeContext, decisions: Decisions, order_id: UUID, key: IdempotencyKey
) -> Response:
    """Ask the venue to take the order back; its state changes when the venue has answered."""
    asked = await cancelling.cancel_order(cx, decisions, order_id, idempotency_key=key)
    if asked.signal is not None and asked.signal.state == "pending":
        return JSONResponse(_pending(asked.signal), status_code=202)
    return JSONResponse(_order(asked.order))


@router.post("/orders/{order_id}/replace", status_code=202, response_model=Order)
async def replace_order(
    cx: TradeContext, decisions: Decisions, order_id: UUID, body: ReplaceInput, key: IdempotencyKey
) -> Any:
    """Ask for another size or other prices of a live order; it changes when the venue has answered."""
    wanted = replacing.Wanted(body.quantity, body.limit_price, body.stop_price)
    return _order(await replacing.replace_order(cx, decisions, order_id, wanted, idempotency_key=key))


@router.get("/executions", response_model=Page[Execution])
async def list_executions(
    cx: ReadContext,
    asked: PageQuery,
    symbol: Symbol | None = None,
    account_id: UUID | None = None,
    order_id: UUID | None = None,
) -> Any:
    """List fills, newest first."""
    found, following = await reading.list_executions(
        cx, symbol=symbol, account_id=account_id, order_id=order_id, before=_before(asked), limit=asked.limit
    )
    return _page([_execution(kept) for kept in found], following)


@router.get("/positions", response_model=Page[Position])
async def list_positions(
    cx: ReadContext,
    quotes: Quotes,
    broker: Broker | None = None,
    symbol: Symbol | None = None,
    account_id: UUID | None = None,
) -> Any:
    """List what is held now, valued at the latest quotes; always one page."""
    held = await reading.list_positions(
        cx, quotes.latest, broker=broker, symbol=symbol, account_id=account_id
    )
    return _page(held, None)


@router.post("/positions/close", status_code=202, response_model=SignalList)
async def close_position(
    cx: TradeContext, decisions: Decisions, body: CloseInput, key: IdempotencyKey
) -> Any:
    """Close a position at market, whole or in part; possible whatever the limits say."""
    signal = await closing.close_position(
        cx,
        decisions,
        account_id=AccountId(body.account_id),
        symbol=body.symbol,
        quantity=body.quantity,
        idempotency_key=key,
    )
    return {"signals": [_signal(signal)]}


@router.post("/flatten", status_code=202, response_model=SignalList)
async def flatten(cx: TradeContext, decisions: Decisions, body: FlattenInput, key: IdempotencyKey) -> Any:
    """Cancel every order and close every position, in one account or in all; one signal for each account."""
    account_id = AccountId(body.account_id) if body.account_id else None
    signals = await closing.flatten(cx, decisions, account_id=account_id, idempotency_key=key)
    return {"signals": [_signal(kept) for kept in signals]}


@router.get("/signals/{signal_id}", response_model=Signal)
async def get_signal(cx: ReadContext, signal_id: UUID) -> Any:
    """Show what was asked and what became of it."""
    return _signal(await reading.get_signal(cx, signal_id))


def _before(asked: PageAsked) -> int | None:
    return None if asked.cursor is None else decode_cursor(asked.cursor, tuple[Sequence])[0]


def _page(items: list[Document], following: int | None) -> dict[str, Any]:
    return {"items": items, "next_cursor": None if following is None else encode_cursor(following)}


def _order(kept: OrderKept) -> Document:
    return order_document(
        kept.order, submitted_at=kept.submitted_at, updated_at=kept.updated_at, inquiry=kept.inquiry
    )


def _execution(kept: ExecutionKept) -> Document:
    return execution_document(
        kept.fill,
        execution_id=kept.execution_id,
        account_id=kept.account_id,
        order_id=kept.order_id,
        correlation_id=kept.correlation_id,
        realised=kept.realised,
        recorded_at=kept.recorded_at,
    )


def _signal(kept: SignalKept) -> Document:
    return signal_document(
        kept.signal,
        state=kept.state,
        reason_code=kept.reason_code,
        reason=kept.reason,
        decision=kept.decision,
        decided_at=kept.decided_at,
    )


def _pending(kept: SignalKept) -> Document:
    where = f"GET /signals/{kept.signal.signal_id}"
    if kept.state == "waiting":
        detail = f"Being carried out in steps: what stands against it goes first; watch the signal ({where}) or the events."
    elif kept.state == "pending":
        detail = f"Stored and not decided yet; nothing is lost: watch the signal ({where}) or the events."
    else:
        detail = f"Carried out without a new order: what still rested is being cancelled ({where})."
    return {**_signal(kept), "detail": detail}
