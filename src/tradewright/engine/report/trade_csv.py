"""The list of trades as CSV, for spreadsheets and for comparing with other testers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

COLUMNS = (
    "number", "side", "entry_time", "entry_price", "exit_time", "exit_price", "quantity", "profit", "profit_percent",
    "cumulative_profit", "entry_id", "exit_id", "entry_bar", "exit_bar", "bars", "value", "mfe", "mae", "commission",
    "slippage", "r",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAMES = ("entry_id", "exit_id")


def render_csv(document: Mapping[str, Any]) -> str:
    """Return closed and then open trades of a report document, one line each; open ones have no exit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in (*document["trades"], *document["open_trades"]):
        writer.writerow(_cell(name, row[name]) for name in COLUMNS)
    return out.getvalue()


def _cell(name: str, value: Any) -> Any:
    # A name is the author's own text: a spreadsheet must not take it for a formula.
    if name in _NAMES and isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
