"""Where a process of the product spends its processor time: put this folder on PYTHONPATH and name a folder in
TRADEWRIGHT_BENCH_SAMPLES.

The kernel's profiling timer counts the processor time of the process; each tick notes the Python stack. SIGUSR2 forgets
what was noted so far, SIGUSR1 writes it down as `count stack` lines, the outermost frame first.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from types import FrameType

TICK_S = 0.004
STACKS: Counter[str] = Counter()


def _note(_: int, frame: FrameType | None) -> None:
    names = []
    while frame is not None:
        names.append(f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    STACKS[";".join(reversed(names))] += 1


def _forget(_: int, __: FrameType | None) -> None:
    STACKS.clear()


def _write(_: int, __: FrameType | None) -> None:
    folder = os.environ["TRADEWRIGHT_BENCH_SAMPLES"]
    with open(f"{folder}/{os.getpid()}.writing", "w") as out:
        out.writelines(f"{count} {stack}\n" for stack, count in STACKS.items())
    os.replace(f"{folder}/{os.getpid()}.writing", f"{folder}/{os.getpid()}.stacks")


if "TRADEWRIGHT_BENCH_SAMPLES" in os.environ and any("tradewright" in word for word in sys.orig_argv):
    for number, act in ((signal.SIGPROF, _note), (signal.SIGUSR2, _forget), (signal.SIGUSR1, _write)):
        signal.signal(number, act)
        signal.siginterrupt(number, False)
    signal.setitimer(signal.ITIMER_PROF, TICK_S, TICK_S)
