"""Every code the planner says no with has its sentence, and no sentence is left without a code."""

from __future__ import annotations

import re
from pathlib import Path

from tradewright.domain import trading
from tradewright.domain.trading.planner.reasons import REASONS

ROOT = Path(trading.__path__[0])
SAYS_NO = re.compile(r'(?:\.refuse|\.ignore|Refused)\(\s*"([a-z_]+)"')
ASSEMBLED = {"order_type_unsupported", "time_in_force_unsupported"}
"""Codes that venue_rules puts together from what is not offered."""


def test_every_reason_is_explained_and_every_explanation_is_used() -> None:
    files = [
        *(ROOT / "planner").glob("*.py"),
        *(ROOT / f"{name}.py" for name in ("sizing", "protection", "distance")),
    ]

    said = {code for file in files for code in SAYS_NO.findall(file.read_text(encoding="utf-8"))}

    assert said | ASSEMBLED == set(REASONS)
