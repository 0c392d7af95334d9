"""Connecting a role of this process to the database and the bus that the settings name."""

from __future__ import annotations

from tradewright.platform.bus import Bus
from tradewright.platform.db import Database, Role, role_dsn
from tradewright.platform.settings import Settings


async def connect_database(settings: Settings, role: Role) -> Database:
    """Open a pool as `role`. Raises Unavailable; `settings.database_url` must be set (the embedded one's, too)."""
    if settings.database_url is None:
        raise ValueError("no database: start the embedded one first and put its URL into the settings")
    dsn = role_dsn(settings.database_url.reveal(), role, settings.secret_key)
    return await Database.connect(dsn, role=role, max_size=settings.db_pool_size)


async def connect_bus(settings: Settings, name: str) -> Bus:
    """Connect to NATS as `name`. Raises Unavailable; `settings.nats_url` must be set (the embedded one's, too)."""
    if settings.nats_url is None:
        raise ValueError("no bus: start the embedded one first and put its URL into the settings")
    return await Bus.connect(settings.nats_url.reveal(), name)
