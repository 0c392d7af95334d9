"""Alpaca's OAuth: where the trader agrees, and the code's exchange for a token.

Tokens come without an end and without a refresh token: one is good until a 401, and then the trader agrees anew.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from tradewright.adapters.brokers.alpaca.addresses import addresses_of
from tradewright.adapters.brokers.transport import Answer, Http, NoAnswer, NotSent, Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.linking import Credential, CredentialRefused, VenueEnvironment
from tradewright.kernel.secret import Secret

SCOPE: Final = "trading data"
"""Orders, and market data; reading is implied. Not account:write: we change nobody's settings."""


class AlpacaOAuth:
    """The OAuth door of Alpaca."""

    def consent_url(
        self,
        environment: VenueEnvironment,
        *,
        client_id: str,
        redirect_url: str,
        state: str,
        base_url: str | None,
    ) -> str:
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_url,
            "state": state,
            "scope": SCOPE,
        }
        if environment != "rehearsal":
            query["env"] = environment
        return f"{addresses_of(environment, base_url).oauth_authorise}?{urlencode(query)}"

    async def redeem(
        self,
        code: str,
        environment: VenueEnvironment,
        *,
        client_id: str,
        client_secret: Secret,
        redirect_url: str,
        base_url: str | None,
    ) -> Credential:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": client_id,
            "client_secret": client_secret.reveal(),
            "redirect_uri": redirect_url,
        }
        address = addresses_of(environment, base_url).oauth_token
        http = Http(address)
        try:
            reply = await http.send(
                "POST",
                address,
                body=urlencode(form).encode(),
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
        finally:
            await http.close()
        match reply:
            case Answer():
                return Credential("oauth", "", Secret(_token(reply)))
            case NotSent() | NoAnswer():
                # Policy: a code is good once; whether this one was used, the trader agrees anew.
                raise BrokerUnavailable("unreachable", "Alpaca did not answer the exchange of the code")


def _token(answer: Answer) -> str:
    """Return the token. Raises CredentialRefused for a code that is not (or no longer) good."""
    if 400 <= answer.status < 500:
        raise CredentialRefused("Alpaca does not accept this code; it is good once and for a short while")
    try:
        token = Fields.of(answer.json(), what="token").need_text("access_token")
    except Unreadable as cause:
        raise BrokerUnavailable("unreadable", "Alpaca's token answer cannot be read") from cause
    if not answer.is_success:
        raise BrokerUnavailable("unreachable", f"Alpaca answered HTTP {answer.status}")
    return token
