"""The folder that holds everything an embedded product owns: data, sockets, secrets, and a lock on it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tradewright.kernel.secret import Secret
from tradewright.platform.embedded.errors import HomeInUse, HomeNotOurs, UnsafeDirectory
from tradewright.platform.private_files import load_or_make_secret

SOCKET_PATH_BYTES_MAX = 107
"""Longest path of a Unix socket on Linux (sun_path without its closing zero)."""
_SOCKET_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """Who the servers run as: ourselves, or `nobody` when we are root."""

    uid: int
    gid: int
    is_other: bool

    @property
    def owner(self) -> tuple[int, int] | None:
        """The owner to give files to; None when they are ours anyway."""
        return (self.uid, self.gid) if self.is_other else None

    @classmethod
    def choose(cls) -> ServerUser:
        """Return ourselves, or when we are root the user `nobody`.

        PostgreSQL refuses to run as root, and its initdb insists on a name for its user id, so an id made up
        for us would not do; `nobody` has a name on every system.
        """
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), is_other=False)
        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid, is_other=True)


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below TRADEWRIGHT_HOME. Directories are 0700 and files with secrets 0600."""

    path: Path
    user: ServerUser

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the home at `path`, making its directories when they are not there yet.

        Raises `HomeNotOurs` when another user made it.
        """
        home = cls(path.expanduser().absolute(), ServerUser.choose())
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = home.path.stat().st_uid
        if owner != os.geteuid():
            raise HomeNotOurs(home.path, _name_of(owner))
        for folder in (home.run, home.secrets, home.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        return home

    @property
    def run(self) -> Path:
        """What exists only while the product runs: lock, sockets, endpoints."""
        return self.path / "run"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def nats(self) -> Path:
        return self.path / "nats"

    def server_dir(self, path: Path) -> Path:
        """Make `path` a 0700 directory of the servers' user and return it."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.user.is_other and path.stat().st_uid != self.user.uid:
            os.chown(path, self.user.uid, self.user.gid)
        return path

    def socket_dir(self) -> Path:
        """Return where PostgreSQL puts its socket: below this home, or a short path when this one is too
        long.

        Raises `UnsafeDirectory` when somebody else made the short path first.
        """
        below = self.run / "postgres"
        if len(os.fsencode(below / _SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX:
            return self.server_dir(below)
        key = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        short = Path(tempfile.gettempdir()) / f"tradewright-{key}"
        try:
            short.mkdir(mode=0o700)
        except FileExistsError:
            facts = short.lstat()
            if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {os.geteuid(), self.user.uid}:
                raise UnsafeDirectory(short, "belongs to another user") from None
        return self.server_dir(short)

    def secret(self, name: str) -> Secret:
        """Return the secret called `name`, making 32 random bytes (base64url) the first time."""
        return load_or_make_secret(self.secrets / name, lambda: secrets.token_urlsafe(32))


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


class HomeLock:
    """The right to run servers on one home. The kernel takes it back when we die, however we die."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once. Raises `HomeInUse` with the holder's pid when another process has it."""
        path = self._home.run / "lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            written = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise HomeInUse(self._home.path, int(written) if written.isdigit() else None) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    @staticmethod
    def is_held(home: Path) -> bool:
        """Return whether some process, perhaps this one, runs servers on `home`."""
        try:
            with (home / "run" / "lock").open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
