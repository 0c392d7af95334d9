"""Starting the real product for a measurement or a crash run, and looking into it from outside."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from tradewright.platform.embedded import find_endpoints


def free_port() -> int:
    """Return a TCP port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """`tradewright up` on a home of its own, as a context manager; everything is gone afterwards."""

    def __init__(self, *, home: Path | None = None, environment: dict[str, str] | None = None) -> None:
        self.home = home or Path(tempfile.mkdtemp(prefix="tradewright-bench-"))
        self._owns_home = home is None
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, within_s: float = 60.0) -> float:
        """Start and wait for the first good answer; return the seconds that took."""
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("tradewright")), "up"],
            env={
                **os.environ,
                "TRADEWRIGHT_HOME": str(self.home),
                "TRADEWRIGHT_PORT": str(self.port),
                "TRADEWRIGHT_LOG_LEVEL": "warning",
                **self._environment,
            },
            stdout=(self.home / "out.log").open("ab"),
            stderr=subprocess.STDOUT,
        )
        deadline = began + within_s
        while time.perf_counter() < deadline:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.base}/api/unify/v1/ready", timeout=2) as answer:  # noqa: S310
                    if answer.status == 200:
                        return time.perf_counter() - began
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        raise RuntimeError(f"the product did not start:\n{(self.home / 'out.log').read_text()[-4000:]}")

    def stop(self) -> None:
        """Ask it to stop and wait."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def tree(self) -> list[psutil.Process]:
        """Return every process of the product: ours, PostgreSQL's, NATS'."""
        assert self._process is not None
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]

    def memory_mib(self) -> dict[str, float]:
        """Return proportional set size by kind of process, in MiB: shared pages are counted once."""
        kinds: dict[str, float] = {}
        for process in self.tree():
            try:
                size = process.memory_full_info().pss / 2**20
                kind = process.name()
            except psutil.NoSuchProcess:
                continue
            kinds[kind] = kinds.get(kind, 0.0) + size
        return {
            **{kind: round(size, 1) for kind, size in sorted(kinds.items())},
            "total": round(sum(kinds.values()), 1),
        }

    def cpu_seconds(self) -> dict[str, float]:
        """Return CPU seconds used so far by kind of process."""
        kinds: dict[str, float] = {}
        for process in self.tree():
            try:
                times = process.cpu_times()
                kind = process.name()
            except psutil.NoSuchProcess:
                continue
            kinds[kind] = kinds.get(kind, 0.0) + times.user + times.system
        return kinds

    def database_url(self) -> str:
        """Return the owner's URL of the embedded database."""
        endpoints = find_endpoints(self.home)
        assert endpoints is not None
        assert endpoints.database_url is not None
        return endpoints.database_url.reveal()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._owns_home:
            shutil.rmtree(self.home, ignore_errors=True)


async def run_load(plan: dict[str, Any]) -> dict[str, Any]:
    """Run the sender in a process of its own and return its result."""
    import json

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("load.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(json.dumps(plan).encode())
    result: dict[str, Any] = json.loads(out)
    return result
