"""python -m tests.chaos [--runs 200] [--first 1] [--stalls 12] [--no-kills]: play many runs and print what they broke."""

from __future__ import annotations

import argparse
import asyncio
import collections
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.plant import BROKERS, VICTIMS, ChaosPlant
from tests.chaos.run import Run, play
from tests.chaos.venues import fakes


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument(
        "--first", type=int, default=1, help="the first seed; a failing one alone: --first N --runs 1"
    )
    parser.add_argument(
        "--stalls", type=int, default=12, help="how many runs are under way at a time, a third at each venue"
    )
    parser.add_argument(
        "--kill-every", type=float, default=20.0, help="seconds between kills, about; 0: none"
    )
    parser.add_argument("--home", type=Path, help="keep the data here, to look into a failure")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tw-chaos-") as folder:
        home = arguments.home or Path(folder)
        async with (
            fakes(arguments.first) as venues,
            ChaosPlant(home, stalls=arguments.stalls, fakes=venues) as plant,
        ):
            runs, kills = await play_all(
                plant,
                range(arguments.first, arguments.first + arguments.runs),
                kill_every_s=arguments.kill_every,
            )
    report(runs, kills, seconds=time.monotonic() - began)
    return 1 if any(run.broken for run in runs) else 0


async def play_all(
    plant: ChaosPlant, seeds: range, *, kill_every_s: float
) -> tuple[list[Run], collections.Counter[str]]:
    """Play these seeds, as many at a time as there are stalls, while processes are killed."""
    runs: list[Run] = []
    kills: collections.Counter[str] = collections.Counter()

    async def work(broker: str, wanted: Iterator[int]) -> None:
        for seed in wanted:
            stall = await plant.free[broker].get()
            try:
                run = await play(plant, stall, seed)
            finally:
                plant.free[broker].put_nowait(stall)
            runs.append(run)
            if run.broken:
                sys.stdout.write(f"{run}\n")
            if len(runs) % 50 == 0:
                sys.stdout.write(
                    f"{len(runs)} runs, {sum(1 for one in runs if one.broken)} broke an invariant\n"
                )
            sys.stdout.flush()

    killer = asyncio.create_task(_kill(plant, kills, random.Random(seeds.start), kill_every_s))
    try:
        async with asyncio.TaskGroup() as tasks:
            for number, broker in enumerate(BROKERS):
                # The venue follows from the seed, so that a seed means the same run whoever else runs.
                wanted = iter([seed for seed in seeds if seed % len(BROKERS) == number])
                for _ in range(plant.stalls // len(BROKERS)):
                    tasks.create_task(work(broker, wanted))
    finally:
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
    return runs, kills


async def _kill(
    plant: ChaosPlant, kills: collections.Counter[str], dice: random.Random, every_s: float
) -> None:
    while every_s > 0:
        await asyncio.sleep(dice.uniform(0.3, 1.7) * every_s)
        victim = dice.choice(VICTIMS)
        kills[victim] += 1
        await plant.crash(victim, down_s=dice.uniform(0, 0.5))


def report(runs: list[Run], kills: collections.Counter[str], *, seconds: float) -> None:
    faults = collections.Counter(name for run in runs for name in run.faults)
    broken = [run for run in runs if run.broken]
    sys.stdout.write(
        f"{len(runs)} runs in {seconds:.0f} s: {sum(run.alerts for run in runs)} alerts, "
        f"{sum(run.orders for run in runs)} orders, {sum(run.unknowns for run in runs)} of them unknown for a while, "
        f"{sum(run.fired for run in runs)} faults fired, {sum(kills.values())} kills {dict(kills)}, "
        f"{len(broken)} runs broke an invariant\n"
        f"faults planned: {dict(sorted(faults.items()))}\n"
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
