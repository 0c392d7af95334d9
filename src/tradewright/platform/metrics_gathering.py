"""One page of metrics for the whole product: every process answers over the bus, and whoever is asked adds them up.

So an operator scrapes any gateway and sees executors, feeders and schedulers too, wherever they run. Each sample carries
the label `process`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import zlib
from collections.abc import Iterable, Mapping

from prometheus_client import Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector, CollectorRegistry

from tradewright.kernel.errors import Unavailable
from tradewright.kernel.ids import new_uuid7
from tradewright.platform.bus import Bus, Message, Subscription, subjects
from tradewright.platform.telemetry import exposition

QUIET_S = 0.25
"""Once somebody answered, this much silence means that everybody has: processes that live answer within milliseconds."""
GATHER_S = 3.0
"""The longest wait for answers, as on a machine too busy to answer at once; a scrape has ten seconds."""

REACH_AGAIN_S = 0.1
"""Pause before a bus that did not answer is tried again, within the same bound."""


def process_name(roles: Iterable[str]) -> str:
    """Return this process's name in the label `process`: its roles, machine and process id."""
    return f"{'+'.join(roles)}@{socket.gethostname()}:{os.getpid()}"


async def answer_gatherings(bus: Bus, name: str) -> Subscription:
    """Answer whoever gathers metrics, until the subscription is closed."""

    async def answer(message: Message) -> None:
        # Packed: a page of a process with many accounts is longer than the bus takes in one message, and would be dropped.
        packed = zlib.compress(exposition(), level=1)
        await bus.publish(message.data.decode(), name.encode() + b"\n" + packed)

    return await bus.subscribe(subjects.GATHER_METRICS, answer)


async def gather_metrics(
    bus: Bus, *, expected: int = 1, quiet_s: float = QUIET_S, within_s: float = GATHER_S
) -> dict[str, str]:
    """Return what every process measured, by its name; empty while the bus is away.

    Waits until `expected` processes have answered and no other has for `quiet_s`, at most `within_s` in all.
    """
    found: dict[str, str] = {}
    heard = asyncio.Event()

    async def hear(message: Message) -> None:
        name, _, packed = message.data.partition(b"\n")
        found[name.decode()] = zlib.decompress(packed).decode()
        heard.set()

    reply = subjects.metrics_reply(new_uuid7())
    subscription = await bus.subscribe(reply, hear)
    try:
        async with asyncio.timeout(within_s):
            await _reach(bus)
            await bus.publish(subjects.GATHER_METRICS, reply.encode())
            while True:
                try:
                    async with asyncio.timeout(quiet_s if len(found) >= expected else None):
                        await heard.wait()
                except TimeoutError:
                    if not heard.is_set():
                        break  # set: the answer came in the turn in which the time was up
                heard.clear()
    except TimeoutError:
        pass  # those who answered in time are told of; the others are missing from this page, and from no later one
    finally:
        await subscription.close()
    return found


async def _reach(bus: Bus) -> None:
    """Return once the server knows where to send the answers: a busy machine may need longer than one flush waits."""
    while True:
        try:
            await bus.flush()
        except Unavailable:
            await asyncio.sleep(REACH_AGAIN_S)
        else:
            return


def merge(expositions: Mapping[str, str]) -> bytes:
    """Return one page in Prometheus's text format; every sample says its process."""
    families: dict[str, Metric] = {}
    for process, text in sorted(expositions.items()):
        for family in text_string_to_metric_families(text):
            merged = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            merged.samples += [
                sample._replace(labels={**sample.labels, "process": process}) for sample in family.samples
            ]
    registry = CollectorRegistry()
    registry.register(_Merged(families.values()))
    return generate_latest(registry)


class _Merged(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        return self._families
