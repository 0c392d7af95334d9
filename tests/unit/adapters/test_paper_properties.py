"""Whatever arrives in whatever order, the paper venue's books obey arithmetic and its own promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tradewright.adapters.brokers.paper import matching
from tradewright.adapters.brokers.paper.admission import MarketView
from tradewright.adapters.brokers.paper.book import Book, PaperOrder, signed
from tradewright.adapters.brokers.paper.config import PaperConfig
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.market import Quote
from tradewright.domain.trading.order import Fill
from tradewright.domain.trading.ports.broker import LegRequest, OrderRequest
from tradewright.domain.trading.signal import OrderType, Side, TimeInForce
from tradewright.kernel.ids import ClientOrderId
from tradewright.kernel.money import ZERO

START = datetime(2026, 3, 2, 23, 59, 0, tzinfo=UTC)
FUTURE = Instrument(
    symbol="ES1!",
    name="future",
    market="futures",
    currency="USD",
    tick=Decimal("0.25"),
    lot=Lot(step=Decimal(1), smallest=Decimal(1)),
    multiplier=Decimal(50),
)

OPENING = Quote("ES1!", Decimal(100), Decimal("100.25"), Decimal(100), START)
EMPTY = Book(Decimal(1_000_000), {}, {})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that happens, in small numbers: prices are ticks from 100, offsets ticks away from there."""

    kind: str
    side: Side = "buy"
    order_type: OrderType = "market"
    quantity: int = 1
    tif: TimeInForce = "gtc"
    reduce_only: bool = False
    price: int = 0
    offset: int = 0
    has_legs: bool = False
    which: int = 0
    seconds: int = 0


def a_story(chance: Random, *, length: int) -> list[Asked]:
    """Draw a long, busy story. (Hypothesis alone writes short ones in which legs hardly ever come alive.)"""
    return [
        Asked(
            kind=chance.choice(["place", "place", "quote", "quote", "quote", "quote", "cancel", "wake"]),
            side=chance.choice(["buy", "sell"]),
            order_type=chance.choice(["market", "market", "limit", "stop", "stop_limit"]),
            quantity=chance.randint(1, 6),
            tif=chance.choice(["gtc", "gtc", "gtc", "day", "ioc", "fok"]),
            reduce_only=chance.random() < 0.25,
            price=chance.randint(-8, 8),
            offset=chance.randint(0, 6),
            has_legs=chance.random() < 0.6,
            which=chance.randint(0, 200),
            seconds=chance.choice([0, 0, 1, 3, 40]),
        )
        for _ in range(length)
    ]


seeds = st.integers(0, 2**32)
# A failing seed is as good as a shrunk story, and shrinking seeds means nothing.
unshrunk = settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
configs = st.builds(
    PaperConfig,
    slippage_bps=st.sampled_from([ZERO, Decimal(5)]),
    fee_rate=st.sampled_from([ZERO, Decimal("0.0007")]),
    fee_per_unit=st.sampled_from([ZERO, Decimal("2.13")]),
    latency_ms=st.sampled_from([ZERO, Decimal(1500)]),
    partial_fill_max=st.sampled_from([None, Decimal(1), Decimal(2)]),
    partial_fill_fraction=st.sampled_from([None, Decimal("0.5")]),
    leverage=st.just(Decimal(1000)),
)


