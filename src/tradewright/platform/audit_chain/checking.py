"""Walking a chain, link by link, each with the row it stands for. Pure: database and file are checked by the same walk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tradewright.kernel.ids import UserId
from tradewright.platform.audit_chain.findings import Verified
from tradewright.platform.audit_chain.links import NO_HASH, Link, Root, digest, link_text, root_text


@dataclass(slots=True)
class Walk:
    """One walk from `number` and `hash` on; feed it every link in order with its row's text (None: there is no such row)."""

    verified: Verified
    number: int = 0
    hash: bytes = NO_HASH
    _seen: set[tuple[str, UUID, int]] = field(default_factory=set)
    _ends: dict[int, bytes] = field(default_factory=dict)

    def step(self, link: Link, row_text: str | None, *, keeps: bool) -> None:
        """Check one link. `keeps` says that a root may stand on it."""
        verified = self.verified
        verified.links += 1
        if link.number > self.number + 1:
            for number in range(self.number + 1, min(link.number, self.number + 11)):
                verified.note("link_missing", "a link", number)
        elif link.number <= self.number or link.previous_hash != self.hash:
            verified.note("link_unhooked", link.subject, link.number)
        if digest(link_text(verified.user_id, link)) != link.hash:
            verified.note("link_altered", link.subject, link.number)
        if row_text is None:
            verified.note("row_missing", link.subject, link.number)
        elif digest(row_text) != link.payload_hash:
            verified.note("row_altered", link.subject, link.number)
        who = (link.kind, link.subject_id, link.subject_number)
        if who in self._seen:
            verified.note("row_chained_twice", link.subject, link.number)
        self._seen.add(who)
        self.number, self.hash = link.number, link.hash
        if keeps:
            self._ends[link.number] = link.hash

    def check_roots(self, roots: Iterable[Root], keys: Mapping[UUID, bytes]) -> None:
        """Check each root's signature, and that it stands on the link it names."""
        for root in roots:
            self.verified.roots += 1
            subject = f"the root of {root.day.isoformat()}"
            if root.key_id not in keys:
                self.verified.note("key_unknown", subject, root.number)
            elif not is_signed(self.verified.user_id, root, keys[root.key_id]):
                self.verified.note("signature_wrong", subject, root.number)
            elif self._ends.get(root.number) != root.hash:
                self.verified.note("root_differs", subject, root.number)


def is_signed(user_id: UserId, root: Root, public_key: bytes) -> bool:
    """Return whether the key made the root's signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            root.signature, root_text(user_id, root).encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
