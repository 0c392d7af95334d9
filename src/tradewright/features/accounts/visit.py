"""Somebody at the door: what the verbs of signing up and in may use before anyone is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import CorrelationId, SessionId, UserId
from tradewright.platform.bus import Bus
from tradewright.platform.context import ALL_SCOPES, Context, TraderActor
from tradewright.platform.db import Database, Tx
from tradewright.platform.settings import Settings
from tradewright.platform.vault import Vault

USER_AGENT_MAX = 300


class Welcome(Protocol):
    """What a new trader gets from features above this one, in the commit that makes them."""

    async def __call__(self, tx: Tx, cx: Context, /) -> None: ...


async def no_welcome(tx: Tx, cx: Context, /) -> None:
    """Give nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Like a Context, with a source address in place of a user. `remote_ip` is as the trusted proxies tell it."""

    db: Database
    bus: Bus
    vault: Vault
    clock: Clock
    settings: Settings
    correlation_id: CorrelationId
    remote_ip: str = ""
    user_agent: str = ""
    welcome: Welcome = no_welcome

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def as_trader(self, user_id: UserId, session_id: SessionId) -> Context:
        """Return the context of the trader this visitor turned out to be."""
        return Context(
            db=self.db,
            bus=self.bus,
            vault=self.vault,
            clock=self.clock,
            settings=self.settings,
            user_id=user_id,
            actor=TraderActor(user_id, session_id),
            scopes=ALL_SCOPES,
            correlation_id=self.correlation_id,
        )
