"""Curated trading systems from public literature: a coded strategy and its profile in each file.

Does not live here: how orders fill (`engine.broker`), how a user's own file is loaded (`engine.coded`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tradewright.engine.gurus import (
    break_of_structure,
    gap_fade,
    liquidity_sweep,
    opening_range_breakout,
    rsi_two,
    turtle,
)
from tradewright.engine.gurus.profile import GuruProfile

GURUS: Final[Mapping[str, GuruProfile]] = {
    module.PROFILE.key: module.PROFILE
    for module in (turtle, opening_range_breakout, rsi_two, break_of_structure, liquidity_sweep, gap_fade)
}
"""Every system by its key."""

__all__ = ["GURUS", "GuruProfile"]
