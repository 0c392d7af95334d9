"""Alpaca's trading and market data APIs, spoken by a fake: REST, order stream, data streams, OAuth.

`serve` starts one on loopback. What it enforces and what it leaves out: docs/how-to/rehearse-on-a-fake-venue.md.
"""

from tradewright_fakes.alpaca.serve import AlpacaFake, serve

__all__ = ["AlpacaFake", "serve"]
