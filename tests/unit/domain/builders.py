"""Builders that state only what matters, and the Hypothesis strategies of trading words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import MarketView, Quote
from tradewright.domain.trading.order import (
    CancelRefused,
    CancelRequested,
    Fill,
    LegResized,
    Order,
    OrderEvent,
    OrderFilled,
    OrderState,
    OutcomeUnknown,
    ProvedAbsent,
    VenueAccepted,
    VenueCancelled,
    VenueExpired,
    VenueRejected,
)
from tradewright.domain.trading.signal import AgentPolicy, Intent, RiskLimits, Side, Signal, Sizing
from tradewright.kernel.ids import (
    AccountId,
    AgentId,
    ClientOrderId,
    CorrelationId,
    OrderId,
    SignalId,
    UserId,
    VenueExecutionId,
    VenueOrderId,
)

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
USER = UserId(UUID(int=1))
ACCOUNT = AccountId(UUID(int=2))
AGENT = AgentId(UUID(int=3))
BTC = Instrument(
    "BTCUSDT",
    "Bitcoin",
    "crypto",
    "USDT",
    tick=Decimal("0.01"),
    lot=Lot(Decimal("0.00001"), Decimal("0.00001")),
    notional_min=Decimal(5),
)
ES = Instrument(
    "ES1!",
    "E-mini",
    "futures",
    "USD",
    tick=Decimal("0.25"),
    lot=Lot(Decimal(1), Decimal(1)),
    multiplier=Decimal(50),
)
STATES: tuple[OrderState, ...] = (
    "held",
    "submitting",
    "unknown",
    "working",
    "partly_filled",
    "filled",
    "cancelled",
    "rejected",
    "expired",
    "not_placed",
)


def d(text: str) -> Decimal:
    return Decimal(text)


def an_order(**changes: Any) -> Order:
    given: dict[str, Any] = {
        "order_id": OrderId(UUID(int=50)),
        "client_order_id": ClientOrderId("C50"),
        "user_id": USER,
        "account_id": ACCOUNT,
        "signal_id": SignalId(UUID(int=60)),
        "correlation_id": CorrelationId(UUID(int=70)),
        "leg": "entry",
        "symbol": "BTCUSDT",
        "side": "buy",
        "order_type": "market",
        "quantity": Decimal(10),
        "time_in_force": "gtc",
        "created_at": NOW,
    }
    return Order(**(given | changes))


def a_fill(
    number: int = 1, *, quantity: str = "1", price: str = "100", side: Side = "buy", fee: str = "0"
) -> Fill:
    return Fill(
        venue_execution_id=VenueExecutionId(f"X{number}"),
        client_order_id=ClientOrderId("C50"),
        venue_order_id=VenueOrderId("V50"),
        symbol="BTCUSDT",
        side=side,
        quantity=Decimal(quantity),
        price=Decimal(price),
        fee=Decimal(fee),
        occurred_at=NOW,
    )


def a_quote(symbol: str = "BTCUSDT", *, bid: str = "49999", ask: str = "50001", at: datetime = NOW) -> Quote:
    return Quote(symbol, Decimal(bid), Decimal(ask), Decimal(ask), at)


def a_market(*quotes: Quote, instruments: tuple[Instrument, ...] = (BTC, ES)) -> MarketView:
    return MarketView({one.symbol: one for one in instruments}, {quote.symbol: quote for quote in quotes})


def an_account(**changes: Any) -> AccountBook:
    given: dict[str, Any] = {
        "account_id": ACCOUNT,
        "user_id": USER,
        "currency": "USD",
        "timezone": "America/New_York",
        "starting_cash": Decimal(10_000),
    }
    return AccountBook(**(given | changes))


def a_book(
    *accounts: AccountBook, user: RiskLimits | None = None, account: RiskLimits | None = None
) -> UserBook:
    """Return a book whose trading day is open; `user` and `account` are the limits of those scopes."""
    accounts = accounts or (an_account(),)
    limits: dict[UUID, RiskLimits] = {}
    if user is not None:
        limits[USER] = user
    if account is not None:
        limits[accounts[0].account_id] = account
    book = UserBook(USER, {one.account_id: one for one in accounts}, limits)
    return book.rolled(a_market(a_quote()), NOW)


def a_signal(number: int = 1, **changes: Any) -> Signal:
    """Return an alert's signal; every keyword that is no member of Signal belongs to its intent."""
    of_signal = {key: changes.pop(key) for key in list(changes) if key in Signal.__dataclass_fields__}
    intent: dict[str, Any] = {"action": "buy", "symbol": "BTCUSDT"}
    given: dict[str, Any] = {
        "signal_id": SignalId(UUID(int=1000 + number)),
        "user_id": USER,
        "account_id": ACCOUNT,
        "sequence": number,
        "source": "alert",
        "intent": Intent(**(intent | changes)),
        "correlation_id": CorrelationId(UUID(int=2000 + number)),
        "received_at": NOW,
        "agent_id": AGENT,
    }
    return Signal(**(given | of_signal))


