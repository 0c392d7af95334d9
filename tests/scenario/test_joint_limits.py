"""However signals, fills and prices fall, nothing exceeds what the trader allowed, and leaving is always
possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.domain.builders import AGENT, BTC, ES, NOW, USER, a_policy, a_quote, a_signal, an_account

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, commit_orders
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import (
    Fill,
    Order,
    OrderEvent,
    OrderFilled,
    VenueCancelled,
    VenueRejected,
)
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import PlaceOrders, Refuse
from tradewright.domain.trading.risk.worst_case import exposed_symbols
from tradewright.domain.trading.signal import RiskLimits
from tradewright.kernel.ids import AccountId, VenueExecutionId, VenueOrderId

SYMBOLS: tuple[Instrument, ...] = (BTC, ES, replace(BTC, symbol="ETHUSDT"), replace(BTC, symbol="SOLUSDT"))
ACCOUNTS = (AccountId(UUID(int=11)), AccountId(UUID(int=12)))
POSITIONS_MAX, TRADES_MAX, NOTIONAL_MAX = 2, 4, Decimal(300_000)
LIMITS = RiskLimits(trades_daily_max=TRADES_MAX, positions_max=POSITIONS_MAX, order_notional_max=NOTIONAL_MAX)
MARKET = MarketView(
    {one.symbol: one for one in SYMBOLS}, {one.symbol: a_quote(one.symbol) for one in SYMBOLS}
)


@dataclass(frozen=True)
class Step:
    what: Literal["buy", "sell", "exit", "fill", "cancel", "reject"]
    account: int
    symbol: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(["buy", "buy", "sell", "exit", "fill", "fill", "cancel", "reject"]),
        st.integers(0, len(ACCOUNTS) - 1),
        st.integers(0, len(SYMBOLS) - 1),
    ),
    max_size=30,
)


def happen(book: UserBook, order: Order, step: int, what: str) -> UserBook:
    event: OrderEvent = VenueCancelled("x", NOW) if what == "cancel" else VenueRejected("x", "no", NOW)
    held = book.accounts[order.account_id].position(order.symbol).quantity
    if what == "fill" and order.reduce_only and held * order.signed_remaining >= 0:
        return book  # no venue fills what would reduce where nothing is held
    if what == "fill":
        event = OrderFilled(
            Fill(
                venue_execution_id=VenueExecutionId(f"X{step}"),
                client_order_id=order.client_order_id,
                venue_order_id=VenueOrderId("V"),
                symbol=order.symbol,
                side=order.side,
                quantity=order.remaining,
                price=Decimal(50_000),
                fee=Decimal(1),
                occurred_at=NOW,
            )
        )
    applied = apply_event(book.accounts[order.account_id], order, event, multiplier=Decimal(1))
    return book.with_account(applied.book)


@given(steps=STEPS)
@settings(deadline=None, max_examples=120)
def test_joint_limits_hold_over_any_sequence(steps: list[Step]) -> None:
    accounts: dict[AccountId, AccountBook] = {
        one: an_account(account_id=one, starting_cash=Decimal(1_000_000)) for one in ACCOUNTS
    }
    book = UserBook(USER, accounts, {USER: LIMITS, ACCOUNTS[0]: replace(LIMITS, positions_max=1)})
    book = book.rolled(MARKET, NOW)
    opened = 0

    for number, step in enumerate(steps):
        account_id, symbol = ACCOUNTS[step.account], SYMBOLS[step.symbol].symbol
        account = book.accounts[account_id]
        if step.what in ("buy", "sell", "exit"):
            signal = a_signal(number, action=step.what, symbol=symbol, account_id=account_id)
            made = plan(book, signal, a_policy(), MARKET, NOW)
            if step.what == "exit":
                assert not isinstance(made, Refuse)
            if isinstance(made, PlaceOrders):
                opened += made.orders[0].leg == "entry"
                book = book.with_account(commit_orders(account, made.orders, agent_id=AGENT, now=NOW))
        elif orders := account.orders_of(symbol):
            book = happen(book, orders[0], number, step.what)

        exposed = {one: exposed_symbols(account) for one, account in book.accounts.items()}
        assert len(exposed[ACCOUNTS[0]]) <= 1
        assert sum(len(symbols) for symbols in exposed.values()) <= POSITIONS_MAX
        assert opened == sum(account.day.trades for account in book.accounts.values() if account.day)
        assert opened <= TRADES_MAX
        for account in book.accounts.values():
            assert account.cash == account.starting_cash + account.realised - account.fees
            for order in account.orders.values():
                assert order.reduce_only or order.leg == "entry"
