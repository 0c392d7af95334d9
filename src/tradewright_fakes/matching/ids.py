"""Ids that repeat: the same seed and the same acts give the same ids, so a run can be told apart only by what it did."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cache
from hashlib import blake2b

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
        return _uuid_of(f"{kind}:{self.number(kind)}")

    def ulid(self, kind: str, at: datetime) -> str:
        """26 characters that sort by time and then by count."""
        value = (int(at.timestamp() * 1000) << 80) | self.number(kind)
        return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))

    @staticmethod
    @cache
    def named(name: str) -> str:
        """The uuid of something that has a name: the same for every seed."""
        return _uuid_of(name)


def _uuid_of(text: str) -> str:
    """A UUID of version 8, its bits a hash of `text`: a third of uuid5's time, and venues make one for everything."""
    told = blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{told[:8]}-{told[8:12]}-8{told[13:16]}-a{told[17:20]}-{told[20:]}"
