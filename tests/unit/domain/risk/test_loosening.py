"""Raising a limit or taking it away loosens; setting or lowering one does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from tradewright.domain.trading.risk.loosening import loosens
from tradewright.domain.trading.signal import RiskLimits, Session

MORNING, EVENING = Session(frozenset({0}), time(9), time(12)), Session(frozenset({0}), time(17), time(20))
SET = RiskLimits(
    loss_daily_max=Decimal(500),
    trades_daily_max=0,
    cooldown_minutes=30,
    symbols_allowed=frozenset({"BTCUSD", "ETHUSD"}),
    symbols_denied=frozenset({"DOGEUSD"}),
    sessions=(MORNING, EVENING),
)


@pytest.mark.parametrize(
    ("change", "is_looser"),
    [
        ({}, False),
        ({"loss_daily_max": Decimal(400)}, False),
        ({"loss_daily_max": Decimal("500.01")}, True),
        ({"loss_daily_max": None}, True),
        ({"trades_daily_max": 1}, True),
        ({"trades_daily_max": None}, True),
        ({"positions_max": 1000}, False),
        ({"cooldown_minutes": 60}, False),
        ({"cooldown_minutes": 29}, True),
        ({"cooldown_minutes": None}, True),
        ({"symbols_allowed": frozenset({"BTCUSD"})}, False),
        ({"symbols_allowed": frozenset({"BTCUSD", "SOLUSD"})}, True),
        ({"symbols_allowed": frozenset()}, True),
        ({"symbols_denied": frozenset({"DOGEUSD", "SOLUSD"})}, False),
        ({"symbols_denied": frozenset()}, True),
        ({"sessions": (MORNING,)}, False),
        ({"sessions": ()}, True),
        ({"loss_daily_max": Decimal(1), "trades_daily_max": 5}, True),
    ],
)
def test_what_loosens(change: dict[str, Any], is_looser: bool) -> None:
    assert loosens(SET, replace(SET, **change)) is is_looser
