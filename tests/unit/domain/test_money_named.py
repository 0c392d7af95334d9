"""What unexplained cash is made of, by the entries of the venue's own list."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.unit.domain.builders import ACCOUNT, NOW, d

from tradewright.domain.trading.ports.movements import Movement, MovementKind
from tradewright.domain.trading.reconcile.money import explained


def a_movement(name: str, amount: str, kind: MovementKind = "funding", *, ago: int = 0) -> Movement:
    return Movement(name, kind, d(amount), NOW - timedelta(minutes=ago), None, kind)


OLD = a_movement("old", "-1.25", ago=480)
DEPOSIT = a_movement("in", "500", "transfer", ago=2)
FUNDING = a_movement("new", "-3.75", ago=1)
LISTED = (OLD, DEPOSIT, FUNDING)


@pytest.mark.parametrize(
    ("amount", "names"),
    [
        ("-3.75", ["new"]),
        ("496.25", ["in", "new"]),
        ("495", ["old", "in", "new"]),
        ("-1.25", ["old"]),
        ("500.004", ["in"]),
        ("77", [None]),
    ],
)
def test_cash_is_explained_by_the_newest_entries_that_come_to_it_or_by_one(
    amount: str, names: list[str | None]
) -> None:
    found = explained(ACCOUNT, d(amount), LISTED, NOW)

    assert [one.movement and one.movement.venue_id for one in found] == names
    assert abs(sum((one.amount for one in found), Decimal(0)) - d(amount)) < d("0.01")


def test_an_entry_has_one_id_however_often_it_is_found_and_only_money_from_outside_is_no_profit() -> None:
    first, again = (explained(ACCOUNT, d("-3.75"), LISTED, NOW + timedelta(hours=n))[0] for n in (0, 1))
    (unnamed,) = explained(ACCOUNT, d("77"), LISTED, NOW)
    (deposit,) = explained(ACCOUNT, d("500"), LISTED, NOW)

    assert first.transfer_id == again.transfer_id
    assert [one.is_from_outside for one in (first, unnamed, deposit)] == [False, True, True]
