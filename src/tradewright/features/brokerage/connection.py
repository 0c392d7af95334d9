"""How an account's connection to its venue stands, as its trader is told: from what the executor wrote, and from its
silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from tradewright.features.brokerage.links import Link
from tradewright.kernel.ids import AccountId, UserId

ToldState = Literal["connected", "stream_down", "unreachable", "rate_limited"]
ConnectionState = ToldState | Literal["connecting", "revoked", "unattended", "off"]
"""connected: its events arrive and its reads succeed. stream_down: it is read now and then, its events do not arrive.
unreachable: it cannot be read. rate_limited: it asked us to wait. connecting: not opened yet. revoked: it refuses the key.
unattended: none of our executors has told of it lately. off: its trader disconnected it.
"""

SILENT_AFTER: Final = timedelta(seconds=90)
"""Executors tell of every account each 20 s; one that has not for this long has gone, or its database has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one account's connection stands now, and since when."""

    user_id: UserId
    account_id: AccountId
    state: ToldState
    since: datetime
    detail: str | None
    last_look_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the executor last wrote, at `told_at`: in `state` since `since`. `detail` is the venue's words, or ours."""

    state: ToldState
    since: datetime
    detail: str | None
    last_look_at: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Connection:
    """`last_look_at` is when orders, positions and money were last read whole; None: never."""

    state: ConnectionState
    since: datetime
    detail: str | None
    last_look_at: datetime | None

    def document(self) -> dict[str, Any]:
        """Return the connection as the API answers it."""
        return {
            "state": self.state,
            "since": _iso(self.since),
            "detail": self.detail,
            "last_look_at": None if self.last_look_at is None else _iso(self.last_look_at),
        }


def connection_of(
    *, is_active: bool, link: Link | None, told: Told | None, linked_at: datetime, now: datetime
) -> Connection | None:
    """Return how the connection stands at `now`; None where there is none to have (paper, closed).

    `linked_at` is when the present key was given.
    """
    if link is None:
        return None
    looked = None if told is None else told.last_look_at
    if link.status == "revoked":
        return Connection("revoked", link.checked_at, link.reason, looked)
    if not is_active:
        since = link.checked_at if told is None else told.told_at
        return Connection("off", since, "disconnected by you", looked)
    if told is None or told.told_at < linked_at:
        return Connection("connecting", linked_at, None, looked)
    if now - told.told_at > SILENT_AFTER:
        detail = "No executor has looked after this account lately; it does so again by itself once one runs."
        return Connection("unattended", told.told_at, detail, looked)
    return Connection(told.state, told.since, told.detail, looked)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
