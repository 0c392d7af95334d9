"""What the judge is known to get wrong, each as the smallest change that mends it and the reason why it is wrong.

A difference between our engine and the judge is explained when a judge with these changes agrees with us trade for trade;
one that stays is ours, or not understood yet. The runtime itself is never changed on disk: worker.py applies these on
request, and fails when the text to change is not there exactly as often as said (another version of the runtime).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Correction:
    """In `method` of the runtime's SimPosition, `old` (found `times` times) becomes `new`."""

    name: str
    why: str
    method: str
    changes: tuple[tuple[str, str, int], ...]


CORRECTIONS = (
    Correction(
        name="gapped limit without slippage",
        why="A limit never slips (TradingView's manual, 'slippage'; the runtime's own comment beside the code cites 3,057 "
        "gapped exits that did not). The runtime notes which side of an exit a gap reached under a key with the exit's "
        "entry; an exit issued with its entry is bound when that entry fills, in the same pass, so the note is not found "
        "again and the limit is slipped like a stop.",
        method="_process_at_bar_open",
        changes=(
            (
                "gap_triggers[_market_order_key(order)] = gap_trigger",
                "gap_triggers[id(order)] = gap_trigger",
                1,
            ),
            ("gap_triggers.get(_market_order_key(order))", "gap_triggers.get(id(order))", 1),
        ),
    ),
    Correction(
        name="trailing exits of the last leg in the order of their stops",
        why="The runtime states its own rule in _trail_walk_order: trailing exits fill in the order in which the path "
        "reaches their stops, and those at one level in the order they became active. It sorts before the second leg moves "
        "the stops, and walks the last leg in that stale order.",
        method="_process_limit_stop_orders",
        changes=(
            (
                "for order in trail_close_leg:",
                "for order in _trail_walk_order(trail_close_leg, rising=ohlc):",
                2,
            ),
        ),
    ),
)
