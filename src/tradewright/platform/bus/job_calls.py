"""Calls for workers: a work queue whose every message wakes one idle worker, on whatever machine.

A call names no job. The worker asks the database what comes next, so a call that is lost, repeated or old does no harm.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import nats.errors
import structlog
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from tradewright.platform.bus import subjects
from tradewright.platform.bus.cancelling import heed_cancellation

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.client import JetStreamContext

log = structlog.get_logger(__name__)

CONSUMER: Final = "workers"
CALL_AGE_S: Final = 3600
"""A job that waited longer is found by the workers' own looking."""
CALLS_MAX: Final = 10_000
_TROUBLE = (nats.errors.Error, TimeoutError, OSError)


class JobCalls:
    """Waits for calls. One wait at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pulling: JetStreamContext.PullSubscription | None = None

    async def wait(self, timeout_s: float) -> None:
        """Return at the next call, or after `timeout_s` without one. Never fails: without the bus it only waits."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        try:
            pulling = self._pulling or await self._begin()
            [message] = await pulling.fetch(1, timeout=timeout_s)
            heed_cancellation()
            await message.ack()
        except nats.errors.TimeoutError:
            return
        except _TROUBLE as trouble:
            self._pulling = None
            log.info("bus.no_job_calls", reason=repr(trouble))
            await asyncio.sleep(max(0.0, deadline - asyncio.get_running_loop().time()))

    async def _begin(self) -> JetStreamContext.PullSubscription:
        stream = self._client.jetstream()
        try:
            await stream.stream_info(subjects.JOB_STREAM)
        except NotFoundError:
            await stream.add_stream(
                StreamConfig(
                    name=subjects.JOB_STREAM,
                    subjects=[subjects.ALL_JOBS],
                    retention=RetentionPolicy.WORK_QUEUE,
                    storage=StorageType.FILE,
                    max_age=CALL_AGE_S,
                    max_msgs=CALLS_MAX,
                )
            )
        self._pulling = await stream.pull_subscribe(
            subjects.ALL_JOBS,
            durable=CONSUMER,
            stream=subjects.JOB_STREAM,
            config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=5),
        )
        return self._pulling
