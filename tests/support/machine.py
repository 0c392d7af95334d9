"""What the machine is good for: where files of tests are quickest, and how many workers keep it busy."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - what is made there is made by tempfile
ROOM_NEEDED = 4 * 1024**3
"""Bytes. A whole run was seen to hold at most an eighth of it; a container's usual 64 MiB are not enough."""
WORKERS_PER_CORE = 2
"""Most tests wait: for a database, for another process, for a lease to run out. More than this only share the cores anew."""


def keep_files_in_memory() -> None:
    """Put temporary files, homes and databases of this run and its children into memory, where there is enough.

    A new database is 600 small files. On a disk that others write to, too, that took 0.5 s, here 0.04 s. Nothing
    that tests prove needs the power cord: they kill processes, not machines. Whoever sets TMPDIR is obeyed.
    """
    if "TMPDIR" in os.environ or not _takes_files(MEMORY_DISK):
        return
    os.environ["TMPDIR"] = str(MEMORY_DISK)
    tempfile.tempdir = None  # it may have been asked for before


def _takes_files(place: Path) -> bool:
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return False
    may_execute = not os.statvfs(place).f_flag & os.ST_NOEXEC
    return may_execute and shutil.disk_usage(place).free >= ROOM_NEEDED


def worker_count() -> int:
    """Return how many xdist workers `-n auto` means."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return WORKERS_PER_CORE * cores
