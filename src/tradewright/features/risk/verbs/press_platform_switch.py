"""Press the switch that stands over every trader. It is the operator's: whoever owns the database, and nobody else.

No process role may do this, so it connects as the owner. Everything happens in one statement of the database (see
`app.press_platform_switch`), which bumps every trader's control epoch: what executors decide next, they decide by it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

import asyncpg

from tradewright.features.risk.store import KillAction
from tradewright.features.risk.verbs.press_kill_switch import FlattenPolicy

_PRESS: Final = "select app.press_platform_switch($1, $2, $3, $4::jsonb, $5)"


async def press_platform_switch(
    owner_dsn: str,
    *,
    action: KillAction,
    reason: str,
    actor: str,
    policy: FlattenPolicy | None,
    now: datetime,
) -> int:
    """Press it, and return how many requests to cancel or close were written. Safe to press twice. Raises what asyncpg
    raises when the database cannot be reached or this is not its owner.
    """
    told = None if policy is None else json.dumps({"positions": policy.positions, "resting": policy.resting})
    connection = await asyncpg.connect(owner_dsn)
    try:
        written = await connection.fetchval(_PRESS, action, reason, actor, told, now)
    finally:
        await connection.close()
    return int(written)
