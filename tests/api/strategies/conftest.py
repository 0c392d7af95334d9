"""Bars to try drafts on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.api.market import keep, walk

from tradewright.entrypoints.wiring import Gateway

HOUR_NS = 3_600 * 10**9


@pytest.fixture(scope="session")
def kept(gateway: Gateway) -> Path:
    """The gateway's bar store with daily and with hourly bars."""
    root = gateway.settings.home / "data" / "bars"
    keep(root, walk())
    keep(root, walk(count=6_000, symbol="HOURS", timeframe="1h", step_ns=HOUR_NS))
    return root
