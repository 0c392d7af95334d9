"""Binance's live bars: a market stream of its own, opened when the first symbol is wanted and closed with the last.

Futures tell klines on another route than the best bid and ask, so the stream of quotes cannot carry them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from typing import Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.bars import MINUTE, bar_of_frame
from tradewright.adapters.brokers.binance.symbols import to_venue
from tradewright.adapters.brokers.binance.user_stream import TIMES
from tradewright.adapters.brokers.transport import Dial, Stream, Unreadable, Wire, load_json
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.ports.broker import ConnectionChanged, StreamGap
from tradewright.domain.trading.ports.venue_bars import BarHeard
from tradewright.platform import telemetry

log = telemetry.logger(__name__)

SYMBOLS_MAX: Final = 100
"""Streams named in one frame; frames have a size, and nobody looks at more charts at once."""


class BarHub:
    """Makes one-minute bars of the wanted symbols arrive. A `Line` of the transport."""

    def __init__(self, url: str, market: Market) -> None:
        self._url = url
        self._market = market
        self._names: dict[str, str] = {}
        self._hear_bar: Callable[[BarHeard], None] = lambda _: None
        self._stream = Stream(self, times=TIMES)
        self._task: asyncio.Task[None] | None = None
        self._count = 0

    async def watch(self, symbols: Collection[str], hear: Callable[[BarHeard], None]) -> None:
        """Want exactly these from now on; those of another market are left out."""
        names = {one: name for one in symbols if (name := to_venue(one, self._market)) is not None}
        before, self._names = self._names, dict(list(names.items())[:SYMBOLS_MAX])
        self._hear_bar = hear
        if not self._names:
            await self.close()
            return
        if self._task is None:
            self._stream = Stream(self, times=TIMES)
            self._task = asyncio.create_task(self._stream.run(), name="binance-bars")
        gone, new = before.keys() - self._names.keys(), self._names.keys() - before.keys()
        if gone:
            await self._stream.send(self._frame("UNSUBSCRIBE", [before[one] for one in gone]))
        if new:
            await self._stream.send(self._frame("SUBSCRIBE", [self._names[one] for one in new]))

    async def close(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def dial(self) -> Dial:
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        await wire.send(self._frame("SUBSCRIBE", list(self._names.values())))

    def hear(self, frame: str | bytes) -> None:
        try:
            message = Fields.of(load_json(frame), what="frame")
        except Unreadable:
            raise
        except ValueError as cause:
            raise Unreadable("a frame is not JSON") from cause
        error = message.object("error")
        if error is not None:
            log.warning("binance.bars_refused", code=error.text("code"), text=(error.text("msg") or "")[:200])
            return
        heard = bar_of_frame(message.object("data") or message, self._market)
        if heard is not None and heard.bar.symbol in self._names:
            self._hear_bar(heard)

    def tell(self, event: ConnectionChanged | StreamGap) -> None:
        """Note it: bars that are missed stand in the next answer of REST."""
        log.info("binance.bar_stream", what=type(event).__name__, reason=event.reason)

    def _frame(self, method: str, names: Collection[str]) -> str:
        self._count += 1
        params = sorted(f"{name.lower()}@kline_{MINUTE}" for name in names)
        return json.dumps({"method": method, "params": params, "id": self._count})
