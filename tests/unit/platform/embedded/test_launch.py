"""The launcher: what a started program gets, and what it never gets."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from tradewright.platform.embedded.as_user import reachable_by
from tradewright.platform.embedded.home import ServerUser
from tradewright.platform.embedded.launch import LOG_BYTES_MAX, launch, log_tail


def started(tmp_path: Path, program: str) -> tuple[int, str]:
    """Run a line of Python through the launcher and return its exit code and output."""
    log = tmp_path / "log"
    process = launch(
        [sys.executable, "-I", "-c", program],
        user=ServerUser(os.geteuid(), os.getegid(), is_other=False),
        reach=[],
        death_signal=signal.SIGTERM,
        log_path=log,
        environment={"ONLY": "this"},
    )
    return process.wait(timeout=30), log_tail(log)


def test_a_server_gets_none_of_our_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWRIGHT_SECRET_KEY", "hunter2")

    code, said = started(tmp_path, "import os; print(sorted(os.environ.items()))")

    assert code == 0
    assert "hunter2" not in said
    assert "('ONLY', 'this')" in said


def test_a_server_is_out_of_reach_of_ctrl_c(tmp_path: Path) -> None:
    _, said = started(tmp_path, "import os; print(os.getsid(0) == os.getpid())")

    assert said == "True"


def test_a_server_makes_private_files(tmp_path: Path) -> None:
    _, said = started(tmp_path, "import os; print(oct(os.umask(0)))")

    assert said == "0o77"


def test_a_log_that_grew_large_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(b"old" * (LOG_BYTES_MAX // 3 + 1))

    process = launch(
        ["/bin/sh", "-c", "echo new"],
        user=ServerUser(os.geteuid(), os.getegid(), is_other=False),
        reach=[],
        death_signal=signal.SIGTERM,
        log_path=tmp_path / "x.log",
        environment={},
    )
    process.wait(timeout=30)

    assert log_tail(tmp_path / "x.log") == "new"
    assert (tmp_path / "x.log.1").stat().st_size > LOG_BYTES_MAX


@pytest.mark.parametrize(
    ("mode", "uid", "gid", "expected"),
    [
        (0o700, 4242, 4242, False),
        (0o710, 4242, os.getegid(), True),
        (0o701, 4242, 4242, True),
        (0o701, 4242, os.getegid(), False),
        (0o700, os.geteuid(), 4242, True),
    ],
)
def test_a_directory_is_reached_by_those_its_mode_admits(
    mode: int, uid: int, gid: int, *, expected: bool
) -> None:
    # Not in tmp_path, which pytest itself closes to others.
    with tempfile.TemporaryDirectory(dir="/tmp") as entered:
        os.chown(entered, os.geteuid(), os.getegid())
        os.chmod(entered, mode)

        assert reachable_by(uid, gid, entered) is expected
