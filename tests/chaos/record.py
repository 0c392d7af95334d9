"""The record of a long session, written as it goes: a line a round, a line a finding, and the sum of it all."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.run import Run


@dataclass
class Record:
    """Counts so far. `path` gets every line too, as JSON, and is never read."""

    path: Path | None = None
    round: int = 250
    """Runs a line."""
    minutes: float | None = None
    """For how long runs are begun; None: until all have been played."""
    began: float = field(default_factory=time.monotonic)
    runs: int = 0
    seeds: list[int] = field(default_factory=list)
    sums: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    ended_alone: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        return self.minutes is not None and time.monotonic() - self.began > self.minutes * 60

    def add(self, run: Run) -> None:
        """Count one run; what it broke is told at once."""
        self.runs += 1
        self._more.set()
        self.seeds.append(run.seed)
        self.sums.update(alerts=run.alerts, orders=run.orders, unknown_for_a_while=run.unknowns)
        self.fired.update(run.fired)
        self.acts.update(run.acts)
        self.slowest_s = max(self.slowest_s, run.seconds)
        if run.broken:
            self.find(str(run), seed=run.seed)
        if self.runs % self.round == 0:
            self.tell()

    async def reached(self, runs: float) -> None:
        """Return once so many runs have ended."""
        while self.runs < runs:
            self._more.clear()
            await self._more.wait()

    def find(self, sentence: str, **given: Any) -> None:
        """Note something that does not hold."""
        self.broken.append(sentence)
        self._write({"broken": sentence, **given}, f"BROKEN {sentence}")

    def tell(self) -> None:
        """Write where things stand, and begin a new round of seeds."""
        seconds = time.monotonic() - self.began
        document = {
            "runs": self.runs,
            "seconds": round(seconds, 1),
            "seeds_of_round": [min(self.seeds), max(self.seeds)] if self.seeds else [],
            **self.sums,
            "faults_fired": sum(self.fired.values()),
            "fired": dict(sorted(self.fired.items())),
            "acts": dict(sorted(self.acts.items())),
            "kills": dict(sorted(self.kills.items())),
            "ended_alone": dict(self.ended_alone),
            "slowest_s": round(self.slowest_s, 1),
            "broken": len(self.broken),
        }
        self.seeds.clear()
        self._write(
            document,
            f"{self.runs} runs in {seconds:.0f} s, {self.sums['alerts']} alerts, {self.sums['orders']} orders "
            f"({self.sums['unknown_for_a_while']} unknown for a while), {sum(self.fired.values())} faults fired, "
            f"{sum(self.acts.values())} acts, {sum(self.kills.values())} kills, slowest run {self.slowest_s:.0f} s, "
            f"{len(self.broken)} broken",
        )

    def _write(self, document: dict[str, Any], words: str) -> None:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(document, default=str) + "\n")
