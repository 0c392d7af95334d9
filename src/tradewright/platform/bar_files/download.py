"""Filling the store from a source of history: only what is missing, each span kept before the next is asked for.

Progress is what the store holds. Killed anywhere, the same call goes on where the last committed span ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.market_data import HistorySource, SeriesFacts
from tradewright.engine.bars import Bars
from tradewright.platform.bar_files.columns import map_columns, no_bars
from tradewright.platform.bar_files.faults import broken_rules
from tradewright.platform.bar_files.gaps import ALWAYS_OPEN
from tradewright.platform.bar_files.grid import infer_tick
from tradewright.platform.bar_files.lengths import SECOND_NS, begin_ns, get_seconds
from tradewright.platform.bar_files.manifest import Span, missing_spans
from tradewright.platform.bar_files.store import BarStore, SeriesKey

BARS_A_SPAN_MAX: Final = 100_000
"""More than any source gives in one span; the limit of the port's call."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is. `done` and `wanted` are seconds of market time; the rest counts bars."""

    done: float
    wanted: float
    spans: int = 0
    added: int = 0
    duplicates: int = 0
    conflicts: int = 0
    unsound: int = 0
    """Bars that break a rule (a high below the low …) and were left out."""


async def download(
    store: BarStore,
    source: HistorySource,
    *,
    symbol: str,
    timeframe: str,
    start: datetime,
    end: datetime,
    now: datetime,
    replaces: bool = False,
    again: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Bring the closed bars of `[start, end)` into the store and return what was done.

    Spans the source has answered before are not asked for again, unless `again`. Differing bars are counted, and the new
    ones win only when `replaces`. Raises what the source raises; what came before stays kept.
    """
    length = get_seconds(timeframe) * SECOND_NS
    facts = await source.facts(symbol)
    about = _about(source.name, symbol, timeframe, facts)
    began = await source.began_at(symbol, timeframe=timeframe)
    wanted = (to_ns(max(start, began) if began else start), to_ns(min(end, now)))
    # The bar that is open now must be asked for again. Days of an exchange begin at its own midnight: a bar earlier.
    final = int(begin_ns(np.array([to_ns(now)]), get_seconds(timeframe))[0])
    final -= 0 if about.session == ALWAYS_OPEN else length
    manifest = store.find(SeriesKey(source.name, symbol, timeframe))
    covered = () if manifest is None or again else manifest.covered
    spans = _pieces(
        missing_spans(covered, wanted), int(source.span_max(timeframe).total_seconds()) * SECOND_NS
    )
    total = sum(until - begin for begin, until in spans) / SECOND_NS
    progress = Progress(done=0.0, wanted=total)
    tell(progress)
    for begin, until in spans:
        found = await source.history(
            symbol, timeframe=timeframe, start=from_ns(begin), end=from_ns(until), limit=BARS_A_SPAN_MAX
        )
        bars, unsound = _sound(_to_bars(found, about, facts))
        answered = (begin, min(until, final))
        written = store.write(
            bars,
            kind="fetch",
            origin=source.name,
            replaces=replaces,
            covered=answered if answered[1] > begin else None,
            now=now,
        )
        progress = Progress(
            done=progress.done + (until - begin) / SECOND_NS,
            wanted=total,
            spans=progress.spans + 1,
            added=progress.added + written.added,
            duplicates=progress.duplicates + written.duplicates,
            conflicts=progress.conflicts + len(written.conflicts),
            unsound=progress.unsound + unsound,
        )
        tell(progress)
    return progress


def to_ns(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1_000


def from_ns(nanoseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanoseconds // 1_000)


def _about(source: str, symbol: str, timeframe: str, facts: SeriesFacts) -> Bars:
    is_always_open = facts.market == "crypto"
    return no_bars(
        source=source,
        symbol=symbol,
        timeframe=timeframe,
        point_value=facts.point_value,
        timezone="UTC" if is_always_open else "America/New_York",
        session=ALWAYS_OPEN if is_always_open else facts.market,
        **({} if facts.tick is None else {"tick": facts.tick}),
        **({} if facts.lot_step is None else {"lot_step": facts.lot_step}),
    )


def _pieces(spans: Sequence[Span], longest: int) -> list[Span]:
    return [
        (begin, min(begin + longest, until))
        for first, until in spans
        for begin in range(first, until, longest)
    ]


def _to_bars(found: Sequence[Bar], about: Bars, facts: SeriesFacts) -> Bars:
    """Return decimals as columns: each price is the float nearest to its digits."""
    times = np.array([to_ns(bar.opened_at) for bar in found], dtype=np.int64)
    filled = map_columns(
        about,
        lambda name: times if name == "time" else np.array([float(getattr(bar, name)) for bar in found]),
    )
    rising = np.flatnonzero(np.concatenate(([True], np.diff(times) > 0))) if len(times) else times
    if facts.tick is None and found:
        places = max(max(-int(bar.close.as_tuple().exponent), 0) for bar in found)
        prices = (filled.open, filled.high, filled.low, filled.close)
        filled = replace(filled, tick=infer_tick(prices, places_written=places))
    return (
        filled
        if len(rising) == len(times)
        else map_columns(filled, lambda name: getattr(filled, name)[rising])
    )


def _sound(bars: Bars) -> tuple[Bars, int]:
    broken = broken_rules(bars)
    if not broken:
        return bars, 0
    keep = ~np.logical_or.reduce([rule[0] for rule in broken])
    return map_columns(bars, lambda name: getattr(bars, name)[keep]), int((~keep).sum())
