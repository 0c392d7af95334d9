"""What `data fetch` runs: the source by its name, the download, and a progress bar while a person watches."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Display

from tradewright.adapters.marketdata.alpaca import Adjustment, AlpacaHistory, Feed
from tradewright.adapters.marketdata.binance import BinanceHistory
from tradewright.domain.trading.ports.market_data import HistorySource
from tradewright.kernel.clock import SystemClock
from tradewright.kernel.errors import NotReady
from tradewright.platform.bar_files import BarStore, Progress, SeriesKey, download
from tradewright.platform.settings import Settings, load_settings

SourceName = Literal["binance", "binance-futures", "alpaca", "alpaca-crypto", "simulated"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to fetch, and how."""

    source: str
    symbol: str
    timeframe: str
    start: datetime
    end: datetime
    feed: str
    adjustment: str
    again: bool
    replaces: bool
    url: str | None
    is_quiet: bool


async def run_fetch(wish: Wish) -> tuple[SeriesKey, Progress]:
    """Bring what is missing into this home's store and return the series and what was done."""
    settings = load_settings()
    store = BarStore(settings.home / "data" / "bars")
    source = open_history(cast(SourceName, wish.source), settings, wish)
    display = Display(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[bars]:,} bars"),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        disable=wish.is_quiet or not sys.stderr.isatty(),
        transient=True,
    )
    await source.connect()
    try:
        with display:
            task = display.add_task(f"{wish.symbol} {wish.timeframe}", bars=0)

            def tell(progress: Progress) -> None:
                display.update(task, completed=progress.done, total=progress.wanted, bars=progress.added)

            done = await download(
                store,
                source,
                symbol=wish.symbol,
                timeframe=wish.timeframe,
                start=wish.start,
                end=wish.end,
                now=datetime.now(UTC),
                replaces=wish.replaces,
                again=wish.again,
                tell=tell,
            )
    finally:
        await source.close()
    return SeriesKey(source.name, wish.symbol, wish.timeframe), done


def open_history(name: SourceName, settings: Settings, wish: Wish) -> HistorySource:
    """Return the source of that name. Raises NotReady when it needs a key that is not set."""
    clock = SystemClock()
    match name:
        case "binance" | "binance-futures":
            return BinanceHistory("spot" if name == "binance" else "futures", clock=clock, url=wish.url)
        case "alpaca" | "alpaca-crypto":
            if name == "alpaca" and not (settings.alpaca_key_id and settings.alpaca_secret_key):
                raise NotReady(
                    "Alpaca's stock bars need a key: set TRADEWRIGHT_ALPACA_KEY_ID and TRADEWRIGHT_ALPACA_SECRET_KEY."
                )
            return AlpacaHistory(
                "stocks" if name == "alpaca" else "crypto",
                key_id=settings.alpaca_key_id,
                secret_key=settings.alpaca_secret_key,
                clock=clock,
                feed=cast(Feed, wish.feed),
                adjustment=cast(Adjustment, wish.adjustment),
                url=wish.url,
            )
        case "simulated":
            from tradewright.adapters.marketdata.pace import Pace
            from tradewright.adapters.marketdata.simulated import SimulatedSource
            from tradewright.adapters.marketdata.simulated.history import SimulatedHistory

            return SimulatedHistory(SimulatedSource(seed=settings.simulated_seed, pace=Pace(clock)))
