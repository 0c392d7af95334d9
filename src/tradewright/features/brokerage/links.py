"""The link of an account to its venue: what its key may do, and whether it still works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from tradewright.domain.trading.ports.linking import AuthKind, Credential, Inspection, Permission

LinkStatus = Literal["ok", "revoked", "limited"]
"""limited: it works, and may not trade."""


@dataclass(frozen=True, slots=True)
class Link:
    """As it was at `checked_at`. `venue_account` is the account's number at the venue."""

    kind: AuthKind
    key_hint: str
    permissions: tuple[Permission, ...]
    can_trade: bool
    status: LinkStatus
    reason: str | None
    checked_at: datetime
    venue_account: str | None = None

    @classmethod
    def of(
        cls, credential: Credential, inspection: Inspection, *, now: datetime, base_url: str | None
    ) -> Link:
        """Return the link that a credential makes, as found. A fake venue's numbers are told apart by `base_url`."""
        number = inspection.venue_account_id
        return cls(
            kind=credential.kind,
            key_hint=credential.hint,
            permissions=inspection.permissions,
            can_trade=inspection.can_trade,
            status="ok" if inspection.can_trade else "limited",
            reason=None if inspection.can_trade else inspection.account.reason or "the key may not trade",
            checked_at=now,
            venue_account=f"{number} at {base_url}" if number and base_url else number,
        )

    def document(self) -> dict[str, Any]:
        """Return the link as the API answers it: nothing of the secret."""
        return {
            "kind": self.kind,
            "key_hint": self.key_hint,
            "permissions": permission_documents(self.permissions),
            "can_trade": self.can_trade,
            "status": self.status,
            "reason": self.reason,
            "checked_at": self.checked_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }


def permission_documents(permissions: tuple[Permission, ...]) -> list[dict[str, Any]]:
    return [{"name": one.name, "granted": one.granted, "words": one.words} for one in permissions]


def permissions_of(documents: list[dict[str, Any]]) -> tuple[Permission, ...]:
    """Read what `permission_documents` wrote."""
    return tuple(Permission(one["name"], one["granted"], one["words"]) for one in documents)
