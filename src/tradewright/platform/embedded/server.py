"""One server process: started, watched, started again when it dies, and stopped politely."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from tradewright.platform.embedded.errors import ServerFailed
from tradewright.platform.embedded.home import Home
from tradewright.platform.embedded.launch import launch, log_tail

log = structlog.get_logger(__name__)

POLL_S = 0.02
WATCH_S = 0.25
"""How soon a death is noticed. Polling a child costs microseconds and works on every loop and system."""
BACKOFF_S = (0.0, 0.2, 1.0, 5.0)


@dataclass(slots=True, kw_only=True)
class Server:
    """Keeps one child process alive from `start` to `stop`.

    `death_signal` is what the child gets when we die without a word; `stop_signals` are tried in turn, each
    with its patience in seconds. `is_ready` returns once the server answers; `prepare` runs before each
    start.
    """

    name: str
    home: Home
    command: Sequence[str]
    reach: Sequence[Path]
    death_signal: signal.Signals
    stop_signals: Sequence[tuple[signal.Signals, float]]
    prepare: Callable[[], Awaitable[None]]
    is_ready: Callable[[], Awaitable[bool]]
    environment: dict[str, str] = field(default_factory=dict)
    start_timeout_s: float = 60.0

    _process: subprocess.Popen[bytes] | None = None
    _watch: asyncio.Task[None] | None = None

    @property
    def log_path(self) -> Path:
        return self.home.logs / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """The pid of the running server; None when it is not running."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    async def start(self) -> None:
        """Start the server, wait until it answers, and watch over it. Raises `ServerFailed`."""
        try:
            await self._launch()
        except BaseException:  # also when cancelled: whoever gives up on a start must not leave half a server
            await self.stop()
            raise
        self._watch = asyncio.create_task(self._keep_alive(), name=f"embedded-{self.name}")

    async def stop(self) -> None:
        """Stop watching and stop the server, asking more firmly each time; harmless when not running."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        process, self._process = self._process, None
        if process is None:
            return
        for which, patience_s in self.stop_signals:
            if process.poll() is not None:
                break
            process.send_signal(which)
            await wait_for_exit(process, timeout_s=patience_s)
        if process.poll() is None:
            self._process = process
            raise self._failure("does not stop")

    async def _launch(self) -> None:
        await self.prepare()
        self._process = launch(
            self.command,
            user=self.home.user,
            reach=self.reach,
            death_signal=self.death_signal,
            log_path=self.log_path,
            environment=self.environment,
        )
        await self._await_ready(self._process)

    async def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.start_timeout_s
        while loop.time() < deadline:
            if process.poll() is not None:
                raise self._failure(f"ended while starting (exit code {process.returncode})")
            if await self.is_ready():
                return
            await asyncio.sleep(POLL_S)
        raise self._failure(f"did not answer within {self.start_timeout_s:.0f} s")

    async def _keep_alive(self) -> None:
        """Restart the server whenever it dies, at once the first time and ever more patiently after."""
        deaths = 0
        while True:
            await asyncio.sleep(WATCH_S)
            process = self._process
            if process is None or process.poll() is None:
                continue
            log.error("embedded.died", server=self.name, exit_code=process.returncode, deaths=deaths + 1)
            await asyncio.sleep(BACKOFF_S[min(deaths, len(BACKOFF_S) - 1)])
            deaths += 1
            try:
                await self._launch()
            except ServerFailed as failure:
                log.error("embedded.restart_failed", server=self.name, reason=failure.reason)
            else:
                log.warning("embedded.restarted", server=self.name, pid=self.pid)
                deaths = 0

    def _failure(self, reason: str) -> ServerFailed:
        return ServerFailed(self.name, reason, self.log_path, log_tail(self.log_path))


async def wait_for_exit(process: subprocess.Popen[bytes], *, timeout_s: float = 120.0) -> int | None:
    """Return the exit code, or None when the process still runs after `timeout_s`."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while process.poll() is None:
        if asyncio.get_running_loop().time() > deadline:
            return None
        await asyncio.sleep(POLL_S)
    return process.returncode
