"""Link an account by the venue's own consent page, so that no key is ever typed here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.linking import CredentialRefused, Linkers, OAuthDoor, OAuthDoors
from tradewright.features.accounts import require_acknowledged_risk
from tradewright.features.brokerage.errors import (
    AlreadyLinked,
    CredentialNotAccepted,
    OAuthNotConfigured,
    OAuthStateBroken,
    VenueNotFound,
    VenueSilent,
)
from tradewright.features.brokerage.inspecting import Door, find_venue
from tradewright.features.brokerage.oauth_state import LIFE, OAuthState, read_state, write_state
from tradewright.features.brokerage.verbs.link_account import LinkAsked, link_account
from tradewright.features.brokerage.verbs.relink_account import relink_account
from tradewright.features.brokerage.verbs.value_account import AccountView
from tradewright.kernel.errors import Fault
from tradewright.kernel.secret import Secret
from tradewright.platform.context import Context

REHEARSAL_CLIENT = "tradewright-rehearsal"
"""Id and secret in one of an installation that rehearses: it proves nothing, and fakes know it."""
CALLBACK = "/api/unify/v1/accounts/link/alpaca/callback"


@dataclass(frozen=True, slots=True)
class Application:
    """This installation as the venue knows it."""

    client_id: str
    client_secret: Secret
    redirect_url: str


async def consent_url(
    cx: Context, venues: Linkers, doors: OAuthDoors, door: Door, *, label: str, timezone: str
) -> str:
    """Return the venue's page where the trader agrees. Raises RiskNotAcknowledged, OAuthNotConfigured, and as
    `find_venue`.
    """
    find_venue(cx, venues, door)
    if door.environment == "live":
        # Said before the trader is sent away, not after they come back.
        async with cx.transaction() as tx:
            await require_acknowledged_risk(tx, cx.user_id)
    application = _application(cx, door)
    state = OAuthState(cx.user_id, door, label.strip(), timezone, cx.now + LIFE)
    return _door(doors, door.broker).consent_url(
        door.environment,
        client_id=application.client_id,
        redirect_url=application.redirect_url,
        state=write_state(state, secret=cx.settings.secret_key),
        base_url=door.base_url,
    )


async def link_by_code(
    cx: Context, venues: Linkers, doors: OAuthDoors, *, code: str, state: str
) -> AccountView:
    """Link the account that the trader agreed to, or renew its token when it is linked.

    Raises OAuthStateBroken, CredentialNotAccepted, and as linking does.
    """
    asked = read_state(state, user_id=cx.user_id, now=cx.now, secret=cx.settings.secret_key)
    if asked is None:
        fault = Fault("$.query.state", "signed", "begin again from the accounts page")
        raise OAuthStateBroken(
            "This answer belongs to no request of yours, or came too late.", faults=(fault,)
        )
    application = _application(cx, asked.door)
    try:
        credential = await _door(doors, asked.door.broker).redeem(
            code,
            asked.door.environment,
            client_id=application.client_id,
            client_secret=application.client_secret,
            redirect_url=application.redirect_url,
            base_url=asked.door.base_url,
        )
    except CredentialRefused as refusal:
        fault = Fault("$.query.code", "accepted", refusal.message)
        raise CredentialNotAccepted("The venue does not accept the code.", faults=(fault,)) from refusal
    except BrokerUnavailable as error:
        raise VenueSilent("The venue cannot be asked at the moment.", reason=error.message) from error
    try:
        return await link_account(cx, venues, LinkAsked(asked.door, asked.label, asked.timezone, credential))
    except AlreadyLinked as linked:
        # Agreeing anew is how a trader renews a token that has died.
        account_id = UUID(linked.data["account_id"])
        return await relink_account(cx, venues, account_id, credential, lambda _: None)


def _application(cx: Context, door: Door) -> Application:
    client_id, client_secret = cx.settings.alpaca_client_id, cx.settings.alpaca_client_secret
    if client_id is None or client_secret is None:
        raise OAuthNotConfigured("This installation is not registered with Alpaca; link by keys instead.")
    redirect_url = cx.settings.alpaca_redirect_url or f"{cx.settings.public_url}{CALLBACK}"
    if door.environment == "rehearsal":
        # The port is the trader's own choice: what listens there must never be handed our secret.
        return Application(REHEARSAL_CLIENT, Secret(REHEARSAL_CLIENT), redirect_url)
    return Application(client_id, client_secret, redirect_url)


def _door(doors: OAuthDoors, broker: str) -> OAuthDoor:
    found = doors.get(broker)
    if found is None:
        raise VenueNotFound("This venue gives no tokens.", broker=broker)
    return found
