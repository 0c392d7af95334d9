"""What a desk remembers between two turns: signals between two steps, and who asked for exits that are on their way."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tradewright.domain.trading.signal import Signal, Source
from tradewright.features.orders.executor.batch import SENT_AGAIN
from tradewright.kernel.ids import OrderId


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signal between two steps; `signal.step` is the one it is planned as next. `decision` is what was decided so far."""

    signal: Signal
    awaits: frozenset[OrderId]
    until: datetime
    decision: dict[str, Any]

    def is_ready(self, live: Container[OrderId], now: datetime) -> bool:
        """Return whether everything it waited for has ended, or its time is up. `live` holds the orders that live still."""
        return self.until <= now or (bool(self.awaits) and not any(one in live for one in self.awaits))


@dataclass(frozen=True, slots=True)
class ExitCause:
    """Who asked for an exit, and how."""

    source: Source
    action: str
    tag: str | None
    expires: bool = False
    """Whether it was asked to end at a time of its own (gtd): then nobody wants it at the market instead."""
    stopped: frozenset[str] = frozenset()
    """Symbols in which a person has cancelled since: what is on its way may fill, and is not sent again."""

    @property
    def must_happen(self) -> bool:
        """Whether the exit is sent again until there is nothing left: somebody wanted everything closed."""
        return self.action == "flatten" or self.source == "kill_switch" or self.tag == SENT_AGAIN
