"""python -m tests.simulation [--steps 1000000] [--first 1] [--length 60] [--jobs 1]: play stories, print what they broke."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.story import Failure, examine

STORIES_AT_ONCE = 100
"""How many stories a process is given at a time."""


def _examine_some(first: int, length: int) -> list[Failure]:
    seeds = range(first, first + STORIES_AT_ONCE)
    return [failure for seed in seeds if (failure := examine(seed, length)) is not None]


def _all_of(firsts: range, length: int, jobs: int) -> Iterator[list[Failure]]:
    """What each group of stories broke, in the order of their seeds."""
    if jobs == 1:
        yield from (_examine_some(first, length) for first in firsts)
        return
    with ProcessPoolExecutor(jobs) as processes:
        try:
            yield from processes.map(partial(_examine_some, length=length), firsts)
        finally:
            processes.shutdown(cancel_futures=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=1_000_000, help="how many steps in all")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--length", type=int, default=60, help="steps in one story")
    parser.add_argument("--failures", type=int, default=5, help="after how many failures to stop")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the stories")
    arguments = parser.parse_args()
    began, failures, stories = time.monotonic(), 0, 0
    wanted = max(arguments.steps // arguments.length, 1)
    firsts = range(arguments.first, arguments.first + wanted, STORIES_AT_ONCE)
    for group in _all_of(firsts, arguments.length, arguments.jobs):
        stories += STORIES_AT_ONCE
        failures += len(group)
        for failure in group:
            sys.stdout.write(f"{failure}\n")
        sys.stdout.flush()
        if failures >= arguments.failures:
            break
    seconds = time.monotonic() - began
    last, steps = arguments.first + stories - 1, stories * arguments.length
    sys.stdout.write(
        f"seeds {arguments.first} to {last}: {stories} stories, {steps} steps in {seconds:.0f} s,"
        f" {failures} broke a law\n"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
