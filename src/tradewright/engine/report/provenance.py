"""What a figure was made from; printed beside the headline, so that no number travels alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from importlib.metadata import version
from typing import Any

import numpy as np

from tradewright.engine.report.calendar import DAY, local
from tradewright.engine.report.inputs import Run
from tradewright.engine.report.text import decimal_text, time_text


@dataclass(frozen=True, slots=True)
class Provenance:
    """What only the caller knows. `intrabar` names the lower timeframe of a magnifier, or is None."""

    name: str = ""
    definition_hash: str | None = None
    run_id: str | None = None
    warmup_bars: int = 0
    intrabar: str | None = None
    fill_mode: str = "tradingview"
    inputs: Mapping[str, Any] = field(default_factory=dict)


def describe(run: Run, given: Provenance) -> dict[str, Any]:
    """Return the provenance section: everything told by the bars and the settings, and what the caller gave."""
    bars, settings = run.bars, run.settings
    gaps, missing = gaps_of(run)
    return {
        "name": given.name,
        "source": bars.source,
        "symbol": bars.symbol,
        "timeframe": bars.timeframe,
        "timezone": bars.timezone,
        "session": bars.session,
        "from": time_text(int(bars.time[0])) if len(bars) else None,
        "to": time_text(int(bars.time[-1])) if len(bars) else None,
        "bars": len(bars),
        "gaps": gaps,
        "missing_bars": missing,
        "warmup_bars": given.warmup_bars,
        "intrabar": given.intrabar,
        "fill_mode": _plain(_named(settings, "fill_mode", given.fill_mode)),
        "initial_capital": decimal_text(run.initial_capital),
        "commission": _pair(settings, "commission_mode", "commission_value"),
        "slippage_ticks": _plain(_named(settings, "slippage_ticks", None)),
        "sizing": _pair(settings, "quantity_mode", "quantity_value"),
        "pyramiding": _plain(_named(settings, "pyramiding", None)),
        "tick": decimal_text(float(bars.tick), 12),
        "inputs": {name: _plain(value) for name, value in given.inputs.items()},
        "definition_hash": given.definition_hash,
        "data_hash": bars.hash,
        "engine_version": version("tradewright"),
        "run_id": given.run_id,
    }


def gaps_of(run: Run) -> tuple[int, int]:
    """Return how many gaps there are and how many bars they lack; a closed exchange is no gap."""
    time = run.bars.time
    if len(time) < 3:
        return 0, 0
    steps = np.diff(time)
    step = int(np.median(steps[:1000]))
    wide = np.flatnonzero(steps > step)
    if run.bars.session != "24x7":
        days = local(time, run.bars.timezone) // DAY
        wide = wide[days[wide] == days[wide + 1]]
    return len(wide), int((steps[wide] // step - 1).sum())


def _named(settings: Any, name: str, otherwise: Any) -> Any:
    return getattr(settings, name, otherwise)


def _pair(settings: Any, mode: str, value: str) -> dict[str, Any]:
    return {"mode": _plain(_named(settings, mode, None)), "value": _plain(_named(settings, value, None))}


def _plain(value: Any) -> Any:
    """Return a setting as plain data: numbers with a fraction as texts, named objects by their name."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, float | Decimal):
        return decimal_text(float(value))
    return getattr(value, "name", str(value))
