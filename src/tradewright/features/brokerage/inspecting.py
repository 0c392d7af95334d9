"""Asking a venue about a key before anything is stored, with every answer turned into what the trader can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.linking import (
    Credential,
    CredentialRefused,
    Inspection,
    Linkers,
    Linking,
    OAuthDoors,
    VenueEnvironment,
)
from tradewright.features.brokerage.errors import (
    AccountNotSuitable,
    CredentialNotAccepted,
    RehearsalOff,
    VenueNotFound,
    VenueSilent,
    WithdrawalsAllowed,
)
from tradewright.kernel.errors import Denied, Fault
from tradewright.platform.context import Context


@dataclass(frozen=True, slots=True)
class Venues:
    """What this installation can link; the application is made with it."""

    linkers: Linkers
    oauth: OAuthDoors


@dataclass(frozen=True, slots=True)
class Door:
    """Where a key is tried: which venue, with which money, and for rehearsals at which address."""

    broker: str
    environment: VenueEnvironment
    base_url: str | None = None

    @property
    def venue(self) -> str:
        """The venue key, as `AccountBook.venue` has it."""
        return f"{self.broker}:{self.environment}"


def find_venue(cx: Context, venues: Linkers, door: Door) -> Linking:
    """Return the venue's linking port. Raises VenueNotFound, or RehearsalOff for a fake venue that is not allowed."""
    venue = venues.get(door.broker)
    if venue is None or door.environment not in venue.facts.environments:
        raise VenueNotFound(
            "There is no such venue to link.", broker=door.broker, environment=door.environment
        )
    if door.environment != "rehearsal":
        if door.base_url is not None:
            raise RehearsalOff("Only a rehearsal names its own address.", base_url=door.base_url)
    elif not cx.settings.rehearsal_venues or not _is_loopback(door.base_url):
        raise RehearsalOff(
            "A rehearsal needs the address of a fake venue on this machine, and to be allowed here.",
            base_url=door.base_url,
        )
    return venue


async def inspect(cx: Context, venues: Linkers, door: Door, credential: Credential) -> Inspection:
    """Return what the venue says of the key. Raises CredentialNotAccepted, VenueSilent, and as `find_venue`."""
    venue = find_venue(cx, venues, door)
    faults = venue.faults_of(credential)
    if faults:
        raise CredentialNotAccepted("This cannot be a key of that venue.", faults=faults)
    try:
        return await venue.inspect(credential, door.environment, base_url=door.base_url)
    except CredentialRefused as refusal:
        fault = Fault("$.credential", "accepted", refusal.message)
        raise CredentialNotAccepted("The venue does not accept this key.", faults=(fault,)) from refusal
    except BrokerUnavailable as error:
        raise VenueSilent(
            "The venue cannot be asked at the moment.", broker=door.broker, reason=error.message
        ) from error


def refusal_of(inspection: Inspection) -> Denied | None:
    """Return why we do not take this key, or None."""
    if inspection.can_withdraw:
        return WithdrawalsAllowed(
            "This key may withdraw money. Make one that may only read and trade.",
            permissions=[one.name for one in inspection.permissions if one.granted],
        )
    if inspection.refusals:
        return AccountNotSuitable(" ".join(inspection.refusals), reasons=list(inspection.refusals))
    return None


def _is_loopback(base_url: str | None) -> bool:
    """Whether this is plain http to this machine, by number: a name could be made to mean another one."""
    if base_url is None:
        return False
    try:
        parts = urlsplit(base_url)
        return (
            parts.scheme == "http"
            and parts.username is None
            and parts.port is not None
            and parts.path in ("", "/")
            and not parts.query
            and ip_address(parts.hostname or "").is_loopback
        )
    except ValueError:
        return False
