"""Binance's public klines, spot and USDT-M futures: no key needed. History only; live streams are not here."""

from tradewright.adapters.marketdata.binance.source import BinanceHistory, BinanceMarket

__all__ = ["BinanceHistory", "BinanceMarket"]
