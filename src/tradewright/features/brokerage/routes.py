"""Routes of broker accounts and the market."""

from __future__ import annotations

from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, StringConstraints

from tradewright.features.brokerage.link_routes import router as link_router
from tradewright.features.brokerage.movement_routes import router as movement_router
from tradewright.features.brokerage.quotes import QuoteBoard
from tradewright.features.brokerage.schemas import (
    AccountInput,
    AccountOut,
    AccountPatch,
    BarOut,
    EquityCurve,
    InstrumentOut,
    QuoteOut,
)
from tradewright.features.brokerage.venue_market import QUOTED_MAX
from tradewright.features.brokerage.verbs import change_account as changing
from tradewright.features.brokerage.verbs import create_account as opening
from tradewright.features.brokerage.verbs import list_accounts as showing
from tradewright.features.brokerage.verbs import read_equity, read_market, read_venue_market
from tradewright.platform.http import ExactRoute, Page, ReadContext, TradeContext

router = APIRouter(tags=["brokerage"], route_class=ExactRoute)
router.include_router(link_router)
router.include_router(movement_router)

SYMBOLS_MAX = 200


def quote_board(request: Request) -> QuoteBoard:
    """Return the process's board of latest quotes, which the application was made with."""
    return cast(QuoteBoard, request.app.state.quotes)


Board = Annotated[QuoteBoard, Depends(quote_board)]
Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/:=-]{1,40}$")]


@router.get("/accounts", summary="Broker accounts with what they are worth now")
async def list_accounts(
    cx: ReadContext,
    board: Board,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
    cursor: UUID | None = None,
) -> Page[AccountOut]:
    # A trader has a few dozen at most, so the pages are cut from the whole list.
    views = await showing.list_accounts(cx, board.mark)
    after = next((at + 1 for at, view in enumerate(views) if view.account.account_id == cursor), 0)
    page = views[after : after + limit]
    next_cursor = str(page[-1].account.account_id) if after + limit < len(views) else None
    return Page(items=[AccountOut.of(view) for view in page], next_cursor=next_cursor)


@router.post("/accounts", status_code=201, summary="Open a paper account")
async def create_account(body: AccountInput, cx: TradeContext) -> AccountOut:
    view = await opening.create_account(
        cx, label=body.label, timezone=body.timezone, config=body.config.config()
    )
    return AccountOut.of(view)


@router.get("/accounts/{account_id}", summary="One broker account")
async def get_account(account_id: UUID, cx: ReadContext, board: Board) -> AccountOut:
    return AccountOut.of(await showing.get_account(cx, account_id, board.mark))


@router.patch("/accounts/{account_id}", summary="Change a broker account; it governs the very next decision")
async def update_account(account_id: UUID, body: AccountPatch, cx: TradeContext, board: Board) -> AccountOut:
    change = changing.AccountChange(
        label=body.label,
        timezone=body.timezone,
        status=body.status,
        config=body.config.changes() if body.config else None,
    )
    return AccountOut.of(await changing.change_account(cx, account_id, change, board.mark))


@router.get("/accounts/{account_id}/equity", summary="The equity curve, at most 1000 points, oldest first")
async def get_equity_curve(
    account_id: UUID,
    cx: ReadContext,
    from_at: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    to_at: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> EquityCurve:
    points = await read_equity.read_equity(cx, account_id, from_at=from_at, to_at=to_at)
    return EquityCurve.of(points)


@router.get(
    "/instruments", tags=["market"], summary="What can be traded, with its grid of prices and quantities"
)
async def list_instruments(
    cx: ReadContext,
    account_id: Annotated[
        UUID | None, Query(description="Those of this account's venue; without it the platform's own")
    ] = None,
    q: Annotated[
        str | None,
        StringConstraints(pattern=r"^[^\x00]{1,60}$"),
        Query(description="Begins a symbol, or stands in a name"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    cursor: Symbol | None = None,
) -> Page[InstrumentOut]:
    found, has_more = await read_market.list_instruments(
        cx, account_id=account_id, words=q, after=cursor or "", at_most=limit
    )
    return Page(
        items=[InstrumentOut.of(one) for one in found], next_cursor=found[-1].symbol if has_more else None
    )


@router.get("/quotes", tags=["market"], summary="The latest quotes; a symbol nobody quotes is left out")
async def list_quotes(
    cx: ReadContext,
    board: Board,
    symbols: Annotated[
        str | None, Query(max_length=8000, description="Separated by commas; all when absent")
    ] = None,
    account_id: Annotated[
        UUID | None,
        Query(
            description=f"Those of this account's venue, asked now: at most {QUOTED_MAX} symbols, none when absent"
        ),
    ] = None,
) -> Page[QuoteOut]:
    wanted = [part.strip() for part in symbols.split(",")][:SYMBOLS_MAX] if symbols else None
    if account_id is not None:
        there = await read_venue_market.list_venue_quotes(cx, account_id, (wanted or [])[:QUOTED_MAX])
        if there is not None:
            return Page(items=[QuoteOut.of(quote) for quote in there], next_cursor=None)
    return Page(items=[QuoteOut.of(quote) for quote in board.quotes(wanted)], next_cursor=None)


@router.get("/bars", tags=["market"], summary="The newest bars of a symbol, oldest first")
async def list_bars(
    cx: ReadContext,
    symbol: Symbol,
    timeframe: Literal["1m", "5m", "15m", "1h", "4h", "1d"] = "1m",
    limit: Annotated[int, Query(ge=1, le=read_market.BARS_MAX)] = 300,
    account_id: Annotated[
        UUID | None,
        Query(
            description="Those of this account's venue, the last one perhaps still forming; without it the platform's own"
        ),
    ] = None,
) -> Page[BarOut]:
    if account_id is not None:
        there = await read_venue_market.list_venue_bars(
            cx, account_id, symbol=symbol, timeframe=timeframe, at_most=limit
        )
        if there is not None:
            return Page(items=[BarOut.of(bar) for bar in there], next_cursor=None)
    bars = await read_market.list_bars(cx, symbol=symbol, timeframe=timeframe, at_most=limit)
    return Page(items=[BarOut.of(bar) for bar in bars], next_cursor=None)
