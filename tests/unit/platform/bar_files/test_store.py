"""The store keeps what it was given, whoever else writes and whenever it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.platform.bar_files.files import some_bars, without

from tradewright.kernel.errors import Invalid, NotFound
from tradewright.platform.bar_files import BarStore, SeriesKey
from tradewright.platform.bar_files import store as store_module
from tradewright.platform.bar_files.manifest import add_span, missing_spans
from tradewright.platform.bar_files.segments import DamagedSegment

KEY = SeriesKey("file", "TEST", "1m")


def _segments(root: Path) -> list[Path]:
    return sorted(root.rglob("*.arrow"))


def test_what_was_written_is_read_without_copying(tmp_path: Path) -> None:
    store, bars = BarStore(tmp_path), some_bars(5_000)
    store.write(bars, kind="import", origin="x.csv")

    read = store.read(KEY)

    assert read.hash == bars.hash
    assert read.tick == bars.tick
    assert not read.close.flags.owndata  # a view of the mapped file
    assert not read.close.flags.writeable


def test_a_range_is_the_bars_inside_it(tmp_path: Path) -> None:
    store, bars = BarStore(tmp_path), some_bars(100)
    store.write(bars, kind="import", origin="x.csv")

    part = store.read(KEY, start=int(bars.time[10]), end=int(bars.time[20]))

    assert list(part.time) == list(bars.time[10:20])


def test_small_additions_do_not_become_many_files(tmp_path: Path) -> None:
    store, bars = BarStore(tmp_path), some_bars(4_000)
    for start in range(0, 4_000, 50):
        store.write(bars.slice(start, start + 50), kind="fetch", origin="test")

    assert store.read(KEY).hash == bars.hash
    assert len(_segments(tmp_path)) <= 8


@given(pieces=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_pieces_in_any_order_make_the_same_series(pieces: list[tuple[int, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = BarStore(Path(folder))
        whole = some_bars(130)
        for start, count in pieces:
            store.write(whole.slice(start, start + count), kind="import", origin="piece")

        expected = sorted({place for start, count in pieces for place in range(start, start + count)})
        read = store.read(KEY)
        assert list(read.time) == [int(whole.time[place]) for place in expected]
        assert list(read.close) == [float(whole.close[place]) for place in expected]


def test_repeats_are_counted_and_conflicts_lose_unless_they_may_replace(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(some_bars(100), kind="import", origin="a")

    again = store.write(some_bars(60, first=50), kind="import", origin="b")
    told = store.write(some_bars(10, lift=1.0), kind="import", origin="c")
    kept = store.read(KEY).close[0]
    forced = store.write(some_bars(10, lift=1.0), kind="import", origin="c", replaces=True)

    assert (again.added, again.duplicates, len(again.conflicts)) == (10, 50, 0)
    assert (told.added, len(told.conflicts)) == (0, 10)
    assert kept == some_bars(1).close[0]
    assert len(forced.conflicts) == 10
    assert store.read(KEY).close[0] == some_bars(1, lift=1.0).close[0]
    assert forced.rows == 110


def test_where_bars_came_from_is_remembered(tmp_path: Path) -> None:
    store, bars = BarStore(tmp_path), some_bars(10)
    store.write(bars, kind="import", origin="my.csv")

    manifest = store.find(KEY)

    assert manifest is not None
    [origin] = manifest.origins
    assert (origin.kind, origin.origin, origin.added, origin.sha256) == ("import", "my.csv", 10, bars.hash)


def test_a_damaged_file_is_found_and_named(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(some_bars(1_000), kind="import", origin="x")
    [file] = _segments(tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(DamagedSegment, match=file.name):
        store.read(KEY)


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(some_bars(10), kind="import", origin="x")
    manifest = store.folder(KEY) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:40])

    with pytest.raises(Invalid):
        store.read(KEY)


def test_a_series_that_is_not_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        BarStore(tmp_path).read(KEY)


@pytest.mark.parametrize("symbol", ["BTC/USD", "../../etc", "..", "ES1!", "a b"])
def test_any_symbol_is_one_folder_of_its_own(symbol: str, tmp_path: Path) -> None:
    from dataclasses import replace

    store = BarStore(tmp_path / "root")
    store.write(replace(some_bars(5), symbol=symbol), kind="import", origin="x")

    [(key, _)] = store.list_series()
    assert key.symbol == symbol
    assert [path.name for path in tmp_path.iterdir()] == ["root"]


def _append_alternate(root: str, first: int) -> None:
    store = BarStore(Path(root))
    for start in range(first * 20, 800, 40):
        store.write(some_bars(20, first=start), kind="fetch", origin=str(first))


def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_append_alternate, args=(str(tmp_path), first)) for first in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert BarStore(tmp_path).read(KEY).hash == some_bars(800).hash


def _die_before_the_manifest(root: str) -> None:
    setattr(store_module, "save_manifest", lambda *_: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010
    BarStore(Path(root)).write(some_bars(50, first=100), kind="fetch", origin="dying")


def test_a_kill_between_segment_and_manifest_leaves_the_old_truth(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(some_bars(100), kind="import", origin="x")
    dying = multiprocessing.get_context("spawn").Process(
        target=_die_before_the_manifest, args=(str(tmp_path),)
    )
    dying.start()
    dying.join(60)
    leftovers = len(_segments(tmp_path))

    after = store.read(KEY)
    store.write(some_bars(50, first=100), kind="fetch", origin="again")

    assert dying.exitcode == -signal.SIGKILL
    assert leftovers == 2
    assert after.hash == some_bars(100).hash
    assert store.read(KEY).hash == some_bars(150).hash
    assert len(_segments(tmp_path)) == 1  # the leftover is gone


def test_bars_in_hand_outlive_the_file_they_came_from(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(some_bars(100), kind="import", origin="x")
    held = store.read(KEY)
    store.write(some_bars(100, first=100), kind="import", origin="y")

    assert held.hash == some_bars(100).hash


def test_a_hole_in_the_middle_is_filled(tmp_path: Path) -> None:
    store = BarStore(tmp_path)
    store.write(without(some_bars(300), 100, 200), kind="import", origin="x")

    written = store.write(some_bars(300), kind="import", origin="y")

    assert (written.added, written.duplicates) == (100, 200)
    assert store.read(KEY).hash == some_bars(300).hash


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted), max_size=8), st.integers(0, 50)
)
def test_spans_cover_exactly_what_was_asked(pairs: list[list[int]], end: int) -> None:
    covered: tuple[tuple[int, int], ...] = ()
    for low, high in pairs:
        covered = add_span(covered, (low, high))

    inside = {place for low, high in pairs for place in range(low, high)}
    holes = {place for low, high in missing_spans(covered, (0, end)) for place in range(low, high)}
    assert {place for low, high in covered for place in range(low, high)} == inside
    assert holes == set(range(end)) - inside


def test_the_newer_of_two_grids_that_is_finer_is_kept(tmp_path: Path) -> None:
    from dataclasses import replace
    from decimal import Decimal

    store = BarStore(tmp_path)
    store.write(some_bars(10), kind="import", origin="x")
    store.write(replace(some_bars(10, first=10), tick=Decimal("0.001")), kind="import", origin="y")

    assert store.read(KEY).tick == Decimal("0.001")
    assert np.all(np.diff(store.read(KEY).time) > 0)
