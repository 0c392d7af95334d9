"""python -m tests.crash [--seeds 200] [--first 1] [--servers]: play many runs on one plant and print what came of them."""

from __future__ import annotations

import argparse
import asyncio
import collections
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.plant import Plant
from tests.crash.story import play


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--home", type=Path, help="keep the data here, to look into a failure")
    parser.add_argument("--servers", action="store_true", help="kill PostgreSQL and NATS too")
    arguments = parser.parse_args()
    kills: collections.Counter[str] = collections.Counter()
    acknowledged = resent = failed = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tw-crash-") as folder:
        async with Plant(arguments.home or Path(folder)) as plant:
            for seed in range(arguments.first, arguments.first + arguments.seeds):
                story = await play(plant, seed, servers=arguments.servers)
                kills.update(story.kills)
                acknowledged += len(story.acknowledged)
                resent += story.resent
                if story.broken:
                    failed += 1
                    sys.stdout.write(f"seed {seed} killed {story.kills}: {'; '.join(story.broken)}\n")
                if seed % 10 == 0:
                    sys.stdout.write(f"{seed}: {acknowledged} acknowledged, {failed} failed runs\n")
                    sys.stdout.flush()
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{arguments.seeds} runs in {seconds:.0f} s, {sum(kills.values())} kills {dict(kills)}, "
        f"{acknowledged} alerts acknowledged, {resent} sends repeated, {failed} runs broke an invariant\n"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
