"""Two pairs of one coin at a venue that tells balances: together they hold no more than the balance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.domain.builders import BTC, an_account, d

from tradewright.domain.trading.ports.broker import Capabilities, PositionReport
from tradewright.domain.trading.position import Position
from tradewright.domain.trading.reconcile.positions import differences

SPOT = Capabilities(
    lookup_is_consistent=False, duplicates="while_open", bracket=False, settles_positions=False
)
PAIRS = {name: replace(BTC, symbol=name, base="BTC") for name in ("BTCUSDC", "BTCUSDT")}


@pytest.mark.parametrize(
    ("balance", "short"),
    [("2", {}), ("3", {}), ("1.5", {"BTCUSDT": "0.5"}), ("0.5", {"BTCUSDC": "0.5", "BTCUSDT": "0"})],
)
def test_a_shortage_of_the_coin_is_found_once(balance: str, short: dict[str, str]) -> None:
    held = {name: Position(name, d("1"), d("50000")) for name in PAIRS}
    told = [PositionReport(name, d(balance), d("0")) for name in PAIRS]

    found = differences(an_account(positions=held), told, SPOT, PAIRS)

    assert {name: one.venue for name, one in found.items()} == {name: d(left) for name, left in short.items()}
