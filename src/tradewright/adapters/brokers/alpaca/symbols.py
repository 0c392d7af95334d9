"""Our symbols and Alpaca's: shares are called the same, a coin pair loses its slash (BTC/USD is our BTCUSD). Pure.

Positions tell pairs without the slash and orders with it, so both are read.
"""

from __future__ import annotations

import re
from typing import Final

QUOTE_COINS: Final = ("USDT", "USDC", "USD", "BTC")
"""What Alpaca's coins are quoted in, longest first: SHIBUSDT is SHIB/USDT, not SHIBU/SDT."""
_PAIR: Final = re.compile(rf"^(?P<base>[A-Z0-9]{{2,}}?)(?P<quote>{'|'.join(QUOTE_COINS)})$")
SHARE_LENGTH_MAX: Final = 5
"""No exchange's ticker has more letters (classes and units follow a dot), so what is longer and ends like a pair is one."""


def to_venue(symbol: str) -> str:
    """Return Alpaca's name of our symbol."""
    pair = None if len(symbol) <= SHARE_LENGTH_MAX else _PAIR.match(symbol)
    return f"{pair['base']}/{pair['quote']}" if pair else symbol


def from_venue(name: str) -> str:
    """Return our symbol for Alpaca's name, in either of its spellings."""
    return name.replace("/", "")


def is_coin(symbol: str) -> bool:
    """Whether our symbol names a pair of coins."""
    return "/" in to_venue(symbol)


def base_of(symbol: str) -> str | None:
    """Return what is bought with a pair (BTC of BTCUSD); None for shares."""
    base, slash, _ = to_venue(symbol).partition("/")
    return base if slash else None
