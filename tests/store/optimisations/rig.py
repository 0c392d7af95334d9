"""A worker process that does optimisations, one job at a time, and what it is to work on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.features.optimisations import job_handlers
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Worker

DAY_NS = 86_400 * 10**9
CROSS: dict[str, Any] = {
    "name": "cross of averages",
    "timeframe": "1d",
    "direction": "long",
    "inputs": {
        "fast": {"type": "int", "default": 5, "min": 2, "max": 20},
        "slow": {"type": "int", "default": 30, "min": 10, "max": 60},
    },
    "components": [
        {
            "id": "in_",
            "type": "entry",
            "expression": {"long": "crossover(ema(close, fast), ema(close, slow))"},
        },
        {
            "id": "out",
            "type": "exit",
            "expression": {"long": "crossunder(ema(close, fast), ema(close, slow))"},
        },
    ],
}


def walk(count: int) -> Bars:
    """Return a market nobody can foresee, the same every time."""
    close = np.round(100 * np.exp(np.cumsum(np.random.default_rng(11).normal(0.0003, 0.02, count))), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    time = np.arange(count, dtype=np.int64) * DAY_NS
    return Bars(
        time, opened, high, low, close, np.full(count, 1e3), symbol="WALK", timeframe="1d", source="test"
    )


async def main(dsn: str, nats_url: str, bars: str, holder: str, piece_work: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    db = await Database.connect(dsn, role="worker", max_size=4)
    bus = await Bus.connect(nats_url, "optimisation rig")
    handlers = job_handlers(Path(bars), piece_work=piece_work)
    working = asyncio.create_task(Worker(db, bus, handlers, holder=UUID(holder), at_once=1).run())
    await stop.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await bus.close()
    await db.close()
