"""Jobs that ask their worker, and jobs that share themselves out."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tradewright.platform.jobs import Channel, Done, RunningJob, share_out, take_back


def wonder(channel: Channel, start: int) -> int:
    """Ask twice, and count on from what is answered."""
    first: int = channel.ask(start)
    last: int = channel.ask(first)
    return last


async def handle_ask(job: RunningJob) -> Done:
    async def answer(question: int) -> int:
        return question + 1

    return Done({"counted": await job.compute(wonder, job.input["steps"], answer=answer)})


async def handle_mute(job: RunningJob) -> Done:
    return Done({"counted": await job.compute(wonder, 0)})


async def handle_share(job: RunningJob) -> Done:
    """Share steps out as parts, then take back whatever nobody does."""
    ids = [uuid4() for _ in range(job.input["steps"])]
    await share_out(job, kind="step", parts={part_id: {} for part_id in ids})
    made: list[str] = []
    for part_id in reversed(ids):
        while True:
            part = await take_back(job, part_id)
            if part.state != "running":
                break
            await asyncio.sleep(0.01)
        made.append(part.result["by"] if part.state == "done" else "home")
    return Done({"made": made})


async def handle_step(job: RunningJob) -> Done:
    return Done({"by": "another"})


async def handle_abandon(job: RunningJob) -> Done:
    """Share steps out to workers that do not exist, and end without them."""
    await share_out(job, kind="nobody", parts={uuid4(): {} for _ in range(job.input["steps"])})
    return Done({})


HANDLERS = {
    "ask": handle_ask,
    "mute": handle_mute,
    "share": handle_share,
    "step": handle_step,
    "abandon": handle_abandon,
}
