"""Any gateway's /metrics tells of every process, each sample with its process's name."""

from __future__ import annotations

import pytest
from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

from tradewright.kernel.errors import Unavailable
from tradewright.platform.bus import Bus
from tradewright.platform.metrics_gathering import answer_gatherings, gather_metrics, merge

# Not one of ours by name: the reference page of metrics lists all that are, whatever process asks.
eaten = Counter("test_apples_total", "Apples eaten in this test.", ["kind"])


def stall_once(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first time, the server answers later than a flush waits: a machine that does much else at once."""
    flush, waits = bus.flush, iter([True])

    async def late() -> None:
        if next(waits, False):
            raise Unavailable("the bus does not answer")
        await flush()

    monkeypatch.setattr(bus, "flush", late)


async def test_a_page_longer_than_a_message_of_the_bus_is_heard(nats_url: str) -> None:
    bus = await Bus.connect(nats_url, "long")
    answer = await answer_gatherings(bus, "gateway@here:1")
    for number in range(20_000):
        eaten.labels(f"a kind of apple that grows in orchard {number}").inc()

    try:
        found = await gather_metrics(bus, within_s=60)
    finally:
        eaten.clear()

    assert len(found["gateway@here:1"]) > 1_048_576
    await answer.close()
    await bus.close()


async def test_every_process_is_heard(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asking, other = await Bus.connect(nats_url, "asking"), await Bus.connect(nats_url, "other")
    answers = [
        await answer_gatherings(asking, "gateway@here:1"),
        await answer_gatherings(other, "executor@there:2"),
    ]
    await other.flush()
    stall_once(asking, monkeypatch)
    eaten.labels("red").inc(3)

    page = merge(await gather_metrics(asking, expected=2, within_s=60))

    [apples] = [f for f in text_string_to_metric_families(page.decode()) if f.name == "test_apples"]
    counted = {
        sample.labels["process"]: sample.value for sample in apples.samples if sample.name.endswith("_total")
    }
    assert counted == {"gateway@here:1": 3.0, "executor@there:2": 3.0}
    for answer in answers:
        await answer.close()
    await asking.close()
    await other.close()
