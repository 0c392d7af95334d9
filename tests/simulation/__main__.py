"""python -m tests.simulation [--steps 1000000] [--first 1] [--length 60]: play stories and print what they broke."""

from __future__ import annotations

import argparse
import sys
import time

from tests.simulation.story import examine


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=1_000_000, help="how many steps in all")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--length", type=int, default=60, help="steps in one story")
    parser.add_argument("--failures", type=int, default=5, help="after how many failures to stop")
    arguments = parser.parse_args()
    began, failures, stories = time.monotonic(), 0, max(arguments.steps // arguments.length, 1)
    for number in range(stories):
        failure = examine(arguments.first + number, arguments.length)
        if failure is not None:
            failures += 1
            sys.stdout.write(f"{failure}\n")
            if failures >= arguments.failures:
                stories = number + 1
                break
    seconds = time.monotonic() - began
    steps = stories * arguments.length
    sys.stdout.write(f"{stories} stories, {steps} steps in {seconds:.0f} s, {failures} broke a law\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
