"""What every measurement of alerts needs: percentiles, and knowing when the product has nothing left to do."""

from __future__ import annotations

import asyncio
import time

import asyncpg

LOOK_EVERY_S = 0.25


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank); NaN of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def settled(database: asyncpg.Connection, within_s: float = 60) -> float:
    """Wait until no signal is pending and no order on its way; return how long that took, in seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < within_s:
        busy = await database.fetchval(
            """select exists (select from app.signal where state in ('pending', 'waiting'))
                   or exists (select from app.trade_order where state in ('submitting', 'unknown'))"""
        )
        if not busy:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    return time.perf_counter() - began
