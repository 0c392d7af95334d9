"""The route of money that moved in an account without a trade, under the venue's name of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tradewright.features.brokerage.verbs import read_movements as reading
from tradewright.platform.http import DecimalOut, ExactRoute, Page, ReadContext

router = APIRouter(tags=["brokerage"], route_class=ExactRoute)


class MovementOut(BaseModel):
    """Money that came in (positive) or went out without a trade, in account currency. What is a transfer came from
    outside and is no profit; the rest is won or lost.
    """

    movement_id: UUID
    kind: Literal["transfer", "fee", "funding", "dividend", "interest", "other"]
    amount: DecimalOut
    symbol: str | None
    words: str | None = Field(description="The venue's own; null where nobody named it")
    occurred_at: datetime | None = Field(description="At the venue; null where it does not say")
    found_at: datetime


@router.get("/accounts/{account_id}/movements", summary="Money that moved without a trade, newest first")
async def list_movements(
    account_id: UUID,
    cx: ReadContext,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: UUID | None = None,
) -> Page[MovementOut]:
    kept, next_cursor = await reading.read_movements(cx, account_id, after=cursor, at_most=limit)
    items = [MovementOut.model_validate(one, from_attributes=True) for one in kept]
    return Page(items=items, next_cursor=None if next_cursor is None else str(next_cursor))
