"""python -m tests.chaos [--runs 200] [--first 1] [--stalls 48]: play runs and tell at once what they broke."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.audit import verify_all
from tests.chaos.checks import check_cap
from tests.chaos.plant import BROKERS, VICTIMS, ChaosPlant
from tests.chaos.record import Record
from tests.chaos.run import Run, play
from tests.chaos.venues import fakes
from tests.crash.plant import SERVERS


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument(
        "--first", type=int, default=1, help="the first seed; a failing one alone: --first N --runs 1"
    )
    parser.add_argument(
        "--stalls", type=int, default=48, help="how many runs are under way at a time, a third at each venue"
    )
    parser.add_argument("--kill-every", type=int, default=40, help="runs between kills of processes; 0: none")
    parser.add_argument(
        "--servers-every",
        type=int,
        default=400,
        help="runs between kills of PostgreSQL or NATS; 0: none",
    )
    parser.add_argument("--life", type=int, default=2000, help="runs until everything is set up afresh")
    parser.add_argument(
        "--minutes", type=float, help="begin no run after so long, and tell what came of those that ran"
    )
    parser.add_argument("--record", type=Path, help="a file that gets a line of JSON a round and a finding")
    parser.add_argument("--round", type=int, default=250, help="runs a line of the record")
    parser.add_argument("--home", type=Path, help="keep the data here, to look into a failure")
    asked = parser.parse_args()
    record = Record(asked.record, round=asked.round, minutes=asked.minutes)
    seeds = range(asked.first, asked.first + asked.runs)
    for first in range(seeds.start, seeds.stop, asked.life):
        part = range(first, min(first + asked.life, seeds.stop))
        if record.is_over:
            break
        with tempfile.TemporaryDirectory(prefix="tw-chaos-") as folder:
            home = (asked.home or Path(folder)) / f"from-{first}"
            home.mkdir(parents=True)
            try:
                await live(
                    part,
                    record,
                    home=home,
                    stalls=asked.stalls,
                    every=(asked.kill_every, asked.servers_every),
                )
            except Exception as error:  # noqa: BLE001
                # Policy: a life that breaks is a finding, and the seeds behind it are still played.
                record.find(f"the life from seed {first}: {type(error).__name__}: {error}")
    record.tell()
    return 1 if record.broken else 0


async def live(seeds: range, record: Record, *, home: Path, stalls: int, every: tuple[int, int]) -> list[Run]:
    """Set everything up, play these seeds, verify every audit chain, and take everything down."""
    async with fakes(seeds.start) as venues, ChaosPlant(home, stalls=stalls, fakes=venues) as plant:
        venues.on_fill(lambda broker, event: check_cap(plant, broker, event))
        runs = await play_all(plant, seeds, record, every=every)
        record.ended_alone.update(plant.ended_alone)
        links, broken = await verify_all(plant)
        record.sums["audit_links_verified"] += links
        for sentence in broken:
            record.find(sentence)
    return runs


async def play_all(plant: ChaosPlant, seeds: range, record: Record, *, every: tuple[int, int]) -> list[Run]:
    """Play these seeds, as many at a time as there are stalls, while processes are killed."""
    runs: list[Run] = []

    async def work(broker: str, wanted: Iterator[int]) -> None:
        for seed in wanted:
            if record.is_over:
                return
            stall = await plant.free[broker].get()
            run = await play(plant, stall, seed)
            plant.free[broker].put_nowait(stall)
            runs.append(run)
            record.add(run)

    dice = random.Random(seeds.start)
    killers = [
        asyncio.create_task(_kill(plant, record, dice, names, runs_apart))
        for names, runs_apart in zip((VICTIMS, SERVERS), every, strict=True)
    ]
    try:
        async with asyncio.TaskGroup() as tasks:
            for number, broker in enumerate(BROKERS):
                # The venue follows from the seed, so that a seed means the same run whoever else runs.
                wanted = iter([seed for seed in seeds if seed % len(BROKERS) == number])
                for _ in range(plant.stalls // len(BROKERS)):
                    tasks.create_task(work(broker, wanted))
    finally:
        for killer in killers:
            killer.cancel()
        await asyncio.gather(*killers, return_exceptions=True)
    return runs


async def _kill(
    plant: ChaosPlant, record: Record, dice: random.Random, names: tuple[str, ...], every: int
) -> None:
    """Kill one of `names` about every so many runs: counted by runs, so that a slow machine is not killed to a halt."""
    while every > 0:
        wanted = record.runs + dice.uniform(0.3, 1.7) * every
        await record.reached(wanted)
        await asyncio.sleep(dice.uniform(0, 1))
        victim = dice.choice(names)
        record.kills[victim] += 1
        await plant.crash(victim, down_s=dice.uniform(0, 0.5))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
