"""The question for a venue's own prices as it travels to the executor that holds the connection, and its answer."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from tradewright.domain.trading.market import Bar, Quote

TIMEFRAMES = ("1m", "5m", "15m", "1h", "4h", "1d")
QUOTED_MAX = 20
"""Symbols of one question for a linked account's quotes: venues are asked for each."""


class MarketAsked(msgspec.Struct):
    """`symbols` is one for bars, up to QUOTED_MAX for quotes; `at_most` concerns bars."""

    user_id: UUID
    account_id: UUID
    what: Literal["bars", "quotes"]
    symbols: list[str]
    timeframe: str = "1m"
    at_most: int = 300


class MarketTold(msgspec.Struct):
    """What the venue said. `silent`: in words why it could not be asked; then the rest is empty."""

    bars: list[Bar] = []
    quotes: list[Quote] = []
    silent: str | None = None
    retry_after_s: float | None = None
