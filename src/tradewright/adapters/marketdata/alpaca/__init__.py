"""Alpaca's historical bars, US stocks and crypto. History only; live streams are not here."""

from tradewright.adapters.marketdata.alpaca.source import Adjustment, AlpacaHistory, AlpacaMarket, Feed

__all__ = ["Adjustment", "AlpacaHistory", "AlpacaMarket", "Feed"]
