"""Prices that a decision needs and nobody has said yet: asked for once, in the background; the signal waits in its turn.

A price that cannot be had does not hold a signal for long: it is decided without, and the planner says what was missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.signal import AgentPolicy, Intent, Signal
from tradewright.features.orders.executor.agenda import Agenda
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.deciding import PoliciesBySignal
from tradewright.features.orders.executor.drafting.stepping import leaves
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.ranges import load_range, range_wanted
from tradewright.features.orders.executor.trouble import LOST
from tradewright.features.orders.executor.venues import Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.ids import AccountId, SignalId, UserId
from tradewright.platform import telemetry
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

ASK_WITHIN_S: Final = 2.0
ASKED_LASTS: Final = timedelta(seconds=10)
"""So long after asking, whatever came of it, nobody asks again: a venue without a price must not hold up its account."""
RANGE_LASTS: Final = timedelta(seconds=60)
ASKED_REMEMBERED: Final = 1_000
"""With so many remembered, those whose answer has lapsed are forgotten."""

Key = tuple[AccountId, str] | tuple[str, str]


class Pricing:
    """Knows which signals have to wait for a price, and sees to it that they do not wait long."""

    def __init__(
        self, *, db: Database, clock: Clock, market: Market, venues: Venues, inbox: Inbox, agenda: Agenda,
        background: Background,
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._market = market
        self._venues = venues
        self._inbox = inbox
        self._agenda = agenda
        self._background = background
        self._asking: set[Key] = set()
        self._asked_at: dict[Key, datetime] = {}

    def unpriced(
        self, desk: UserDesk, signals: Sequence[Signal], policies: PoliciesBySignal
    ) -> set[SignalId]:
        """Return signals that wait for a price, and with each those that came after it for the same account."""
        unpriced: set[SignalId] = set()
        behind: set[AccountId] = set()
        for signal in (*(waiting.signal for waiting in desk.waiting.values()), *signals):
            policy = policies.get(signal.signal_id)
            if self.must_wait(desk, signal, policy):
                unpriced.add(signal.signal_id)
                if signal.step == 0:
                    behind.add(signal.account_id)
            elif signal.step == 0 and signal.account_id in behind and not leaves(signal):
                unpriced.add(signal.signal_id)
        return unpriced

    def must_wait(self, desk: UserDesk, signal: Signal, policy: AgentPolicy | None) -> bool:
        """Return whether something is being asked that this signal is decided by; begins to ask where nobody has."""
        account = desk.book.accounts.get(signal.account_id)
        if account is None:
            return False
        waits = False
        wanted = range_wanted(signal.intent, policy)
        if wanted is not None and self._is_due(wanted, RANGE_LASTS):
            self._begin(wanted)
            self._background.start(self._ask_range(wanted, desk.user_id), "executor-ask-range")
        if wanted is not None:
            waits = wanted in self._asking
        symbol = signal.intent.symbol
        if symbol is not None and _needs_price(signal.intent) and self._lacks_quote(account, symbol):
            key = (account.account_id, symbol)
            if self._is_due(key, ASKED_LASTS) and self._venues.is_open(account.account_id):
                self._begin(key)
                self._background.start(self._ask_quote(account, symbol, desk.user_id), "executor-ask-quote")
            waits = waits or key in self._asking
        return waits

    def _lacks_quote(self, account: AccountBook, symbol: str) -> bool:
        if account.venue == PLATFORM:
            return False  # its quotes come by themselves or not at all
        return self._market.view.of(account.venue).fresh_quote(symbol, self._clock.now()) is None

    def _is_due(self, key: Key, lasts: timedelta) -> bool:
        asked_at = self._asked_at.get(key)
        return key not in self._asking and (asked_at is None or self._clock.now() - asked_at >= lasts)

    def _begin(self, key: Key) -> None:
        self._asking.add(key)
        if len(self._asked_at) >= ASKED_REMEMBERED:
            # What was asked longer ago than any answer lasts says nothing any more.
            since = self._clock.now() - RANGE_LASTS
            self._asked_at = {one: at for one, at in self._asked_at.items() if at > since}
        self._asked_at[key] = self._clock.now()

    async def _ask_quote(self, account: AccountBook, symbol: str, user_id: UserId) -> None:
        try:
            async with asyncio.timeout(ASK_WITHIN_S):
                quote = await self._venues.get(account.account_id).quote(symbol)
            if quote is not None:
                self._market.hear(account.venue, quote)
        except (BrokerUnavailable, TimeoutError) as error:
            # Policy: the signal is decided without; an entry is refused for want of a price.
            log.warning("executor.quote_missing", symbol=symbol, venue=account.venue, cause=repr(error))
        finally:
            self._end((account.account_id, symbol), user_id)

    async def _ask_range(self, wanted: tuple[str, str], user_id: UserId) -> None:
        symbol, timeframe = wanted
        try:
            found = await load_range(self._db, symbol, timeframe, self._clock.now())
            self._market.keep_range(symbol, timeframe, found)
        except (*LOST, ValueError) as error:
            # Policy: as for quotes; without a range, what is a multiple of it is refused.
            self._market.keep_range(symbol, timeframe, None)
            log.warning("executor.range_missing", symbol=symbol, timeframe=timeframe, cause=repr(error))
        finally:
            self._end(wanted, user_id)

    def _end(self, key: Key, user_id: UserId) -> None:
        self._asking.discard(key)
        self._agenda.add(self._clock.now(), user_id)
        self._inbox.expect_signals()


def _needs_price(intent: Intent) -> bool:
    """Whether the decision looks at a quote. Whoever only wants to get out does not wait for one."""
    return intent.action not in ("exit", "cancel", "flatten", "resolve") or intent.price_from is not None
