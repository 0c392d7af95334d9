"""The home's paths, its lock and its secrets, without any server."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tradewright.platform.embedded import Home, HomeInUse, HomeLock, HomeNotOurs, UnsafeDirectory
from tradewright.platform.embedded.home import SOCKET_PATH_BYTES_MAX
from tradewright.platform.private_files import load_or_make_secret, write_private


def test_a_home_is_made_private(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "deep" / "home")

    for path in (home.path, home.run, home.secrets, home.logs):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_the_socket_lives_in_the_home_when_its_path_is_short_enough(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path_factory.mktemp("h")
    room = SOCKET_PATH_BYTES_MAX - len(os.fsencode(root)) - len("//run/postgres/.s.PGSQL.5432.lock")
    monkeypatch.setattr("tempfile.tempdir", str(root))

    fits = Home.at(root / ("x" * room))
    too_long = Home.at(root / ("x" * (room + 1)))

    assert fits.socket_dir() == fits.run / "postgres"
    assert too_long.socket_dir().parent == root
    assert too_long.socket_dir() == too_long.socket_dir()


def test_two_long_homes_get_two_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    homes = [Home.at(tmp_path / ("x" * 100) / name) for name in ("a", "b")]

    assert homes[0].socket_dir() != homes[1].socket_dir()


def test_a_socket_folder_that_somebody_else_laid_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = Home.at(tmp_path / ("x" * 100))
    short = home.socket_dir()
    short.rmdir()
    (tmp_path / "elsewhere").mkdir()
    short.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UnsafeDirectory):
        home.socket_dir()


def test_the_lock_is_for_one_and_names_its_holder(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    holder, second = HomeLock(home), HomeLock(home)
    holder.acquire()

    with pytest.raises(HomeInUse, match=str(os.getpid())):
        second.acquire()

    holder.release()
    second.acquire()
    second.release()


def test_the_lock_can_be_seen_without_taking_it(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    lock = HomeLock(home)

    assert not HomeLock.is_held(tmp_path / "never-used")
    assert not HomeLock.is_held(home.path)
    lock.acquire()
    assert HomeLock.is_held(home.path)
    lock.release()
    assert not HomeLock.is_held(home.path)


def test_a_home_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = os.geteuid() + 1
    monkeypatch.setattr("os.geteuid", lambda: theirs)

    with pytest.raises(HomeNotOurs):
        Home.at(tmp_path)


def test_a_secret_is_made_once_and_stays(tmp_path: Path) -> None:
    home = Home.at(tmp_path)

    assert home.secret("bus") == home.secret("bus")
    assert home.secret("bus") != home.secret("database")
    assert len(home.secret("bus").reveal()) >= 43


def test_of_two_who_make_a_secret_at_once_both_get_the_first(tmp_path: Path) -> None:
    path = tmp_path / "key"

    def slow() -> str:
        load_or_make_secret(path, lambda: "first")
        return "second"

    assert load_or_make_secret(path, slow).reveal() == "first"
    assert path.read_text() == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]


def test_a_private_file_replaces_a_link_instead_of_following_it(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    trap = tmp_path / "conf"
    trap.symlink_to(victim)

    write_private(trap, "new")

    assert victim.read_text() == "untouched"
    assert (trap.read_text(), trap.is_symlink()) == ("new", False)
    assert stat.S_IMODE(trap.stat().st_mode) == 0o600
