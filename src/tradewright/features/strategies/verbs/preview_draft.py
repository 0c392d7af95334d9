"""What a draft would have done on the newest bars, at once. Stateless: nothing is stored, no trial is counted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from tradewright.engine.bars import Bars
from tradewright.features.strategies.documents import Document, analysis_document, located_faults
from tradewright.features.strategies.errors import PreviewsExhausted
from tradewright.features.strategies.language import Source, read, refuse_costly, set_up
from tradewright.features.strategies.newest_bars import NewestBars
from tradewright.features.strategies.rate import Rate
from tradewright.features.strategies.trial_run import run_document
from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.ids import UserId
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.context import Context
from tradewright.platform.telemetry import histogram

PREVIEWS_PER_MINUTE: Final = 300
"""Of one trader: more than anybody types, and half of one core at most."""
PREVIEW_S: Final = 0.1
"""What one preview may take; one that takes longer counts as several."""
AT_ONCE: Final = 2
"""Previews computed side by side in one process, so that alerts and pages keep their share of it."""
EACH_AT_ONCE: Final = 4
"""Previews of one trader that wait or run, so that a burst of dear ones does not keep the others waiting for minutes."""

SECONDS = histogram(
    "tradewright_preview_seconds", "From a draft to what it would have done on the newest bars."
)
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="preview")
_rate = Rate(per_minute=PREVIEWS_PER_MINUTE)
_under_way: Counter[UserId] = Counter()
_newest = NewestBars()


async def preview_draft(
    cx: Context,
    source: Source,
    *,
    data: tuple[str, str, str | None],
    inputs: Mapping[str, Any],
    bars_at_most: int,
) -> Document:
    """Return bars, lines, trades and figures, or what is wrong. Raises `PreviewsExhausted` alone.

    `data` is source, symbol and timeframe; without one, the definition's. Cost: bounded by the bars and by what analysis
    lets one bar cost; a warm one of 5,000 bars takes tens of milliseconds.
    """
    wait_s = _rate.wait_s(cx.user_id)
    if wait_s:
        raise PreviewsExhausted(
            "Wait a moment before the next preview.",
            retry_after_s=max(1, round(wait_s)),
            limit="previews",
            maximum=PREVIEWS_PER_MINUTE,
        )
    if _under_way[cx.user_id] >= EACH_AT_ONCE:
        raise PreviewsExhausted(
            "Wait for the previews that are under way.",
            retry_after_s=1,
            limit="previews_at_once",
            maximum=EACH_AT_ONCE,
        )
    root = cx.settings.home / "data" / "bars"
    loop = asyncio.get_running_loop()
    work = _pool.submit(_preview, root, source, data, inputs, bars_at_most)
    _under_way[cx.user_id] += 1
    # Not after the wait: whoever goes away does not stop the thread, and pays all the same.
    work.add_done_callback(lambda done: loop.call_soon_threadsafe(_settle, cx.user_id, done))
    return (await asyncio.wrap_future(work))[0]


def _settle(user_id: UserId, done: Future[tuple[Document, float]]) -> None:
    _under_way[user_id] -= 1
    if not _under_way[user_id]:
        del _under_way[user_id]
    if not done.cancelled() and done.exception() is None:
        _rate.charge(user_id, max(0.0, done.result()[1] / PREVIEW_S - 1.0))


def _preview(
    root: Path,
    source: Source,
    data: tuple[str, str, str | None],
    inputs: Mapping[str, Any],
    bars_at_most: int,
) -> tuple[Document, float]:
    """Return the preview, and how long this thread worked on it, in seconds."""
    began = time.thread_time()
    with SECONDS.time():
        try:
            shown = _run(root, source, data, inputs, bars_at_most)
        except Invalid as error:
            shown = {**_NOTHING, "faults": located_faults(error)}
    return shown, time.thread_time() - began


def _run(
    root: Path,
    source: Source,
    data: tuple[str, str, str | None],
    inputs: Mapping[str, Any],
    bars_at_most: int,
) -> Document:
    reading = read(source)
    bars = _bars(root, SeriesKey(data[0], data[1], data[2] or reading.timeframe), bars_at_most)
    ready = set_up(reading, inputs=inputs, timeframe=bars.timeframe)
    known = refuse_costly(ready)
    return {
        **_NOTHING,
        **{name: told for name, told in analysis_document(known).items() if name != "cost"},
        "definition_hash": reading.definition_hash,
        **run_document(ready, bars, inputs),
    }


def _bars(root: Path, key: SeriesKey, at_most: int) -> Bars:
    bars = _newest.read(root, key)
    if bars is None or len(bars) < 2:
        fault = Fault("$.data", "no_bars", "choose a series that GET /data lists", str(key))
        raise Invalid(f"no bars of {key} are kept", faults=(fault,))
    return bars.slice(max(0, len(bars) - at_most), len(bars))


_NOTHING: Final[Document] = {
    "faults": [],
    "findings": [],
    "definition_hash": None,
    "warmup_bars": None,
    "timeframe": None,
    "bars": None,
    "lines": [],
    "trades": [],
    "figures": None,
    "equity": None,
}
