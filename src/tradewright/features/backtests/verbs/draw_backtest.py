"""The bars of a run, to draw its trades on, with the lines of its definition."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from uuid import UUID

import numpy as np

from tradewright.engine.bars import Bars, Floats
from tradewright.features.backtests import store
from tradewright.features.backtests.chart import chart_document
from tradewright.features.backtests.doing import nanoseconds
from tradewright.features.backtests.errors import NoBars
from tradewright.features.backtests.store import Document, Ran
from tradewright.features.backtests.verbs.read_backtests import get_run
from tradewright.features.strategies import draw_lines, read, set_up
from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.context import Context


async def draw_run(
    cx: Context, run_id: UUID, *, from_at: datetime | None, to_at: datetime | None, at_most: int
) -> Document:
    """Return the run's bars in `[from_at, to_at)`, at most `at_most` of them. Raises `RunNotFound` or `NoBars`.

    Lines are computed from the run's first bar on, as the run did: a view that begins later shows the same values.
    """
    async with cx.transaction() as tx:
        run = await get_run(tx, cx, run_id)
        ran = await store.find_definition(tx, cx.user_id, run_id)
    root = cx.settings.home / "data" / "bars"
    span = nanoseconds(from_at), nanoseconds(to_at)
    return await asyncio.to_thread(_draw, root, run, ran, span, at_most)


def _draw(
    root: Path, run: Document, ran: Ran | None, span: tuple[int | None, int | None], at_most: int
) -> Document:
    data = run["data"]
    key = SeriesKey(data["source"], data["symbol"], data["timeframe"])
    store_ = BarStore(root)
    if store_.find(key) is None:
        fault = Fault("$.data", "no_bars", "these bars are kept no more", str(key))
        raise NoBars(f"no bars of {key} are kept any more", faults=(fault,))
    begin, end = _asked(data["from"]), _asked(data["to"])
    until = min((one for one in (end, span[1]) if one is not None), default=None)
    bars = store_.read(key, start=begin, end=until)
    first = 0 if span[0] is None else int(np.searchsorted(bars.time, span[0]))
    lines = {name: values[first:] for name, values in _lines(run, ran, bars).items()}
    return chart_document(bars.slice(first, len(bars)), lines, at_most=at_most)


def _asked(text: str | None) -> int | None:
    return nanoseconds(None if text is None else datetime.fromisoformat(text))


def _lines(run: Document, ran: Ran | None, bars: Bars) -> dict[str, Floats]:
    if ran is None:
        return {}
    try:
        reading = set_up(read(ran.definition), inputs=run["inputs"], timeframe=bars.timeframe)
    except Invalid:
        # A later library may understand less of an old definition; its bars and trades are still to be seen.
        return {}
    return {line.name: line.values for line in draw_lines(reading.resolved, bars, prices_only=True)}
