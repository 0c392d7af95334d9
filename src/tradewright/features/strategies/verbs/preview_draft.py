"""What a draft would have done on the newest bars, at once. Stateless: nothing is stored, no trial is counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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
from tradewright.platform.bar_files import SeriesKey
from tradewright.platform.context import Context
from tradewright.platform.telemetry import histogram

PREVIEWS_PER_MINUTE: Final = 300
"""Of one trader: more than anybody types, and half of one core at most."""
PREVIEW_S: Final = 0.1
"""What one preview may take; one that takes longer counts as several."""
AT_ONCE: Final = 2
"""Previews computed side by side in one process, so that alerts and pages keep their share of it."""

SECONDS = histogram(
    "tradewright_preview_seconds", "From a draft to what it would have done on the newest bars."
)
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="preview")
_rate = Rate(per_minute=PREVIEWS_PER_MINUTE)
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
    root = cx.settings.home / "data" / "bars"
    loop = asyncio.get_running_loop()
    shown, seconds = await loop.run_in_executor(_pool, _preview, root, source, data, inputs, bars_at_most)
    _rate.charge(cx.user_id, max(0.0, seconds / PREVIEW_S - 1.0))
    return shown


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
