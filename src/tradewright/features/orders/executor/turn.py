"""One turn: take what came in, decide, commit, then speak to venues.

Books change only after their commit; whenever a commit fails or its fate is unknown, the books it touched are thrown away
and loaded again from the database, which is the truth.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from tradewright.domain.trading.market import PLATFORM
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.ports.broker import FillUpdate, OrderReport, OrderUpdate
from tradewright.domain.trading.reconcile import owner_of
from tradewright.domain.trading.signal import Signal
from tradewright.features.orders.executor import booked, loader, pending
from tradewright.features.orders.executor.afterwards import Afterwards
from tradewright.features.orders.executor.agenda import Agenda
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.books import Books
from tradewright.features.orders.executor.commit import ControlsChanged, SignalsTaken, commit
from tradewright.features.orders.executor.desk import UserDesk
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Effects
from tradewright.features.orders.executor.drafting.turning import fill_in
from tradewright.features.orders.executor.inbox import FillInFull, Inbox, Item, VenueSaid
from tradewright.features.orders.executor.market import Market
from tradewright.features.orders.executor.opening import Opening
from tradewright.features.orders.executor.pending import SignalName
from tradewright.features.orders.executor.policies import Policies
from tradewright.features.orders.executor.pricing import Pricing
from tradewright.features.orders.executor.reconcile.ended import find_ended
from tradewright.features.orders.executor.shards import Fenced, ShardLease
from tradewright.features.orders.executor.telling import signals_decided, turn_failures
from tradewright.features.orders.executor.trouble import RETRY_AFTER_S, passes
from tradewright.kernel.clock import Clock
from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import AccountId, ClientOrderId, SignalId, UserId
from tradewright.platform import telemetry
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db import Database
from tradewright.platform.db.codecs import encode_json

log = telemetry.logger(__name__)

SIGNALS_PER_TURN = 200
"""Bounds how long one commit grows; what is left over is taken by the next turn at once."""
CONTROL_RETRIES = 5
FILLS_COME_AGAIN_WITHIN = timedelta(minutes=5)
"""How long after reading a user's books we ask the database whether a fill is booked; later, the books in memory know."""

Work = dict[UserId, tuple[list[Signal], list[Item]]]


