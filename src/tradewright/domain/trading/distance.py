"""How far a price stands from another: the modes people write distances in, as quote currency."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.signal import DistanceMode

_HUNDRED = Decimal(100)
_FOREX_PIP_TICKS = 10
"""Currency pairs are quoted to a tenth of a pip."""


def distance_of(
    mode: DistanceMode,
    value: Decimal,
    *,
    price: Decimal,
    instrument: Instrument,
    average_range: Decimal | None,
) -> Decimal | Refused:
    """Return `value` in quote currency, off the grid and with its sign.

    Percent is of `price`; atr is a multiple of `average_range` (code range_unknown without one).
    """
    match mode:
        case "price":
            return value
        case "percent":
            return price * value / _HUNDRED
        case "ticks":
            return value * instrument.tick
        case "pips":
            return value * pip_of(instrument)
        case "atr":
            if average_range is None or average_range <= 0:
                message = f"The average true range of {instrument.symbol} is not known yet."
                return Refused("range_unknown", message)
            return value * average_range
        case _ as never:
            assert_never(never)


def pip_of(instrument: Instrument) -> Decimal:
    """Return the size of a pip in quote currency."""
    if instrument.pip is not None:
        return instrument.pip
    return instrument.tick * _FOREX_PIP_TICKS if instrument.market == "forex" else instrument.tick
