"""Routes of accounts: legal documents, sign-up, sessions, profile, API keys."""

from __future__ import annotations

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from tradewright.features.accounts.cookies import REFRESH_COOKIE, clear_session_cookies, set_session_cookies
from tradewright.features.accounts.errors import CsrfWrong, SessionEnded, SessionRequired
from tradewright.features.accounts.legal import CURRENT, LIVE_TRADING, Acceptance
from tradewright.features.accounts.schemas import (
    ApiKeyInput,
    ApiKeyOut,
    LegalDocumentOut,
    LegalDocuments,
    LiveTradingInput,
    LiveTradingOut,
    NewApiKeyOut,
    SignInInput,
    SignUpInput,
    TraderChange,
    TraderOut,
)
from tradewright.features.accounts.tokens import is_csrf_token, read_refresh
from tradewright.features.accounts.verbs import acknowledge_risk as accepting
from tradewright.features.accounts.verbs import api_keys, profile
from tradewright.features.accounts.verbs.refresh_session import refresh_session as rotate
from tradewright.features.accounts.verbs.sign_in import sign_in as let_in
from tradewright.features.accounts.verbs.sign_out import sign_out as let_out
from tradewright.features.accounts.verbs.sign_up import SignUp
from tradewright.features.accounts.verbs.sign_up import sign_up as join
from tradewright.features.accounts.visit import Visit
from tradewright.platform.context import Context, TraderActor
from tradewright.platform.http import ExactRoute, Page, ReadContext, TradeContext

router = APIRouter(tags=["accounts"], route_class=ExactRoute)


def _visit(request: Request) -> Visit:
    return cast(Visit, request.state.visit)


def session_context(cx: TradeContext) -> Context:
    """Return the context of a person who is signed in; a program with an API key may not do this."""
    if not isinstance(cx.actor, TraderActor):
        raise SessionRequired("Sign in with a browser to do this; an API key may not.")
    return cx


AVisit = Annotated[Visit, Depends(_visit)]
Person = Annotated[Context, Depends(session_context)]


@router.get("/legal", summary="What a trader accepts at sign-up, and before trading real money")
async def list_legal_documents() -> LegalDocuments:
    return LegalDocuments(
        documents=[LegalDocumentOut.of(document) for document in CURRENT],
        live_trading=LiveTradingOut.of(LIVE_TRADING),
    )


@router.post("/auth/sign-up", status_code=201, summary="Make a trader and sign them in")
async def sign_up(body: SignUpInput, visit: AVisit, response: Response) -> TraderOut:
    trader, tokens = await join(
        visit,
        SignUp(
            email=body.email,
            password=body.password,
            accepted=tuple(Acceptance(one.document, one.version) for one in body.accepted),
            display_name=body.display_name,
            timezone=body.timezone,
        ),
    )
    set_session_cookies(response, tokens, secure=visit.settings.has_secure_cookies)
    return TraderOut.of(trader)


@router.post("/auth/sign-in", summary="Open a session; its tokens come as cookies")
async def sign_in(body: SignInInput, visit: AVisit, response: Response) -> TraderOut:
    trader, tokens = await let_in(visit, email=body.email, password=body.password)
    set_session_cookies(response, tokens, secure=visit.settings.has_secure_cookies)
    return TraderOut.of(trader)


@router.post("/auth/refresh", summary="Rotate the refresh token and get a fresh access token")
async def refresh_session(request: Request, visit: AVisit, response: Response) -> TraderOut:
    token = request.cookies.get(REFRESH_COOKIE)
    if not token:
        raise SessionEnded("There is no session to refresh. Sign in.")
    claims = read_refresh(token, secret=visit.settings.secret_key)
    if claims is None:
        raise SessionEnded("The session is over. Sign in again.")
    echoed = request.headers.get("x-csrf-token", "")
    if not is_csrf_token(echoed, claims.session_id, secret=visit.settings.secret_key):
        raise CsrfWrong("Send the value of the cookie tw_csrf in the header X-CSRF-Token.")
    trader, tokens = await rotate(visit, token)
    set_session_cookies(response, tokens, secure=visit.settings.has_secure_cookies)
    return TraderOut.of(trader)


@router.post("/auth/sign-out", status_code=204, summary="End this session, everywhere and now")
async def sign_out(cx: Person, response: Response) -> None:
    if isinstance(cx.actor, TraderActor):
        await let_out(cx, cx.actor.session_id)
    clear_session_cookies(response, secure=cx.settings.has_secure_cookies)


@router.get("/me", summary="Who is signed in")
async def get_trader(cx: ReadContext) -> TraderOut:
    return TraderOut.of(await profile.get_trader(cx))


@router.patch("/me", summary="Change your name, time zone or preferences")
async def update_trader(body: TraderChange, cx: Person) -> TraderOut:
    trader = await profile.update_trader(
        cx, display_name=body.display_name, timezone=body.timezone, preferences=body.preferences
    )
    return TraderOut.of(trader)


@router.post(
    "/me/acceptances", summary="Accept the notice of live trading; a person does this, not an API key"
)
async def acknowledge_risk(body: LiveTradingInput, cx: Person, visit: AVisit) -> TraderOut:
    acceptance = Acceptance(body.document, body.version)
    return TraderOut.of(await accepting.acknowledge_risk(cx, acceptance, remote_ip=visit.remote_ip))


@router.get("/api-keys", summary="API keys that are not revoked")
async def list_api_keys(cx: ReadContext) -> Page[ApiKeyOut]:
    keys = await api_keys.list_api_keys(cx)
    return Page(items=[ApiKeyOut.of(key) for key in keys], next_cursor=None)


@router.post("/api-keys", status_code=201, summary="Make an API key; its text is shown this once")
async def create_api_key(body: ApiKeyInput, cx: Person) -> NewApiKeyOut:
    key, text = await api_keys.create_api_key(cx, name=body.name, scopes=body.scopes)
    return NewApiKeyOut.made(key, text)


@router.delete("/api-keys/{api_key_id}", status_code=204, summary="Revoke an API key")
async def revoke_api_key(api_key_id: UUID, cx: Person) -> None:
    await api_keys.revoke_api_key(cx, api_key_id)
