"""How the connections of linked accounts stand: what streams and looks say of them, told to the database every second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.ports.broker import RATE_CODE, BrokerUnavailable, ConnectionChanged
from tradewright.features.brokerage import Standing, ToldState, tell_connections
from tradewright.features.orders.executor.books import Books
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database

TELL_AGAIN_AFTER: Final = timedelta(seconds=20)
"""What has not changed is told again so seldom: it says that somebody still looks after the account."""
DETAIL_LENGTH_MAX: Final = 300

OnLook = Callable[[AccountId, Sequence[BrokerUnavailable]], None]
"""Hears what a look at an account came to: the reads that failed, none when it was whole."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one connection. `stream` is why its events do not arrive (None: they do), `failure` what its
    last read came to (None: it succeeded).
    """

    stream: str | None = "its stream of events is not up yet"
    failure: BrokerUnavailable | None = None
    last_look_at: datetime | None = None


def state_of(facts: Facts) -> tuple[ToldState, str | None]:
    """Return what the facts come to, the worst first, and why."""
    failure = facts.failure
    if failure is not None and failure.code == RATE_CODE:
        wait = "" if failure.retry_after_s is None else f" (for {failure.retry_after_s:.0f} s)"
        return "rate_limited", f"{failure.message}{wait}"[:DETAIL_LENGTH_MAX]
    if failure is not None:
        return "unreachable", failure.message[:DETAIL_LENGTH_MAX]
    if facts.stream is not None:
        return "stream_down", facts.stream[:DETAIL_LENGTH_MAX]
    return "connected", None


class Connections:
    """Remembers for each account of ours how its connection stands, and tells what changed. Holds no account that has
    left.
    """

    def __init__(self, *, db: Database, bus: Bus, clock: Clock, books: Books) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._books = books
        self._facts: dict[AccountId, Facts] = {}
        self._standing: dict[AccountId, Standing] = {}
        self._told: dict[AccountId, tuple[Standing, datetime]] = {}

    def heard(self, account_id: AccountId, event: ConnectionChanged) -> None:
        """Note what the account's stream of events says of itself."""
        reason = None if event.state == "connected" else event.reason
        self._facts[account_id] = replace(self._of(account_id), stream=reason)

    def looked(self, account_id: AccountId, failed: Sequence[BrokerUnavailable]) -> None:
        """Note what a look came to; with nothing in `failed` it was whole."""
        facts = replace(self._of(account_id), failure=failed[0] if failed else None)
        self._facts[account_id] = facts if failed else replace(facts, last_look_at=self._clock.now())

    async def tell(self) -> None:
        """Write how accounts stand whose standing has changed, or was last written long ago. Raises Unavailable."""
        now = self._clock.now()
        self._forget_those_who_left()
        due = [one for one in map(self._standing_now, self._linked()) if self._is_due(one, now)]
        if due:
            # In one order everywhere: two executors never wait for each other's rows in a circle.
            due.sort(key=lambda one: one.account_id)
            await tell_connections(self._db, self._bus, due, now=now)
            self._told.update({one.account_id: (one, now) for one in due})

    def _of(self, account_id: AccountId) -> Facts:
        return self._facts.get(account_id) or Facts()

    def _linked(self) -> list[tuple[UserId, AccountId]]:
        return [
            (desk.user_id, account_id)
            for desk in self._books.desks.values()
            for account_id, account in desk.accounts.items()
            if desk.book.accounts[account_id].venue != PLATFORM
            and account.status == "active"
            and account_id in self._facts
        ]

    def _standing_now(self, whose: tuple[UserId, AccountId]) -> Standing:
        user_id, account_id = whose
        facts, before = self._of(account_id), self._standing.get(account_id)
        state, detail = state_of(facts)
        since = before.since if before is not None and before.state == state else self._clock.now()
        standing = Standing(user_id, account_id, state, since, detail, facts.last_look_at)
        self._standing[account_id] = standing
        return standing

    def _is_due(self, standing: Standing, now: datetime) -> bool:
        told, at = self._told.get(standing.account_id) or (None, now)
        if told is None or now - at >= TELL_AGAIN_AFTER:
            return True
        is_first_look = told.last_look_at is None and standing.last_look_at is not None
        return is_first_look or (told.state, told.detail) != (standing.state, standing.detail)

    def _forget_those_who_left(self) -> None:
        here = self._books.owner_of.keys()
        for known in (self._facts, self._standing, self._told):
            for account_id in known.keys() - here:
                del known[account_id]
