"""The executor: turn by turn, take what came in, decide, commit, then speak to venues.

One event loop, one turn at a time, so books need no locks. A turn's inputs are pending signals of our shards and whatever
venues said. This module puts the parts together and keeps them going; a turn itself is in `turn`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tradewright.features.orders.executor.afterwards import Afterwards
from tradewright.features.orders.executor.agenda import Agenda
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.charting import Charting
from tradewright.features.orders.executor.connecting import Connecting
from tradewright.features.orders.executor.connections import Connections
from tradewright.features.orders.executor.handing_over import HandingOver
from tradewright.features.orders.executor.inbox import Inbox
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.marks import Marks
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.pricing import Pricing
from tradewright.features.orders.executor.reconcile.reconciler import Reconciler
from tradewright.features.orders.executor.rehearsing import Rehearsing
from tradewright.features.orders.executor.rounds import Rounds
from tradewright.features.orders.executor.shards import Fenced, ShardLease
from tradewright.features.orders.executor.switching import Switching
from tradewright.features.orders.executor.telling import turn_failures, turn_seconds
from tradewright.features.orders.executor.trouble import LOST, RETRY_AFTER_S
from tradewright.features.orders.executor.turn import Turns
from tradewright.features.orders.executor.venues import BrokerFactory, Venues
from tradewright.features.orders.executor.watching import Watching
from tradewright.kernel.clock import Clock
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.db import Database

log = telemetry.logger(__name__)

IDLE_LOOK_S = 1.0
"""How long a signal can wait when its wake-up was lost."""
BALANCE_EVERY_S = 2.0
SETTLE_EVERY_S = 30.0
DOUBT_EVERY_S = 0.25
LIVE_EVERY_S = 1.0
TELL_EVERY_S = 1.0
KEEP_MARKS_EVERY_S = 5.0
MARK_EVERY_S = 60.0
REOPEN_EVERY_S = 15.0
RULES_EVERY_S = 600.0
FORGET_EVERY_S = 60.0
TIDY_CHARTS_EVERY_S = 10.0


class Executor:
    """One executor process's work: make it, `run` it, cancel it to stop it (it then drains and leaves)."""

    def __init__(
        self, *, db: Database, bus: Bus, clock: Clock, brokers: BrokerFactory, market: Market, lease: ShardLease,
        shard_count: int,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._market = market
        self._lease = lease
        self._inbox = inbox = Inbox()
        self._books = books = Books(shard_count)
        self._agenda = agenda = Agenda()
        self._clock = clock
        background = Background()
        self._connections = connections = Connections(db=db, bus=bus, clock=clock, books=books)
        self._marks = Marks(db=db, market=market, books=books)
        self._venues = venues = Venues(brokers, inbox, clock, may_send=lease.may_send)
        venues.tell_connections(connections.heard)
        watching = Watching(
            clock=clock, market=market, books=books, venues=venues, inbox=inbox, background=background
        )
        venues.tell_quotes(watching.hear)
        market.listen(watching.hear_platform)
        pricing = Pricing(
            db=db, clock=clock, market=market, venues=venues, inbox=inbox, agenda=agenda, background=background
        )  # fmt: skip
        reconciler = Reconciler(
            db=db, clock=clock, books=books, venues=venues, inbox=inbox, background=background,
            looked=connections.looked,
        )  # fmt: skip
        self._connecting = connecting = Connecting(
            db=db, bus=bus, clock=clock, market=market, books=books, venues=venues, watching=watching,
            reconciler=reconciler, background=background, looked=connections.looked,
        )  # fmt: skip
        opening = Opening(
            db=db, clock=clock, lease=lease, market=market, books=books, venues=venues, inbox=inbox,
            reconciler=reconciler, agenda=agenda, connecting=connecting,
        )  # fmt: skip
        self._opening = opening
        afterwards = Afterwards(
            bus=bus, reconciler=reconciler, venues=venues, watching=watching, connecting=connecting, agenda=agenda,
            inbox=inbox,
        )  # fmt: skip
        self._turns = Turns(
            db=db, bus=bus, clock=clock, lease=lease, market=market, books=books, opening=opening, inbox=inbox,
            agenda=agenda, pricing=pricing, afterwards=afterwards,
        )  # fmt: skip
        self._hands = HandingOver(
            db=db, lease=lease, books=books, opening=opening, turns=self._turns, venues=venues, inbox=inbox,
            background=background,
        )  # fmt: skip
        self._rounds = Rounds(
            bus=bus,
            clock=clock,
            market=market,
            books=books,
            reconciler=reconciler,
            watching=watching,
            inbox=inbox,
        )
        self._rehearsing = Rehearsing(
            db=db, clock=clock, books=books, opening=opening, market=lambda: market.view,
            holds=lambda shard: shard in lease.held, must_wait=pricing.must_wait,
        )  # fmt: skip
        self._charting = Charting(
            bus=bus, books=books, opening=opening, venues=venues, background=background,
            holds=lambda shard: shard in lease.held,
        )  # fmt: skip
        self._switching = Switching(db=db, bus=bus, lease=lease, books=books, opening=opening)
        self._stopping = False
        self.started = asyncio.Event()
        """Set once signals are heard and quotes are followed."""

    @property
    def lease(self) -> ShardLease:
        return self._lease

    @property
    def is_handing_over(self) -> bool:
        """Whether users are on their way to another executor; nothing is begun for them meanwhile."""
        return bool(self._books.leaving)

    async def run(self) -> None:
        """Work until `stop`; then finish what is under way, give the shards back, and return."""
        await self._market.start()
        wake = await self._bus.subscribe(subjects.ALL_WAKES, self._hear_wake)
        last_word = await self._switching.last_word()
        await self._lease.join()
        served = [*await self._rehearsing.start(self._bus), await self._charting.start()]
        self.started.set()
        helpers = [asyncio.create_task(self._switching.listen(last_word), name="executor-switches")]
        helpers += [
            asyncio.create_task(self._every(seconds, act), name=f"executor-{act.__name__}")
            for seconds, act in (
                (BALANCE_EVERY_S, self._lease.beat),
                (BALANCE_EVERY_S, self._hands.balance),
                (LIVE_EVERY_S, self._rounds.publish_live),
                (TELL_EVERY_S, self._connections.tell),
                (KEEP_MARKS_EVERY_S, self._marks.keep),
                (SETTLE_EVERY_S, self._rounds.settle_all),
                (DOUBT_EVERY_S, self._rounds.look_where_due),
                (MARK_EVERY_S, self._rounds.mark_all),
                (REOPEN_EVERY_S, self._connecting.reopen_missing),
                (RULES_EVERY_S, self._connecting.refresh_rules),
                (TIDY_CHARTS_EVERY_S, self._charting.tidy),
                (FORGET_EVERY_S, self._rounds.forget_those_who_left),
                (IDLE_LOOK_S, self._rounds.look_for_signals),
            )
        ]
        try:
            while not self._stopping:
                await self._inbox.wait(self._agenda.wait_s(self._clock.now(), at_most_s=IDLE_LOOK_S))
                await self._turn_safely()
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            for answering in served:
                await answering.close()
            await wake.close()
            await self._hands.drain()
            await self._market.close()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping = True
        self._inbox.wake()

    async def _turn_safely(self) -> None:
        began = time.perf_counter()
        try:
            async with self._books.turning:
                is_busy = await self._turns.turn()
            if is_busy:
                turn_seconds.observe(time.perf_counter() - began)
        except Fenced as fenced:
            turn_failures.labels("fenced").inc()
            await self._start_over(fenced)
        except LOST as error:
            turn_failures.labels(type(error).__name__).inc()
            log.warning("executor.turn_lost", cause=f"{type(error).__name__}: {error}")
            await asyncio.sleep(RETRY_AFTER_S)
            self._inbox.expect_signals()
        except Exception as error:
            # Policy: our bug, outside any one user's work. Everybody's books are read again, and the loop lives.
            turn_failures.labels(type(error).__name__).inc()
            log.exception("executor.turn_broken")
            self._opening.forget(list(self._books.desks))
            await asyncio.sleep(RETRY_AFTER_S)
            self._inbox.expect_signals()

    async def _every(self, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await act()
            except Fenced as fenced:
                await self._start_over(fenced)
            except LOST as error:
                cause = f"{type(error).__name__}: {error}"
                log.warning("executor.round_lost", round=act.__name__, cause=cause)
            except Exception:
                # Policy: our bug in one round; the next round tries again, for an executor without rounds is soon fenced.
                log.exception("executor.round_broken", round=act.__name__)
            await asyncio.sleep(seconds)

    async def _start_over(self, fenced: Fenced) -> None:
        """Come back as a new member, however long the database is away meanwhile."""
        while True:
            try:
                return await self._hands.start_over(fenced)
            except LOST as error:
                log.warning("executor.join_lost", cause=f"{type(error).__name__}: {error}")
                await asyncio.sleep(RETRY_AFTER_S)

    async def _hear_wake(self, message: Message) -> None:
        if subjects.shard_of_wake(message.subject) in self._lease.held:
            self._inbox.expect_signals()