def a_policy(**changes: Any) -> AgentPolicy:
    return AgentPolicy(**({"sizing": Sizing("fixed", Decimal(1))} | changes))


# Strategies
# ------------------------------------------------------------------------------------------------------


def decimals(low: str, high: str, *, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False, allow_infinity=False)


def money() -> st.SearchStrategy[Decimal]:
    return decimals("0.01", "10000000", places=2)


def prices() -> st.SearchStrategy[Decimal]:
    return decimals("0.00000001", "200000", places=8)


def quantities() -> st.SearchStrategy[Decimal]:
    return decimals("0.00000001", "100000", places=8)


def lots() -> st.SearchStrategy[Lot]:
    steps = st.sampled_from(["0.00001", "0.001", "0.01", "0.3", "1", "25", "1000"]).map(Decimal)
    return steps.flatmap(
        lambda step: st.integers(1, 20).map(
            lambda times: Lot(step, step * times)
        )  # smallest lies on the grid
    )


def instruments() -> st.SearchStrategy[Instrument]:
    return st.builds(
        Instrument,
        symbol=st.just("BTCUSDT"),
        name=st.just("x"),
        market=st.just("crypto"),
        currency=st.just("USD"),
        tick=st.sampled_from(["0.00001", "0.01", "0.25", "1"]).map(Decimal),
        lot=lots(),
        multiplier=st.sampled_from(["1", "50", "0.1"]).map(Decimal),
        notional_min=st.sampled_from(["0", "5"]).map(Decimal),
    )


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 10**8).map(lambda seconds: NOW + timedelta(seconds=seconds))


def fills() -> st.SearchStrategy[Fill]:
    return st.builds(
        Fill,
        venue_execution_id=st.text(max_size=8).map(VenueExecutionId),
        client_order_id=st.text(max_size=8).map(ClientOrderId),
        venue_order_id=st.text(min_size=1, max_size=8).map(VenueOrderId),
        symbol=st.just("BTCUSDT"),
        side=st.sampled_from(["buy", "sell"]),
        quantity=quantities(),
        price=prices(),
        fee=decimals("-10", "10", places=6),
        occurred_at=moments(),
    )


def order_events() -> st.SearchStrategy[OrderEvent]:
    words, at = st.text(max_size=20), moments()
    return st.one_of(
        st.builds(VenueAccepted, words.map(VenueOrderId), at),
        st.builds(VenueRejected, words, words, at),
        st.builds(OutcomeUnknown, words, at),
        st.builds(ProvedAbsent, words, at),
        st.builds(OrderFilled, fills()),
        st.builds(LegResized, quantities(), at),
        st.builds(CancelRequested, at),
        st.builds(CancelRefused, words, at),
        st.builds(VenueCancelled, words, at),
        st.builds(VenueExpired, words, at),
    )
