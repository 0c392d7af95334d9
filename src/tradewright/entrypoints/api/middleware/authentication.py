"""Who is asking, and whether a page of another site made the browser ask.

A Bearer header is an API key, and a wrong one is refused at once. A cookie is optional: public routes do not need it,
and the others say what was wrong with it. Unsafe requests that a cookie vouches for must come from our own pages
(Origin) and echo the session's CSRF token; a program with an API key has neither and needs neither.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from tradewright.entrypoints.api.asgi import API_BASE, SAFE_METHODS, cookies_of, header, state_of
from tradewright.entrypoints.api.origins import is_own_origin
from tradewright.entrypoints.wiring import Gateway
from tradewright.features.accounts import (
    ACCESS_COOKIE,
    CSRF_COOKIE,
    CsrfWrong,
    Identity,
    Visit,
    authenticate_api_key,
    authenticate_session,
    is_csrf_token,
)
from tradewright.kernel.errors import Denied, TradewrightError, Unauthenticated
from tradewright.platform.context import Context, TraderActor

OPEN_DOORS = ("/auth/sign-up", "/auth/sign-in", "/auth/refresh")
"""Routes for people who are not signed in; an old cookie must not stand in their way."""
SELF_AUTHENTICATED = ("/api/tv-webhook/", f"{API_BASE}/webhook/")
"""Routes whose token or signature says who asks; neither cookies nor Bearer keys mean anything there."""


class ForeignOrigin(Denied):
    """A page of another site made this request."""

    code = "foreign_origin"


@dataclass(frozen=True, slots=True)
class Doorman:
    """Finds out who asks. Shared by requests and WebSockets."""

    gateway: Gateway

    def visit(self, scope: Scope) -> Visit:
        """Return the visitor behind this request, known or not."""
        gateway = self.gateway
        return Visit(
            db=gateway.db,
            bus=gateway.bus,
            vault=gateway.vault,
            clock=gateway.clock,
            settings=gateway.settings,
            correlation_id=state_of(scope)["correlation_id"],
            remote_ip=scope["client"][0] if scope.get("client") else "",
            user_agent=header(scope, b"user-agent") or "",
            welcome=gateway.welcome,
        )

    async def identify(self, scope: Scope, visit: Visit) -> Identity | None:
        """Return who asks, None when nothing says so. Raises Unauthenticated or Denied."""
        authorization = header(scope, b"authorization")
        if authorization is not None:
            kind, _, key = authorization.partition(" ")
            if kind.lower() != "bearer":
                raise Unauthenticated("Authorization takes a Bearer API key.")
            return await authenticate_api_key(visit, key.strip())
        access = cookies_of(scope).get(ACCESS_COOKIE)
        return await authenticate_session(visit, access) if access else None

    def context(self, visit: Visit, identity: Identity) -> Context:
        return Context(
            db=visit.db,
            bus=visit.bus,
            vault=visit.vault,
            clock=visit.clock,
            settings=visit.settings,
            user_id=identity.user_id,
            actor=identity.actor,
            scopes=identity.scopes,
            correlation_id=visit.correlation_id,
        )

    def check_origin(self, scope: Scope) -> None:
        """Raise ForeignOrigin when another site's page made this request."""
        if not is_own_origin(scope, self.gateway.settings):
            raise ForeignOrigin("Requests with a session must come from our own pages.")

    def check_csrf(self, scope: Scope, identity: Identity) -> None:
        """Raise unless an unsafe request that a cookie vouches for came from our own page."""
        if not isinstance(identity.actor, TraderActor) or scope["method"] in SAFE_METHODS:
            return
        self.check_origin(scope)
        echoed = header(scope, b"x-csrf-token") or ""
        cookie = cookies_of(scope).get(CSRF_COOKIE, "")
        is_ours = is_csrf_token(echoed, identity.actor.session_id, secret=self.gateway.settings.secret_key)
        if not (is_ours and hmac.compare_digest(echoed.encode(), cookie.encode())):
            raise CsrfWrong("Send the value of the cookie tw_csrf in the header X-CSRF-Token.")


class Authentication:
    """Puts `visit`, and `context` when somebody is known, into the request's state."""

    def __init__(self, app: ASGIApp, *, doorman: Doorman) -> None:
        self._app = app
        self._doorman = doorman

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            await self._look(scope)
        await self._app(scope, receive, send)

    async def _look(self, scope: Scope) -> None:
        doorman, state, path = self._doorman, state_of(scope), scope["path"]
        visit = state["visit"] = doorman.visit(scope)
        if path.startswith(SELF_AUTHENTICATED):
            return
        if path.removeprefix(API_BASE) in OPEN_DOORS:
            doorman.check_origin(scope)
            return
        try:
            identity = await doorman.identify(scope, visit)
        except (Unauthenticated, Denied) as error:
            if header(scope, b"authorization") is not None:
                raise
            _remember(scope, error)
            return
        if identity is not None:
            doorman.check_csrf(scope, identity)
            state["context"] = doorman.context(visit, identity)


def _remember(scope: Scope, error: TradewrightError) -> None:
    """Keep what was wrong with the cookie for the routes that need somebody known."""
    state_of(scope)["refusal"] = error
