"""Every REST request passes here: limits, key, signature, window; and how a refusal is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.binance import limits
from tradewright_fakes.binance.params import Params
from tradewright_fakes.binance.refusal import Refusal, reply
from tradewright_fakes.binance.signing import check_signature, check_window, find_key, signed_payload
from tradewright_fakes.matching import Account, Exchange, Instrument
from tradewright_fakes.serving import Credential, Venue, current_entry

Security = Literal["none", "key", "signed"]
Market = Literal["spot", "futures"]


@dataclass(slots=True)
class Call:
    """One request that passed. `credential` and `account` are there unless the address is public."""

    venue: Venue
    market: Market
    params: Params
    headers: dict[str, str]
    key: Credential | None

    @property
    def exchange(self) -> Exchange:
        return self.venue.exchanges[self.market]

    @property
    def credential(self) -> Credential:
        if self.key is None:
            raise Refusal(-2014, "API-key format invalid.", status=401)
        return self.key

    @property
    def account(self) -> Account:
        return self.venue.account(self.market, self.credential)

    def instrument(self) -> Instrument:
        """The instrument of `symbol`; raises Refusal −1121."""
        return self.instrument_of(self.params.text("symbol"))

    def instrument_of(self, symbol: str) -> Instrument:
        found = self.exchange.instruments.get(symbol)
        if found is None:
            raise Refusal(-1121, "Invalid symbol.")
        return found

    def may(self, permission: str) -> None:
        if not self.credential.permissions.get(permission, False):
            raise Refusal(-2015, "Invalid API-key, IP, or permissions for action.", status=401)

    def knob(self, name: str) -> dict[str, object] | None:
        """What a fault asks of this request; None when none does."""
        entry = current_entry()
        found = None if entry is None else entry.knobs.get(name)
        return found if isinstance(found, dict) else None


Handler = Callable[[Call], object]


def guarded(
    venue: Venue, market: Market, method: str, path: str, handler: Handler, *, security: Security = "signed"
) -> Route:
    """A route whose handler returns the body, or a Response of its own."""

    async def answer(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        params = Params({**dict(parse_qsl(request.url.query)), **dict(parse_qsl(body))})
        try:
            venue.pass_time()
            weight = limits.weight_of(method, path, has_symbol="symbol" in params.given)
            headers = limits.count_weight(venue, market, weight)
            key = None
            if security != "none":
                key = find_key(venue, request.headers.get("x-mbx-apikey", ""))
            if security == "signed" and key is not None:
                payload, signature = signed_payload(request.url.query, body)
                params.text("timestamp")
                check_signature(key, payload, signature)
                check_window(venue, params)
            call = Call(venue, market, params, headers, key)
            made = handler(call)
            response = made if isinstance(made, Response) else reply(made)
            response.headers.update(call.headers)
            return response
        except Refusal as refusal:
            return reply(refusal.body, refusal.status, refusal.headers)

    return Route(path, answer, methods=[method])
