"""Money at the venue beside our books: what no fill explains came in or went out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from tradewright.domain.trading.book import AccountBook
from tradewright.domain.trading.instrument import Instrument
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
