"""Which errors say that a server is away, and which that what we were writing is wrong."""

from __future__ import annotations

import asyncpg

from tradewright.kernel.errors import Unavailable

LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, Unavailable)
"""What reading or writing can raise when the database or the bus is in trouble."""

_PASSING_CLASSES = frozenset({"08", "40", "53", "55", "57", "58", "XX"})
"""SQLSTATE classes: connection, rollback (deadlock), resources, not in the needed state, operator, system, internal."""


def passes(error: Exception) -> bool:
    """Return whether the trouble will pass, so that the same work may be tried again; else the work itself is at fault."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "XX")[:2] in _PASSING_CLASSES
    # asyncpg says "invalid input for this argument" with an InterfaceError that is a ValueError too.
    return isinstance(error, LOST) and not isinstance(error, ValueError)


RETRY_AFTER_S = 0.5
"""How long to wait before the same work is tried again."""
