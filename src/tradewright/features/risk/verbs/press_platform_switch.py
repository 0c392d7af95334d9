"""Press the switch that stands over every trader, or unlock a trader's own: for the operator, who owns the database.

No process role may do this, so it connects as the owner. Everything happens in one statement of the database (see
`app.press_platform_switch`), which bumps every trader's control epoch: what executors decide next, they decide by it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

import asyncpg

from tradewright.features.risk.errors import TraderNotFound
from tradewright.features.risk.store import KillAction
from tradewright.features.risk.verbs.press_kill_switch import FlattenPolicy

_UNLOCK: Final = "select app.unlock_kill_switches($1, $2, $3)"
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
    return await _call(owner_dsn, _PRESS, action, reason, actor, told, now)


async def unlock_kill_switches(owner_dsn: str, *, email: str, actor: str, now: datetime) -> int:
    """Take the locks off one trader's switches, whose levels stay, and return how many there were. Raises TraderNotFound."""
    try:
        return await _call(owner_dsn, _UNLOCK, email, actor, now)
    except asyncpg.NoDataFoundError as missing:
        raise TraderNotFound(f"No trader has the e-mail address {email}.", email=email) from missing


async def _call(owner_dsn: str, statement: str, *values: object) -> int:
    connection = await asyncpg.connect(owner_dsn)
    try:
        return int(await connection.fetchval(statement, *values))
    finally:
        await connection.close()
