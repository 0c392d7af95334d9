"""Our symbols and Binance's: BTCUSDT is the coin pair, BTCUSDT.P the perpetual contract. One map, both ways. Pure."""

from __future__ import annotations

import re
from typing import Final

from tradewright.adapters.brokers.binance.addresses import Market

PERPETUAL: Final = ".P"
_VENUE: Final = re.compile(r"\w{2,40}")
"""What may be sent as a symbol: letters of any script (they list such), digits, and the underscore of dated contracts."""


def to_venue(symbol: str, market: Market) -> str | None:
    """Return Binance's name of our symbol, or None for one that this market cannot have."""
    name = symbol
    if market == "usdm":
        if "_" in symbol:
            name = symbol  # a contract with an end date carries it in its name
        elif symbol.endswith(PERPETUAL):
            name = symbol.removesuffix(PERPETUAL)
        else:
            return None
    return name if _VENUE.fullmatch(name) else None


def from_venue(name: str, market: Market) -> str:
    """Return our symbol for Binance's name; `to_venue(from_venue(name, market), market) == name`."""
    return name + PERPETUAL if market == "usdm" and "_" not in name else name
