"""What an account lately did, as far as limits ask: entries of the last hour, finished trades, entries that still stand.

A fold over committed orders and fills, like position and profit; `load` makes the same of what the database remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.signal import Side
from tradewright.kernel.ids import AgentId
from tradewright.kernel.money import ZERO

RECENT_KEPT = timedelta(hours=1)
"""The longest window a limit may look back over sent orders."""
RECENT_MAX = 2_000
CLOSED_KEPT = 50
"""The longest loss streak a limit may name."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One order that was sent: an entry or an exit, not its legs."""

    at: datetime
    symbol: str
    side: Side
    quantity: Decimal
    opens: bool
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class ClosedTrade:
    """One round trip of a symbol, from flat to flat; `result` is after fees."""

    at: datetime
    result: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """Oldest first. `running` is the result so far of positions that are open, `standing` how many entries made them."""

    sent: tuple[Sent, ...] = ()
    closed: tuple[ClosedTrade, ...] = ()
    running: Mapping[str, Decimal] = field(default_factory=dict)
    standing: Mapping[str, int] = field(default_factory=dict)

    def with_sent(self, orders: Iterable[Order], *, agent_id: AgentId | None, now: datetime) -> History:
        """Return the history with newly decided orders; protective legs and what is too old are left out."""
        new = tuple(
            Sent(
                now, one.symbol, one.side, one.quantity, one.leg == "entry" and not one.reduce_only, agent_id
            )
            for one in orders
            if not one.is_protective
        )
        if not new:
            return self
        kept = tuple(one for one in self.sent if one.at > now - RECENT_KEPT)
        return replace(self, sent=(*kept, *new)[-RECENT_MAX:])

    def with_entry(self, symbol: str) -> History:
        """Return the history with one more entry that has begun to fill."""
        return replace(self, standing={**self.standing, symbol: self.standing.get(symbol, 0) + 1})

    def with_fill(self, before: Position, after: Position, *, at: datetime) -> History:
        """Return the history after an execution turned `before` into `after`: a position that ends is a finished trade."""
        symbol = after.symbol
        result = self.running.get(symbol, ZERO)
        result += (after.realised - before.realised) - (after.fees - before.fees)
        if before.is_flat or before.quantity * after.quantity > 0:
            return replace(self, running={**self.running, symbol: result})
        running = {name: value for name, value in self.running.items() if name != symbol}
        standing = {name: count for name, count in self.standing.items() if name != symbol}
        if not after.is_flat:
            standing[symbol] = 1  # turned round by the entry that closed it
        closed = (*self.closed, ClosedTrade(at, result))[-CLOSED_KEPT:]
        return replace(self, closed=closed, running=running, standing=standing)


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Executed:
    """A stored execution as `load` reads it: `change` is signed units, `result` what it realised less its fee."""

    at: datetime
    symbol: str
    change: Decimal
    result: Decimal


def load(
    *,
    sent: Iterable[Sent],
    executions: Iterable[Executed],
    held: Mapping[str, Decimal],
    standing: Mapping[str, int],
) -> History:
    """Return the history that the database remembers. `executions` are the newest ones, oldest first; `held` is what the
    account holds after the last of them.
    """
    executions = tuple(executions)
    quantities = dict(held)
    for one in executions:
        quantities[one.symbol] = quantities.get(one.symbol, ZERO) - one.change
    running: dict[str, Decimal] = {}
    closed: list[ClosedTrade] = []
    for one in executions:
        before = quantities[one.symbol]
        after = quantities[one.symbol] = before + one.change
        running[one.symbol] = running.get(one.symbol, ZERO) + one.result
        if before and before * after <= 0:
            closed.append(ClosedTrade(one.at, running.pop(one.symbol)))
    return History(tuple(sent)[-RECENT_MAX:], tuple(closed[-CLOSED_KEPT:]), running, dict(standing))


def losses_in_row(closed: Iterable[ClosedTrade]) -> tuple[int, datetime | None]:
    """Return how many of the newest trades lost one after the other, and when the last of them ended. A trade that came out
    even neither breaks nor lengthens the row.
    """
    count, last = 0, None
    for trade in sorted(closed, key=lambda one: one.at, reverse=True):
        if trade.result > 0:
            break
        if trade.result < 0:
            count += 1
            last = last or trade.at
    return count, last
