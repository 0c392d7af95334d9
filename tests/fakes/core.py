"""A bare market for tests of the matching core: one symbol, one account, no skin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright_fakes.matching import (
    Account,
    Event,
    Exchange,
    Fill,
    Habits,
    Ids,
    Instrument,
    NetBooks,
    Order,
    Session,
    VenueClock,
)

SYMBOL = "XYZ"
START = datetime(2026, 11, 20, 15, tzinfo=UTC)
SHRINK = Habits(market_remainder="rest", exits_shrink=True)


@dataclass
class Floor:
    """An exchange with what happened on it."""

    exchange: Exchange
    account: Account
    events: list[Event] = field(default_factory=list)

    def order(self, side: str, kind: str = "market", quantity: object = 1, **given: Any) -> Order:
        """Draft, admit and start an order; members as on `Order`."""
        order = self.exchange.draft(
            self.account,
            client_id=f"c{len(self.account.orders)}",
            symbol=SYMBOL,
            side=side,  # type: ignore[arg-type]
            kind=kind,  # type: ignore[arg-type]
            tif=given.pop("tif", "gtc"),
        )
        order.quantity = Decimal(str(quantity))
        order.triggers_on_rise = side == "buy"
        for name, value in given.items():
            setattr(order, name, value)
        self.exchange.admit(order)
        self.exchange.start(order)
        return order

    def tick(self, bid: object, ask: object | None = None, **given: object) -> None:
        low, high = Decimal(str(bid)), Decimal(str(bid if ask is None else ask))
        sizes: dict[str, Any] = {name: Decimal(str(value)) for name, value in given.items()}
        self.exchange.set_price(SYMBOL, bid=low, ask=high, last=sizes.pop("last", (low + high) / 2), **sizes)

    def told(self) -> list[tuple[str, str]]:
        """Kinds of events with the order's kind."""
        return [(one.kind, one.order.kind) for one in self.events]


def a_floor(habits: Habits = SHRINK, *, seed: int = 1) -> Floor:
    clock, ids = VenueClock(), Ids(seed)
    clock.set(START)
    instrument = Instrument(
        symbol=SYMBOL,
        asset_class="equity",
        base=SYMBOL,
        quote="USD",
        tick=Decimal("0.01"),
        step=Decimal("0.001"),
        quantity_min=Decimal("0.001"),
        notional_min=Decimal(1),
        follows_session=True,
    )

    def fee_of(account: Account, instrument: Instrument, fill: Fill) -> tuple[Decimal, str]:
        return Decimal(0), "USD"

    exchange = Exchange(
        clock=clock,
        ids=ids,
        session=Session("always"),
        habits=habits,
        instruments=[instrument],
        new_order_id=lambda: ids.uuid("order"),
        new_fill_id=lambda: ids.uuid("fill"),
        fee_of=fee_of,
    )
    account = Account("A", 1, NetBooks(Decimal(100_000)))
    exchange.accounts["A"] = account
    floor = Floor(exchange, account)
    exchange.on_event.append(floor.events.append)
    return floor
