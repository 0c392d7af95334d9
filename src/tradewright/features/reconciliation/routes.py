"""Discrepancies and external orders under `/api/unify/v1`."""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from tradewright.domain.trading.reconcile import DiscrepancyState
from tradewright.features.orders import DecisionWaiter, discrepancy_document, external_document
from tradewright.features.reconciliation.schemas import (
    Discrepancy,
    ExternalOrder,
    ResolveAsked,
    ResolveInput,
)
from tradewright.features.reconciliation.verbs import read_discrepancies as reading
from tradewright.features.reconciliation.verbs import read_external_orders as reading_externals
from tradewright.features.reconciliation.verbs import resolve_discrepancy as resolving
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

router = APIRouter(tags=["reconciliation"], route_class=ExactRoute)


def _decisions(request: Request) -> DecisionWaiter:
    return cast(DecisionWaiter, request.app.state.decisions)


def _idempotency_key(request: Request) -> str | None:
    # The middleware has checked its form and documents it for every write.
    return request.headers.get("idempotency-key")


Decisions = Annotated[DecisionWaiter, Depends(_decisions)]
IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]


@router.get("/discrepancies", response_model=Page[Discrepancy])
async def list_discrepancies(
    cx: ReadContext,
    asked: PageQuery,
    state: DiscrepancyState | None = None,
    account_id: UUID | None = None,
) -> Any:
    """List where our books and the venues differ or differed, newest first."""
    found, following = await reading.list_discrepancies(
        cx, state=state, account_id=account_id, before=_before(asked), limit=asked.limit
    )
    return _page([discrepancy_document(one) for one in found], following)


@router.get("/discrepancies/{discrepancy_id}", response_model=Discrepancy)
async def get_discrepancy(cx: ReadContext, discrepancy_id: UUID) -> Any:
    """Show both sides of one discrepancy and what each answer would do."""
    return discrepancy_document(await reading.get_discrepancy(cx, discrepancy_id))


@router.post("/discrepancies/{discrepancy_id}/resolve", status_code=202, response_model=ResolveAsked)
async def resolve_discrepancy(
    cx: TradeContext, decisions: Decisions, discrepancy_id: UUID, body: ResolveInput, key: IdempotencyKey
) -> Any:
    """Adopt the venue's word, close what is too much there, or ignore the difference."""
    signal_id = await resolving.resolve_discrepancy(
        cx, decisions, discrepancy_id, remedy=body.remedy, idempotency_key=key
    )
    return {"signal_id": str(signal_id)}


@router.get("/orders/external", response_model=Page[ExternalOrder])
async def list_external_orders(
    cx: ReadContext,
    asked: PageQuery,
    account_id: UUID | None = None,
    symbol: str | None = None,
    live: bool = False,
) -> Any:
    """List orders that were placed at a venue without us, newest first."""
    found, following = await reading_externals.list_external_orders(
        cx, account_id=account_id, symbol=symbol, live=live, before=_before(asked), limit=asked.limit
    )
    return _page([external_document(one) for one in found], following)


def _before(asked: PageAsked) -> int | None:
    return None if asked.cursor is None else decode_cursor(asked.cursor, tuple[Sequence])[0]


def _page(items: list[dict[str, Any]], following: int | None) -> dict[str, Any]:
    return {"items": items, "next_cursor": None if following is None else encode_cursor(following)}
