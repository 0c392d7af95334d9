"""Binance USDT-M futures: orders, conditional (algo) orders, positions and wallet, listen keys and their stream."""
