"""A past for every symbol: drawn, not recorded.

A bar depends on its symbol, its time and the price that the symbol opened at here, so that every page and every process sees
the same past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import sin
from zlib import crc32

from tradewright_fakes.matching.instruments import Instrument


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """Prices in quote currency on the instrument's tick, volume in whole base units."""

    opened_at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int


def draw_bar(instrument: Instrument, opened_at: datetime, seconds: int) -> DrawnBar:
    """The bar of `seconds` that opened then."""
    opens = _price(instrument, opened_at)
    closes = _price(instrument, opened_at + timedelta(seconds=seconds))
    wick = _on_tick(instrument, abs(opens) * Decimal("0.0005"))
    return DrawnBar(
        opened_at,
        opens,
        max(opens, closes) + wick,
        max(min(opens, closes) - wick, instrument.tick),
        closes,
        1000 + crc32(f"{instrument.symbol}{opened_at.isoformat()}".encode()) % 9000,
    )


def _price(instrument: Instrument, at: datetime) -> Decimal:
    anchor = Decimal(str(instrument.traits.get("anchor", 100)))
    hours = at.timestamp() / 3600
    phase = crc32(instrument.symbol.encode()) % 628 / 100
    drift = (
        0.02 * sin(hours / 24 + phase) + 0.005 * sin(hours * 2.7 + phase) + 0.001 * sin(hours * 37 + phase)
    )
    return _on_tick(instrument, anchor * (1 + Decimal(str(round(drift, 8)))))


def _on_tick(instrument: Instrument, price: Decimal) -> Decimal:
    return (price // instrument.tick) * instrument.tick
