"""Files that only their owner reads: secrets made on this machine, configurations with passwords in them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from tradewright.kernel.secret import Secret


def write_private(path: Path, text: str, *, owner: tuple[int, int] | None = None) -> None:
    """Write a file of mode 0600, whole or not at all, for `owner` (uid, gid) or for ourselves.

    The temporary file gets an unguessable name and is never opened through a link: as root we write into
    directories of the servers' user, who must not be able to point us elsewhere.
    """
    os.replace(_write_beside(path, text, owner=owner), path)


def load_or_make_secret(path: Path, make: Callable[[], str]) -> Secret:
    """Return the secret in `path`, making it the first time; two processes that race get the same one."""
    with contextlib.suppress(FileNotFoundError):
        return Secret(path.read_text().strip())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = _write_beside(path, make(), owner=None)
    try:
        os.link(temporary, path)  # fails when somebody was faster, where a rename would overwrite theirs
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
    return Secret(path.read_text().strip())


def _write_beside(path: Path, text: str, *, owner: tuple[int, int] | None) -> str:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with open(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
        if owner is not None:
            os.fchown(descriptor, *owner)
    return temporary
