"""The venues that accounts can be linked at. One of the two places that name them (the other opens their connections)."""

from __future__ import annotations

from tradewright.adapters.brokers.alpaca import AlpacaLinking, AlpacaOAuth
from tradewright.adapters.brokers.binance import LINKERS
from tradewright.features.brokerage import Venues
from tradewright.kernel.clock import Clock


def venues_of(clock: Clock) -> Venues:
    """Return every venue this version can link."""
    return Venues(linkers={"alpaca": AlpacaLinking(clock), **LINKERS}, oauth={"alpaca": AlpacaOAuth()})
