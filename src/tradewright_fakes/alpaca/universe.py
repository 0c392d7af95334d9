"""What the fake Alpaca lists, with the prices it opens at."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tradewright_fakes.matching import Ids, Instrument

_STOCKS: Final = (
    ("AAPL", "Apple Inc. Common Stock", "NASDAQ", "230.00"),
    ("AMD", "Advanced Micro Devices, Inc. Common Stock", "NASDAQ", "160.00"),
    ("AMZN", "Amazon.com, Inc. Common Stock", "NASDAQ", "220.00"),
    ("F", "Ford Motor Company Common Stock", "NYSE", "11.00"),
    ("GOOGL", "Alphabet Inc. Class A Common Stock", "NASDAQ", "180.00"),
    ("IWM", "iShares Russell 2000 ETF", "ARCA", "220.00"),
    ("META", "Meta Platforms, Inc. Class A Common Stock", "NASDAQ", "600.00"),
    ("MSFT", "Microsoft Corporation Common Stock", "NASDAQ", "430.00"),
    ("NFLX", "Netflix, Inc. Common Stock", "NASDAQ", "900.00"),
    ("NVDA", "NVIDIA Corporation Common Stock", "NASDAQ", "140.00"),
    ("QQQ", "Invesco QQQ Trust, Series 1", "NASDAQ", "510.00"),
    ("SNDL", "SNDL Inc. Common Shares", "NASDAQ", "0.5000"),
    ("SPY", "SPDR S&P 500 ETF Trust", "ARCA", "590.00"),
    ("TSLA", "Tesla, Inc. Common Stock", "NASDAQ", "340.00"),
    ("FAKEPACA", "The test symbol of the data stream", "NASDAQ", "100.00"),
)
_COINS: Final = (
    ("BTC/USD", "Bitcoin / US Dollar", "0.000000001", "0.00001", "1", "95000"),
    ("ETH/USD", "Ethereum / US Dollar", "0.000000001", "0.0003", "0.1", "3300"),
    ("SOL/USD", "Solana / US Dollar", "0.000000001", "0.005", "0.0025", "240"),
    ("LTC/USD", "Litecoin / US Dollar", "0.000000001", "0.01", "0.005", "100"),
    ("DOGE/USD", "Dogecoin / US Dollar", "0.000000001", "2.5", "0.0000001", "0.4"),
)


def instruments() -> list[Instrument]:
    """Fresh instruments: the admin door changes them in place."""
    stocks = [
        Instrument(
            symbol=symbol,
            asset_class="equity",
            base=symbol,
            quote="USD",
            tick=Decimal("0.01"),
            step=Decimal("0.000000001"),
            quantity_min=Decimal("0.000000001"),
            notional_min=Decimal(1),
            name=name,
            status="active",
            follows_session=True,
            traits={"exchange": exchange, "fractionable": True, "shortable": True, "tradable": True},
        )
        for symbol, name, exchange, _ in _STOCKS
    ]
    coins = [
        Instrument(
            symbol=symbol,
            asset_class="crypto",
            base=symbol.partition("/")[0],
            quote="USD",
            tick=Decimal(tick),
            step=Decimal(step),
            quantity_min=Decimal(smallest),
            notional_min=Decimal(10),
            name=name,
            status="active",
            traits={"exchange": "CRYPTO", "fractionable": True, "shortable": False, "tradable": True},
        )
        for symbol, name, step, smallest, tick, _ in _COINS
    ]
    return stocks + coins


def opening_prices() -> dict[str, Decimal]:
    return {row[0]: Decimal(row[-1]) for row in (*_STOCKS, *_COINS)}


def asset_id(symbol: str) -> str:
    return Ids.named(f"alpaca-asset:{symbol}")
