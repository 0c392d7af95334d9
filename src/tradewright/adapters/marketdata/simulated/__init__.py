"""The simulated market: a dozen symbols whose price is a pure function of seed, symbol and time.

No state and no network: two feeders with one seed, or one that restarts, tell the same story.
"""

from tradewright.adapters.marketdata.simulated.source import SimulatedSource
from tradewright.adapters.marketdata.simulated.universe import UNIVERSE, Listing

__all__ = ["UNIVERSE", "Listing", "SimulatedSource"]
