"""The linking port: what must be known of a venue, and of somebody's key for it, before an account may be linked.

An adapter keeps these in its `linking.py`. Inspecting reads only: it sends no order and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tradewright.domain.trading.ports.broker import AccountReport, Capabilities
from tradewright.kernel.errors import Fault
from tradewright.kernel.secret import Secret

AuthKind = Literal["keys", "oauth"]
VenueEnvironment = Literal["paper", "live", "rehearsal"]
"""rehearsal: a fake venue on this machine, for those who want to try before it counts."""
HINT_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Credential:
    """What a venue lets us in with. `key_id` names the key and is no secret; it is empty for OAuth, where `secret` is the
    access token.
    """

    kind: AuthKind
    key_id: str
    secret: Secret

    @property
    def hint(self) -> str:
        """The end of the key's name, by which its owner knows it; never any of the secret."""
        return self.key_id[-HINT_LENGTH:] if len(self.key_id) > 2 * HINT_LENGTH else ""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing the trader is asked for. `name` is "key_id" or "secret"."""

    name: str
    title: str
    is_secret: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """One venue as the linking page shows it. `broker` is how accounts name it ("alpaca", "binance_usdm")."""

    broker: str
    title: str
    environments: tuple[VenueEnvironment, ...]
    auth: tuple[AuthKind, ...]
    fields: tuple[CredentialField, ...]
    capabilities: Capabilities
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing the key may or may not do, with a sentence for the trader."""

    name: str
    granted: bool
    words: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a key turned out to be. `can_withdraw` alone makes us refuse it: we never hold what can move money out.

    `can_trade` False is told and does not forbid linking (a key to look with); `refusals` does: what else stands against
    it, in words ("the account is in hedge mode").
    """

    permissions: tuple[Permission, ...]
    can_trade: bool
    can_withdraw: bool
    account: AccountReport
    refusals: Sequence[str] = ()
    venue_account_id: str | None = None
    """The account's own number at the venue, by which the same account is not linked twice."""


class CredentialRefused(Exception):
    """The venue does not let this key in. `message` is the venue's own words and holds no secret."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Linking(Protocol):
    """What linking asks of a venue's adapter."""

    @property
    def facts(self) -> VenueFacts: ...

    def faults_of(self, credential: Credential) -> tuple[Fault, ...]:
        """Return what is wrong with the shape of the credential before anybody is asked: paths as `$.credential.key_id`."""
        ...

    async def inspect(
        self, credential: Credential, environment: VenueEnvironment, *, base_url: str | None = None
    ) -> Inspection:
        """Ask the venue what the key may do. `base_url` is the fake venue's, for rehearsal alone.

        Raises CredentialRefused, and BrokerUnavailable when the venue cannot be asked.
        """
        ...


class OAuthDoor(Protocol):
    """A venue that gives tokens to applications its trader has agreed to."""

    def consent_url(
        self,
        environment: VenueEnvironment,
        *,
        client_id: str,
        redirect_url: str,
        state: str,
        base_url: str | None,
    ) -> str:
        """Return where the trader is sent to agree; the venue sends them back with a code and `state`."""
        ...

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
        """Trade the code for a token, once. Raises CredentialRefused, and BrokerUnavailable."""
        ...


Linkers = Mapping[str, Linking]
"""Every venue that can be linked, by broker."""
OAuthDoors = Mapping[str, OAuthDoor]
"""Those of them that give tokens."""
