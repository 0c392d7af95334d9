"""Jobs: work that takes long, asked for by a user, done by any worker on any machine.

    document = await jobs.ask(tx, cx, kind="backtest", job_id=run_id, input={…})     # in the transaction of the asking
    await jobs.wake(cx.bus, "backtest")                                            # after it

A row of `app.job` is the truth. The stream `TW_JOBS` wakes workers and spreads jobs among them; a lost message costs a
second. A worker that dies is replaced when its lease expires, and its successor goes on from the last checkpoint. A running
job may share parts of itself out to other workers (`parts`).
"""

from tradewright.platform.jobs.asking import JobNotFound, JobsExhausted, ask, cancel, find, job_document, wake
from tradewright.platform.jobs.child import Channel
from tradewright.platform.jobs.parts import Part, end_parts, share_out, take_back
from tradewright.platform.jobs.running import Done, Handler, Lost, RunningJob, Worker

__all__ = [
    "Channel",
    "Done",
    "Handler",
    "JobNotFound",
    "JobsExhausted",
    "Lost",
    "Part",
    "RunningJob",
    "Worker",
    "ask",
    "cancel",
    "end_parts",
    "find",
    "job_document",
    "share_out",
    "take_back",
    "wake",
]
