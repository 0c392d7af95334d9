"""`tradewright` as a person starts it: real processes on a home of their own, asked from outside."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tradewright.platform.embedded import find_endpoints

START_WITHIN_S = 60.0
"""Far more than it takes: other tests share the processors."""
COMMAND = Path(sys.executable).with_name("tradewright")


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that `--json` promises on standard output."""
        return json.loads(self.out)


def free_port() -> int:
    """Return a TCP port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with exactly these settings of ours, given without their prefix."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("TRADEWRIGHT_")}
    return others | {f"TRADEWRIGHT_{name.upper()}": value for name, value in settings.items()}


def tell(*words: str, env: Mapping[str, str], stdin: str | None = None) -> Told:
    """Run one command to its end."""
    ended = subprocess.run(
        [COMMAND, *words], env=env, input=stdin, capture_output=True, text=True, check=False, timeout=90
    )
    return Told(ended.returncode, ended.stdout, ended.stderr)


class Product:
    """`tradewright up` on a home; as a context it is started, and gone afterwards."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = environment(home=str(home), port=str(self.port), log_level="warning", **settings)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; return the seconds until it was ready for the first alert."""
        began = time.monotonic()
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "up.log").open("ab") as log:
            self._process = subprocess.Popen([COMMAND, "up"], env=self.env, stdout=log, stderr=log)
        while time.monotonic() - began < START_WITHIN_S and self._process.poll() is None:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.base}/api/unify/v1/ready", timeout=2) as answer,  # noqa: S310
            ):
                # After a kill, the gateway of before may still answer for a moment.
                running = find_endpoints(self.home)
                if answer.status == 200 and running is not None and running.pid == self._process.pid:
                    return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"the product did not start:\n{self.said()[-4000:]}")

    def terminate(self, *, within_s: float) -> int:
        """Send SIGTERM and return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(within_s)

    def kill(self) -> None:
        """kill -9: only the process that a person would see in `ps` as `tradewright up`."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def said(self) -> str:
        """Return everything it printed so far."""
        return (self.home / "up.log").read_text()

    def tell(self, *words: str, stdin: str | None = None, **more: str) -> Told:
        """Run a command beside it, in its environment with `more` settings."""
        extra = {f"TRADEWRIGHT_{name.upper()}": value for name, value in more.items()}
        return tell(*words, env=self.env | extra, stdin=stdin)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
