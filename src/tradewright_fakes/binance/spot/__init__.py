"""Binance spot: orders, order lists, account, the WebSocket API with its user stream."""
