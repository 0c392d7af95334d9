"""Many random order scripts against the judge: `python -m tests.scenario.order_scripts --count 500 --first 1000`.

Prints each script that differs, as the strategy's text, and a closing line with the count.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from tests.judge.driver import judge
from tests.scenario.order_scripts.comparing import BARS, WHOLE_BAR, verdicts
from tests.scenario.order_scripts.scripts import drawn
from tests.scenario.order_scripts.writing import python_of


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Compare our emulator with an independent one on random order scripts."
    )
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--bars", type=int, default=BARS)
    chosen = parser.parse_args(arguments)
    compared = different = 0
    os.environ[WHOLE_BAR] = "1"
    with judge() as pine:
        for verdict in verdicts(range(chosen.first, chosen.first + chosen.count), pine, bars=chosen.bars):
            compared += verdict.compared
            if verdict.fault is not None:
                different += 1
                sys.stdout.write(f"seed {verdict.seed}: {verdict.fault}\n{python_of(drawn(verdict.seed))}\n")
    sys.stdout.write(f"{chosen.count} scripts, {compared} trades compared, {different} scripts differ\n")
    return different > 0


if __name__ == "__main__":
    raise SystemExit(main())
