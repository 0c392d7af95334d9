"""Routes of linking: venues, trying a key, linking by key or by the venue's own page, unlinking."""

from __future__ import annotations

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse

from tradewright.features.brokerage.inspecting import Venues
from tradewright.features.brokerage.link_schemas import (
    CheckInput,
    ConsentOut,
    InspectionOut,
    LinkInput,
    OAuthInput,
    RelinkInput,
    VenueOut,
)
from tradewright.features.brokerage.schemas import AccountOut
from tradewright.features.brokerage.verbs import link_account as linking
from tradewright.features.brokerage.verbs import link_by_oauth as consenting
from tradewright.features.brokerage.verbs import relink_account as relinking
from tradewright.features.brokerage.verbs import unlink_account as unlinking
from tradewright.kernel.errors import TradewrightError
from tradewright.platform.http import ExactRoute, Page, ReadContext, RiskContext, TradeContext

router = APIRouter(tags=["brokerage"], route_class=ExactRoute)

ACCOUNTS_PAGE = "/settings/accounts"
"""Where the browser lands after the venue's page."""


def known_venues(request: Request) -> Venues:
    return cast(Venues, request.app.state.venues)


Known = Annotated[Venues, Depends(known_venues)]
Broker = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,30}$", examples=["alpaca"])]


@router.get("/venues", summary="Where accounts can be linked, and what each venue can do")
async def list_venues(cx: ReadContext, known: Known) -> Page[VenueOut]:
    has_oauth = cx.settings.alpaca_client_id is not None
    items = [
        VenueOut.of(one.facts, has_rehearsals=bool(cx.settings.rehearsal_venues), has_oauth=has_oauth)
        for one in known.linkers.values()
    ]
    return Page(items=items, next_cursor=None)


@router.post(
    "/accounts/link/alpaca/oauth", summary="Begin to link an Alpaca account by Alpaca's own consent page"
)
async def begin_oauth(body: OAuthInput, cx: RiskContext, known: Known) -> ConsentOut:
    url = await consenting.consent_url(
        cx, known.linkers, known.oauth, body.door("alpaca"), label=body.label, timezone=body.timezone
    )
    return ConsentOut(url=url)


@router.get(
    "/accounts/link/alpaca/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="Where Alpaca sends the trader's browser back to; leads on to the accounts page",
)
async def end_oauth(
    cx: RiskContext,
    known: Known,
    state: Annotated[str, Query(max_length=4000)],
    code: Annotated[str | None, Query(max_length=1000)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> RedirectResponse:
    page = f"{cx.settings.public_url}{ACCOUNTS_PAGE}"
    if code is None:
        return RedirectResponse(f"{page}?link_error={'refused' if error else 'no_code'}", status_code=303)
    try:
        view = await consenting.link_by_code(cx, known.linkers, known.oauth, code=code, state=state)
    except TradewrightError as problem:
        # A browser stands here, not a program: the page it came from says what the code means.
        return RedirectResponse(f"{page}?link_error={problem.code}", status_code=303)
    return RedirectResponse(f"{page}?linked={view.account.account_id}", status_code=303)


@router.post("/accounts/link/{broker}", status_code=201, summary="Link an account by its key")
async def link_account(broker: Broker, body: LinkInput, cx: RiskContext, known: Known) -> AccountOut:
    return AccountOut.of(await linking.link_account(cx, known.linkers, body.asked(broker)))


@router.post("/accounts/link/{broker}/check", summary="What a key may do; nothing is stored")
async def check_credential(broker: Broker, body: CheckInput, cx: TradeContext, known: Known) -> InspectionOut:
    inspection = await linking.check_credential(
        cx, known.linkers, body.door(broker), body.credential.credential()
    )
    return InspectionOut.of(inspection)


@router.post("/accounts/{account_id}/relink", summary="Give a linked account another key")
async def relink_account(
    account_id: UUID, body: RelinkInput, cx: RiskContext, known: Known, request: Request
) -> AccountOut:
    credential = body.credential.credential()
    mark = request.app.state.quotes.mark
    return AccountOut.of(await relinking.relink_account(cx, known.linkers, account_id, credential, mark))


@router.post("/accounts/{account_id}/check", summary="Try a linked account's key again")
async def check_account(account_id: UUID, cx: TradeContext, known: Known, request: Request) -> AccountOut:
    mark = request.app.state.quotes.mark
    return AccountOut.of(await relinking.check_account(cx, known.linkers, account_id, mark))


@router.delete("/accounts/{account_id}", summary="Close an account and forget its key; its history stays")
async def unlink_account(
    account_id: UUID,
    cx: TradeContext,
    request: Request,
    *,
    force: Annotated[bool, Query(description="Although orders of it are alive at the venue")] = False,
) -> AccountOut:
    mark = request.app.state.quotes.mark
    return AccountOut.of(await unlinking.unlink_account(cx, account_id, mark, is_forced=force))
