"""Two agents, two accounts, one cap: whatever fills, fails or is cancelled in whatever order, what could come of all that
is live never exceeds what the trader allowed, not even for an instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.unit.domain.builders import BTC, NOW, USER, a_signal, an_account

from tradewright.domain.trading.book import PAPER_CAPABILITIES, AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, book_fill, commit_orders
from tradewright.domain.trading.foreign import ForeignOrder
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.order import (
    CancelRequested,
    Fill,
    LegReleased,
    Order,
    OrderEvent,
    OrderFilled,
    OutcomeUnknown,
    ProvedAbsent,
    VenueAccepted,
    VenueCancelled,
    VenueRejected,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import CancelAndClose, CancelOrders, PlaceOrders, Wait
from tradewright.domain.trading.risk.worst_case import exposed_symbols
from tradewright.domain.trading.signal import AgentPolicy, Protection, RiskLimits, Side, Signal, Sizing
from tradewright.kernel.ids import AccountId, AgentId, ClientOrderId, OrderId, VenueExecutionId, VenueOrderId

PRICE = Decimal(50_000)
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
ACCOUNTS = (AccountId(UUID(int=11)), AccountId(UUID(int=12)))
AGENTS = (AgentId(UUID(int=21)), AgentId(UUID(int=22)))
POLICIES = (
    AgentPolicy(
        Sizing("fixed", Decimal("0.7")),
        opposite="reverse",
        stop_loss=Protection("percent", Decimal(2)),
        limits=RiskLimits(position_notional_max=Decimal(70_000)),
    ),
    AgentPolicy(Sizing("fixed", Decimal(1)), opposite="net"),
)
USER_CAP, ACCOUNT_CAP, SYMBOL_CAP = Decimal(200_000), Decimal(110_000), Decimal(90_000)
POSITIONS_MAX, TRADES_OPEN_MAX = 3, 5
LIMITS = {
    USER: RiskLimits(
        exposure_gross_max=USER_CAP, positions_max=POSITIONS_MAX, trades_open_max=TRADES_OPEN_MAX
    ),
    ACCOUNTS[0]: RiskLimits(exposure_gross_max=ACCOUNT_CAP, position_notional_max=SYMBOL_CAP),
}
NO_CROSSING = replace(PAPER_CAPABILITIES, crosses_zero=False)
MAX_EXAMPLES = 60
STATES_AT_VENUE = ("working", "partly_filled")


class JointExposure(RuleBasedStateMachine):
    """The books under two agents and a venue that does as it pleases. One price, so that exposure is a matter of size."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.number = 0
        cash = Decimal(1_000_000)
        accounts = {
            ACCOUNTS[0]: an_account(account_id=ACCOUNTS[0], starting_cash=cash),
            ACCOUNTS[1]: an_account(account_id=ACCOUNTS[1], starting_cash=cash, capabilities=NO_CROSSING),
        }
        self.book = UserBook(USER, accounts, dict(LIMITS))
        self.waiting: list[tuple[Signal, AgentPolicy | None, Wait]] = []

    # What agents and the person ask ---------------------------------------------------------------------------

    @rule(
        agent=st.sampled_from([0, 1, None]),
        account=st.sampled_from(ACCOUNTS),
        symbol=st.sampled_from(SYMBOLS),
        action=st.sampled_from(["buy", "buy", "sell", "sell", "reverse", "add", "exit"]),
        size=st.none() | st.integers(1, 25).map(lambda tenths: Sizing("fixed", Decimal(tenths) / 10)),
        limit=st.none() | st.sampled_from([Decimal(49_000), Decimal(50_000), Decimal(51_000)]),
    )
    def ask(
        self,
        *,
        agent: int | None,
        account: AccountId,
        symbol: str,
        action: str,
        size: Sizing | None,
        limit: Decimal | None,
    ) -> None:
        self.number += 1
        signal = a_signal(
            self.number,
            action=action,
            symbol=symbol,
            sizing=size or Sizing("fixed", Decimal("0.5")),
            order_type="market" if limit is None else "limit",
            limit_price=limit,
            account_id=account,
            received_at=self.now,
            source="manual" if agent is None else "alert",
            agent_id=None if agent is None else AGENTS[agent],
        )
        self._plan(signal, None if agent is None else POLICIES[agent])

    @rule(account=st.sampled_from(ACCOUNTS))
    def flatten(self, account: AccountId) -> None:
        self.number += 1
        signal = a_signal(
            self.number,
            action="flatten",
            symbol=None,
            account_id=account,
            source="manual",
            received_at=self.now,
            agent_id=None,
        )
        self._plan(signal, None)

    @precondition(lambda self: self.waiting)
    @rule(pick=st.integers(0, 9), is_late=st.booleans())
    def go_on(self, *, pick: int, is_late: bool) -> None:
        signal, policy, wait = self.waiting.pop(pick % len(self.waiting))
        live = self.book.accounts[signal.account_id].orders
        if is_late:
            self.now = max(self.now, wait.until)
        elif any(order_id in live for order_id in wait.awaits):
            self.waiting.append((signal, policy, wait))
            return
        self._plan(replace(signal, step=signal.step + 1), policy)

    def _plan(self, signal: Signal, policy: AgentPolicy | None) -> None:
        market = self._market()
        self.book = self.book.rolled(market, self.now)
        made = plan(self.book, signal, policy, market, self.now)
        match made:
            case Wait(orders=orders, cancels=cancels) | PlaceOrders(orders=orders, cancels=cancels):
                self._commit(signal, orders, cancels)
            case CancelAndClose(orders=orders, order_ids=cancels):
                self._commit(signal, orders, cancels)
            case CancelOrders(order_ids=cancels):
                self._commit(signal, (), cancels)
            case _:
                pass
        if isinstance(made, Wait):
            self.waiting.append((signal, policy, made))

    def _commit(self, signal: Signal, orders: tuple[Order, ...], cancels: tuple[object, ...]) -> None:
        for order_id in cancels:
            order = next(
                (one for one in self._account(signal).orders.values() if one.order_id == order_id), None
            )
            if order is not None:
                self._happen(order, CancelRequested(self.now))
        account = commit_orders(self._account(signal), orders, agent_id=signal.agent_id, now=self.now)
        self.book = self.book.with_account(account)

    # What the venue does --------------------------------------------------------------------------------------

    @precondition(lambda self: self._live("submitting", "unknown"))
    @rule(pick=st.integers(0, 99), what=st.sampled_from(["accept", "accept", "reject", "unknown", "absent"]))
    def answer(self, pick: int, what: str) -> None:
        live = self._live("submitting", "unknown")
        order = live[pick % len(live)]
        events: dict[str, OrderEvent] = {
            "accept": VenueAccepted(VenueOrderId(str(order.order_id)), self.now),
            "reject": VenueRejected("x", "no", self.now),
            "unknown": OutcomeUnknown("timeout", self.now),
            "absent": ProvedAbsent("not there", self.now),
        }
        self._happen(order, events[what])

    @precondition(lambda self: self._live(*STATES_AT_VENUE, "submitting", "unknown", "held"))
    @rule(pick=st.integers(0, 99), tenths=st.integers(1, 10))
    def fill(self, pick: int, tenths: int) -> None:
        live = self._live(*STATES_AT_VENUE, "submitting", "unknown", "held")
        order = live[pick % len(live)]
        if order.state == "held" and order.leg == "entry":
            self._release(order)
            return
        quantity = min(
            order.remaining, max(order.remaining * tenths / 10, BTC.lot.step).quantize(BTC.lot.step)
        )
        if order.reduce_only:
            held = self.book.accounts[order.account_id].position(order.symbol).quantity
            against = held if order.side == "sell" else -held
            quantity = min(quantity, max(against, Decimal(0)))
        if quantity <= 0:
            return
        self.number += 1
        self._happen(
            order,
            OrderFilled(
                Fill(
                    venue_execution_id=VenueExecutionId(f"X{self.number}"),
                    client_order_id=order.client_order_id,
                    venue_order_id=VenueOrderId(str(order.order_id)),
                    symbol=order.symbol,
                    side=order.side,
                    quantity=quantity,
                    price=order.limit_price or PRICE,
                    fee=Decimal(1),
                    occurred_at=self.now,
                )
            ),
        )

    # What the accounts' owner does at the venue, past us ---------------------------------------------------------

    @rule(
        account=st.sampled_from(ACCOUNTS),
        symbol=st.sampled_from(SYMBOLS),
        side=st.sampled_from(["buy", "sell"]),
        tenths=st.integers(1, 8),
        limit=st.sampled_from([Decimal(49_000), Decimal(50_000), Decimal(51_000)]),
        only_reduces=st.booleans(),
    )
    def rest_by_hand(
        self,
        *,
        account: AccountId,
        symbol: str,
        side: Side,
        tenths: int,
        limit: Decimal,
        only_reduces: bool,
    ) -> None:
        """Nobody can deny it. One that goes too far by itself is no matter of ours: it is left out here."""
        before = self.book
        made = ForeignOrder(symbol, side, Decimal(tenths) / 10, "limit", limit, None, only_reduces)
        book = self.book.accounts[account]
        self.book = self.book.with_account(replace(book, foreign=(*book.foreign, made)))
        symbols = sum(len(exposed_symbols(one)) for one in self.book.accounts.values())
        if symbols > POSITIONS_MAX or not self._is_within():
            self.book = before

    @precondition(lambda self: self._foreign())
    @rule(pick=st.integers(0, 99), tenths=st.integers(0, 10))
    def fill_by_hand(self, pick: int, tenths: int) -> None:
        """Some of it fills; with nothing to fill it is taken back."""
        account, order = self._foreign()[pick % len(self._foreign())]
        quantity = (order.left * tenths / 10).quantize(BTC.lot.step)
        if order.only_reduces:
            held = account.position(order.symbol).quantity
            quantity = min(quantity, max(held if order.side == "sell" else -held, Decimal(0)))
        others = tuple(one for one in account.foreign if one is not order)
        left = (replace(order, left=order.left - quantity),) if 0 < quantity < order.left else ()
        account = replace(account, foreign=(*others, *left))
        if quantity > 0:
            self.number += 1
            name = f"X{self.number}"
            fill = Fill(
                venue_execution_id=VenueExecutionId(name),
                client_order_id=ClientOrderId(""),
                venue_order_id=VenueOrderId(name),
                symbol=order.symbol,
                side=order.side,
                quantity=quantity,
                price=order.limit_price or PRICE,
                fee=Decimal(1),
                occurred_at=self.now,
            )
            account, _, _ = book_fill(account, fill, multiplier=Decimal(1))
        self.book = self.book.with_account(account)

    def _foreign(self) -> list[tuple[AccountBook, ForeignOrder]]:
        return [(account, one) for account in self.book.accounts.values() for one in account.foreign]

    @precondition(lambda self: self._live(*STATES_AT_VENUE))
    @rule(pick=st.integers(0, 99))
    def cancel(self, pick: int) -> None:
        live = self._live(*STATES_AT_VENUE)
        self._happen(live[pick % len(live)], VenueCancelled("by the venue", self.now))

    @rule(seconds=st.integers(1, 30))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def _release(self, order: Order) -> None:
        """Do as the keeper of held entries does: send it once its exit has ended and closed what stood in the way."""
        account = self.book.accounts[order.account_id]
        if order.parent_order_id in account.orders:
            return
        if account.position(order.symbol).quantity * order.signed_remaining < 0:
            self._happen(order, VenueCancelled("the exit did not close", self.now))
        else:
            self._happen(order, LegReleased(order.quantity, self.now))

    def _happen(self, order: Order, event: OrderEvent) -> None:
        applied = apply_event(self.book.accounts[order.account_id], order, event, multiplier=Decimal(1))
        self.book = self.book.with_account(applied.book)
        for other, implied in applied.follow_ups:
            self._happen(other, implied)

    # What must hold -------------------------------------------------------------------------------------------

    @invariant()
    def nothing_that_is_live_can_exceed_a_cap(self) -> None:
        assert self._is_within()

    def _is_within(self) -> bool:
        worst = {
            (account.account_id, symbol): worst_quantity(account, symbol) * PRICE
            for account in self.book.accounts.values()
            for symbol in SYMBOLS
        }
        own = [worst[ACCOUNTS[0], symbol] for symbol in SYMBOLS]
        return sum(worst.values()) <= USER_CAP and sum(own) <= ACCOUNT_CAP and max(own) <= SYMBOL_CAP

    @invariant()
    def no_more_symbols_are_held_than_allowed(self) -> None:
        held = [
            symbol
            for account in self.book.accounts.values()
            for symbol, position in account.positions.items()
            if not position.is_flat
        ]
        assert len(held) <= POSITIONS_MAX

    def _market(self) -> MarketView:
        quotes = {symbol: Quote(symbol, PRICE, PRICE, PRICE, self.now) for symbol in SYMBOLS}
        return MarketView({symbol: replace(BTC, symbol=symbol) for symbol in SYMBOLS}, quotes)

    def _account(self, signal: Signal) -> AccountBook:
        return self.book.accounts[signal.account_id]

    def _live(self, *states: str) -> list[Order]:
        return [
            order
            for account in self.book.accounts.values()
            for order in account.orders.values()
            if order.state in states
        ]


