"""Starting a program of ours: as the right user, dying with us, with its words in a private log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tradewright.platform.embedded.home import ServerUser

LAUNCHER = Path(__file__).with_name("as_user.py")
LOG_BYTES_MAX = 10 * 1024 * 1024
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


def launch(
    command: Sequence[str],
    *,
    user: ServerUser,
    reach: Sequence[Path],
    death_signal: signal.Signals,
    log_path: Path,
    environment: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    """Start `command` and return at once; its output is appended to `log_path`.

    Call it from a thread that lives as long as the program shall: Linux sends `death_signal` when the thread
    that started it ends. `reach` names directories the program must be able to enter as `user`.
    """
    _rotate(log_path)
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), "--parent", str(os.getpid())]
    launcher += ["--death-signal", str(int(death_signal))]
    if user.is_other:
        launcher += ["--uid", str(user.uid), "--gid", str(user.gid)]
        launcher += [part for path in reach for part in ("--reach", str(path))]
    # Never our whole environment: it holds our settings, and some of them are secrets.
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with open(log_path, "ab", opener=_private) as output:
        # A session of its own: Ctrl-C in the terminal must reach us alone, so that we drain before it stops.
        return subprocess.Popen(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**kept, "LC_ALL": "C", "TZ": "UTC", **environment},
            start_new_session=True,
        )


def log_tail(path: Path, *, bytes_max: int = 2000) -> str:
    """Return the last lines of a log file; empty when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - bytes_max))
        return file.read().decode(errors="replace").strip()


def _rotate(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.1"))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
