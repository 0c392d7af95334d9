"""Backtests against peers in one run: EMA(12/26) cross, RSI(14) below 70, 2 % stop, 0.1 % fee, all metrics.

    .venv/bin/python bench/backtest.py [--bars 1000000] [--pairs 1000] [--sweep-bars 50000] [--runs 5] [--only raptorbt,…]

Peers are installed, pinned, in environments of their own under the user's cache. Every figure is the best of `--runs` after
one warm-up run in the same process; the columns are wall time, CPU time and peak memory, and how many times ours each is.
Peers fill at other prices than TradingView does, so the numbers of trades differ a little: they are printed too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
ENVIRONMENTS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradewright" / "bench"
RIVALS = ("raptorbt", "vectorbt", "backtesting")
JOBS = {
    "one run, full metrics": [("ours", "single"), ("raptorbt", "single"), ("vectorbt", "single"), ("vectorbt", "stats"),
                              ("backtesting", "single"), ("ours", "run"), ("ours", "document"), ("ours", "floor")],
    "pairs of averages": [("ours", "sweep"), ("raptorbt", "sweep"), ("vectorbt", "sweep")],
}  # fmt: skip
FIVE_MINUTES_NS = 300_000_000_000


def market(bars: int) -> dict[str, Any]:
    """Return a random walk of five-minute bars, the same every time."""
    random = np.random.default_rng(20_240_101)
    close = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.002, bars)))
    open_ = np.concatenate(([100.0], close[:-1]))
    spread = random.random((2, bars)) * 0.001
    return {
        "time": 1_500_000_000_000_000_000 + np.arange(bars) * FIVE_MINUTES_NS,
        "open": open_,
        "high": np.maximum(open_, close) * (1.0 + spread[0]),
        "low": np.minimum(open_, close) * (1.0 - spread[1]),
        "close": close,
        "volume": random.random(bars) * 1000.0,
    }


def python_of(engine: str) -> str:
    """Return the interpreter with this engine; a peer's environment is made when it is missing."""
    if engine == "ours":
        return sys.executable
    home, wanted = ENVIRONMENTS / engine, (HERE / "rivals" / f"{engine}.txt").read_text(encoding="utf-8")
    stamp = home / "stamp"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"bench: making an environment for {engine}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        requirements = str(HERE / "rivals" / f"{engine}.txt")
        subprocess.run([f"{home}/bin/python", "-m", "pip", "install", "-q", "-r", requirements], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return f"{home}/bin/python"


def run(engine: str, work: str, data: str, runs: int, pairs: int) -> dict[str, Any]:
    """Return one measurement, made in a process of its own."""
    script = str(HERE / "rivals" / f"{engine}_run.py")
    command = [python_of(engine), script, data, work, str(runs), str(pairs)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{engine} {work} failed:\n{done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"engine": engine, "work": work, **measured}


def cli_s(data: dict[str, Any], folder: str) -> float:
    """Return how long the warm command line takes from process start to its report, on 100,000 bars of a CSV file."""
    path = Path(folder) / "bars.csv"
    rows = (f"{data['time'][i] // 10**9},{data['open'][i]:.2f},{data['high'][i]:.2f},{data['low'][i]:.2f},"
            f"{data['close'][i]:.2f},{data['volume'][i]:.3f}" for i in range(100_000))  # fmt: skip
    path.write_text("timestamp,open,high,low,close,volume\n" + "\n".join(rows) + "\n", encoding="utf-8")
    strategy = str(HERE.parent / "docs/examples/strategies/ema-cross-rsi.yaml")
    command = [str(Path(sys.executable).with_name("tradewright")), "backtest", strategy, "--data", str(path)]
    best = float("inf")
    for _ in range(4):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Measure and print one table and a JSON line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bars", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=1_000)
    parser.add_argument("--sweep-bars", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(RIVALS))
    chosen = parser.parse_args()
    wanted = {"ours", *chosen.only.split(",")}
    results: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for title, jobs in JOBS.items():
            data = f"{folder}/{len(results)}.npz"
            np.savez(data, **market(chosen.sweep_bars if "pairs" in title else chosen.bars))
            found = []
            for engine, work in jobs:
                if engine in wanted:
                    slow = engine == "backtesting" or work == "sweep"
                    found.append(run(engine, work, data, 1 if slow else chosen.runs, chosen.pairs))
            results[title] = found
        command_line = cli_s(market(100_000), folder)
    for title, found in results.items():
        print(f"\n{title}\n{'':24}{'wall ms':>10}{'CPU ms':>10}{'peak MiB':>10}{'told':>12}{'of ours':>9}")
        ours = found[0]["wall_s"]
        for one in found:
            name = f"{one['engine']} {one['work']}"
            print(f"{name:24}{one['wall_s'] * 1e3:10.1f}{one['cpu_s'] * 1e3:10.1f}{one['peak_mib']:10.0f}"
                  f"{one['told']:12.0f}{one['wall_s'] / ours:9.2f}")  # fmt: skip
    print(f"\nwarm command line, 100,000 bars from CSV: {command_line * 1e3:.0f} ms")
    told = {"machine": platform.machine(), "cores": os.cpu_count(), "cli_s": command_line, "results": results}
    print(json.dumps(told | vars(chosen)))


if __name__ == "__main__":
    main()
