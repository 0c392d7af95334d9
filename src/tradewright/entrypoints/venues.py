"""The venues that accounts can be linked at. One of the two places that name them (the other opens their connections)."""

from __future__ import annotations

from tradewright.adapters.brokers.alpaca.linking import AlpacaLinking
from tradewright.adapters.brokers.alpaca.oauth import AlpacaOAuth
from tradewright.features.brokerage import Venues
from tradewright.kernel.clock import Clock


def venues_of(clock: Clock) -> Venues:
    """Return every venue this version can link."""
    linkings = [AlpacaLinking(clock)]
    return Venues(linkers={one.facts.broker: one for one in linkings}, oauth={"alpaca": AlpacaOAuth()})
