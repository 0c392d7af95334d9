"""The statement of `queries.sql` as a typed function; it acts for the one user of its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tradewright.kernel.ids import UserId
from tradewright.platform.db import Tx, statements

Row = Mapping[str, Any]

_sql = statements(__package__)


async def list_records(
    tx: Tx,
    user_id: UserId,
    *,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
    at_most: int,
) -> list[Row]:
    """Return links chained in `[since, until)` with their rows, newest first, below the number `before`."""
    rows = _sql.list_records(tx, user_id=user_id, since=since, until=until, before=before, at_most=at_most)
    return [row async for row in rows]
