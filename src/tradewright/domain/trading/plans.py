"""What a decision about one signal can come to. The executor commits it first and acts on it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tradewright.domain.trading.order import Order
from tradewright.domain.trading.outcome import Trace
from tradewright.domain.trading.ports.broker import OrderChange, OrderRequest
from tradewright.kernel.ids import OrderId


@dataclass(frozen=True, slots=True)
class PlaceOrders:
    """Commit `orders` (an entry in submitting with its legs held, or one exit), then do at the venue, in this
    order: cancel `cancels`, send `requests` (legs travel inside their entry's request).
    """

    orders: tuple[Order, ...]
    requests: tuple[OrderRequest, ...]
    cancels: tuple[OrderId, ...]
    decision: Trace


@dataclass(frozen=True, slots=True)
class Wait:
    """One step of several. Commit `orders`, cancel `cancels`, send `requests`; then the signal waits until every order in
    `awaits` has ended, or until `until`, and is planned again with its next step on the books of that moment.

    So a reversal cancels, closes and awaits the fill before it opens, and a crash in between resumes where the books stand.
    """

    orders: tuple[Order, ...]
    requests: tuple[OrderRequest, ...]
    cancels: tuple[OrderId, ...]
    awaits: tuple[OrderId, ...]
    until: datetime
    decision: Trace


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Give a live order other prices or another size: in place where the venue can, else by cancel and a new order."""

    order_id: OrderId
    change: OrderChange
    decision: Trace


@dataclass(frozen=True, slots=True)
class CancelOrders:
    """Ask the venue to cancel these live orders of the account."""

    order_ids: tuple[OrderId, ...]
    decision: Trace


@dataclass(frozen=True, slots=True)
class CancelAndClose:
    """Flatten: cancel every live order in `order_ids`, then send one reduce-only market order for each
    position.
    """

    order_ids: tuple[OrderId, ...]
    orders: tuple[Order, ...]
    requests: tuple[OrderRequest, ...]
    decision: Trace


@dataclass(frozen=True, slots=True)
class Refuse:
    """Denied by us. `rule` names what said no, `limit` and `value` the deciding numbers as text where there
    are any;
    `scope` is set for the trader's own limits.
    """

    reason_code: str
    reason: str
    rule: str
    scope: str | None
    limit: str | None
    value: str | None
    decision: Trace


@dataclass(frozen=True, slots=True)
class Ignore:
    """There is nothing to do, and nothing is wrong."""

    reason_code: str
    reason: str
    decision: Trace


Plan = PlaceOrders | Wait | MoveOrder | CancelOrders | CancelAndClose | Refuse | Ignore
