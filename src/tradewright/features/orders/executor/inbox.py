"""What reaches the executor from outside the database: venues' answers and events, waiting for the next turn."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from tradewright.domain.trading.order import OrderEvent
from tradewright.domain.trading.ports.broker import BrokerEvent, CancelOutcome, PlaceOutcome
from tradewright.kernel.ids import AccountId, OrderId


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
class MarkDue:
    """Time to note the account's equity though nothing happened."""

    account_id: AccountId


Item = PlaceAnswered | CancelAnswered | VenueSaid | OrderProved | CursorMoved | MarkDue


class Inbox:
    """A first-in first-out queue that wakes the turn loop. Single-threaded: one event loop owns it."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._woken = asyncio.Event()
        self._signals_due = True

    def put(self, item: Item) -> None:
        self._items.append(item)
        self._woken.set()

    def expect_signals(self) -> None:
        """Say that the database has new signals for us."""
        self._signals_due = True
        self._woken.set()

    def wake(self) -> None:
        self._woken.set()

    async def wait(self, timeout_s: float) -> None:
        """Return when something arrives, or after `timeout_s`, when signals are looked for in any case."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._woken.wait()
        except TimeoutError:
            self._signals_due = True
        self._woken.clear()

    def take_signals_due(self) -> bool:
        due, self._signals_due = self._signals_due, False
        return due

    def drain(self) -> list[Item]:
        items = list(self._items)
        self._items.clear()
        return items

    def __len__(self) -> int:
        return len(self._items)
