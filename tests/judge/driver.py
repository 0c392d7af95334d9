"""Runs Pine on an independent runtime and hands back what it traded: the other end of worker.py.

`with judge() as pine: pine.run(script, bars)`; one worker lives as long as the block, so a run costs its bars, not a start.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.judge.corrections import CORRECTIONS

ROOT = Path(__file__).resolve().parents[2]
NO_PYTHON = 3
PERIODS = {
    "1m": "1", "3m": "3", "5m": "5", "15m": "15", "30m": "30", "1h": "60", "2h": "120", "4h": "240", "1d": "1D", "1w": "1W",
}  # fmt: skip


class NotJudged(AssertionError):
    """The judge could not transpile or run a script; `stage` says which. Never to be taken for a pass."""

    def __init__(self, stage: str, message: str, script: str) -> None:
        super().__init__(f"{stage}: {message}")
        self.stage, self.message, self.script = stage, message, script


@dataclass(frozen=True, slots=True)
class JudgeBars:
    """Bars for the judge. `time` is each bar's open, milliseconds UTC; the other columns are in quote units."""

    time: Sequence[int]
    open: Sequence[float]
    high: Sequence[float]
    low: Sequence[float]
    close: Sequence[float]
    volume: Sequence[float]
    timeframe: str = "15m"
    tick: Decimal = Decimal("0.01")
    lot_step: Decimal = Decimal("0.001")
    point_value: Decimal = Decimal(1)
    timezone: str = "UTC"

    def __len__(self) -> int:
        return len(self.time)

    @classmethod
    def of(cls, bars: Any) -> JudgeBars:
        """Take the engine's `Bars` (times in nanoseconds) over."""
        return cls(
            time=[int(t) // 1_000_000 for t in bars.time],
            open=bars.open.tolist(), high=bars.high.tolist(), low=bars.low.tolist(), close=bars.close.tolist(),
            volume=bars.volume.tolist(), timeframe=str(bars.timeframe),
            tick=bars.tick, lot_step=bars.lot_step, point_value=bars.point_value, timezone=bars.timezone,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class JudgedTrade:
    side: str
    quantity: float
    entry_id: str | None
    exit_id: str | None
    entry_bar: int
    exit_bar: int
    entry_price: float
    exit_price: float
    entry_comment: str
    exit_comment: str
    commission: float
    profit: float


@dataclass(frozen=True, slots=True)
class JudgedAlert:
    """What an order's fill sent, and the position (signed) before and after it. A margin call's message is empty."""

    bar: int
    before: float
    after: float
    message: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`trades` in the order they closed; `plots` by title, one value a bar, None for na; `alerts` in the order of fills."""

    trades: list[JudgedTrade]
    open_trades: list[JudgedTrade]
    plots: dict[str, list[float | None]] = field(default_factory=dict)
    alerts: list[JudgedAlert] = field(default_factory=list)


class Judge:
    """One worker process. `run` is what tests call; `close` ends it (the context manager `judge` does)."""

    def __init__(self, home: Path, scratch: Path) -> None:
        (transpiler,) = (home / "transpiler").glob("lib/python*/site-packages")
        self._known: dict[int, tuple[Any, str]] = {}
        self._stderr = (scratch / "stderr").open("w")
        self._worker = subprocess.Popen(
            [home / "runtime/bin/python", Path(__file__).with_name("worker.py"), str(transpiler), str(scratch)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, text=True, cwd=scratch,
            env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip

    def run(self, script: str, bars: Any) -> Judgement:
        """Run Pine on bars (`JudgeBars` or the engine's `Bars`). Raise NotJudged where the judge cannot."""
        answer = self._ask({"op": "run", "bars": self._hand_over(bars), "script": script})
        if "error" in answer:
            raise NotJudged(answer["error"], answer["message"], script)
        return Judgement(
            trades=[JudgedTrade(**trade) for trade in answer["trades"]],
            open_trades=[JudgedTrade(**trade) for trade in answer["open_trades"]],
            plots=answer["plots"],
            alerts=[JudgedAlert(**alert) for alert in answer["alerts"]],
        )

    def correct(self) -> None:
        """Take the judge's known faults away (corrections.py), for all later runs of this worker."""
        answer = self._ask({"op": "correct", "corrections": [asdict(one) for one in CORRECTIONS]})
        if "error" in answer:
            raise NotJudged("correct", answer["message"], "")

    def close(self) -> None:
        assert self._worker.stdin is not None and self._worker.stdout is not None
        self._worker.stdin.close()
        self._worker.wait(timeout=120)
        self._worker.stdout.close()
        self._stderr.close()

    def _hand_over(self, bars: Any) -> str:
        """Send bars once; later runs on the same object only name them."""
        known = self._known.get(id(bars))
        if known is not None:
            return known[1]
        key = f"b{len(self._known)}"
        told = bars if isinstance(bars, JudgeBars) else JudgeBars.of(bars)
        numerator, denominator = told.tick.as_integer_ratio()
        answer = self._ask({
            "op": "bars", "key": key,
            "rows": list(zip(told.time, told.open, told.high, told.low, told.close, told.volume, strict=True)),
            "symbol": {
                "period": PERIODS[told.timeframe], "tick": float(told.tick), "minmove": numerator, "pricescale": denominator,
                "point_value": float(told.point_value), "lot_step": float(told.lot_step), "timezone": told.timezone,
            },
        })  # fmt: skip
        if "error" in answer:
            raise NotJudged("bars", answer["message"], "")
        self._known[id(bars)] = (bars, key)  # the reference keeps its id from being given to another
        return key

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._worker.stdin is not None and self._worker.stdout is not None
        self._worker.stdin.write(json.dumps(request) + "\n")
        self._worker.stdin.flush()
        line = self._worker.stdout.readline()
        if not line:
            raise NotJudged("run", f"the worker ended with {self._worker.poll()}", request.get("script", ""))
        answer: dict[str, Any] = json.loads(line)
        return answer


@lru_cache(maxsize=1)
def find_judge() -> Path | None:
    """Set the judge's environments up where that was not done yet; None where no Python 3.12+ exists."""
    done = subprocess.run([ROOT / "scripts/judge-setup.sh"], check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode == NO_PYTHON:
        return None
    done.check_returncode()
    return Path(done.stdout.strip().splitlines()[-1])


@contextmanager
def judge(*, corrected: bool = False) -> Iterator[Judge]:
    """Start a worker for this block. Where the judge cannot run, say so loudly and skip the test.

    `corrected`: with what corrections.py mends.
    """
    home = find_judge()
    if home is None:
        reason = "PINE IS NOT JUDGED: no Python 3.12+ for the independent Pine runtime (set JUDGE_PYTHON)"
        print(f"\n{'!' * 110}\n{reason}\n{'!' * 110}")  # noqa: T201 - the banner is the point
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="tradewright-judge-") as scratch:
        worker = Judge(home, Path(scratch))
        try:
            if corrected:
                worker.correct()
            yield worker
        finally:
            worker.close()
