"""The store of bars on disk: one folder for each source, symbol and timeframe.

    <root>/<source>/<symbol>/<timeframe>/ manifest.json  lock  00000001700000000000-<digest>.arrow …

Writers take the folder's lock; readers need none: segments never change, and the manifest is replaced in one rename.
A crash between the two leaves a file nobody names, which the next writer removes.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars, Times
from tradewright.kernel.errors import NotFound
from tradewright.platform.bar_files.columns import map_columns, no_bars
from tradewright.platform.bar_files.manifest import (
    ORIGINS_MAX,
    Manifest,
    Origin,
    Span,
    add_span,
    load_manifest,
    save_manifest,
)
from tradewright.platform.bar_files.merge import merge
from tradewright.platform.bar_files.names import from_folder, to_folder
from tradewright.platform.bar_files.segments import ROWS_MAX, SUFFIX, Segment, read_segment, write_segment

READ_TRIES: Final = 5
"""A writer may remove a segment between our reading the manifest and opening it; it is then in the next manifest."""


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Which series: `binance`, `BTCUSDT`, `1m`."""

    source: str
    symbol: str
    timeframe: str

    def __str__(self) -> str:
        return f"{self.source}/{self.symbol}/{self.timeframe}"


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: bars added, identical ones dropped, and the open times at which old and new differ."""

    added: int
    duplicates: int
    conflicts: Times
    replaced: bool
    rows: int


class BarStore:
    """All series below one folder. Safe for any number of readers and writers on one machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def list_series(self) -> list[tuple[SeriesKey, Manifest]]:
        """Return every series with its manifest, in order."""
        found = []
        for path in self.root.glob("*/*/*/manifest.json"):
            manifest = load_manifest(path.parent)
            if manifest is not None:
                source, symbol, timeframe = (from_folder(part) for part in path.parts[-4:-1])
                found.append((SeriesKey(source, symbol, timeframe), manifest))
        return sorted(found, key=lambda one: one[0])

    def find(self, key: SeriesKey) -> Manifest | None:
        return load_manifest(self.folder(key))

    def folder(self, key: SeriesKey) -> Path:
        return self.root.joinpath(*(to_folder(part) for part in (key.source, key.symbol, key.timeframe)))

    def read(self, key: SeriesKey, *, start: int | None = None, end: int | None = None) -> Bars:
        """Return the bars with `start <= time < end` (nanoseconds), without copying when one segment holds them.

        Raises NotFound when there is no such series, DamagedSegment when a file is not what was written.
        """
        folder = self.folder(key)
        for attempt in range(READ_TRIES):
            manifest = load_manifest(folder)
            if manifest is None:
                break
            try:
                return _read(folder, manifest, start, end)
            except FileNotFoundError:
                if attempt == READ_TRIES - 1:
                    raise
        raise NotFound(f"no bars of {key} are kept; see what is: tradewright data list", series=str(key))

    def write(
        self,
        bars: Bars,
        *,
        kind: str,
        origin: str,
        replaces: bool = False,
        covered: Span | None = None,
        now: datetime | None = None,
    ) -> Written:
        """Add `bars` (rising in time, perhaps none) to the series that their metadata name, making it when it is new.

        Bars that are there already are dropped; of differing ones the old stays unless `replaces`. `covered` is the span
        that a source was asked for. On disk when this returns.
        """
        key = SeriesKey(bars.source, bars.symbol, bars.timeframe)
        folder = self.folder(key)
        with self._locked(folder):
            manifest = load_manifest(folder) or _new_manifest(bars)
            kept, touched, rest = _around(manifest.segments, bars)
            old = _read_all(folder, touched, bars)
            merged = merge(old, bars, replaces=replaces)
            changed = merged.added > 0 or (replaces and len(merged.conflicts) > 0)
            segments = manifest.segments
            if changed:
                segments = (*kept, *_write_parts(folder, merged.bars), *rest)
            entry = Origin(
                kind=kind,
                origin=origin,
                at=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
                first=int(bars.time[0]) if len(bars) else 0,
                last=int(bars.time[-1]) if len(bars) else 0,
                added=merged.added,
                duplicates=merged.duplicates,
                conflicts=len(merged.conflicts),
                replaced=replaces,
                sha256=bars.hash,
            )
            spans = manifest.covered if covered is None else add_span(manifest.covered, covered)
            origins = (*manifest.origins, entry) if len(bars) else manifest.origins
            manifest = replace(
                manifest,
                tick=min(manifest.tick, bars.tick) if len(bars) else manifest.tick,
                segments=segments,
                covered=spans,
                origins=origins[-ORIGINS_MAX:],
            )
            save_manifest(folder, manifest)
            _sweep(folder, manifest)
        return Written(merged.added, merged.duplicates, merged.conflicts, replaces, manifest.rows)

    @contextlib.contextmanager
    def _locked(self, folder: Path) -> Iterator[None]:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _new_manifest(bars: Bars) -> Manifest:
    return Manifest(
        source=bars.source,
        symbol=bars.symbol,
        timeframe=bars.timeframe,
        tick=bars.tick,
        lot_step=bars.lot_step,
        point_value=bars.point_value,
        timezone=bars.timezone,
        session=bars.session,
    )


