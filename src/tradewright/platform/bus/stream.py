"""The one stream: what it keeps and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from tradewright.platform.bus import subjects
from tradewright.platform.bus.events import EventBounds

if TYPE_CHECKING:
    from nats.aio.client import Client

EVENT_AGE_S = 24 * 3600
"""A browser that was away longer loads everything afresh."""
EVENT_BYTES_MAX = 512 * 1024 * 1024
DUPLICATE_WINDOW_S = 120
"""The relay retries within seconds; a relay that was dead for longer publishes a second time, which readers
bear.
"""


async def ensure_event_stream(client: Client) -> None:
    """Make the event stream, or bring an older one to the present configuration; several may at once."""
    stream = client.jetstream()
    wanted = StreamConfig(
        name=subjects.EVENT_STREAM,
        subjects=[subjects.ALL_EVENTS, subjects.ALL_ACCOUNTS],
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.OLD,
        storage=StorageType.FILE,
        max_age=EVENT_AGE_S,
        max_bytes=EVENT_BYTES_MAX,
        duplicate_window=DUPLICATE_WINDOW_S,
        allow_direct=True,
    )
    try:
        found = (await stream.stream_info(subjects.EVENT_STREAM)).config
    except NotFoundError:
        await stream.add_stream(wanted)
        return
    kept = ("max_age", "max_bytes", "duplicate_window", "subjects")
    if any(getattr(found, name) != getattr(wanted, name) for name in kept):
        # Replicas and placement are the operator's; we change only what we mean.
        await stream.update_stream(found.evolve(**{name: getattr(wanted, name) for name in kept}))


async def bounds(client: Client) -> EventBounds:
    """Return the first and the last sequence the stream holds."""
    state = (await client.jetstream().stream_info(subjects.EVENT_STREAM)).state
    return EventBounds(first=state.first_seq, last=state.last_seq)


async def last_sequence(client: Client, subject: str) -> int:
    """Return the sequence of the newest event on this subject, 0 when the stream holds none."""
    try:
        found = await client.jetstream().get_last_msg(subjects.EVENT_STREAM, subject, direct=True)
    except NotFoundError:
        return 0
    return found.seq or 0
