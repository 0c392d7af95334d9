"""The port of a venue's own bars: what an adapter gives beside orders, for charts of what only that venue trades.

A part of its own, because nobody decides by it: a venue without bars is a whole `Broker`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tradewright.domain.trading.market import Bar


@dataclass(frozen=True, slots=True)
class BarHeard:
    """A one-minute bar as the stream tells it: `is_closed` once it is final; until then it is told again and again."""

    bar: Bar
    is_closed: bool


@runtime_checkable
class TellsBars(Protocol):
    """A connection that knows its venue's bars."""

    async def bars(self, symbol: str, timeframe: str, *, at_most: int) -> Sequence[Bar]:
        """Return the newest bars, oldest first; the last one may still be forming. Raises BrokerUnavailable.

        `timeframe` is 1m, 5m, 15m, 1h, 4h or 1d; `at_most` 1 to 1000.
        """
        ...

    async def watch_bars(self, symbols: Collection[str], hear: Callable[[BarHeard], None]) -> None:
        """Have `hear` called with the one-minute bars of exactly these symbols from now on; of none: no more."""
        ...
