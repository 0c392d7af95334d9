"""How optimisations are told to the outside. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tradewright.features.optimisations.store import TrialRow
from tradewright.platform import jobs

Document = dict[str, Any]
PLANNED = ("search", "ranges", "inputs", "objective", "constraints", "trades_least", "split", "settings")
"""What of a plan is told as it was asked."""


def optimisation_document(row: Mapping[str, Any]) -> Document:
    """Return an optimisation's row, its job's columns included, as the API answers it."""
    job = jobs.job_document({**row, "note": row["job_note"]})
    return {
        "optimisation_id": str(row["optimisation_id"]),
        "strategy": {
            "strategy_id": str(row["strategy_id"]),
            "version": row["version_number"],
            "name": row["strategy_name"],
        },
        "data": {
            "source": row["source"],
            "symbol": row["symbol"],
            "timeframe": row["timeframe"],
            "from": iso(row["from_at"]),
            "to": iso(row["to_at"]),
            "bars": row["bars"],
        },
        **{name: row["plan"][name] for name in PLANNED},
        "note": row["note"],
        "state": job["state"],
        "job": job,
        "trials_done": row["trials_done"],
        "trials_total": row["trials_total"],
        "trials_ever": row["trials_ever"],
        "best": floats(row["best"]),
        "verdict": floats(row["verdict"]),
        "created_at": iso(row["asked_at"]),
        "finished_at": job["finished_at"],
    }


def trial_document(trial: TrialRow) -> Document:
    return {name: getattr(trial, name) for name in TrialRow.__slots__}


def floats(value: Any) -> Any:
    """Return a document with floats where it was read with decimals: its numbers are figures, which began as floats."""
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {key: floats(item) for key, item in value.items()}
        case list():
            return [floats(item) for item in value]
        case _:
            return value


def iso(moment: datetime | None) -> str | None:
    """Return an aware time as ISO 8601 in UTC, ending in `Z`."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
