"""OAuth as Alpaca does it: a page with a button, a code that works once, a token that nobody says the end of."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tradewright_fakes.alpaca.refusal import reply
from tradewright_fakes.serving import Venue, secret_for

SCOPES: Final = frozenset({"account:write", "trading", "data"})
CLIENT_ID, CLIENT_SECRET = "fake-client", secret_for("fake-client")
"""The registered application of every fresh fake; the admin door's flag `oauth_clients` names others: {id: secret}."""
REHEARSAL_CLIENT: Final = "tradewright-rehearsal"
"""What an installation of ours calls itself at any fake: it hands its real secret to none. Id and secret in one."""

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Fake Alpaca: allow access</title></head><body>
<h1>Fake Alpaca</h1><p><b>{client}</b> asks for: {scope}. This is a rehearsal; no real account is concerned.</p>
<form method="post" action="/oauth/authorize?{query}">
<label>Account <input name="account" value="FAKEOAUTH"></label>
<button type="submit" name="answer" value="allow">Allow</button>
<button type="submit" name="answer" value="deny">Deny</button></form></body></html>"""


@dataclass(frozen=True, slots=True)
class _Grant:
    client_id: str
    redirect_uri: str
    scope: str
    account_id: str


def routes(venue: Venue) -> list[Route]:
    async def authorize(request: Request) -> Response:
        asked = request.query_params
        fault = _fault(
            venue, asked.get("client_id", ""), asked.get("redirect_uri", ""), asked.get("response_type", "")
        )
        if fault:
            return HTMLResponse(f"<h1>{escape(fault)}</h1>", 400)
        scope, state = asked.get("scope", ""), asked.get("state", "")
        if request.method == "GET":
            page = _PAGE.format(
                client=escape(asked["client_id"]),
                scope=escape(scope or "read only"),
                query=escape(urlencode(asked)),
            )
            return HTMLResponse(page)
        form = await request.form()
        target = asked["redirect_uri"]
        if form.get("answer") != "allow":
            return _back(target, {"error": "access_denied", "state": state})
        account_id = str(form.get("account") or "FAKEOAUTH")
        venue.credential(account_id) or venue.open_key(account_id)
        code = venue.ids.uuid("oauth-code")
        venue.facts.setdefault("codes", {})[code] = _Grant(asked["client_id"], target, scope, account_id)
        return _back(target, {"code": code, "state": state})

    async def token(request: Request) -> Response:
        form = await request.form()
        given = {
            name: str(form.get(name, ""))
            for name in ("grant_type", "code", "client_id", "client_secret", "redirect_uri")
        }
        grant: _Grant | None = venue.facts.setdefault("codes", {}).pop(given["code"], None)
        if given["grant_type"] != "authorization_code":
            return reply({"error": "unsupported_grant_type"}, 400)
        if _clients(venue).get(given["client_id"]) != given["client_secret"]:
            return reply({"error": "invalid_client"}, 401)
        if grant is None or (grant.client_id, grant.redirect_uri) != (
            given["client_id"],
            given["redirect_uri"],
        ):
            return reply({"error": "invalid_grant"}, 400)
        made = venue.ids.uuid("oauth-token")
        granted = {name: name in grant.scope.split() for name in SCOPES}
        venue.open_key(made, secret="", account_id=grant.account_id, permissions={**granted, "oauth": True})
        return reply({"access_token": made, "token_type": "bearer", "scope": grant.scope})

    return [
        Route("/oauth/authorize", authorize, methods=["GET", "POST"]),
        Route("/oauth/token", token, methods=["POST"]),
    ]


def _clients(venue: Venue) -> dict[str, str]:
    return {
        CLIENT_ID: CLIENT_SECRET,
        REHEARSAL_CLIENT: REHEARSAL_CLIENT,
        **venue.settings.flags.get("oauth_clients", {}),
    }


def _fault(venue: Venue, client_id: str, redirect_uri: str, response_type: str) -> str:
    """What is wrong with the request to authorise; empty when nothing is. Never sent back to an unchecked address."""
    if client_id not in _clients(venue):
        return "unknown client_id"
    allowed = venue.settings.flags.get("redirect_uris")
    if not redirect_uri or (allowed is not None and redirect_uri not in allowed):
        return "redirect_uri is not registered"
    return "" if response_type == "code" else "response_type must be code"


def _back(target: str, answer: dict[str, str]) -> Response:
    glue = "&" if "?" in target else "?"
    return RedirectResponse(f"{target}{glue}{urlencode({k: v for k, v in answer.items() if v})}", 302)
