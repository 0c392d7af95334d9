"""The executor's own decisions between a scripted venue and a simulated database, step by step.

Only the shell is ours: what stands in `features/orders/executor` around asyncio, the pool and the bus is played here by a
list of calls under way and an inbox. Deciding, hearing, booking, risk and settling are the product's own code.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid5

from tests.simulation.policies import POLICIES
from tests.simulation.profiles import Profile
from tests.simulation.reading import is_booked, late_orders, written_out
from tests.simulation.store import Store
from tests.simulation.venue import SPREAD, Fate, ScriptedVenue
from tradewright.domain.trading.book import AccountBook, VenueMoney
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.keeper.scene import is_heir
from tradewright.domain.trading.market import PLATFORM, MarketView, Quote
from tradewright.domain.trading.order import Order, ProvedAbsent
from tradewright.domain.trading.ports.broker import (
    BrokerUnavailable,
    DeniedLocally,
    OrderReport,
    PlaceOutcome,
    StreamGap,
)
from tradewright.domain.trading.reconcile import AccountWatch, unsent_now
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Switch, SwitchLevel
from tradewright.domain.trading.risk.switch import stricter
from tradewright.domain.trading.signal import AgentPolicy, Intent, RiskLimits, Signal, Sizing
from tradewright.features.orders.executor.batch import Batch
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act, Effects
from tradewright.features.orders.executor.drafting.turning import fill_in
from tradewright.features.orders.executor.inbox import (
    CancelAnswered,
    Item,
    OrderProved,
    PlaceAnswered,
    PredecessorEnded,
    ReplaceAnswered,
    VenueSaid,
)
from tradewright.features.orders.executor.settle import Ledger, settle_account
from tradewright.features.orders.executor.venues import Move, Placement, told_of_repeat
from tradewright.kernel.ids import (
    AccountId,
    AgentId,
    CorrelationId,
    OrderId,
    SignalId,
    UserId,
    VenueOrderId,
)

USER = UserId(UUID(int=1))
ACCOUNTS = (AccountId(UUID(int=2)), AccountId(UUID(int=3)))
AGENTS = tuple(AgentId(UUID(int=20 + number)) for number in range(len(POLICIES)))
_NAMES = UUID(int=9)
START = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
SYMBOLS = ("AAA", "BBB")
PRICE = Decimal(100)
ELSEWHERE = "simulated:paper"
"""The venue key of accounts that are not on paper: their venue is looked at in full."""
MONEY = Decimal(1_000_000)
SMALLEST = Decimal("0.05")
PRESSES: dict[str, tuple[SwitchLevel, Intent | None]] = {
    "release": ("none", None),
    "pause_entries": ("entries_paused", None),
    "reduce_only": ("reduce_only", Intent("cancel", None)),
    "halt": ("halted", Intent("cancel", None)),
    "flatten": ("reduce_only", Intent("flatten", None)),
    "flatten_keep_spot": ("reduce_only", Intent("flatten", None, keep_spot=True)),
    "flatten_keep_resting": ("reduce_only", Intent("flatten", None, keep_resting=True)),
}
"""What a press makes of the switch, and what it asks of every account (features/risk/verbs/press_kill_switch.py)."""

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns that never waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the simulation waits for nothing, yet something waited")


@dataclass
class Call:
    """One act under way at a venue: cancels and changes first, the orders after them."""

    account_id: AccountId
    cancels: list[Order]
    moves: list[Move]
    places: list[Placement]

    @property
    def is_done(self) -> bool:
        return not (self.cancels or self.moves or self.places)


@dataclass
class World:
    """Everything there is. Each public method is one step of a story."""

    profile: Profile
    limits: RiskLimits = field(default_factory=RiskLimits)
    policies: Sequence[AgentPolicy] = POLICIES

    def __post_init__(self) -> None:
        self.now = START
        lot = Lot(Decimal("0.01"), Decimal("0.01"))
        instruments = {
            name: Instrument(
                name, name, "crypto", "USD", tick=Decimal("0.01"), lot=lot, notional_min=Decimal(5)
            )
            for name in SYMBOLS
        }
        self.quotes: dict[str, Quote] = {}
        view = MarketView(instruments, self.quotes)
        self.market = replace(view, venues={ELSEWHERE: view})
        self.venues = {one: ScriptedVenue(self.profile.capabilities, lambda: self.now) for one in ACCOUNTS}
        for name in SYMBOLS:
            self.price(name, PRICE)
        key = PLATFORM if self.profile.name == PLATFORM else ELSEWHERE
        money = None if key == PLATFORM else VenueMoney(MONEY, MONEY, MONEY, START)
        blank = {
            one: AccountBook(
                one, USER, "USD", "UTC", MONEY, venue=key, money=money, capabilities=self.profile.capabilities
            )
            for one in ACCOUNTS
        }
        self.store = Store(USER, blank, limits={USER: self.limits})
        self.lives = 0
        self.traded_by_hand = False
        self.taken_back = False
        self._begin()

    def _begin(self) -> None:
        """A new life: nothing is known but what the database holds."""
        self.lives += 1
        self.desk = self.store.open_desk(self.now)
        self.calls: list[Call] = []
        self.inbox: list[Item] = []
        self.tried: set[OrderId] = set()
        self.looked_at: set[AccountId] = set()
        self.up_since = dict.fromkeys(ACCOUNTS, self.now)

    def _reload(self) -> None:
        """Books are read again, by the same process: its calls come home first, and what it tried it still knows."""
        while self.calls:
            self.call(0, "answer")
        tried, up_since = self.tried, self.up_since
        self._begin()
        self.tried, self.up_since = tried, up_since
        self.start()

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is under way and nothing is open but what rests at a venue."""
        return not (
            self.calls
            or self.inbox
            or self.store.pending
            or self.store.waiting
            or any(venue.said for venue in self.venues.values())
            or any(order.state in ("submitting", "unknown") for order in self.store.orders.values())
            or any(one.suspicions for one in self.desk.watches.values())
        )

    # Steps ------------------------------------------------------------------------------------------------------

    def ask(
        self,
        number: int | str,
        account: int,
        intent: Intent,
        *,
        agent: int | None = None,
        source: Literal["manual", "kill_switch"] = "manual",
    ) -> None:
        """A signal arrives."""
        signal_id = SignalId(uuid5(_NAMES, f"signal {number}"))
        if signal_id in self.store.signals:
            return
        self.store.ask(
            Signal(
                signal_id=signal_id,
                user_id=USER,
                account_id=ACCOUNTS[account],
                sequence=len(self.store.signals) + 1,
                source=source if agent is None else "alert",
                intent=intent,
                correlation_id=CorrelationId(signal_id),
                received_at=self.now,
                agent_id=None if agent is None else AGENTS[agent],
            )
        )

    def alter(self, number: int, account: int, which: int, how: str, amount: int) -> None:
        """A person takes back one live order, or gives it another size or another price."""
        live = sorted(
            self.desk.live_orders(ACCOUNTS[account]), key=lambda one: (one.created_at, one.order_id)
        )
        if not live:
            return
        order = live[which % len(live)]
        change = Intent("cancel" if how == "end" else "replace", order.symbol, cancel_order_id=order.order_id)
        if how == "size":
            change = replace(
                change, sizing=Sizing("fixed", max(order.quantity + Decimal(amount) / 2, SMALLEST))
            )
        elif how == "price":
            limit = None if order.limit_price is None else order.limit_price + amount
            stop = None if order.stop_price is None else order.stop_price + amount
            change = replace(change, limit_price=limit, stop_price=stop)
        self.ask(number, account, change)

    def price(self, symbol: str, price: Decimal) -> None:
        """The market moves, at the venues and for us."""
        self.quotes[symbol] = Quote(symbol, price - SPREAD, price + SPREAD, price, self.now)
        for venue in self.venues.values():
            venue.move(symbol, price)

    def wait(self, seconds: int) -> None:
        """Time passes; quotes go on arriving, and venues end what was to live so long."""
        self.now += timedelta(seconds=seconds)
        for venue in self.venues.values():
            venue.expire()
        for name, quote in self.quotes.items():
            self.quotes[name] = replace(quote, at=self.now)

    def turn(self, *, items: int | None = None, lost: str | None = None) -> None:
        """One turn. `items`: how much of the inbox it takes; `lost`: the process dies "before" or "after" its commit."""
        self.now += timedelta(milliseconds=1)
        taken, self.inbox = (self.inbox, []) if items is None else (self.inbox[:items], self.inbox[items:])
        signals = self.store.claim(self.now) if self.desk.is_settled else []
        batch, effects = Batch(self.now), Effects()
        draft = Draft(
            self.desk,
            batch,
            effects,
            self.market,
            self.now,
            late_orders=late_orders(self.desk, self.store, taken),
        )
        planned = (*signals, *(one.signal for one in self.desk.waiting.values()))
        policies = {
            one.signal_id: self.policies[AGENTS.index(one.agent_id)]
            for one in planned
            if one.agent_id is not None
        }
        fill_in(draft, taken, signals, policies)
        if not batch.is_empty and lost != "before":
            if any(
                (row.account_id, row.venue_execution_id) in self.store.executions for row in batch.executions
            ):
                # The stream repeats what an earlier life booked: the unique key refuses the commit, and books come anew.
                self._reload()
                return
            self.store.commit(batch)
        if lost is not None:
            self.crash()
            return
        draft.adopt()
        for act in effects.acts:
            self._act(act)
        for account_id, fill in effects.corrected:
            done, unmatched = written_out(self.store, account_id, [fill])
            self.inbox.extend(one for one in done if not is_booked(self.store, one))
            if unmatched:
                effects.unsettled.add(account_id)
        for account_id in effects.unsettled:
            self.settle(ACCOUNTS.index(account_id))

    def call(self, which: int, fate: Fate) -> None:
        """One of the calls under way reaches its venue, or does not."""
        if not self.calls:
            return
        call = self.calls[which % len(self.calls)]
        account_id, venue = call.account_id, self.venues[call.account_id]
        venue.fate = fate
        if call.cancels:
            order = call.cancels.pop(0)
            cancelled = run(venue.cancel(order.client_order_id))
            self.inbox.append(CancelAnswered(account_id, order.order_id, cancelled, self.now))
        elif call.moves:
            move = call.moves.pop(0)
            replaced = run(venue.replace(move.order.client_order_id, move.change))
            self.inbox.append(
                ReplaceAnswered(account_id, move.order.order_id, move.change, replaced, self.now)
            )
        elif call.places:
            placement = call.places.pop(0)
            placed = run(venue.place(placement.request))
            if placement.is_repeat:
                placed = told_of_repeat(placed)
            self.inbox.append(PlaceAnswered(account_id, placement.order_id, placed, self.now))
        venue.fate = "answer"
        self.calls = [one for one in self.calls if not one.is_done]

    def hear(self, account: int, count: int, *, twice: bool = False) -> None:
        """The stream brings its next events, or brings the first of them twice."""
        venue = self.venues[ACCOUNTS[account]]
        if twice and venue.said:
            self.inbox.append(VenueSaid(ACCOUNTS[account], venue.said[0]))
        for _ in range(min(count, len(venue.said))):
            self.inbox.append(VenueSaid(ACCOUNTS[account], venue.said.popleft()))

    def miss(self, account: int) -> None:
        """One event of the stream is lost, and nothing says so."""
        venue = self.venues[ACCOUNTS[account]]
        if venue.said:
            venue.said.popleft()

    def gap(self, account: int) -> None:
        """The stream breaks: what it would have brought is never brought."""
        self.venues[ACCOUNTS[account]].said.clear()
        self.up_since[ACCOUNTS[account]] = self.now
        self.inbox.append(VenueSaid(ACCOUNTS[account], StreamGap("the stream was away")))

    def settle(self, account: int) -> None:
        """Look at the venue: what became of what is open, and what it holds."""
        account_id = ACCOUNTS[account]
        if any(call.account_id == account_id for call in self.calls):
            return  # the executor waits until its calls have come home
        live = self.desk.live_orders(account_id)
        try:
            found = run(
                settle_account(
                    self.venues[account_id],
                    account_id,
                    live,
                    fill_cursor=self.desk.cursors[account_id],
                    was_sent=self.tried.__contains__,
                    now=self.now,
                    ledger=self._ledger(account_id),
                )
            )
        except BrokerUnavailable:
            return
        items, unmatched = written_out(self.store, account_id, found.items)
        self.inbox.extend(item for item in (*items, *unmatched) if not is_booked(self.store, item))
        places: list[Placement] = []
        unsent: set[OrderId] = set()
        for order in found.resend:
            if order.order_id in self.tried:
                continue
            if (reason := self.store.controls().reason_not_to_send(order)) is not None:
                meaning = unsent_now(reason, self.profile.capabilities, self.now)
                self.inbox.append(OrderProved(account_id, order.order_id, meaning))
                if isinstance(meaning, ProvedAbsent):
                    unsent.add(order.order_id)
            else:
                places.append(Placement(order.order_id, request_for(order, live), is_repeat=True))
                unsent.add(order.order_id)
        # Asked before the crash, perhaps never sent: the first look that succeeds asks again.
        cancels = [order for order in live if order.cancel_requested and order.order_id not in unsent]
        is_first = account_id not in self.looked_at
        self.looked_at.add(account_id)
        if places or (cancels and is_first):
            self._act(Act(account_id, cancels if is_first else [], [], places))

    def start(self) -> None:
        """Look at every account; from then on signals are decided."""
        if self.desk.is_settled:
            return
        for number, account_id in enumerate(ACCOUNTS):
            self.settle(number)
            self._find_predecessors(account_id)
        self.desk.is_settled = True

    def crash(self) -> None:
        """kill -9: calls that have not left never leave, and what came in is forgotten."""
        self._begin()

    def lag(self, account: int, *, is_on: bool) -> None:
        """The venue's look-ups run behind, as far as its kind ever does."""
        self.venues[ACCOUNTS[account]].lag = timedelta(seconds=self.profile.lag_s if is_on else 0)

    def by_hand(
        self, account: int, symbol: str, side: str, quantity: Decimal, limit: Decimal | None = None
    ) -> None:
        """The account's owner trades in the venue's own app."""
        self.traded_by_hand = True
        self.venues[ACCOUNTS[account]].by_hand(symbol, side, quantity, limit)  # type: ignore[arg-type]

    def take_back(self, account: int, which: int, kind: str) -> None:
        """The venue takes back or corrects an execution of an order that has ended there."""
        if self.venues[ACCOUNTS[account]].take_back(which, kind):
            self.taken_back = True

    def press(self, switch: Switch) -> None:
        """The kill switch of the user stands here from now on."""
        self.store.switches[USER] = switch
        self.desk.set_controls(self.store.controls())

    def climb(self, number: int, action: str, only: int | None = None) -> None:
        """The kill switch of the user, or of one account, is pressed or released by its ladder; what that asks of accounts
        are signals of its own.
        """
        self.now += timedelta(milliseconds=1)
        scope: UUID = USER if only is None else ACCOUNTS[only]
        before = self.store.switches.get(scope, Switch())
        level, intent = PRESSES[action]
        after = Switch(stricter(before.level, level), "by hand", released_at=before.released_at)
        if action == "release":
            after = Switch("none", "by hand", released_at=self.now)
        self.store.switches[scope] = after
        self.desk.set_controls(self.store.controls())
        if intent is not None:
            asked = replace(intent, pressed_in=scope)
            for account in range(len(ACCOUNTS)) if only is None else (only,):
                self.ask(f"{number} switch {account}", account, asked, source="kill_switch")

    # Inside -----------------------------------------------------------------------------------------------------

    def _act(self, act: Act) -> None:
        cancels = [order for order in act.cancels if not self._take_back(order)]
        self.tried.update(placement.order_id for placement in act.places)
        call = Call(act.account_id, cancels, list(act.moves), list(act.places))
        if not call.is_done:
            self.calls.append(call)

    def _take_back(self, order: Order) -> bool:
        """Drop the sending of an order that waits for its turn; the executor never lets a cancel overtake it."""
        for call in self.calls:
            for placement in call.places:
                if placement.order_id == order.order_id:
                    call.places.remove(placement)
                    self.calls = [one for one in self.calls if not one.is_done]
                    outcome: PlaceOutcome = DeniedLocally("its cancel was asked for before it was sent")
                    if placement.is_repeat:
                        outcome = told_of_repeat(outcome)
                    self.inbox.append(PlaceAnswered(order.account_id, order.order_id, outcome, self.now))
                    return not placement.is_repeat  # the venue may have it: its cancel is sent all the same
        return False

    def _ledger(self, account_id: AccountId) -> Ledger | None:
        book = self.desk.book.accounts[account_id]
        if book.venue == PLATFORM:
            return None

        async def find_known(reports: Sequence[OrderReport]) -> dict[VenueOrderId, Order]:
            known = {}
            for report in reports:
                if report.client_order_id is not None:
                    order = self.store.find_order(account_id, report.client_order_id)
                    if order is not None and order.is_terminal:
                        known[report.venue_order_id] = order
            return known

        watch = self.desk.watches.get(account_id) or AccountWatch()
        return Ledger(book, watch, find_known, lambda: self.now, self.up_since[account_id])

    def _find_predecessors(self, account_id: AccountId) -> None:
        live = self.desk.book.accounts[account_id].orders
        for heir in self.desk.live_orders(account_id):
            if is_heir(heir) and heir.replaces is not None and heir.replaces not in live:
                self.inbox.append(PredecessorEnded(account_id, self.store.orders[heir.replaces]))
