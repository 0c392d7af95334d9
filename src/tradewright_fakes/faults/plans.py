"""Whole plans of faults from a seed: what chaos runs and impatient rehearsers ask for."""

from __future__ import annotations

from random import Random
from typing import Any, Final

_FAULTS: Final[tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]] = (
    ("accept-then-drop", {"method": "POST"}, {"kind": "drop_after"}),
    ("drop-before-accept", {"method": "POST"}, {"kind": "drop_before"}),
    ("error-after-accept", {"method": "POST"}, {"kind": "error", "status": 504, "process": True}),
    ("bad-gateway-after-accept", {"method": "POST"}, {"kind": "error", "status": 502, "process": True}),
    ("slow-down", {}, {"kind": "error", "status": 429, "retry_after": 1}),
    ("not-seen-yet", {"method": "POST"}, {"kind": "visibility_lag", "seconds": 2}),
    ("cancel-loses", {"method": "DELETE"}, {"kind": "cancel_loses", "accepted": True}),
    ("events-first", {"method": "POST"}, {"kind": "events_first", "ms": 20}),
    ("events-late", {"method": "POST"}, {"kind": "events_late", "ms": 300}),
    ("event-twice", {"event": "*"}, {"kind": "twice"}),
    ("event-lost", {"event": "*"}, {"kind": "lose"}),
    ("event-out-of-order", {"event": "*"}, {"kind": "swap"}),
    ("streams-killed", {}, {"kind": "kill_streams"}),
    ("streams-frozen", {}, {"kind": "freeze_streams"}),
    ("half-a-reply", {"method": "POST"}, {"kind": "truncate"}),
    ("page-of-html", {}, {"kind": "html", "status": 200, "process": True}),
    ("empty-reply", {}, {"kind": "empty", "process": True}),
    ("exponents", {"method": "GET"}, {"kind": "mangle", "ops": ["exponent", "extra"]}),
    ("positions-fail", {"method": "GET", "path": "*position*"}, {"kind": "error", "status": 500}),
    ("slow-reply", {}, {"kind": "delay_after", "ms": 200}),
)


def plan_from_seed(seed: int, *, faults: int = 4, probability: float = 0.2) -> list[dict[str, Any]]:
    """Return rules for `faults` different faults, each firing with up to `probability`; the same for the same seed."""
    draw = Random(f"plan:{seed}")
    chosen = draw.sample(_FAULTS, k=min(faults, len(_FAULTS)))
    return [
        {
            "id": name,
            "when": {**when, "probability": round(draw.uniform(probability / 4, probability), 3)},
            "do": do,
        }
        for name, when, do in chosen
    ]
