"""Pools and traders, as the platform's own tests have them."""

from tests.store.platform.conftest import connect, other_trader, trader

__all__ = ["connect", "other_trader", "trader"]
