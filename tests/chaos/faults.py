"""Faults of requests and of stream events, and the plan that a seed draws of them."""

from __future__ import annotations

import random
from typing import Any, Final

Fault = tuple[str, dict[str, Any], dict[str, Any]]
"""Its name, when it happens, and what happens then, in the words of the fakes' fault port."""

REQUESTS: Final[tuple[Fault, ...]] = (
    ("accept-then-drop", {"method": "POST"}, {"kind": "drop_after"}),
    ("drop-before-accept", {"method": "POST"}, {"kind": "drop_before"}),
    ("gateway-timeout-after-accept", {"method": "POST"}, {"kind": "error", "status": 504, "process": True}),
    ("bad-gateway-before-accept", {"method": "POST"}, {"kind": "error", "status": 502}),
    ("slow-down", {}, {"kind": "error", "status": 429, "retry_after": 1}),
    ("slow-down-without-a-word", {}, {"kind": "error", "status": 429}),
    ("not-seen-yet", {"method": "POST"}, {"kind": "visibility_lag", "seconds": 0.15}),
    ("cancel-loses", {"method": "DELETE"}, {"kind": "cancel_loses", "accepted": True}),
    ("cancel-dropped", {"method": "DELETE"}, {"kind": "drop_after"}),
    ("cancel-never-came", {"method": "DELETE"}, {"kind": "drop_before"}),
    ("replace-loses", {"method": "PATCH"}, {"kind": "replace_loses"}),
    ("replace-dropped", {"method": "PATCH"}, {"kind": "drop_after"}),
    ("events-first", {"method": "POST"}, {"kind": "events_first", "ms": 20}),
    ("events-late", {"method": "POST"}, {"kind": "events_late", "ms": 300}),
    ("half-a-reply", {"method": "POST"}, {"kind": "truncate"}),
    ("page-of-html", {}, {"kind": "html", "status": 200, "process": True}),
    ("empty-reply", {}, {"kind": "empty", "process": True}),
    ("exponents", {"method": "GET"}, {"kind": "mangle", "ops": ["exponent", "extra"]}),
    ("positions-fail", {"method": "GET", "path": "*osition*"}, {"kind": "error", "status": 500}),
    ("slow-reply", {}, {"kind": "delay_after", "ms": 200}),
)
EVENTS: Final[tuple[Fault, ...]] = (
    ("event-twice", {"event": "*"}, {"kind": "twice"}),
    ("event-lost", {"event": "*"}, {"kind": "lose"}),
    ("event-late", {"event": "*"}, {"kind": "late", "ms": 250}),
    ("event-out-of-order", {"event": "*"}, {"kind": "swap"}),
    ("event-unheard-of", {"event": "*"}, {"kind": "rename"}),
)
FAULTS: Final = REQUESTS + EVENTS
PAUSES_ALL: Final = frozenset({"slow-down", "slow-down-without-a-word"})
"""Binance counts an address, so every account of a process waits with the one that was told to."""


def plan(dice: random.Random, key: str, seed: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the names and the rules of this run's faults, bound to its key: one alone, or a few together."""
    chosen = dice.sample(FAULTS, k=dice.choice((1, 1, 2, 3, 5)))
    rules = []
    for name, when, do in chosen:
        chance = 0.03 if not when else dice.choice((0.3, 0.6, 1.0)) if "event" not in when else 0.4
        times = dice.choice((1, 2, 4))
        mine = {**when, "key": key, "probability": chance, "times": 1 if name in PAUSES_ALL else times}
        rules.append({"id": f"{seed}:{name}", "when": mine, "do": do})
    return [name for name, _, _ in chosen], rules
