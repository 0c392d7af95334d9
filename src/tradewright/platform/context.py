"""Who acts, for whom, and with what: the one argument every verb takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID

from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Denied
from tradewright.kernel.ids import ApiKeyId, CorrelationId, SessionId, UserId, new_uuid7

if TYPE_CHECKING:
    from tradewright.platform.bus import Bus
    from tradewright.platform.db import Database, Tx
    from tradewright.platform.settings import Settings
    from tradewright.platform.vault import Vault

Scope: TypeAlias = Literal["read", "trade", "risk"]
"""`trade` presses and tightens too; `risk` is for what loosens: limits, a release, another venue account or key."""

ALL_SCOPES: frozenset[Scope] = frozenset({"read", "trade", "risk"})
"""What a trader in person may do."""


class RiskScopeRequired(Denied):
    """The API key may trade, and may not loosen what holds its trader back, nor link accounts (`scope`, `scopes`).

    Do it signed in, on the page, or with a key that was made with the scope `risk`.
    """

    code = "risk_scope_required"


@dataclass(frozen=True, slots=True)
class TraderActor:
    """The trader in person, signed in with a browser session."""

    user_id: UserId
    session_id: SessionId

    def __str__(self) -> str:
        return f"user:{self.user_id}"


@dataclass(frozen=True, slots=True)
class ApiKeyActor:
    """A program of the trader's, by an API key."""

    user_id: UserId
    api_key_id: ApiKeyId

    def __str__(self) -> str:
        return f"api_key:{self.api_key_id}"


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The product itself; `part` says which of its parts."""

    part: str = ""

    def __str__(self) -> str:
        return f"system:{self.part}" if self.part else "system"


Actor: TypeAlias = TraderActor | ApiKeyActor | SystemActor
"""Who acts. `str(actor)` is the form audit entries and kill switches keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What one verb may use. Frozen: a verb that acts for somebody else gets another context."""

    db: Database
    bus: Bus
    vault: Vault
    clock: Clock
    settings: Settings
    user_id: UserId
    actor: Actor
    scopes: frozenset[Scope]
    correlation_id: CorrelationId
    ids: Callable[[], UUID] = field(default=new_uuid7, repr=False)

    @property
    def now(self) -> datetime:
        """The present moment, aware UTC. A verb reads it once and passes it on: one act has one time."""
        return self.clock.now()

    def new_id(self) -> UUID:
        """Return a fresh UUIDv7; wrap it in its NewType: `OrderId(cx.new_id())`."""
        return self.ids()

    def require(self, scope: Scope) -> None:
        """Raise `Denied(scope=…)` unless the actor may do this kind of thing."""
        if scope not in self.scopes:
            raise Denied(f"this needs the scope {scope!r}", scope=scope, scopes=sorted(self.scopes))

    def require_risk(self) -> None:
        """Raise `RiskScopeRequired` unless the actor may loosen what holds the trader back."""
        if "risk" not in self.scopes:
            words = (
                "This API key may not loosen limits, release a kill switch, or link and reconnect accounts. Do it "
                "signed in, or make a key that may change risk (Settings → API keys)."
            )
            raise RiskScopeRequired(words, scope="risk", scopes=sorted(self.scopes))

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that sees and changes this user's rows only; leaving the block commits."""
        return self.db.tenant(self.user_id)
