"""What a turn has to do once its commit stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from tradewright.domain.trading.order import Order
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import AccountId, OrderId


@dataclass(slots=True)
class Act:
    """What to do at one account's venue after the commit: first the cancels, then the orders."""

    account_id: AccountId
    cancels: list[Order] = field(default_factory=list)
    places: list[Placement] = field(default_factory=list)


@dataclass(slots=True)
class Effects:
    """Everything a turn has to do once its commit stands."""

    acts: list[Act] = field(default_factory=list)
    unsettled: set[AccountId] = field(default_factory=set)
    ended: list[OrderId] = field(default_factory=list)
