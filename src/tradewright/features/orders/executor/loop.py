"""The executor: turn by turn, take what came in, decide, commit, then speak to venues.

One event loop, one turn at a time, so books need no locks. A turn's inputs are pending signals of our shards and whatever
venues said. Books change only after their commit; whenever a commit fails or its fate is unknown, the books it touched are
thrown away and loaded again from the database, which is the truth.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from tradewright.domain.trading.order import Order, ProvedAbsent
from tradewright.domain.trading.ports.broker import FillUpdate
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.signal import AgentPolicy, Signal
from tradewright.features.orders.executor import loader
from tradewright.features.orders.executor.commit import Batch, ControlsChanged, SignalsTaken, commit
from tradewright.features.orders.executor.desk import Draft, Effects, UserDesk
from tradewright.features.orders.executor.inbox import Inbox, Item, MarkDue, OrderProved, VenueSaid
from tradewright.features.orders.executor.live import LiveFeed
from tradewright.features.orders.executor.loader import SignalName
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.settle import settle_account
from tradewright.features.orders.executor.shards import Fenced, ShardLease
from tradewright.features.orders.executor.trouble import LOST, passes
from tradewright.features.orders.executor.venues import BrokerFactory, Placement, Venues
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import NotFound, Unavailable
from tradewright.kernel.ids import AccountId, AgentVersionId, ClientOrderId, SignalId, UserId, shard_of
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus, Message, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json

log = telemetry.logger(__name__)

SIGNALS_PER_TURN = 200
"""Bounds how long one commit grows; what is left over is taken by the next turn at once."""
IDLE_LOOK_S = 1.0
"""How long a signal can wait when its wake-up was lost."""
BALANCE_EVERY_S = 2.0
SETTLE_EVERY_S = 30.0
SETTLE_APART_S = 0.05
LIVE_EVERY_S = 1.0
MARK_EVERY_S = 60.0
RETRY_AFTER_S = 0.5
CONTROL_RETRIES = 5
POLICIES_KEPT = 10_000

turn_seconds = telemetry.histogram(
    "tradewright_executor_turn_seconds", "Length of one turn, its commit included."
)
signals_decided = telemetry.counter(
    "tradewright_signals_decided_total", "Signals decided, by what became of them.", ["state"]
)
orders_changed = telemetry.counter(
    "tradewright_orders_total", "Orders committed, by the state they were committed in.", ["state"]
)
turn_failures = telemetry.counter(
    "tradewright_executor_turn_failures_total", "Turns that wrote nothing.", ["cause"]
)

Work = dict[UserId, tuple[list[Signal], list[Item]]]


class Executor:
    """One executor process's work: make it, `run` it, cancel it to stop it (it then drains and leaves)."""

    def __init__(
        self, *, db: Database, bus: Bus, clock: Clock, brokers: BrokerFactory, market: Market, lease: ShardLease,
        shard_count: int,
    ) -> None:  # fmt: skip
        self._db = db
        self._bus = bus
        self._clock = clock
        self._market = market
        self._lease = lease
        self._shard_count = shard_count
        self._inbox = Inbox()
        self._venues = Venues(brokers, self._inbox, clock)
        self._desks: dict[UserId, UserDesk] = {}
        self._loading: dict[UserId, asyncio.Task[None]] = {}
        self._owner_of: dict[AccountId, UserId] = {}
        self._live = LiveFeed(bus)
        self._policies: dict[AgentVersionId, AgentPolicy | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._alone: set[UserId] = set()
        self._sought: dict[UserId, AccountId] = {}
        self._turning = asyncio.Lock()
        """Held by whoever changes books or hands: a turn, a hand-over, a new life. Never two at once."""
        self._leaving: frozenset[int] = frozenset()
        self._stopping = False
        self.started = asyncio.Event()
        """Set once signals are heard and quotes are followed."""

    @property
    def lease(self) -> ShardLease:
        return self._lease

    @property
    def is_handing_over(self) -> bool:
        """Whether users are on their way to another executor; nothing is begun for them meanwhile."""
        return bool(self._leaving)

    async def run(self) -> None:
        """Work until `stop`; then finish what is under way, give the shards back, and return."""
        await self._market.start()
        wake = await self._bus.subscribe(subjects.ALL_WAKES, self._hear_wake)
        await self._lease.join()
        self.started.set()
        helpers = [
            asyncio.create_task(self._every(BALANCE_EVERY_S, self._lease.beat), name="executor-beat"),
            asyncio.create_task(self._every(BALANCE_EVERY_S, self._balance), name="executor-balance"),
            asyncio.create_task(self._every(LIVE_EVERY_S, self._publish_live), name="executor-live"),
            asyncio.create_task(self._every(SETTLE_EVERY_S, self._settle_all), name="executor-settle"),
            asyncio.create_task(self._every(MARK_EVERY_S, self._mark_all), name="executor-marks"),
        ]
        try:
            while not self._stopping:
                await self._inbox.wait(IDLE_LOOK_S)
                await self._turn_safely()
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            await wake.close()
            await self._drain()
            await self._market.close()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping = True
        self._inbox.wake()

    # Turns ----------------------------------------------------------------------------------------------------

    async def _turn_safely(self) -> None:
        began = time.perf_counter()
        try:
            async with self._turning:
                is_busy = await self._turn()
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
            self._forget(list(self._desks))
            await asyncio.sleep(RETRY_AFTER_S)
            self._inbox.expect_signals()

    async def _turn(self) -> bool:
        """Do one turn; return whether there was anything to do."""
        signals = await self._claim() if self._inbox.take_signals_due() else []
        items = self._inbox.drain()
        work = self._by_user(signals, items)
        if not work:
            return False
        together = {user_id: todo for user_id, todo in work.items() if user_id not in self._alone}
        if together:
            try:
                await self._decide_and_commit(together)
            except Exception as error:
                self._forget(work)
                if isinstance(error, Fenced) or passes(error):
                    raise
                # Policy: one user's poison must not stop the others, so the next turns go user by user.
                self._alone.update(together)
                turn_failures.labels(type(error).__name__).inc()
                log.exception("executor.turn_failed", users=len(together))
                await asyncio.sleep(RETRY_AFTER_S / 10)
                self._inbox.expect_signals()
                return True
        for user_id in [user_id for user_id in work if user_id in self._alone]:
            await self._turn_alone(user_id, *work[user_id])
        return True

    async def _turn_alone(self, user_id: UserId, signals: list[Signal], items: list[Item]) -> None:
        """Do one user's part by itself after a shared turn failed: what venues said, then one signal.

        A signal that fails even so ends as failed; the user stays alone until one did, or none waits any more.
        """
        first: list[Signal] = []
        try:
            if items:
                await self._decide_and_commit({user_id: ([], items)})
            first = signals[:1]
            if first:
                await self._decide_and_commit({user_id: (first, [])})
        except Exception as error:
            self._forget([user_id], after_s=RETRY_AFTER_S / 10)
            if isinstance(error, Fenced) or passes(error):
                raise
            # Policy: our bug. What a venue said comes again with the books; the signal is ended with its correlation id,
            # so that the queue behind it lives.
            log.exception("executor.user_failed", user_id=str(user_id), signals=len(signals))
            turn_failures.labels("user_failed").inc()
            if first:
                await self._fail(SignalName.of(first[0]))
                self._alone.discard(user_id)
            return
        if signals:
            self._inbox.expect_signals()
        else:
            self._alone.discard(user_id)

    async def _fail(self, name: SignalName) -> None:
        """End a signal that our own code cannot decide."""
        try:
            await loader.fail_signal(self._db, self._lease, name, now=self._clock.now())
        except SignalsTaken:
            return  # the commit that seemed to fail stands
        signals_decided.labels("failed").inc()
        done = [{"signal_id": name.signal_id, "state": "failed"}]
        await self._bus.publish(subjects.SIGNAL_DONE, encode_json({"signals": done}))

    async def _decide_and_commit(self, work: Work) -> None:
        policies = await self._policies_of(work)
        late = await self._late_orders(work)
        for _ in range(CONTROL_RETRIES):
            now = self._clock.now()
            batch, drafts, effects = Batch(now), [], Effects()
            for user_id, (signals, items) in work.items():
                draft = Draft(self._desks[user_id], batch, effects, self._market.view, now, late_orders=late)
                for item in items:
                    draft.hear(item)
                for signal in signals:
                    draft.decide(signal, policies.get(signal.signal_id))
                draft.finish()
                drafts.append(draft)
            if batch.is_empty:
                break
            epochs = {
                user_id: self._desks[user_id].epoch for user_id, (signals, _) in work.items() if signals
            }
            try:
                await commit(self._db, self._lease, batch, user_ids=list(work), epochs=epochs)
            except ControlsChanged as change:
                for user_id in change.user_ids:
                    await self._renew_controls(self._desks[user_id])
                continue
            await self._after_commit(batch, drafts, effects)
            return
        else:
            raise Unavailable("limits keep changing while we decide")
        await self._after_commit(batch, drafts, effects)

    async def _after_commit(self, batch: Batch, drafts: Iterable[Draft], effects: Effects) -> None:
        for draft in drafts:
            draft.adopt()
        for act in effects.acts:
            self._venues.act(act.account_id, cancels=act.cancels, places=act.places)
        for account_id in effects.unsettled:
            self._settle_soon(account_id)
        for order_id in effects.ended:
            self._venues.forget(order_id)
        _log(batch)
        if batch.signals:
            done = [{"signal_id": s.signal_id, "state": s.state} for s in batch.signals]
            await self._bus.publish(subjects.SIGNAL_DONE, encode_json({"signals": done}))
        if batch.follow_ups:
            self._inbox.expect_signals()
        if batch.events:
            await self._bus.publish(subjects.WAKE_OUTBOX)

    async def _policies_of(self, work: Work) -> dict[SignalId, AgentPolicy | None]:
        """Return the rules of the agent version behind each signal; versions never change, so they are kept."""
        policies: dict[SignalId, AgentPolicy | None] = {}
        for signals, _ in work.values():
            for signal in signals:
                version = signal.agent_version_id
                if version is None:
                    continue
                if version not in self._policies:
                    if len(self._policies) >= POLICIES_KEPT:
                        self._policies.clear()
                    self._policies[version] = await loader.load_policy(self._db, signal)
                policies[signal.signal_id] = self._policies[version]
        return policies

    async def _late_orders(self, work: Work) -> dict[ClientOrderId, Order]:
        """Read the orders of fills that none of our live or lately ended orders explains."""
        late: dict[ClientOrderId, Order] = {}
        for user_id, (_, items) in work.items():
            desk = self._desks[user_id]
            for item in items:
                if not isinstance(item, VenueSaid) or not isinstance(item.event, FillUpdate):
                    continue
                client_order_id = item.event.fill.client_order_id
                if desk.find_order(item.account_id, client_order_id) is None and client_order_id not in late:
                    found = await loader.find_order(self._db, user_id, item.account_id, client_order_id)
                    if found is not None:
                        late[client_order_id] = found
        return late

    async def _claim(self) -> list[Signal]:
        """Return what waits, without the signals of users whose books are on their way: they must not fill the page."""
        claimed = await loader.claim_signals(
            self._db, self._lease.member_id, at_most=SIGNALS_PER_TURN, without=list(self._loading)
        )
        for name in claimed.unreadable:
            log.error("executor.signal_unreadable", signal_id=str(name.signal_id))
            await self._fail(name)
        if len(claimed.signals) + len(claimed.unreadable) == SIGNALS_PER_TURN:
            self._inbox.expect_signals()
        return claimed.signals

    def _by_user(self, signals: Iterable[Signal], items: Iterable[Item]) -> Work:
        """Sort inputs by user. Signals of a user whose books are not here yet stay pending; loading starts."""
        work: Work = {}
        outdated: set[UserId] = set()
        for item in items:
            user_id = self._owner_of.get(item.account_id)
            # What a venue said of a user we have forgotten is found again when the books are loaded.
            if user_id is not None and user_id in self._desks:
                work.setdefault(user_id, ([], []))[1].append(item)
        for signal in signals:
            desk = self._desks.get(signal.user_id)
            if desk is None:
                self._load_soon(signal.user_id)
            elif (
                signal.account_id not in desk.accounts
                and self._sought.get(signal.user_id) != signal.account_id
            ):
                self._sought[signal.user_id] = signal.account_id
                outdated.add(signal.user_id)
            elif desk.is_settled:
                work.setdefault(signal.user_id, ([], []))[0].append(signal)
        # An account may have been linked after the books were loaded: look once, then say that there is none.
        self._forget(outdated)
        return {user_id: todo for user_id, todo in work.items() if user_id not in outdated}

    # Books ----------------------------------------------------------------------------------------------------

    def _load_soon(self, user_id: UserId, *, after_s: float = 0.0) -> None:
        if user_id not in self._loading and not self._is_leaving(user_id):
            task = asyncio.create_task(self._load_safely(user_id, after_s), name="executor-load")
            self._loading[user_id] = task

    async def _load_safely(self, user_id: UserId, after_s: float) -> None:
        try:
            await asyncio.sleep(after_s)
            await self._load(user_id)
        except (
            Exception
        ) as error:  # Policy: whatever failed, the signals stay pending and the next look tries again.
            log.exception("executor.load_failed", user_id=str(user_id), cause=type(error).__name__)
            await asyncio.sleep(RETRY_AFTER_S)
        finally:
            self._loading.pop(user_id, None)
            self._inbox.expect_signals()

    async def _load(self, user_id: UserId) -> None:
        """Read a user's books, open the accounts, and settle what was left open before anything new is decided."""
        # Calls of an earlier life of this desk must have ended, or a look-up could miss an order that is on its way.
        await self._venues.settle_calls([a for a, owner in self._owner_of.items() if owner == user_id])
        if shard_of(user_id, shard_count=self._shard_count) not in self._lease.held:
            return
        loaded = await loader.load_user(
            self._db, user_id, instruments=await self._market.instruments(), now=self._clock.now()
        )
        desk = UserDesk(loaded)
        await self._open_venues(desk)
        self._desks[user_id] = desk
        for account_id in desk.accounts:
            await self._settle(account_id)
        desk.is_settled = True

    async def _open_venues(self, desk: UserDesk) -> None:
        for account_id, account in list(desk.accounts.items()):
            self._owner_of[account_id] = desk.user_id
            try:
                await self._venues.open(
                    desk.user_id, account_id, broker=account.broker, config=account.config
                )
            except NotFound:
                # No adapter: nothing can be sent there, and the trader's other accounts must not wait for one.
                log.warning("executor.no_adapter", account_id=str(account_id), broker=account.broker)
                desk.cut_off(account_id)

    async def _renew_controls(self, desk: UserDesk) -> None:
        """Take over limits, kill switches and the state of accounts, which changed since the desk read them."""
        desk.set_controls(await loader.load_controls(self._db, desk.user_id))
        await self._open_venues(desk)

    def _forget(self, user_ids: Iterable[UserId], *, after_s: float = 0.0) -> None:
        """Drop these users' books; they are loaded again from the database, `after_s` from now at the earliest."""
        for user_id in user_ids:
            if self._desks.pop(user_id, None) is not None:
                self._load_soon(user_id, after_s=after_s)

    async def _settle(self, account_id: AccountId) -> None:
        user_id = self._owner_of.get(account_id)
        desk = self._desks.get(user_id) if user_id is not None else None
        if desk is None or not self._venues.is_open(account_id):
            return
        await self._venues.settle_calls([account_id])
        found = await settle_account(
            self._venues.get(account_id),
            account_id,
            desk.live_orders(account_id),
            fill_cursor=desk.cursors[account_id],
            was_sent=self._venues.was_sent,
            now=self._clock.now(),
        )
        # What was committed before a kill switch must not be sent after it.
        controls = await loader.load_controls(self._db, desk.user_id) if found.resend else None
        known = await loader.booked_fills(self._db, desk.user_id, account_id, found.items)
        if self._desks.get(desk.user_id) is not desk:
            return  # forgotten meanwhile: whoever loads it settles it again
        for item in found.items:
            if not (isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate)) or (
                item.event.fill.venue_execution_id not in known
            ):
                self._inbox.put(item)
        live = desk.live_orders(account_id)
        places: list[Placement] = []
        for order in found.resend:
            if controls is None or self._venues.was_sent(order.order_id):
                continue  # sent by another look at the same account
            if (reason := controls.reason_not_to_send(order)) is not None:
                proof = ProvedAbsent(f"never sent: {reason}", self._clock.now())
                self._inbox.put(OrderProved(account_id, order.order_id, proof))
            else:
                places.append(Placement(order.order_id, request_for(order, live)))
        unsent = {order.order_id for order in found.resend}
        # Asked before the crash, perhaps never sent; asking twice does no harm.
        cancels = [order for order in live if order.cancel_requested and order.order_id not in unsent]
        if places or (cancels and not desk.is_settled):
            self._venues.act(account_id, cancels=() if desk.is_settled else cancels, places=places)

    def _settle_soon(self, account_id: AccountId) -> None:
        async def settle() -> None:
            try:
                await self._settle(account_id)
            except Exception as error:
                # Policy: reading failed and nothing was changed; the periodic round comes again.
                cause = f"{type(error).__name__}: {error}"
                log.warning("executor.settle_failed", account_id=str(account_id), cause=cause, exc_info=True)

        task = asyncio.create_task(settle(), name="executor-settle-one")
        self._background(task)

    def _background(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Rounds ---------------------------------------------------------------------------------------------------

    async def _every(self, seconds: float, act: Callable[[], Any]) -> None:
        while True:
            try:
                await act()
            except Fenced as fenced:
                await self._start_over(fenced)
            except LOST as error:
                log.warning(
                    "executor.round_lost", round=act.__name__, cause=f"{type(error).__name__}: {error}"
                )
            await asyncio.sleep(seconds)

    async def _balance(self) -> None:
        try:
            taken = await self._lease.balance(self._release_shards)
        finally:
            self._leaving = frozenset()
        if taken:
            for user_id in await loader.live_users(self._db, self._lease.member_id):
                if user_id not in self._desks:
                    self._load_soon(user_id)
            self._inbox.expect_signals()

    async def _release_shards(self, shards: Collection[int]) -> None:
        """Let go of these shards' users: no turn of theirs is under way afterwards, nor any call, and none begins."""
        self._leaving = frozenset(shards)
        async with self._turning:
            for user_id in [*self._desks, *self._loading]:
                if self._is_leaving(user_id):
                    self._desks.pop(user_id, None)
            await _cancelled([task for user_id, task in self._loading.items() if self._is_leaving(user_id)])
            accounts = [account_id for account_id, owner in self._owner_of.items() if self._is_leaving(owner)]
        await self._venues.release(accounts)
        for account_id in accounts:
            self._owner_of.pop(account_id, None)

    def _is_leaving(self, user_id: UserId) -> bool:
        return shard_of(user_id, shard_count=self._shard_count) in self._leaving

    async def _settle_all(self) -> None:
        for account_id, user_id in list(self._owner_of.items()):
            desk = self._desks.get(user_id)
            if desk is not None and (desk.live_orders(account_id) or account_id in desk.unread_fills):
                self._settle_soon(account_id)
                # One after the other: all at once, fifty accounts kept orders waiting for a tenth of a second.
                await asyncio.sleep(SETTLE_APART_S)

    async def _mark_all(self) -> None:
        for desk in self._desks.values():
            for account_id, book in desk.book.accounts.items():
                if any(not position.is_flat for position in book.positions.values()):
                    self._inbox.put(MarkDue(account_id))

    async def _publish_live(self) -> None:
        books = [desk.book for desk in self._desks.values()]
        self._live.measure(books, self._market.view, self._clock.now())
        for desk in list(self._desks.values()):
            await self._live.publish(desk.book, self._market.view, self._clock.now())
            await asyncio.sleep(0)  # an order that arrives meanwhile comes first

    async def _hear_wake(self, message: Message) -> None:
        if subjects.shard_of_wake(message.subject) in self._lease.held:
            self._inbox.expect_signals()

    # Ends -----------------------------------------------------------------------------------------------------

    async def _start_over(self, fenced: Fenced) -> None:
        """Nothing we believe may be written any more: forget all of it and come back as a new member."""
        async with self._turning:
            if fenced.member_id != self._lease.member_id:
                return  # another of our tasks heard of it first, and this is the new life
            log.warning("executor.fenced", member_id=str(fenced.member_id))
            await _cancelled([*self._loading.values(), *self._tasks])
            self._desks.clear()
            await self._venues.release(list(self._owner_of))
            self._owner_of.clear()
            self._inbox.drain()
            await self._lease.join()

    async def _drain(self) -> None:
        """Let calls under way come home, commit what they brought, and give everything back."""
        await _cancelled([*self._loading.values(), *self._tasks])
        with contextlib.suppress(Fenced, *LOST):
            await self._venues.settle_calls(list(self._owner_of))
            if len(self._inbox):
                async with self._turning:
                    await self._turn()
            await self._venues.release(list(self._owner_of))
            await self._lease.leave()


async def _cancelled(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel these tasks and return once they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _log(batch: Batch) -> None:
    """Tell what a commit made true: the same correlation id runs from the alert to its last fill."""
    for decided in batch.signals:
        signals_decided.labels(decided.state).inc()
        log.info(
            "signal.decided",
            signal_id=str(decided.signal_id),
            state=decided.state,
            reason_code=decided.reason_code,
            correlation_id=str(decided.correlation_id),
        )
    for order in (*batch.new_orders.values(), *batch.changed_orders.values()):
        orders_changed.labels(order.state).inc()
        log.info(
            "order.changed",
            order_id=str(order.order_id),
            state=order.state,
            filled=str(order.filled_quantity),
            correlation_id=str(order.correlation_id),
        )
    for fill in batch.executions:
        log.info(
            "execution.booked",
            order_id=None if fill.order_id is None else str(fill.order_id),
            venue_execution_id=fill.venue_execution_id,
            correlation_id=None if fill.correlation_id is None else str(fill.correlation_id),
        )
