"""What the fake Binance lists, spot and perpetual, with its filters' numbers and the prices it opens at."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tradewright_fakes.matching import Instrument

# symbol, base, spot tick, spot step, futures tick, futures step, opening price
_ROWS: Final = (
    ("BTCUSDT", "BTC", "0.01", "0.00001", "0.10", "0.001", "95000"),
    ("ETHUSDT", "ETH", "0.01", "0.0001", "0.01", "0.001", "3300"),
    ("BNBUSDT", "BNB", "0.01", "0.001", "0.010", "0.01", "650"),
    ("SOLUSDT", "SOL", "0.01", "0.001", "0.0100", "0.01", "240"),
    ("XRPUSDT", "XRP", "0.0001", "0.1", "0.0001", "0.1", "2.2"),
    ("DOGEUSDT", "DOGE", "0.00001", "1", "0.000010", "1", "0.4"),
    ("ADAUSDT", "ADA", "0.0001", "0.1", "0.00010", "1", "0.9"),
    ("LTCUSDT", "LTC", "0.01", "0.001", "0.01", "0.001", "100"),
)


def spot_instruments() -> list[Instrument]:
    return [
        Instrument(
            symbol=symbol,
            asset_class="spot",
            base=base,
            quote="USDT",
            tick=Decimal(tick),
            step=Decimal(step),
            quantity_min=Decimal(step),
            notional_min=Decimal(5),
            traits={"anchor": Decimal(price)},
        )
        for symbol, base, tick, step, _, _, price in _ROWS
    ]


def futures_instruments() -> list[Instrument]:
    return [
        Instrument(
            symbol=symbol,
            asset_class="perpetual",
            base=base,
            quote="USDT",
            tick=Decimal(tick),
            step=Decimal(step),
            quantity_min=Decimal(step),
            notional_min=Decimal(100) if base == "BTC" else Decimal(20) if base == "ETH" else Decimal(5),
            quantity_max=Decimal(1000) if base == "BTC" else Decimal(1_000_000),
            traits={"anchor": Decimal(price)},
        )
        for symbol, base, _, _, tick, step, price in _ROWS
    ]


def opening_prices() -> dict[str, Decimal]:
    return {row[0]: Decimal(row[-1]) for row in _ROWS}
