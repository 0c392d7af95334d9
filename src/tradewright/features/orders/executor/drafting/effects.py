"""What a turn has to do once its commit stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tradewright.domain.trading.order import Fill, Order
from tradewright.features.orders.executor.venues import Move, Placement
from tradewright.kernel.ids import AccountId, OrderId, UserId


@dataclass(slots=True)
class Act:
    """What to do at one account's venue after the commit: first the cancels and changes, then the orders."""

    account_id: AccountId
    cancels: list[Order] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    places: list[Placement] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.cancels or self.moves or self.places)


@dataclass(slots=True)
class Effects:
    """Everything a turn has to do once its commit stands."""

    acts: list[Act] = field(default_factory=list)
    unsettled: set[AccountId] = field(default_factory=set)
    corrected: list[tuple[AccountId, Fill]] = field(default_factory=list)
    """Busts and corrections that must be written out from the execution they name."""
    stale_rules: set[AccountId] = field(default_factory=set)
    """Accounts whose venue refused an order by a rule that our copy of its rules does not have."""
    revoked: dict[AccountId, str] = field(default_factory=dict)
    """Accounts whose key the venue refuses, with its words."""
    is_way_free: bool = False
    """Whether a signal that others may wait behind is done with: the queue has to be looked at again."""
    ended: list[OrderId] = field(default_factory=list)
    moments: list[tuple[datetime, UserId]] = field(default_factory=list)
    """When to look at a user's books again though nothing happens."""

    def add(self, act: Act) -> None:
        if not act.is_empty:
            self.acts.append(act)
