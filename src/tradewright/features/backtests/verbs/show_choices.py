"""What there is to run, and on which bars."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from tradewright.engine.coded import input_specs
from tradewright.engine.gurus import GURUS, GuruProfile
from tradewright.features.backtests.errors import GuruNotFound
from tradewright.features.backtests.store import Document
from tradewright.kernel.money import plain
from tradewright.platform.bar_files import BarStore, SeriesKey, find_gaps


def list_gurus() -> list[Document]:
    """Return every curated strategy."""
    return [_guru(profile) for profile in GURUS.values()]


def get_guru(name: str) -> Document:
    """Return one curated strategy. Raises `GuruNotFound`."""
    profile = GURUS.get(name)
    if profile is None:
        raise GuruNotFound("There is no such curated strategy.", guru=name, known=sorted(GURUS))
    return _guru(profile)


def list_data(bars: Path) -> list[Document]:
    """Return every series that is kept in this bar store."""
    found = []
    for key, manifest in BarStore(bars).list_series():
        gaps, missing = _gaps(bars, key, tuple(segment.file for segment in manifest.segments))
        found.append(
            {
                "source": key.source,
                "symbol": key.symbol,
                "timeframe": key.timeframe,
                "from": _iso(min(one.first for one in manifest.segments)) if manifest.segments else None,
                "to": _iso(max(one.last for one in manifest.segments)) if manifest.segments else None,
                "bars": manifest.rows,
                "gaps": gaps,
                "missing_bars": missing,
                "duplicates": sum(origin.duplicates for origin in manifest.origins),
                "conflicts": sum(origin.conflicts for origin in manifest.origins),
                "tick": plain(manifest.tick),
            }
        )
    return found


@lru_cache(maxsize=4_096)
def _gaps(bars: Path, key: SeriesKey, _made_of: tuple[str, ...]) -> tuple[int, int]:
    """Return how many holes a series has and how many bars they lack; looked for once until its segments change."""
    missing = [gap.bars for gap in find_gaps(BarStore(bars).read(key)) if gap.kind == "missing"]
    return len(missing), sum(missing)


def _guru(profile: GuruProfile) -> Document:
    return {
        "name": profile.key,
        "title": profile.name,
        "biography": profile.biography,
        "era": profile.era,
        "markets": list(profile.markets),
        "timeframe": profile.timeframe,
        "rules": list(profile.rules),
        "risks": list(profile.risks),
        "sources": list(profile.sources),
        "inputs": [
            {"name": name, "title": spec.title, "kind": spec.kind, "default": spec.default}
            for name, spec in input_specs(profile.strategy).items()
        ],
    }


def _iso(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC).isoformat().replace("+00:00", "Z")
