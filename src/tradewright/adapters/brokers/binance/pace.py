"""A busy book changes hundreds of times a second: what is passed on of it is enough to decide by, and always the last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from tradewright.domain.trading.market import Quote

EVERY_S: Final = 0.1
OnQuote = Callable[[Quote], None]


class Pace:
    """Passes on at most one quote of a symbol in EVERY_S seconds, and always the last one."""

    def __init__(self, on_quote: OnQuote) -> None:
        self._on_quote = on_quote
        self._waiting: dict[str, Quote] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def put(self, quote: Quote) -> None:
        if quote.symbol in self._timers:
            self._waiting[quote.symbol] = quote
            return
        self._on_quote(quote)
        self._arm(quote.symbol)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _arm(self, symbol: str) -> None:
        self._timers[symbol] = asyncio.get_running_loop().call_later(EVERY_S, self._due, symbol)

    def _due(self, symbol: str) -> None:
        del self._timers[symbol]
        quote = self._waiting.pop(symbol, None)
        if quote is not None:
            self.put(quote)
