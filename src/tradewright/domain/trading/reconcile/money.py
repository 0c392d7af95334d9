"""Money at the venue beside our books: what no fill explains came in or went out by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.ports.movements import Movement
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import ZERO

TRANSFER_SMALLEST = Decimal("0.01")
"""Smaller changes are the venue's rounding, not somebody's money."""
TRANSFER_GRID = Decimal("0.00000001")
"""Finer than any venue tells money: what is beyond it is noise of averages, which come from a division."""
_NAMESPACE = UUID("9d2f7a3b-5c1e-5f43-a1f7-3c1b8d5e4f33")


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came in (positive) or went out, in account currency: a deposit, a withdrawal, funding, interest."""

    transfer_id: UUID
    account_id: AccountId
    amount: Decimal
    found_at: datetime
    movement: Movement | None = None
    """What the venue calls it; None: nobody has named it."""

    @property
    def is_from_outside(self) -> bool:
        """Whether it is neither won nor lost, so that the base of the day moves with it."""
        return self.movement is None or self.movement.kind == "transfer"


def movement_id(account_id: AccountId, movement: Movement) -> UUID:
    """Return the id under which the movement is booked, once."""
    return uuid5(_NAMESPACE, f"{account_id}/{movement.venue_id}")


def explained(
    account_id: AccountId, amount: Decimal, movements: Sequence[Movement], found_at: datetime
) -> tuple[Transfer, ...]:
    """Return what `amount` is made of: the newest entries of the venue's list that come to it, or one of them alone; a
    transfer without a name where none do. `movements` are those that are not booked yet, oldest first.
    """
    total = ZERO
    newest: list[Movement] = []
    for one in reversed(movements):
        newest.append(one)
        total += one.amount
        if abs(total - amount) < TRANSFER_SMALLEST:
            return tuple(_named(account_id, part, found_at) for part in reversed(newest))
    alone = next((one for one in reversed(movements) if abs(one.amount - amount) < TRANSFER_SMALLEST), None)
    if alone is not None:
        return (_named(account_id, alone, found_at),)
    return (a_transfer(account_id, amount, found_at),)


def _named(account_id: AccountId, movement: Movement, found_at: datetime) -> Transfer:
    return Transfer(movement_id(account_id, movement), account_id, movement.amount, found_at, movement)


def a_transfer(account_id: AccountId, amount: Decimal, found_at: datetime) -> Transfer:
    amount = amount.quantize(TRANSFER_GRID)
    return Transfer(
        uuid5(_NAMESPACE, f"{account_id}/{amount}/{found_at.isoformat()}"), account_id, amount, found_at
    )


def flow_of(book: AccountBook, instruments: Mapping[str, Instrument]) -> Decimal | None:
    """Return how much cash our executions have moved at the venue, in account currency, or None when that cannot be said.

    What is bought outright, shares on margin included, takes its cost from cash; contracts (futures, forex, coins with
    leverage) move cash by profit and fees alone.
    """
    spent = ZERO
    for position in book.positions.values():
        if position.is_flat:
            continue
        instrument = instruments.get(position.symbol)
        if instrument is None or instrument.currency != book.currency:
            return None
        if not _is_contract(instrument):
            spent += position.quantity * position.average_price * position.multiplier
    return book.realised - book.fees - spent


def _is_contract(instrument: Instrument) -> bool:
    """Whether nothing changes hands but the difference. `has_leverage` alone does not say so: shares have margin too."""
    return instrument.market in ("futures", "forex") or (
        instrument.market == "crypto" and instrument.has_leverage
    )
