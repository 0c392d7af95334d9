"""Rows of accounts' links: what their keys may do, the sealed keys themselves, and how the connections stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tradewright.domain.trading.ports.linking import VenueEnvironment
from tradewright.features.brokerage.connection import Standing
from tradewright.features.brokerage.links import Link, permission_documents
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db import Tx, statements

_sql = statements(__package__, "links.sql")


async def insert_link(tx: Tx, user_id: UserId, account_id: UUID, venue: str, link: Link) -> bool:
    """Add the link; False when another account of the trader is linked to the same account at the venue."""
    inserted = await _sql.insert_link(
        tx, user_id=user_id, account_id=account_id, venue=venue, **_link_values(link)
    )
    return inserted is not None


async def find_linked(tx: Tx, user_id: UserId, venue: str, venue_account: str | None) -> AccountId | None:
    """Return the trader's account that is linked to this account of the venue."""
    found = await _sql.find_linked(tx, user_id=user_id, venue=venue, venue_account=venue_account)
    return None if found is None else AccountId(found)


async def find_lock_left_behind(
    tx: Tx, user_id: UserId, *, broker: str, environment: VenueEnvironment, now: datetime
) -> datetime | None:
    """Return until when an account at this venue was locked that has been unlinked meanwhile; None when none was."""
    until: datetime | None = await _sql.find_lock_left_behind(
        tx, user_id=user_id, broker=broker, environment=environment, now=now
    )
    return until


async def set_link(tx: Tx, user_id: UserId, account_id: UUID, link: Link) -> None:
    await _sql.update_link(tx, user_id=user_id, account_id=account_id, **_link_values(link))


async def delete_link(tx: Tx, user_id: UserId, account_id: UUID) -> None:
    await _sql.delete_link(tx, user_id=user_id, account_id=account_id)


async def mark_link_revoked(
    tx: Tx, user_id: UserId, account_id: UUID, *, reason: str, key_mark: str | None, now: datetime
) -> bool:
    """Disconnect an active account and mark its link; False when it is active no more, or has another key by now."""
    return bool(
        await _sql.mark_link_revoked(
            tx, user_id=user_id, account_id=account_id, reason=reason, key_mark=key_mark, now=now
        )
    )


async def save_connections(
    tx: Tx, standings: Sequence[Standing], *, now: datetime
) -> list[tuple[UserId, AccountId]]:
    """Write how connections stand; return the accounts that came to another state."""
    rows = _sql.save_connections(
        tx,
        user_ids=[one.user_id for one in standings],
        account_ids=[one.account_id for one in standings],
        states=[one.state for one in standings],
        sinces=[one.since for one in standings],
        details=[one.detail for one in standings],
        last_look_ats=[one.last_look_at for one in standings],
        now=now,
    )
    return [(UserId(row["user_id"]), AccountId(row["account_id"])) async for row in rows]


async def find_credential(tx: Tx, user_id: UserId, account_id: UUID) -> bytes | None:
    """Return the sealed credential; None for paper and unlinked accounts."""
    found: bytes | None = await _sql.find_credential(tx, user_id=user_id, account_id=account_id)
    return found


async def set_credential(tx: Tx, user_id: UserId, account_id: UUID, sealed: bytes | None) -> None:
    await _sql.set_credential(tx, user_id=user_id, account_id=account_id, credential=sealed)


def _link_values(link: Link) -> dict[str, Any]:
    return {
        "venue_account": link.venue_account,
        "kind": link.kind,
        "key_hint": link.key_hint,
        "permissions": permission_documents(link.permissions),
        "can_trade": link.can_trade,
        "status": link.status,
        "reason": link.reason,
        "checked_at": link.checked_at,
    }
