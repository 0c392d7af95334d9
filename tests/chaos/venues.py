"""The fake venues of the runs: what is traded there, which faults each is given, and the truth they tell afterwards."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tradewright_fakes import alpaca, binance
from tradewright_fakes.admin import Admin

MARKET: Final[dict[str, str | None]] = {"alpaca": None, "binance": "spot", "binance_usdm": "futures"}
OVER: Final = frozenset({"filled", "canceled", "expired", "rejected", "replaced"})
"""States of an order that is over at a venue, in the fakes' own words."""


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

REQUESTS: Final[tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]] = (
    ("accept-then-drop", {"method": "POST"}, {"kind": "drop_after"}),
    ("drop-before-accept", {"method": "POST"}, {"kind": "drop_before"}),
    ("gateway-timeout-after-accept", {"method": "POST"}, {"kind": "error", "status": 504, "process": True}),
    ("bad-gateway-before-accept", {"method": "POST"}, {"kind": "error", "status": 502}),
    ("slow-down", {}, {"kind": "error", "status": 429, "retry_after": 1}),
    ("not-seen-yet", {"method": "POST"}, {"kind": "visibility_lag", "seconds": 0.15}),
    ("cancel-loses", {"method": "DELETE"}, {"kind": "cancel_loses", "accepted": True}),
    ("cancel-dropped", {"method": "DELETE"}, {"kind": "drop_after"}),
    ("cancel-never-came", {"method": "DELETE"}, {"kind": "drop_before"}),
    ("events-first", {"method": "POST"}, {"kind": "events_first", "ms": 20}),
    ("events-late", {"method": "POST"}, {"kind": "events_late", "ms": 300}),
    ("half-a-reply", {"method": "POST"}, {"kind": "truncate"}),
    ("page-of-html", {}, {"kind": "html", "status": 200, "process": True}),
    ("empty-reply", {}, {"kind": "empty", "process": True}),
    ("exponents", {"method": "GET"}, {"kind": "mangle", "ops": ["exponent", "extra"]}),
    ("positions-fail", {"method": "GET", "path": "*osition*"}, {"kind": "error", "status": 500}),
    ("slow-reply", {}, {"kind": "delay_after", "ms": 200}),
    ("streams-killed", {}, {"kind": "kill_streams"}),
)
EVENTS: Final[tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]] = (
    ("event-twice", {"event": "*"}, {"kind": "twice"}),
    ("event-lost", {"event": "*"}, {"kind": "lose"}),
    ("event-late", {"event": "*"}, {"kind": "late", "ms": 250}),
    ("event-out-of-order", {"event": "*"}, {"kind": "swap"}),
)
FAULTS: Final = REQUESTS + EVENTS


def plan(dice: random.Random, key: str, number: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the names and the rules of this run's faults, bound to its key: one alone, or a few together."""
    chosen = dice.sample(FAULTS, k=dice.choice((1, 1, 2, 3, 5)))
    rules = []
    for name, when, do in chosen:
        chance = 0.03 if not when else dice.choice((0.3, 0.6, 1.0)) if "event" not in when else 0.4
        times = dice.choice((1, 2, 4))
        rules.append(
            {
                "id": f"{number}:{name}",
                "when": {**when, "key": key, "probability": chance, "times": times},
                "do": do,
            }
        )
    return [name for name, _, _ in chosen], rules


class Fakes:
    """Both servers, by the name that an account is linked under."""

    def __init__(self, alpaca_fake: alpaca.AlpacaFake, binance_fake: binance.BinanceFake) -> None:
        self.urls = {
            "alpaca": alpaca_fake.url,
            "binance": binance_fake.url,
            "binance_usdm": binance_fake.url,
        }
        self._admins = {
            "alpaca": alpaca_fake.admin,
            "binance": binance_fake.admin,
            "binance_usdm": binance_fake.admin,
        }

    def admin(self, broker: str) -> Admin:
        return self._admins[broker]

    async def price(self, broker: str, listed: Listed, price: Decimal) -> None:
        spread = max(price * Decimal("0.0002"), Decimal("0.01")).quantize(Decimal("0.01"))
        given: dict[str, Any] = {"bid": price, "ask": price + spread, "last": price}
        if MARKET[broker] is not None:
            given |= {"mark": price, "market": MARKET[broker]}
        await self.admin(broker).price(listed.theirs, **given)

    async def account(self, broker: str, key: str) -> dict[str, Any]:
        """Return the truth about one account: its orders, fills, positions or balances."""
        markets = (await self.admin(broker).state(key))["markets"]
        wanted = MARKET[broker]
        name = wanted if wanted is not None else next(iter(markets))
        found: dict[str, Any] = markets[name][0]
        return found


@asynccontextmanager
async def fakes(seed: int) -> AsyncIterator[Fakes]:
    """Run both venues on loopback until the block ends."""
    async with alpaca.serve(seed=seed) as stocks, binance.serve(seed=seed) as coins:
        # Chaos asks more often than any trader: what is tried here is faults, not the venue's patience.
        for admin in (stocks.admin, coins.admin):
            await admin.settings(is_limited=False)
        yield Fakes(stocks, coins)