class Turns:
    """Does turns, one at a time, under `Books.turning`."""

    def __init__(
        self, *, db: Database, bus: Bus, clock: Clock, lease: ShardLease, market: Market, books: Books, opening: Opening,
        inbox: Inbox, agenda: Agenda, pricing: Pricing, afterwards: Afterwards,
    ) -> None:  # fmt: skip
        self._db = db
        self._bus = bus
        self._clock = clock
        self._lease = lease
        self._market = market
        self._books = books
        self._opening = opening
        self._inbox = inbox
        self._agenda = agenda
        self._pricing = pricing
        self._afterwards = afterwards
        self._policies = Policies(db)
        self._alone: set[UserId] = set()
        self._due: set[UserId] = set()
        """Users that this turn looks at because their moment has come."""
        self._is_cut = False
        """Whether more signals wait than the page that was claimed last shows."""

    async def turn(self) -> bool:
        """Do one turn; return whether there was anything to do. Raises Fenced and what a lost server raises."""
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
                self._opening.forget(work)
                if isinstance(error, Fenced) or passes(error):
                    raise
                # Policy: one user's poison must not stop the others, so the next turns go user by user.
                self._alone.update(together)
                turn_failures.labels(type(error).__name__).inc()
                log.exception("executor.turn_failed", users=len(together))
                await asyncio.sleep(RETRY_AFTER_S / 10)
                self._inbox.expect_signals()
                return True
        alone = [user_id for user_id in work if user_id in self._alone]
        for done, user_id in enumerate(alone):
            try:
                await self._turn_alone(user_id, *work[user_id])
            except Exception:
                # What venues said of those behind was taken from the inbox: it comes again with their books.
                self._opening.forget(alone[done:])
                raise
        return True

    async def _turn_alone(self, user_id: UserId, signals: list[Signal], items: list[Item]) -> None:
        """Do one user's part by itself after a shared turn failed: signals whose step is over one by one, what venues said,
        then one new signal.

        A signal that fails even so ends as failed; the user stays alone until one did, or none waits any more.
        """
        blamed: list[Signal] = []
        try:
            ready = self._ready_signals(user_id)
            for one in ready:
                blamed = [one]
                others = {other.signal_id for other in ready} - {one.signal_id}
                await self._decide_and_commit({user_id: ([], [])}, not_yet=others)
            blamed = []
            if items or not (signals or ready):
                await self._decide_and_commit({user_id: ([], items)})
            blamed = signals[:1]
            if blamed:
                await self._decide_and_commit({user_id: (blamed, [])})
        except Exception as error:
            self._opening.forget([user_id], after_s=RETRY_AFTER_S / 10)
            if isinstance(error, Fenced) or passes(error):
                raise
            # Policy: our bug. What a venue said comes again with the books; the signal is ended with its correlation id,
            # so that the queue behind it lives.
            log.exception("executor.user_failed", user_id=str(user_id), signals=len(signals))
            turn_failures.labels("user_failed").inc()
            if blamed:
                await self._fail(SignalName.of(blamed[0]))
                self._alone.discard(user_id)
            return
        if signals:
            self._inbox.expect_signals()
        else:
            self._alone.discard(user_id)

    def _ready_signals(self, user_id: UserId) -> list[Signal]:
        """Return signals whose step is over, in their order: every turn of these books decides them first."""
        desk = self._books.desks.get(user_id)
        if desk is None:
            return []
        live = {order_id for book in desk.book.accounts.values() for order_id in book.orders}
        now = self._clock.now()
        ready = [one.signal for one in desk.waiting.values() if one.is_ready(live, now)]
        return sorted(ready, key=lambda signal: signal.sequence)

    async def _fail(self, name: SignalName) -> None:
        """End a signal that our own code cannot decide."""
        try:
            await pending.fail_signal(self._db, self._lease, name, now=self._clock.now())
        except SignalsTaken:
            return  # the commit that seemed to fail stands
        signals_decided.labels("failed").inc()
        done = [{"signal_id": name.signal_id, "state": "failed"}]
        await self._bus.publish(subjects.SIGNAL_DONE, encode_json({"signals": done}))

    async def _decide_and_commit(self, work: Work, *, not_yet: Collection[SignalId] = ()) -> None:
        """Do this work and commit it, but for the signals in `not_yet`."""
        policies = await self._policies.of(self._signals_of(work))
        work = await self._without_booked(work)
        late = await self._late_orders(work)
        for _ in range(CONTROL_RETRIES):
            now = self._clock.now()
            batch, drafts, effects = Batch(now), [], Effects()
            for user_id, (signals, items) in work.items():
                desk = self._books.desks[user_id]
                draft = Draft(desk, batch, effects, self._market.view, now, late_orders=late)
                unpriced = self._pricing.unpriced(desk, signals, policies)
                fill_in(draft, items, signals, policies, not_yet=unpriced.union(not_yet))
                drafts.append(draft)
            if batch.is_empty:
                break
            deciding = {signal.user_id for signal in batch.signals} | _sending(batch)
            epochs = {user_id: self._books.desks[user_id].epoch for user_id in deciding}
            try:
                await commit(self._db, self._lease, batch, user_ids=list(work), epochs=epochs)
            except ControlsChanged as change:
                for user_id in change.user_ids:
                    await self._opening.renew_controls(self._books.desks[user_id])
                continue
            if self._is_cut and (batch.decisions or batch.delayed):
                # There is room in the page for those behind. Were nothing of it decided, the same page would come again.
                self._inbox.expect_signals()
            await self._afterwards.carry_out(batch, drafts, effects, due=self._due)
            return
        else:
            raise Unavailable("limits keep changing while we decide")
        await self._afterwards.carry_out(batch, drafts, effects, due=self._due)

    def _signals_of(self, work: Work) -> Iterator[Signal]:
        """Yield every signal that may be planned: new ones, and those between two steps."""
        for user_id, (signals, _) in work.items():
            yield from signals
            yield from (waiting.signal for waiting in self._books.desks[user_id].waiting.values())

    async def _without_booked(self, work: Work) -> Work:
        """Return the work without fills that were booked before these books were read: venues tell the latest again."""
        now = self._clock.now()
        told = {
            user_id: items
            for user_id, (_, items) in work.items()
            if items
            and (read_at := self._books.desks[user_id].read_at) is not None
            and now - read_at < FILLS_COME_AGAIN_WITHIN
        }
        known = await booked.list_booked(self._db, told)
        if not known:
            return work
        return {
            user_id: (signals, booked.without_booked(items, known))
            for user_id, (signals, items) in work.items()
        }

    async def _late_orders(self, work: Work) -> dict[ClientOrderId, Order]:
        """Read the orders of fills and of reports that none of our live or lately ended orders explains."""
        late: dict[ClientOrderId, Order] = {}
        for user_id, (_, items) in work.items():
            desk = self._books.desks[user_id]
            for item in items:
                # A bust may come days after its order has ended.
                if isinstance(item, FillInFull):
                    client_order_id = item.fill.client_order_id
                elif isinstance(item, VenueSaid) and isinstance(item.event, FillUpdate):
                    client_order_id = item.event.fill.client_order_id
                elif isinstance(item, VenueSaid) and isinstance(item.event, OrderUpdate):
                    late |= await self._ended_order(desk, item.account_id, item.event.report)
                    continue
                else:
                    continue
                if desk.find_order(item.account_id, client_order_id) is None and client_order_id not in late:
                    found = await loader.find_order(self._db, user_id, item.account_id, client_order_id)
                    if found is not None:
                        late[client_order_id] = found
        return late

    async def _ended_order(
        self, desk: UserDesk, account_id: AccountId, report: OrderReport
    ) -> dict[ClientOrderId, Order]:
        """Return the order of ours that a late report is of, by the id that the report bears: one that ended before this
        executor knew of it would be shown as a stranger's.
        """
        account, name = desk.book.accounts.get(account_id), report.client_order_id
        if account is None or account.venue == PLATFORM or name is None:
            return {}
        if desk.find_order(account_id, name) or owner_of(report, account.orders):
            return {}
        found = await find_ended(self._db, desk.user_id, account_id, [report])
        return {name: next(iter(found.values()))} if found else {}

    async def _claim(self) -> list[Signal]:
        """Return what waits, without the signals of users whose books are on their way: they must not fill the page."""
        self._is_cut = False
        claimed = await pending.claim_signals(
            self._db,
            self._lease.member_id,
            now=self._clock.now(),
            at_most=SIGNALS_PER_TURN,
            without=self._opening.under_way,
        )
        for name in claimed.unreadable:
            if (
                self._books.is_leaving(name.user_id)
                or self._books.shard_of(name.user_id) not in self._lease.held
            ):
                continue  # on its way to another executor: writing for it would fence us out of everybody's books
            log.error("executor.signal_unreadable", signal_id=str(name.signal_id))
            await self._fail(name)
        self._is_cut = claimed.is_cut
        if claimed.is_cut and claimed.unreadable:
            self._inbox.expect_signals()
        return claimed.signals

    def _by_user(self, signals: Iterable[Signal], items: Iterable[Item]) -> Work:
        """Sort inputs by user. Signals of a user whose books are not here yet stay pending; loading starts."""
        desks, outdated = self._books.desks, set[UserId]()
        self._due = self._agenda.take_due(self._clock.now())
        work: Work = {
            user_id: ([], []) for user_id in self._due if user_id in desks and desks[user_id].is_settled
        }
        for item in items:
            # What a venue said of a user we have forgotten is found again when the books are loaded.
            if (desk := self._books.find_desk(item.account_id)) is not None:
                work.setdefault(desk.user_id, ([], []))[1].append(item)
        for signal in signals:
            desk = desks.get(signal.user_id)
            if desk is None:
                self._opening.load_soon(signal.user_id)
            elif self._opening.may_be_outdated(desk, signal.account_id):
                outdated.add(signal.user_id)
            elif desk.is_settled:
                work.setdefault(signal.user_id, ([], []))[0].append(signal)
        # An account may have been linked after the books were loaded: look once, then say that there is none.
        self._opening.forget(outdated)
        return {user_id: todo for user_id, todo in work.items() if user_id not in outdated}


def _sending(batch: Batch) -> set[UserId]:
    """Return the users of orders that leave our hands: what was approved earlier is sent under the controls of now."""
    orders = (*batch.new_orders.values(), *batch.changed_orders.values())
    return {order.user_id for order in orders if order.state == "submitting" and not order.reduce_only}
