"""Binance's spot and USDT-M futures APIs, spoken by one fake: REST, the WebSocket API, user and market streams.

`serve` starts one on loopback. What it enforces and what it leaves out: docs/how-to/rehearse-on-a-fake-venue.md.
"""

from tradewright_fakes.binance.serve import BinanceFake, serve

__all__ = ["BinanceFake", "serve"]
