"""The composition root: the one place that knows every room and hands each what it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tradewright.entrypoints.connections import connect_bus, connect_database
from tradewright.entrypoints.venues import venues_of
from tradewright.features.accounts import Welcome
from tradewright.features.brokerage import QuoteBoard, Venues, open_first_account
from tradewright.kernel.clock import Clock, SystemClock
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.settings import Settings
from tradewright.platform.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What a gateway process works with; routes see it as `request.app.state.gateway`."""

    settings: Settings
    db: Database
    bus: Bus
    vault: Vault
    quotes: QuoteBoard
    clock: Clock = field(default_factory=SystemClock)
    welcome: Welcome = open_first_account
    venues: Venues = field(default_factory=lambda: venues_of(SystemClock()))


@asynccontextmanager
async def open_gateway(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Gateway]:
    """Connect everything a gateway needs; leaving the block closes it in reverse order."""
    async with AsyncExitStack() as stack:
        db = await connect_database(settings, "gateway")
        stack.push_async_callback(db.close)
        bus = await connect_bus(settings, "gateway")
        stack.push_async_callback(bus.close)
        quotes = QuoteBoard()
        stack.push_async_callback(quotes.close)
        await quotes.start(bus)
        yield Gateway(
            settings=settings,
            db=db,
            bus=bus,
            vault=Vault.of(settings.vault_keys),
            quotes=quotes,
            clock=clock or SystemClock(),
        )
