"""What `up` says once the product answers."""

from __future__ import annotations

from tradewright.entrypoints.up import Running


async def announce(running: Running) -> None:
    """Print where the product is."""
    print(f"\nTradewright is running on {running.settings.public_url}\n", flush=True)
