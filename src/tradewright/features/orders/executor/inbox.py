"""What reaches the executor from outside the database: venues' answers and events, waiting for the next turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tradewright.domain.trading.order import Fill, Order, OrderEvent
from tradewright.domain.trading.ports.broker import (
    BrokerEvent,
    CancelOutcome,
    OrderChange,
    PlaceOutcome,
    ReplaceOutcome,
)
from tradewright.domain.trading.reconcile import Evidence, VenueSnapshot
from tradewright.kernel.ids import AccountId, OrderId

GATHER_S: Final = 0.010
"""So soon after a turn no other begins for what venues said alone. A turn is one commit whatever it holds: with one for each
answer and each fill, a signal found the loop busy nine times in ten at 70 orders a second, and waited for them (measured);
this way they share commits, and a signal takes along what has gathered. Less than a venue's answer takes to come.
"""


@dataclass(frozen=True, slots=True)
class PlaceAnswered:
    account_id: AccountId
    order_id: OrderId
    outcome: PlaceOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class CancelAnswered:
    account_id: AccountId
    order_id: OrderId
    outcome: CancelOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplaceAnswered:
    account_id: AccountId
    order_id: OrderId
    change: OrderChange
    outcome: ReplaceOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class PredecessorEnded:
    """An order that another was to take the place of ended in an earlier life of these books."""

    account_id: AccountId
    ended: Order


@dataclass(frozen=True, slots=True)
class VenueSaid:
    """The venue spoke unasked: an order of the account changed or filled."""

    account_id: AccountId
    event: BrokerEvent


@dataclass(frozen=True, slots=True)
class OrderProved:
    """Looking into the matter showed what became of an order whose fate was open."""

    account_id: AccountId
    order_id: OrderId
    event: OrderEvent


@dataclass(frozen=True, slots=True)
class CursorMoved:
    """Every fill of the account up to `cursor` has been read and stands before this item in the inbox."""

    account_id: AccountId
    cursor: str


@dataclass(frozen=True, slots=True)
class VenueSeen:
    """Everything that one look at an account elsewhere showed, after the fills that were read with it."""

    account_id: AccountId
    snapshot: VenueSnapshot


@dataclass(frozen=True, slots=True)
class OrderSought:
    """An order was asked for and not found; `is_miss` when every source could be read. `stream_up_since` is since when the
    stream of events has been up and in sync.
    """

    account_id: AccountId
    order_id: OrderId
    evidence: tuple[Evidence, ...]
    is_miss: bool
    at: datetime
    stream_up_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FillInFull:
    """A bust or a correction, written out with the side, quantity and price of the execution it takes back."""

    account_id: AccountId
    fill: Fill


@dataclass(frozen=True, slots=True)
class FillUnmatched:
    """The venue took back or corrected an execution that is not in our books, however often we read them."""

    account_id: AccountId
    fill: Fill


@dataclass(frozen=True, slots=True)
class MarkDue:
    """Time to note the account's equity though nothing happened."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class QuoteMoved:
    """The price of a symbol that the account holds or works in has moved: legs that we keep may have to act."""

    account_id: AccountId


Item = (
    PlaceAnswered
    | CancelAnswered
    | ReplaceAnswered
    | PredecessorEnded
    | VenueSaid
    | OrderProved
    | CursorMoved
    | VenueSeen
    | OrderSought
    | FillInFull
    | FillUnmatched
    | MarkDue
    | QuoteMoved
)


class Inbox:
    """A first-in first-out queue that wakes the turn loop: at once for signals, and for what venues said unless a turn has
    just ended. Single-threaded: one event loop owns it.
    """

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._woken = asyncio.Event()
        self._hurry = asyncio.Event()
        self._signals_due = True

    def put(self, item: Item) -> None:
        self._items.append(item)
        self._woken.set()

    def expect_signals(self) -> None:
        """Say that the database has new signals for us."""
        self._signals_due = True
        self.wake()

    def wake(self) -> None:
        """Have the waiting end at once."""
        self._woken.set()
        self._hurry.set()

    async def wait(self, timeout_s: float) -> None:
        """Return when something arrives, or after `timeout_s`; for what venues said, GATHER_S from now at the earliest."""
        began = asyncio.get_running_loop().time()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(began + timeout_s) as bound:
                await self._woken.wait()
                bound.reschedule(began + min(timeout_s, GATHER_S))
                await self._hurry.wait()
        self._woken.clear()
        self._hurry.clear()

    def take_signals_due(self) -> bool:
        due, self._signals_due = self._signals_due, False
        return due

    def drain(self) -> list[Item]:
        items = list(self._items)
        self._items.clear()
        return items

    def __len__(self) -> int:
        return len(self._items)
