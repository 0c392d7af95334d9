"""What can keep an embedded server from starting, each with what a person can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class EmbeddedError(Exception):
    """A server from our own wheels could not be started or stopped."""

    def __str__(self) -> str:
        return "an embedded server is in trouble"


@dataclass
class HomeInUse(EmbeddedError):
    """Another process of ours works on this home, and two would fight over everything in it."""

    home: Path
    pid: int | None

    def __str__(self) -> str:
        holder = f"process {self.pid}" if self.pid else "another process"
        return (
            f"{self.home} is in use by {holder}. Stop it first, or set TRADEWRIGHT_HOME to another folder "
            "for a second, separate product."
        )


@dataclass
class HomeNotOurs(EmbeddedError):
    """The home belongs to another user; files of two users in one home would lock both out."""

    home: Path
    owner: str

    def __str__(self) -> str:
        return (
            f"{self.home} belongs to the user {self.owner}. Run as that user, or set TRADEWRIGHT_HOME to a folder "
            "of your own."
        )


@dataclass
class RootIsLimited(EmbeddedError):
    """We are root without root's rights (a container with dropped capabilities), so we cannot change user."""

    detail: str

    def __str__(self) -> str:
        return (
            f"running as root, but without the rights that come with it ({self.detail}). Run as an ordinary user, "
            "or grant CAP_DAC_OVERRIDE, CAP_CHOWN, CAP_SETUID, CAP_SETGID and CAP_KILL."
        )


@dataclass
class ServerFailed(EmbeddedError):
    """The server ended or did not answer in time; `log_tail` is what it said last."""

    server: str
    reason: str
    log_path: Path
    log_tail: str

    def __str__(self) -> str:
        return f"embedded {self.server} {self.reason}. The end of {self.log_path}:\n{self.log_tail}"


@dataclass
class DataFromOtherVersion(EmbeddedError):
    """The data directory was made by another major version of PostgreSQL, which cannot read it."""

    data_dir: Path
    found: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.data_dir} holds data of PostgreSQL {self.found}; this release has {self.expected}. "
            "Dump it with the release that made it and restore it here, or point TRADEWRIGHT_HOME elsewhere."
        )


@dataclass
class UnsafeDirectory(EmbeddedError):
    """A directory that must be ours alone belongs to somebody else or is open to others."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path} {self.reason}; remove it or set TRADEWRIGHT_HOME to a shorter path of your own"
