"""Let each client spend its day at its fake, and compare what it saw with what there was to see."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from tests.fakes.validators import days

ROOT = Path(__file__).resolve().parents[3]
CLIENTS = Path(__file__).parent / "clients"
CANNOT = 3
DAY_S = 90


def environments() -> Path | None:
    """The environments, made if they are not there; None, with a banner, when they cannot be made here."""
    made = subprocess.run(
        [ROOT / "scripts" / "validators-setup.sh"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if made.returncode == CANNOT:
        banner = "=" * 100
        sys.stdout.write(
            f"{banner}\nVALIDATORS SKIPPED: their environments cannot be made here.\n{made.stderr}{banner}\n"
        )
        return None
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return Path(made.stdout.strip().splitlines()[-1])


class Client:
    """One client program, talked to by lines: it says `ready`, we answer, it tells its facts."""

    def __init__(self, command: list[str], home: Path) -> None:
        self._command = command
        self._environment = {**os.environ, "NODE_PATH": str(home / "node" / "node_modules")}

    async def spend(self, day: Callable[[], Awaitable[None]]) -> dict[str, Any]:
        """Run the program; when it is ready, let `day` move the market; return what it saw."""
        program = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
        )
        assert program.stdout is not None and program.stdin is not None and program.stderr is not None
        errors = asyncio.create_task(program.stderr.read())
        try:
            async with asyncio.timeout(DAY_S):
                line = await program.stdout.readline()
                if line.strip() != b"ready":
                    raise RuntimeError(f"{self._command[1]} ended early:\n{(await errors).decode()[:3000]}")
                await day()
                program.stdin.write(b"\n")
                line = await program.stdout.readline()
                if not line:
                    raise RuntimeError(f"{self._command[1]} failed:\n{(await errors).decode()[:3000]}")
        finally:
            if program.returncode is None:
                program.kill()
            await program.wait()
        facts: dict[str, Any] = msgspec.json.decode(line)
        return facts


async def main(chosen: list[str]) -> int:
    home = environments()
    if home is None:
        return 0
    failures = 0
    for name, day in days.DAYS.items():
        if chosen and name not in chosen:
            continue
        script = next(CLIENTS.glob(f"{name}.*"))
        program = "node" if day.interpreter == "node" else str(home / day.interpreter / "bin" / "python")
        start = partial(_client, [program, str(script)], home)
        found = await _spend(day, start, days.whole)
        noticed = await _spend(day, start, day.breaks)
        is_good = not found and bool(noticed)
        sys.stdout.write(
            f"{name}: {'as expected, and a broken fake is noticed' if is_good else 'DIFFERENT'}\n"
        )
        for one in found if found or noticed else ["a fake broken on purpose was not noticed"]:
            sys.stdout.write(f"  {one}\n")
        failures += not is_good
    return 1 if failures else 0


def _client(command: list[str], home: Path, *given: str) -> Client:
    return Client([*command, *given], home)


async def _spend(day: days.Day, start: days.Start, broken: days.Break) -> list[str]:
    try:
        return await day.spend(start, broken)
    except (RuntimeError, TimeoutError) as error:
        return [f"the day was not spent: {error}"]


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
