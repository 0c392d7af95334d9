"""What every rival's script shares: the bars, the pairs, and how a measurement is told. Runs in the rival's environment."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

FAST, SLOW, LENGTH, BELOW, STOP, FEE = 12, 26, 14, 70.0, 0.02, 0.001


def load() -> dict[str, Any]:
    """Return the bars named by the first argument: time (ns), open, high, low, close, volume."""
    return dict(np.load(sys.argv[1]))


def pairs(count: int) -> list[tuple[int, int]]:
    """Return (fast, slow) lengths, `count` of them."""
    return [(fast, slow) for fast in range(5, 30) for slow in range(30, 110, 2)][:count]


def cpu_s() -> float:
    """Return the CPU-seconds this process and its children have used."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def measure(work: Callable[[], Any], runs: int) -> None:
    """Run once to warm up, then `runs` times; print the best wall and CPU time and what the last run returned."""
    work()
    walls, cpus, told = [], [], None
    for _ in range(runs):
        cpu, wall = cpu_s(), time.perf_counter()
        told = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(cpu_s() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall_s": min(walls), "cpu_s": min(cpus), "peak_mib": peak, "told": told}))


def ema(source: Any, length: int) -> Any:
    """Return the exponential average; for rivals that bring none."""
    alpha, out, value = 2.0 / (length + 1), np.empty_like(source), float(source[0])
    for i, x in enumerate(source):
        value += alpha * (x - value)
        out[i] = value
    return out


def crosses(fast: Any, slow: Any) -> tuple[Any, Any]:
    """Return where `fast` crosses above `slow`, and where below."""
    above = fast > slow
    before = np.concatenate(([above[0]], above[:-1]))
    return above & ~before, ~above & before