def _around(
    segments: Sequence[Segment], bars: Bars
) -> tuple[tuple[Segment, ...], tuple[Segment, ...], tuple[Segment, ...]]:
    """Return the segments that stay before `bars`, those to be written again with them, and those that stay after.

    Neighbours are taken in while they are not much larger than what is written: so segments stay few, and a bar is
    written again only a logarithm of times.
    """
    if not len(bars):
        return tuple(segments), (), ()
    low = next((n for n, one in enumerate(segments) if one.last >= int(bars.time[0])), len(segments))
    high = next((n for n, one in enumerate(segments) if one.first > int(bars.time[-1])), len(segments))
    high = max(low, high)
    size = len(bars) + sum(one.rows for one in segments[low:high])
    while low > 0 and segments[low - 1].rows <= 2 * size and size + segments[low - 1].rows <= ROWS_MAX:
        low -= 1
        size += segments[low].rows
    while high < len(segments) and segments[high].rows <= 2 * size and size + segments[high].rows <= ROWS_MAX:
        size += segments[high].rows
        high += 1
    return tuple(segments[:low]), tuple(segments[low:high]), tuple(segments[high:])


def _write_parts(folder: Path, bars: Bars) -> list[Segment]:
    starts = range(0, len(bars), ROWS_MAX)
    return [write_segment(folder, bars.slice(start, min(start + ROWS_MAX, len(bars)))) for start in starts]


def _read(folder: Path, manifest: Manifest, start: int | None, end: int | None) -> Bars:
    low = np.iinfo(np.int64).min if start is None else start
    high = np.iinfo(np.int64).max if end is None else end
    wanted = [one for one in manifest.segments if one.last >= low and one.first < high]
    about = no_bars(
        symbol=manifest.symbol,
        timeframe=manifest.timeframe,
        source=manifest.source,
        tick=manifest.tick,
        lot_step=manifest.lot_step,
        point_value=manifest.point_value,
        timezone=manifest.timezone,
        session=manifest.session,
    )
    bars = _read_all(folder, wanted, about)
    first, stop = np.searchsorted(bars.time, [low, high])
    return bars.slice(int(first), int(stop))


def _read_all(folder: Path, segments: Sequence[Segment], about: Bars) -> Bars:
    """Return the segments' bars as one stretch with the metadata of `about`."""
    parts = [read_segment(folder, one) for one in segments]
    if not parts:
        return about.slice(0, 0)
    return map_columns(about, lambda name: _joined([getattr(part, name) for part in parts]))


def _joined(columns: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what the manifest does not name: old segments, and leftovers of a crash. Mapped ones live on in memory."""
    named = {segment.file for segment in manifest.segments}
    for path in folder.iterdir():
        if (path.suffix == SUFFIX and path.name not in named) or path.suffix == ".tmp":
            path.unlink(missing_ok=True)