def worst_quantity(account: AccountBook, symbol: str) -> Decimal:
    """Return the largest position, either way, that any order of fills can lead to; found by trying them all."""
    by_hand = (one for one in account.foreign if one.symbol == symbol)
    live = (
        *(_Part.of(order) for order in account.orders_of(symbol) if order.remaining),
        *(_Part(one.left if one.side == "buy" else -one.left, one.only_reduces) for one in by_hand),
    )
    seen: set[tuple[Decimal, frozenset[int]]] = set()
    open_ends = [(account.position(symbol).quantity, frozenset(range(len(live))))]
    worst = abs(open_ends[0][0])
    while open_ends:
        state = open_ends.pop()
        if state in seen:
            continue
        seen.add(state)
        held, left = state
        worst = max(worst, abs(held))
        for index in left:
            part = live[index]
            change = part.change
            if part.is_held_entry and (held * change < 0 or _waits(live, left, part)):
                continue
            if part.only_reduces:
                if held * change >= 0:
                    continue
                change = max(change, -held) if held > 0 else min(change, -held)
            open_ends.append((held + change, left - {index}))
    return worst


@dataclass(frozen=True)
class _Part:
    """What one live order may do still."""

    change: Decimal
    only_reduces: bool
    order_id: OrderId | None = None
    parent_order_id: OrderId | None = None
    is_held_entry: bool = False

    @classmethod
    def of(cls, order: Order) -> _Part:
        is_held_entry = order.state == "held" and order.leg == "entry"
        return cls(
            order.signed_remaining, order.reduce_only, order.order_id, order.parent_order_id, is_held_entry
        )


def _waits(live: tuple[_Part, ...], left: frozenset[int], part: _Part) -> bool:
    """Whether the exit that a held entry waits for has not filled yet."""
    return any(
        live[index].order_id == part.parent_order_id for index in left if live[index].order_id is not None
    )


JointExposure.TestCase.settings = settings(max_examples=MAX_EXAMPLES, stateful_step_count=40, deadline=None)
TestJointExposure = JointExposure.TestCase
