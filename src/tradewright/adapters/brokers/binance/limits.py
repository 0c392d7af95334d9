"""What requests cost at Binance and how much there is of it, read from `limits.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.instruments import ORDERS, WEIGHT
from tradewright.adapters.brokers.transport import Rate


@dataclass(frozen=True, slots=True)
class Limits:
    """`weights` are costs by kind of request, out of `weight` of an address; `orders` belong to an account."""

    weight: Rate
    orders: Rate
    weights: Mapping[str, int]


def _load() -> dict[Market, Limits]:
    document = tomllib.loads(files(__package__).joinpath("limits.toml").read_text(encoding="utf-8"))
    markets: tuple[Market, ...] = ("spot", "usdm")
    return {
        market: Limits(
            weight=Rate(document[market]["weight_per_minute"], 60.0),
            orders=Rate(document[market]["orders_per_10_s"], 10.0),
            weights=document[market]["weights"],
        )
        for market in markets
    }


LIMITS: Final = _load()
USED_HEADERS: Final = {
    "x-mbx-used-weight-1m": WEIGHT,
    "x-mbx-order-count-10s": f"{ORDERS}:10",
    "x-mbx-order-count-1m": f"{ORDERS}:60",
    "x-mbx-order-count-1d": f"{ORDERS}:86400",
}
"""Headers that say how much is used up, and of what."""
