"""What an alert may be written in and what it may say, for whoever edits a mapping."""

from __future__ import annotations

from typing import Any

from tradewright.domain.trading.alerts.formats import FORMATS
from tradewright.domain.trading.alerts.names import SPELLINGS
from tradewright.domain.trading.alerts.settings import DEVIATION_UNITS, DISTANCE_UNITS, RISK_UNITS

FORMATS_DOCUMENT: dict[str, Any] = {
    "formats": [
        {"name": one.name, "title": one.title, "told_by": one.told_by, "asks": list(one.asks)}
        for one in FORMATS
    ],
    "fields": [{"name": name, "spellings": spellings.split()} for name, spellings in SPELLINGS.items()],
    "units": {
        "risk_unit": list(RISK_UNITS),
        "distance_unit": list(DISTANCE_UNITS),
        "entry_unit": list(DISTANCE_UNITS),
        "deviation_unit": list(DEVIATION_UNITS),
    },
}
