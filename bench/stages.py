"""Which stage of an alert's way costs how much processor time.

Time comes from the kernel (user and system time of each process); inside a Python process it is shared out by sampled stacks
(`sampling/`): a sample belongs to the first stage of the lists below that one of its frames is of, to "loop and driver" if
there is none.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Final

import psutil
from product import Product  # type: ignore[import-not-found]

ENGINE: Final = (
    ("adapters/brokers/paper", "paper venue"),
    ("adapters/brokers/", "venue client"),
    ("adapters/marketdata", "feeder"),
    ("executor/drafting/hearing.py", "book: what venues said"),
    ("executor/drafting/", "decide"),
    ("executor/commit.py", "write: the turn's commit"),
    ("executor/pending.py", "load: due signals"),
    ("executor/loader.py", "load: booked fills, orders"),
    ("executor/afterwards.py", "send and tell"),
    ("executor/venues.py", "send and tell"),
    ("executor/calls.py", "send and tell"),
    ("executor/live.py", "live figures"),
    ("platform/outbox_relay.py", "outbox relay"),
    ("executor/reconcile/re", "reconciling"),
    ("executor/turn.py", "turn's own"),
)
GATEWAY: Final = (
    ("intake/batcher.py", "store: one commit for many"),
    ("domain/trading/alerts/", "judge: read the alert"),
    ("intake/", "judge: agent, rules, answer"),
    ("api/stream/", "event streams"),
    ("platform/bus/", "event streams"),
    ("middleware/", "HTTP layers"),
    ("starlette/", "HTTP layers"),
    ("fastapi/", "HTTP layers"),
    ("uvicorn/", "HTTP"),
    ("worker/patient_http.py", "HTTP"),
)
REST: Final = "loop and driver"
WRITE_WITHIN_S: Final = 30.0


class Stages:
    """Processor seconds by stage, of everything since `begin`. One run at a time."""

    def __init__(self, product: Product, folder: Path) -> None:
        self._product = product
        self._folder = folder
        self._before: dict[str, float] = {}

    def begin(self) -> None:
        """Forget what was sampled so far."""
        for process in self._pythons():
            process.send_signal(signal.SIGUSR2)
        self._before = self._seconds()

    def end(self) -> dict[str, float]:
        """Return seconds by stage, widest word first: "engine: decide", "PostgreSQL: tw_executor"."""
        now = self._seconds()
        spent = {kind: total - self._before.get(kind, 0.0) for kind, total in now.items()}
        found: dict[str, float] = {}
        for process in self._pythons():
            kind, stages = ("gateway", GATEWAY) if "gateway" in process.cmdline() else ("engine", ENGINE)
            counts = self._counts(process, stages)
            for stage, count in counts.items():
                share = spent.get(kind, 0.0) * count / max(counts.total(), 1)
                found[f"{kind}: {stage}"] = found.get(f"{kind}: {stage}", 0.0) + share
        return found | {kind: s for kind, s in spent.items() if kind not in ("gateway", "engine")}

    def _pythons(self) -> list[psutil.Process]:
        return [one for one in self._product.tree() if one.name().startswith(("python", "tradewright"))]

    def _seconds(self) -> dict[str, float]:
        kinds: dict[str, float] = {}
        for process in self._product.tree():
            try:
                times, kind = process.cpu_times(), _kind(process)
            except psutil.NoSuchProcess:
                continue
            kinds[kind] = kinds.get(kind, 0.0) + times.user + times.system
        return kinds

    def _counts(self, process: psutil.Process, stages: tuple[tuple[str, str], ...]) -> Counter[str]:
        written = self._folder / f"{process.pid}.stacks"
        written.unlink(missing_ok=True)
        process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + WRITE_WITHIN_S
        while not written.exists():
            if time.monotonic() > deadline:
                raise RuntimeError(f"process {process.pid} writes no samples")
            time.sleep(0.05)
        counts: Counter[str] = Counter()
        for line in written.read_text().splitlines():
            count, _, stack = line.partition(" ")
            counts[_stage(stack, stages)] += int(count)
        return counts


def sampled(folder: Path) -> dict[str, str]:
    """Return the environment that makes the product's processes sample themselves into `folder`."""
    return {
        "TRADEWRIGHT_BENCH_SAMPLES": str(folder),
        "PYTHONPATH": os.pathsep.join(
            [str(Path(__file__).with_name("sampling")), *filter(None, [os.environ.get("PYTHONPATH")])]
        ),
    }


def _kind(process: psutil.Process) -> str:
    if process.name() == "postgres":
        # Titles name the login role of a server process ("tw_executor"), or what the server does for itself ("walwriter").
        words = " ".join(process.cmdline()).partition("postgres: ")[2].split()
        return f"PostgreSQL: {words[0]}" if words and words[0].startswith("tw_") else "PostgreSQL: its own"
    if process.name().startswith("nats"):
        return "NATS"
    return "gateway" if "gateway" in process.cmdline() else "engine"


def _stage(stack: str, stages: tuple[tuple[str, str], ...]) -> str:
    return next((stage for part, stage in stages if part in stack), REST)
