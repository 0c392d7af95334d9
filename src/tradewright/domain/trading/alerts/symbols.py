"""Symbols as charts and bridges spell them, brought to ours."""

from __future__ import annotations

import re

SYMBOL_LENGTH_MAX = 32
_ALLOWED = re.compile(r"[A-Z0-9][A-Z0-9._!&-]*")
_QUOTES = ("USDT", "USDC", "USD", "EUR", "BTC", "ETH", "JPY", "GBP")
_PERPETUALS = (".P", "-SWAP", "PERP")
"""How charts and venues mark a perpetual future on a coin."""


def normalise_symbol(raw: str) -> str:
    """Return our spelling: "BINANCE:BTCUSDT.P" is BTCUSDT.P, "EUR/USD" is EURUSD, "BTC-USDT-SWAP" is BTCUSDT.P.

    The exchange is dropped, since an account trades where it is; `.P` stays, since a perpetual is another instrument than
    its coin. Raises ValueError for what cannot be a symbol; whether we trade it is decided later.
    """
    symbol = raw.strip().upper().rsplit(":", 1)[-1]
    symbol = symbol.replace("/", "").replace(" ", "")
    mark = next((mark for mark in _PERPETUALS if symbol.endswith(mark)), "")
    coin = symbol.removesuffix(mark)
    head, dash, tail = coin.rpartition("-")
    if dash and tail in _QUOTES:
        coin = head + tail
    if mark and coin.endswith(_QUOTES):
        symbol = f"{coin}.P"
    elif not mark:
        symbol = coin
    if len(symbol) > SYMBOL_LENGTH_MAX or not _ALLOWED.fullmatch(symbol):
        raise ValueError("not a symbol")
    return symbol
