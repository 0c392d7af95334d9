"""The manifest of one series: which segments are its truth, what was fetched, and where every bar came from.

Replaced whole in one rename: readers see the old truth or the new one, never something between.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files.segments import Segment, write_whole

FILE: Final = "manifest.json"
FORMAT: Final = "tradewright.bars/1"
ORIGINS_MAX: Final = 200
"""Entries of provenance that are kept; the oldest fetches go first, what they brought stays."""
Span = tuple[int, int]
"""`[start, end)` in nanoseconds UTC."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One act that changed the series: how, from where, when (ISO 8601 UTC), and what it brought."""

    kind: str
    origin: str
    at: str
    first: int
    last: int
    added: int
    duplicates: int
    conflicts: int
    replaced: bool
    sha256: str
    """`Bars.hash` of what was brought."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about one series but its bars."""

    source: str
    symbol: str
    timeframe: str
    tick: Decimal
    lot_step: Decimal
    point_value: Decimal
    timezone: str
    session: str
    segments: tuple[Segment, ...] = ()
    covered: tuple[Span, ...] = ()
    """What a source was asked for and answered, whether or not it had bars there: a cache's memory."""
    origins: tuple[Origin, ...] = ()
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(segment.rows for segment in self.segments)


def load_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in `folder`, None when there is none. Raises Invalid for one that is not ours."""
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as cause:
        fault = Fault(str(folder / FILE), "readable", f"expected a manifest of {FORMAT}", str(cause))
        raise Invalid(f"{folder / FILE} is damaged: {cause}", faults=(fault,)) from cause
    if manifest.format != FORMAT:
        fault = Fault(str(folder / FILE), "format", f"expected {FORMAT}", manifest.format)
        raise Invalid(f"{folder} was written by another version ({manifest.format})", faults=(fault,))
    return manifest


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the truth of `folder`."""
    write_whole(folder / FILE, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def add_span(covered: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    """Return the spans of `covered` and `span` as few, apart and rising."""
    merged: list[Span] = []
    for start, end in sorted((*covered, span)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def missing_spans(covered: tuple[Span, ...], wanted: Span) -> list[Span]:
    """Return the parts of `wanted` that `covered` (rising, apart) leaves open."""
    found: list[Span] = []
    at, end = wanted
    for begin, until in covered:
        if until <= at or begin >= end:
            continue
        if begin > at:
            found.append((at, begin))
        at = max(at, until)
    if at < end:
        found.append((at, end))
    return found


def document(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as plain data for people and programs."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    return plain
