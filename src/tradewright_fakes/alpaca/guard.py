"""Every request of the API passes here: who asks, how often, and how a refusal is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca import auth
from tradewright_fakes.alpaca.refusal import Refusal, forbidden, reply
from tradewright_fakes.matching import Account, Exchange
from tradewright_fakes.serving import Credential, Entry, Venue, current_entry

MARKET = "alpaca"


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request."""

    request: Request
    raw: bytes
    venue: Venue
    credential: Credential
    account: Account
    exchange: Exchange

    def query(self, name: str, default: str = "") -> str:
        return self.request.query_params.get(name, default)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def knob(self, name: str) -> dict[str, object] | None:
        """What a fault asks of this request; None when none does."""
        entry: Entry | None = current_entry()
        found = None if entry is None else entry.knobs.get(name)
        return found if isinstance(found, dict) else None


Handler = Callable[[Call], Awaitable[Response] | Response]


def guarded(venue: Venue, path: str, handler: Handler, method: str, *, needs: str | None = None) -> Route:
    """A route of the API. `needs` is the OAuth scope that a token must have for it; keys may do everything."""

    async def answer(request: Request) -> Response:
        try:
            venue.pass_time()
            credential = auth.authenticate(venue, request.headers)
            headers = auth.count(venue, credential.key_id)
            if needs is not None and not credential.permissions.get(needs, True):
                raise forbidden(f"token lacks the scope {needs}")
            call = Call(
                request,
                await request.body(),
                venue,
                credential,
                venue.account(MARKET, credential),
                venue.exchanges[MARKET],
            )
            made = handler(call)
            response = made if isinstance(made, Response) else await made
            response.headers.update(headers)
            return response
        except Refusal as refusal:
            return reply(refusal.body, refusal.status, refusal.headers)

    return Route(path, answer, methods=[method])
