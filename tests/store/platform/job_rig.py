"""A worker process whose one kind of job counts, as far as the gate it was given is open.

python -m tests.store.platform.job_rig DSN NATS_URL
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

from tradewright.kernel.errors import Conflict
from tradewright.platform.bus import Bus
from tradewright.platform.db import Database
from tradewright.platform.jobs import Channel, Done, RunningJob, Worker


def count(channel: Channel, wanted: dict[str, Any], start: int) -> int:
    """Count from `start` to `steps`, a line of the log for each; wait before step `gate_at` until the gate is open."""
    folder = Path(wanted["folder"])
    for step in range(start, wanted["steps"]):
        if step == wanted.get("gate_at"):
            (folder / "gate").open("rb").close()  # a named pipe: opening it waits for who writes to it
        with (folder / "log").open("a") as log:
            log.write(f"{step}\n")
        channel.report((step + 1) / wanted["steps"], f"step {step}", {"step": step + 1})
    return start


def die(channel: Channel) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(channel: Channel) -> None:
    raise Conflict("not like this")


async def handle_count(job: RunningJob) -> Done:
    start = (job.checkpoint or {}).get("step", 0)
    return Done({"began_at": await job.compute(count, dict(job.input), start)})


async def handle_die(job: RunningJob) -> Done:
    await job.compute(die)
    return Done({})


async def handle_refuse(job: RunningJob) -> Done:
    await job.compute(refuse)
    return Done({})


async def handle_bug(job: RunningJob) -> Done:
    raise ZeroDivisionError("a mistake of ours")


HANDLERS = {"count": handle_count, "die": handle_die, "refuse": handle_refuse, "bug": handle_bug}


async def main(dsn: str, nats_url: str) -> None:
    db = await Database.connect(dsn, role="worker", max_size=4)
    bus = await Bus.connect(nats_url, "job rig")
    await Worker(db, bus, HANDLERS, holder=uuid4()).run()