@dataclass(slots=True)
class World:
    """A book with its history, checked after every arrival."""

    config: PaperConfig
    now: datetime = START
    quote: Quote = OPENING
    book: Book = EMPTY
    orders: dict[ClientOrderId, PaperOrder] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    held: Decimal = ZERO

    @property
    def market(self) -> MarketView:
        return MarketView(instrument={"ES1!": FUTURE}.get, quote=lambda _: self.quote)

    def happens(self, what: Asked, number: int) -> None:
        self.now += timedelta(seconds=what.seconds)
        before = repr(self.book)
        book = self.book
        market, config, now = self.market, self.config, self.now
        if what.kind == "place":
            decision, _ = matching.place(book, _request(what, number), market=market, config=config, now=now)
        elif what.kind == "cancel" and self.orders:
            target = list(self.orders)[what.which % len(self.orders)]
            decision, _ = matching.cancel(book, target, now=now)
        elif what.kind == "wake" and self.orders:
            target = list(self.orders)[what.which % len(self.orders)]
            decision = matching.wake(book, target, market=market, config=config, now=now)
        else:
            bid = 100 + what.price * FUTURE.tick
            self.quote = Quote("ES1!", bid, bid + FUTURE.tick, bid, now)
            decision = matching.on_quote(book, self.quote, market=self.market, config=config, now=now)
        assert repr(book) == before, "a decision changed the book it was given"
        self._check(decision)

    def _check(self, decision: matching.Decision) -> None:
        for fill in decision.fills:
            self._check_fill(fill, decision.orders[fill.client_order_id])
        self.book = decision.book
        self.orders.update(decision.orders)
        self.fills.extend(decision.fills)

        assert {order.client_order_id: order for order in self.book.live_orders()} == {
            key: order for key, order in self.orders.items() if order.is_live
        }, "what was reported as changed is not what the book holds"
        for key, order in self.orders.items():
            filled = sum((fill.quantity for fill in self.fills if fill.client_order_id == key), ZERO)
            assert filled == order.filled_quantity <= order.quantity
            assert (order.state == "filled") <= (filled == order.quantity)
            legs = [leg for leg in self.orders.values() if leg.parent == key]
            assert sum((leg.filled_quantity for leg in legs), ZERO) <= filled
            if not order.is_live and filled == 0:
                assert not any(leg.is_live for leg in legs), "a leg guards what was never bought"
            if not order.is_live:
                left = filled - sum((leg.filled_quantity for leg in legs), ZERO)
                live = [leg for leg in legs if leg.is_live]
                assert all(leg.quantity - leg.filled_quantity == left > 0 for leg in live), (
                    "a leg's size is off"
                )
                assert self.held or not live, "a leg guards a position that is gone"
        assert len({fill.venue_execution_id for fill in self.fills}) == len(self.fills)
        self._check_money()

    def _check_fill(self, fill: Fill, order: PaperOrder) -> None:
        change = signed(fill.side, fill.quantity)
        if order.reduce_only:
            assert abs(self.held + change) == abs(self.held) - abs(change), "reduce-only raised exposure"
        self.held += change
        assert fill.quantity > 0
        assert fill.quantity % FUTURE.lot.step == 0
        assert fill.price % FUTURE.tick == 0
        touch = self.quote.ask if fill.side == "buy" else self.quote.bid
        if order.order_type in ("market", "stop"):
            assert signed(fill.side, fill.price - touch) >= 0, "slippage helped the trader"
        else:
            assert order.limit_price is not None
            assert signed(fill.side, fill.price - order.limit_price) <= 0, "worse than its limit"

    def _check_money(self) -> None:
        """Cash is what came in less what went out, with open positions at their cost."""
        assert self.book.held("ES1!") == self.held
        paid = sum((signed(fill.side, fill.quantity) * fill.price for fill in self.fills), ZERO)
        fees = sum((fill.fee for fill in self.fills), ZERO)
        cost = sum((one.quantity * one.average_price for one in self.book.holdings.values()), ZERO)
        expected = 1_000_000 + (cost - paid) * FUTURE.multiplier - fees
        assert abs(self.book.cash - expected) < Decimal("1e-12")
        assert all(one.quantity != 0 for one in self.book.holdings.values())


@given(config=configs, seed=seeds)
@unshrunk
def test_no_story_breaks_the_books(config: PaperConfig, seed: int) -> None:
    world = World(config)

    for number, what in enumerate(a_story(Random(seed), length=60)):
        world.happens(what, number)


@given(config=configs, seed=seeds, price=st.integers(-8, 8))
@unshrunk
def test_once_entries_are_done_the_legs_can_bring_the_account_no_further_than_flat(
    config: PaperConfig, seed: int, price: int
) -> None:
    world = World(config)
    for number, what in enumerate(a_story(Random(seed), length=30)):
        world.happens(what, number)
    for order in list(world.orders.values()):
        if order.parent is None and not order.reduce_only:
            world.happens(Asked("cancel", which=list(world.orders).index(order.client_order_id)), 0)
    side_before = world.held

    for step in range(12):
        world.happens(Asked("quote", price=price + step % 3, seconds=2), 0)

    assert world.held == 0 or (world.held > 0) == (side_before > 0)
    assert abs(world.held) <= abs(side_before)


def _request(what: Asked, number: int) -> OrderRequest:
    base = 100 + what.price * FUTURE.tick
    direction = 1 if what.side == "buy" else -1
    away = direction * (what.offset + 1) * FUTURE.tick
    has_limit = what.order_type in ("limit", "stop_limit")
    has_stop = what.order_type in ("stop", "stop_limit")
    stop_leg = LegRequest(ClientOrderId(f"O{number}S"), "stop", stop_price=base - away)
    target_leg = LegRequest(ClientOrderId(f"O{number}T"), "limit", limit_price=base + away)
    return OrderRequest(
        client_order_id=ClientOrderId(f"O{number}"),
        symbol="ES1!",
        side=what.side,
        order_type=what.order_type,
        quantity=Decimal(what.quantity),
        time_in_force=what.tif,
        limit_price=base + direction * what.offset * FUTURE.tick if has_limit else None,
        stop_price=base if has_stop else None,
        reduce_only=what.reduce_only,
        stop_loss=stop_leg if what.has_legs else None,
        take_profit=target_leg if what.has_legs and what.which % 3 else None,
    )
