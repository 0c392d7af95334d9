"""The symbols of the simulated market, with the tick, lot and contract rules their real namesakes have.

Prices are of the right size, not anybody's: the market is invented. `path` names the random walk; listings
that name the same one move together (BTCUSD with BTCUSDT, SPY with the ES future).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument, Lot, Market


@dataclass(frozen=True, slots=True)
class Listing:
    """One simulated symbol: its rules, and how it moves.

    `volatility` is the standard deviation of one day's return; `spread_bps` the usual distance
    from bid to ask; `volume` the units traded in an ordinary minute.
    """

    instrument: Instrument
    path: str
    price: float
    volatility: float
    spread_bps: float
    volume: float


@dataclass(frozen=True, slots=True)
class _Walk:
    """How a price moves: see `Listing`."""

    path: str
    price: float
    volatility: float
    spread_bps: float
    volume: float


def _share(symbol: str, name: str, walk: _Walk) -> Listing:
    """US shares: cents, whole shares."""
    return _listing(symbol, name, "stocks", walk, tick="0.01", lot="1")


def _coin(symbol: str, name: str, walk: _Walk, *, lot: str) -> Listing:
    """Coins: the grids and the 5-dollar minimum of the large spot exchanges."""
    return _listing(symbol, name, "crypto", walk, tick="0.01", lot=lot, notional_min="5")


def _pair(symbol: str, name: str, walk: _Walk) -> Listing:
    """Currency pairs: tenths of a pip, micro lots of 1,000 units."""
    return _listing(symbol, name, "forex", walk, tick="0.00001", lot="1000")


def _future(symbol: str, name: str, walk: _Walk, *, tick: str, multiplier: str) -> Listing:
    """Continuous front futures: tick and money per point as CME sets them."""
    return _listing(symbol, name, "futures", walk, tick=tick, lot="1", multiplier=multiplier)


def _listing(
    symbol: str,
    name: str,
    market: Market,
    walk: _Walk,
    *,
    tick: str,
    lot: str,
    multiplier: str = "1",
    notional_min: str = "0",
) -> Listing:
    instrument = Instrument(
        symbol=symbol,
        name=name,
        market=market,
        currency="USD",
        tick=Decimal(tick),
        lot=Lot(step=Decimal(lot), smallest=Decimal(lot)),
        multiplier=Decimal(multiplier),
        notional_min=Decimal(notional_min),
    )
    return Listing(instrument, walk.path, walk.price, walk.volatility, walk.spread_bps, walk.volume)


UNIVERSE: tuple[Listing, ...] = (
    _share("AAPL", "Apple", _Walk("AAPL", 228.0, 0.016, 0.6, 42_000)),
    _share("MSFT", "Microsoft", _Walk("MSFT", 421.0, 0.015, 0.6, 18_000)),
    _share("NVDA", "NVIDIA", _Walk("NVDA", 134.0, 0.028, 0.8, 210_000)),
    _share("SPY", "SPDR S&P 500 ETF", _Walk("SPX", 587.0, 0.010, 0.2, 45_000)),
    _coin("BTCUSD", "Bitcoin / US dollar", _Walk("BTC", 64_200.0, 0.026, 0.5, 14), lot="0.00001"),
    _coin("ETHUSD", "Ether / US dollar", _Walk("ETH", 2_640.0, 0.032, 0.6, 190), lot="0.0001"),
    _coin("SOLUSD", "Solana / US dollar", _Walk("SOL", 162.0, 0.040, 1.0, 2_100), lot="0.001"),
    _coin("BTCUSDT", "Bitcoin / Tether", _Walk("BTC", 64_200.0, 0.026, 0.3, 31), lot="0.00001"),
    _coin("ETHUSDT", "Ether / Tether", _Walk("ETH", 2_640.0, 0.032, 0.4, 420), lot="0.0001"),
    _pair("EURUSD", "Euro / US dollar", _Walk("EUR", 1.0850, 0.0045, 0.6, 9_000_000)),
    _pair("GBPUSD", "Pound sterling / US dollar", _Walk("GBP", 1.2960, 0.0052, 0.8, 5_000_000)),
    _pair("AUDUSD", "Australian / US dollar", _Walk("AUD", 0.6640, 0.0058, 0.9, 3_000_000)),
    _future("ES1!", "E-mini S&P 500", _Walk("SPX", 5_905.0, 0.010, 0.4, 900), tick="0.25", multiplier="50"),
    _future(
        "NQ1!", "E-mini Nasdaq-100", _Walk("NDX", 20_480.0, 0.013, 0.3, 450), tick="0.25", multiplier="20"
    ),
    _future("CL1!", "WTI crude oil", _Walk("WTI", 69.3, 0.021, 1.5, 260), tick="0.01", multiplier="1000"),
)
