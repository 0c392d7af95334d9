"""The price of one symbol as the admin door set it, and how much of it is on offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tradewright_fakes.matching.orders import Side

PLENTY = Decimal(1_000_000_000)
"""What is on offer when nobody said how much."""


@dataclass(slots=True)
class Quote:
    """Best bid and ask with what is left of their sizes, the last trade, and the mark price (futures)."""

    bid: Decimal
    ask: Decimal
    last: Decimal
    mark: Decimal
    at: datetime
    bid_size: Decimal = PLENTY
    ask_size: Decimal = PLENTY

    def takes_at(self, side: Side) -> Decimal:
        """The price at which an order of `side` trades at once."""
        return self.ask if side == "buy" else self.bid

    def offered_to(self, side: Side) -> Decimal:
        return self.ask_size if side == "buy" else self.bid_size

    def consume(self, side: Side, quantity: Decimal) -> None:
        """Take `quantity` off the offer until the next price renews it; plenty stays plenty."""
        if side == "buy" and self.ask_size != PLENTY:
            self.ask_size -= quantity
        elif side == "sell" and self.bid_size != PLENTY:
            self.bid_size -= quantity
