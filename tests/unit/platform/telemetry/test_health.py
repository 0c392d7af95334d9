"""Health tells every component's state, and one that breaks or hangs hides none of the others."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import REGISTRY

from tradewright.kernel.errors import Unavailable
from tradewright.platform.telemetry import Health, Reading, exposition, gauge, worst
from tradewright.platform.telemetry import health as module


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


async def fine() -> None:
    return None


async def slow_feed() -> Reading:
    return Reading("degraded", "quotes are 7 s old")


async def gone() -> Reading:
    raise Unavailable("the bus does not answer")


async def broken() -> Reading:
    raise RuntimeError("password=hush")


async def hanging() -> Reading:
    await asyncio.Event().wait()
    return Reading()


async def test_every_component_is_told_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.01)
    health = Health()
    for name, check in (("a", fine), ("b", slow_feed), ("c", gone), ("d", broken), ("e", hanging)):
        health.register(name, check)

    told = await health.read()

    assert [(part.name, part.status) for part in told] == [
        ("a", "ok"), ("b", "degraded"), ("c", "down"), ("d", "down"), ("e", "down"),
    ]  # fmt: skip
    assert [part.detail for part in told[1:4]] == [
        "quotes are 7 s old",
        "the bus does not answer",
        "the check failed",
    ]
    assert worst(told) == "down"
    assert worst(told[:2]) == "degraded"
    assert worst([]) == "ok"


async def test_a_reading_is_kept_for_a_moment_and_ages() -> None:
    clock, looks = Hands(), 0

    async def count() -> Reading:
        nonlocal looks
        looks += 1
        return Reading()

    health = Health(monotonic=clock)
    health.register("database", count)

    await asyncio.gather(*(health.read() for _ in range(20)))
    clock.at += 0.5
    [kept] = await health.read()
    assert (looks, kept.age_s) == (1, 0.5)
    clock.at += 1.0
    [fresh] = await health.read()
    assert (looks, fresh.age_s) == (2, 0.0)
    assert fresh.to_document() == {"name": "database", "status": "ok", "detail": "", "age_s": 0.0}


def test_metrics_carry_our_name_and_show_in_the_exposition() -> None:
    depth = gauge("tradewright_test_depth", "Only a test.")
    depth.set(3)

    assert b"tradewright_test_depth 3.0" in exposition()
    REGISTRY.unregister(depth)  # the reference page lists every metric of the process that makes it
    with pytest.raises(ValueError, match="begin with tradewright_"):
        gauge("depth", "Without the name.")
