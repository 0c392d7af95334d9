"""Start a server so that it dies with us and, when we are root, as somebody else.

Run as a file (`python -I -S as_user.py …`) and never imported by the product: it must start in milliseconds
and needs nothing but the standard library. PostgreSQL refuses to run as root, and a virtual environment or a
home below a 0700 /root can be reached by root alone; so the server keeps one capability, the smallest that
lets it pass those directories, and gives up all others. Owning its data, it needs no more.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
# Reading and searching is enough to pass a closed directory; containers often grant only the wider one.
CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE = 2, 1


def main() -> None:
    """Parse the arguments, arrange death and identity, and become the server. Never returns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True, help="pid that must still be our parent")
    parser.add_argument("--death-signal", type=int, required=True, help="what we get when the parent dies")
    parser.add_argument("--uid", type=int, help="user to become; only root can")
    parser.add_argument("--gid", type=int)
    parser.add_argument("--reach", action="append", default=[], help="directory to be reachable afterwards")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()

    if options.uid is not None:
        become(options.uid, options.gid, options.reach)
    if sys.platform == "linux":
        # After the change of identity, which would have cleared it.
        libc().prctl(PR_SET_PDEATHSIG, options.death_signal, 0, 0, 0)
        if os.getppid() != options.parent:
            sys.exit("as_user: the parent died before the server started")
    # The parent may block or ignore signals; a server must not inherit that.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.umask(0o077)
    os.execv(options.command[0], options.command)  # noqa: S606 - becoming the server is the point


def become(uid: int, gid: int, reach: list[str]) -> None:
    """Change to `uid`, keeping one capability when a path in `reach` would be out of reach without it."""
    capability = None
    if sys.platform == "linux" and not all(reachable_by(uid, gid, path) for path in reach):
        capability = held_capability()
        libc().prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    if hasattr(os, "setresgid"):
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    else:
        os.setgid(gid)
        os.setuid(uid)
    if capability is not None:
        keep_only(capability)
    for path in reach:
        try:
            os.stat(os.path.join(path, "."))  # not os.access: that one disregards capabilities
        except PermissionError:
            sys.exit(
                f"as_user: user id {uid} cannot reach {path}, and the capability to pass closed directories "
                "is not granted here. Run as an ordinary user, or move the checkout and TRADEWRIGHT_HOME to "
                "where every parent directory can be searched by others (chmod o+x)."
            )


def reachable_by(uid: int, gid: int, path: str) -> bool:
    """Return whether `uid` may enter the directory `path` and every one above it."""
    current = os.path.realpath(path)
    while True:
        facts = os.stat(current)
        shift = 6 if facts.st_uid == uid else 3 if facts.st_gid == gid else 0
        if not facts.st_mode >> shift & 0o1:
            return False
        parent = os.path.dirname(current)
        if parent == current:
            return True
        current = parent


class CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class CapData(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def held_capability() -> int | None:
    """Return the smallest capability we hold that passes closed directories; None when we hold none."""
    data = (CapData * 2)()
    if libc().capget(ctypes.byref(CapHeader(CAPABILITY_VERSION_3, 0)), data) != 0:
        return None
    held = int(data[0].permitted)
    return next((cap for cap in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if held >> cap & 1), None)


def keep_only(capability: int) -> None:
    """Give up every capability but one, and let that one survive the exec (it becomes ambient)."""
    mask = 1 << capability
    data = (CapData * 2)(CapData(mask, mask, mask), CapData(0, 0, 0))
    if libc().capset(ctypes.byref(CapHeader(CAPABILITY_VERSION_3, 0)), data) == 0:
        libc().prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    main()
