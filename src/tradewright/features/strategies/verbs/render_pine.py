"""Show a definition as Pine Script v6."""

from __future__ import annotations

from uuid import UUID

from tradewright.engine.indicators import LIBRARY
from tradewright.features.strategies.documents import Document
from tradewright.features.strategies.language import Reading, Source, read
from tradewright.features.strategies.verbs.read_strategies import show_version
from tradewright.kernel.errors import Invalid
from tradewright.platform.context import Context
from tradewright.targets.pine import render_resolved, unsupported


def render_draft(source: Source) -> Document:
    """Return the script of a draft. Raises `Invalid` with every fault located."""
    return _render(read(source))


async def render_version(cx: Context, strategy_id: UUID, number: int | None) -> Document:
    """Return the script of a version, the newest when none is named. Raises `StrategyNotFound` or `VersionNotFound`."""
    version = await show_version(cx, strategy_id, number)
    return _render(read(version["document"]), strategy_id=str(strategy_id), version=version["number"])


def _render(reading: Reading, *, strategy_id: str | None = None, version: int | None = None) -> Document:
    faults = unsupported(reading.definition)
    if faults:
        raise Invalid("Pine cannot express this definition.", faults=faults)
    script = render_resolved(reading.resolved, LIBRARY, strategy_id=strategy_id, version=version)
    return {"name": reading.name, "pine": script}
