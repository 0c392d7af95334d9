"""A home for each test, and another process that runs servers on it."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import REPOSITORY
from tradewright.platform.embedded import EmbeddedServers
from tradewright.platform.embedded.launch import LAUNCHER


@dataclass(slots=True)
class Host:
    """Another process with its servers; `facts` is what it printed when they were up."""

    process: subprocess.Popen[str]
    facts: dict[str, Any]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
async def servers(home: Path) -> AsyncIterator[EmbeddedServers]:
    async with EmbeddedServers(home) as running:
        yield running


@pytest.fixture
def start_host(home: Path) -> Iterator[Callable[..., Host]]:
    """Start a host on `home`: as ourselves, or as an ordinary user when `ordinary` and we are root."""
    started: list[subprocess.Popen[str]] = []

    def start(*, ordinary: bool = False) -> Host:
        become: list[str] = []
        if ordinary and os.geteuid() == 0:
            user = pwd.getpwnam("daemon")
            home.mkdir(mode=0o700, exist_ok=True)
            os.chown(home, user.pw_uid, user.pw_gid)
            become = [
                sys.executable,
                "-I",
                "-S",
                str(LAUNCHER),
                "--parent",
                str(os.getpid()),
                "--death-signal",
                "9",
            ]
            become += ["--uid", str(user.pw_uid), "--gid", str(user.pw_gid)]
            become += [
                "--reach",
                str(home),
                "--reach",
                str(REPOSITORY),
                "--reach",
                str(Path(sys.base_prefix) / "bin"),
            ]
        process = subprocess.Popen(
            [*become, sys.executable, "-m", "tests.embedded.host", str(home)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return Host(process, json.loads(process.stdout.readline()))

    yield start
    for process in started:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
