"""Symbols as charts and bridges spell them, brought to ours."""

from __future__ import annotations

import re

SYMBOL_LENGTH_MAX = 32
_ALLOWED = re.compile(r"[A-Z0-9][A-Z0-9._!&-]*")
_QUOTES = ("USDT", "USDC", "USD", "EUR", "BTC", "ETH", "JPY", "GBP")


def normalise_symbol(raw: str) -> str:
    """Return our spelling of a symbol: "BINANCE:BTCUSDT.P" is BTCUSDT, "EUR/USD" is EURUSD, "CME_MINI:ES1!"
    is ES.

    The exchange is dropped, since an account trades where it is. Raises ValueError for what cannot be a
    symbol; whether we trade it is decided later.
    """
    symbol = raw.strip().upper().rsplit(":", 1)[-1]
    symbol = symbol.replace("/", "").replace(" ", "")
    perpetual = symbol.removesuffix(".P")
    if perpetual != symbol and perpetual.endswith(_QUOTES):
        symbol = perpetual
    head, dash, tail = symbol.rpartition("-")
    if dash and tail in _QUOTES:
        symbol = head + tail
    if len(symbol) > SYMBOL_LENGTH_MAX or not _ALLOWED.fullmatch(symbol):
        raise ValueError("not a symbol")
    return symbol
