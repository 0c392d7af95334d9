"""The fake venues of the runs: what is traded there, its prices, and the truth they tell afterwards.

They live in this process, so their truth is read where it is: the admin door, a request each, was half of a run's cost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin
from tradewright_fakes.matching import Account, Event, Exchange, Order
from tradewright_fakes.serving import Venue

MARKET: Final[dict[str, str | None]] = {"alpaca": None, "binance": "spot", "binance_usdm": "futures"}
OVER: Final = frozenset({"filled", "canceled", "expired", "rejected", "replaced"})
"""States of an order that is over at a venue, in the fakes' own words."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A symbol under our name and the venue's, a price it begins at, and a size worth trading."""

    ours: str
    theirs: str
    price: Decimal
    size: Decimal


SYMBOLS: Final[dict[str, tuple[Listed, ...]]] = {
    "alpaca": (
        Listed("AAPL", "AAPL", Decimal(230), Decimal(2)),
        Listed("MSFT", "MSFT", Decimal(430), Decimal(1)),
        Listed("LTCUSD", "LTC/USD", Decimal(100), Decimal(3)),
    ),
    "binance": (
        Listed("ETHUSDT", "ETHUSDT", Decimal(3300), Decimal("0.1")),
        Listed("LTCUSDT", "LTCUSDT", Decimal(100), Decimal(2)),
    ),
    "binance_usdm": (
        Listed("ETHUSDT.P", "ETHUSDT", Decimal(3300), Decimal("0.1")),
        Listed("LTCUSDT.P", "LTCUSDT", Decimal(100), Decimal(2)),
    ),
}
RULED: Final[dict[str, Listed]] = {
    "alpaca": Listed("SOLUSD", "SOL/USD", Decimal(240), Decimal(1)),
    "binance": Listed("SOLUSDT", "SOLUSDT", Decimal(240), Decimal(1)),
    "binance_usdm": Listed("SOLUSDT.P", "SOLUSDT", Decimal(240), Decimal(1)),
}
"""Whose rules change under us: a symbol of their own, for every account of a venue sees the change."""
TRADED: Final = {broker: (*listed, RULED[broker]) for broker, listed in SYMBOLS.items()}


class Fakes:
    """Both servers, by the name that an account is linked under."""

    def __init__(self, stocks: alpaca.AlpacaFake, coins: binance.BinanceFake) -> None:
        self.urls = {"alpaca": stocks.url, "binance": coins.url, "binance_usdm": coins.url}
        self._venues = {"alpaca": stocks.venue, "binance": coins.venue, "binance_usdm": coins.venue}
        self._admins = {"alpaca": stocks.admin, "binance": coins.admin, "binance_usdm": coins.admin}

    def admin(self, broker: str) -> Admin:
        """The admin door, for what is done rarely."""
        return self._admins[broker]

    def venue(self, broker: str) -> Venue:
        return self._venues[broker]

    def exchange(self, broker: str) -> Exchange:
        market = MARKET[broker]
        exchanges = self._venues[broker].exchanges
        return next(iter(exchanges.values())) if market is None else exchanges[market]

    def account(self, broker: str, key: str) -> Account:
        credential = self._venues[broker].credential(key)
        assert credential is not None
        return self.exchange(broker).accounts[credential.account_id]

    def orders(self, broker: str, key: str, *, after: int) -> list[Order]:
        """Return the account's orders but the first `after`, oldest first."""
        return list(islice(self.account(broker, key).orders.values(), after, None))

    def held(self, broker: str, key: str, listed: Listed) -> Decimal:
        """Return the signed units that the venue holds for the account: a position, or a balance where it has balances."""
        return self.account(broker, key).books.held(listed.theirs, "both")

    def price(self, broker: str, listed: Listed, price: Decimal) -> None:
        spread = max(price * Decimal("0.0002"), Decimal("0.01")).quantize(Decimal("0.01"))
        mark = {} if MARKET[broker] is None else {"mark": price}
        self.exchange(broker).set_price(listed.theirs, bid=price, ask=price + spread, last=price, **mark)

    def begin_faults(self, broker: str, rules: list[dict[str, Any]], *, seed: int) -> None:
        self._venues[broker].faults.add(rules, seed=seed)

    def end_faults(self, broker: str, seed: int) -> dict[str, int]:
        """Take this run's rules away and return how often each fired, by the fault's name."""
        port = self._venues[broker].faults
        fired = {
            rule.id.partition(":")[2]: port.fired[rule.id] for rule in port.rules if _is_of(rule.id, seed)
        }
        port.remove(f"{seed}:*")
        return {name: count for name, count in fired.items() if count}

    def on_fill(self, hear: Callable[[str, Event], None]) -> None:
        """Have `hear` told of every execution, with the name its account is linked under, at the instant it happens."""
        for broker in MARKET:

            def tell(event: Event, broker: str = broker) -> None:
                if event.kind == "fill":
                    hear(broker, event)

            self.exchange(broker).on_event.append(tell)


def _is_of(rule_id: str, seed: int) -> bool:
    return rule_id.startswith(f"{seed}:")


@asynccontextmanager
async def fakes(seed: int) -> AsyncIterator[Fakes]:
    """Run both venues on loopback until the block ends."""
    async with alpaca.serve(seed=seed) as stocks, binance.serve(seed=seed) as coins:
        # Chaos asks more often than any trader: what is tried here is faults, not the venue's patience.
        for admin in (stocks.admin, coins.admin):
            await admin.settings(is_limited=False)
        yield Fakes(stocks, coins)
