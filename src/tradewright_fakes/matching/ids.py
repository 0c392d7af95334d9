"""Ids that repeat: the same seed and the same acts give the same ids, so a run can be told apart only by what it did."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID, uuid5

_ROOM = UUID("6f2a1d0e-53c4-4c0e-9a46-0f4be1ab63d1")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Ids:
    """Counters of one venue, one a kind of thing."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._counted: Counter[str] = Counter()

    def number(self, kind: str) -> int:
        """The next whole number of `kind`; the seed moves where counting begins."""
        self._counted[kind] += 1
        return self._seed * 1_000_000 + self._counted[kind]

    def uuid(self, kind: str) -> str:
        return str(uuid5(_ROOM, f"{kind}:{self.number(kind)}"))

    def ulid(self, kind: str, at: datetime) -> str:
        """26 characters that sort by time and then by count."""
        value = (int(at.timestamp() * 1000) << 80) | self.number(kind)
        return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))

    @staticmethod
    def named(name: str) -> str:
        """The uuid of something that has a name: the same for every seed."""
        return str(uuid5(_ROOM, name))
