"""Pools, traders and a bus, as the platform's own tests have them."""

from tests.store.platform.conftest import bus, connect, other_trader, trader

__all__ = ["bus", "connect", "other_trader", "trader"]
