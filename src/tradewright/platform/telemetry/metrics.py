"""Prometheus metrics of this process, whichever roles it runs: one registry, names that begin with
`tradewright_`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

PREFIX: Final = "tradewright_"
CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
BUCKETS_S: Final = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
)  # fmt: skip
"""Seconds: fine where an order waits for us, coarse where it waits for a venue."""


def counter(name: str, text: str, labels: Sequence[str] = ()) -> Counter:
    """Return a new counter. Make it once, at the top of a module; `name` ends in `_total`."""
    return Counter(_checked(name), text, labels)


def gauge(name: str, text: str, labels: Sequence[str] = ()) -> Gauge:
    """Return a new gauge: something that goes up and down."""
    return Gauge(_checked(name), text, labels)


def histogram(
    name: str, text: str, labels: Sequence[str] = (), *, buckets: Sequence[float] = BUCKETS_S
) -> Histogram:
    """Return a new histogram; without `buckets`, of seconds, and `name` ends in `_seconds`."""
    return Histogram(_checked(name), text, labels, buckets=buckets)


def exposition() -> bytes:
    """Return everything measured in this process, in Prometheus's text format (`CONTENT_TYPE`)."""
    return generate_latest(REGISTRY)


def _checked(name: str) -> str:
    if not name.startswith(PREFIX):
        raise ValueError(f"metrics of ours begin with {PREFIX}: {name}")
    return name
