"""Files as traders have them become bars, and bad rows are found where they stand."""

from __future__ import annotations

import gzip
import lzma
import random
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.platform.bar_files.files import START_NS, some_bars, write_csv

from tradewright.kernel.errors import Fault, Invalid
from tradewright.platform.bar_files import load_bars, read_bars
from tradewright.platform.bar_files.export import export_bars
from tradewright.platform.bar_files.grid import infer_tick

ROWS = [f"{1704067200 + 60 * n},100.10,101.50,99.25,100.{25 + n},{n}" for n in range(6)]


def _faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        load_bars(path)
    return caught.value.faults


FORMS = {
    "tradingview": (
        "time,open,high,low,close,Volume,RSI",
        ["2024-01-01T00:00:00Z,1.5,2,1,1.25,10,55", "2024-01-01T01:00:00Z,1.25,2,1,1.5,11,NaN"],
    ),
    "tradingview in another zone": (
        "time,open,high,low,close,Volume",
        ["2024-01-01T01:00:00+01:00,1.5,2,1,1.25,10", "2024-01-01T02:00:00+01:00,1.25,2,1,1.5,11"],
    ),
    "epoch seconds": (
        "timestamp,open,high,low,close,volume",
        ["1704067200,1.5,2,1,1.25,10", "1704070800,1.25,2,1,1.5,11"],
    ),
    "epoch microseconds": (
        "timestamp,open,high,low,close,volume",
        ["1704067200000000,1.5,2,1,1.25,10", "1704070800000000,1.25,2,1,1.5,11"],
    ),
    "binance dump without a heading": (
        "",
        [
            "1704067200000,1.5,2,1,1.25,10,1704070799999,9,5,1,1,0",
            "1704070800000,1.25,2,1,1.5,11,1704074399999,9,5,1,1,0",
        ],
    ),
    "metatrader 5": (
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\t<SPREAD>",
        ["2024.01.01\t00:00:00\t1.5\t2\t1\t1.25\t10\t3", "2024.01.01\t01:00:00\t1.25\t2\t1\t1.5\t11\t3"],
    ),
    "metatrader 4": ("", ["2024.01.01,00:00,1.5,2,1,1.25,10", "2024.01.01,01:00,1.25,2,1,1.5,11"]),
    "semicolons and decimal commas": (
        "Date;Open;High;Low;Close;Volume",
        ["2024-01-01 00:00;1,5;2;1;1,25;10", "2024-01-01 01:00;1,25;2;1;1,5;11"],
    ),
    "dukascopy": (
        "Gmt time,Open,High,Low,Close,Volume",
        ["01.01.2024 00:00:00.000,1.5,2,1,1.25,10", "01.01.2024 01:00:00.000,1.25,2,1,1.5,11"],
    ),
    "newest first": (
        "date,open,high,low,close,volume",
        ["2024-01-01 01:00:00,1.25,2,1,1.5,11", "2024-01-01 00:00:00,1.5,2,1,1.25,10"],
    ),
    "quoted, with blank lines": (
        '"Date","Open","High","Low","Close","Volume"',
        [
            '"2024-01-01 00:00:00","1.5","2","1","1.25","10"',
            "",
            '"2024-01-01 01:00:00","1.25","2","1","1.5","11"',
        ],
    ),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_every_usual_export_is_read_alike(form: str, tmp_path: Path) -> None:
    header, lines = FORMS[form]

    bars = load_bars(write_csv(tmp_path / "eurusd_1h.csv", lines, header=header))

    assert list(bars.time) == [START_NS, START_NS + 3_600_000_000_000]
    assert list(bars.open) == [1.5, 1.25]
    assert list(bars.close) == [1.25, 1.5]
    assert list(bars.volume) == [10, 11]
    assert (bars.symbol, bars.timeframe) == ("EURUSD", "1h")


def test_packed_files_and_parquet_hold_the_same_bars(tmp_path: Path) -> None:
    bars = some_bars(500)
    plain = tmp_path / "test.csv"
    export_bars(bars, plain)
    export_bars(bars, tmp_path / "test.parquet")
    with gzip.open(tmp_path / "test.csv.gz", "wb") as packed:
        packed.write(plain.read_bytes())
    with lzma.open(tmp_path / "test.csv.xz", "wb") as squeezed:
        squeezed.write(plain.read_bytes())
    with zipfile.ZipFile(tmp_path / "test.zip", "w") as archive:
        archive.write(plain, "test.csv")

    hashes = {
        load_bars(tmp_path / name).hash
        for name in ("test.csv", "test.parquet", "test.csv.gz", "test.csv.xz", "test.zip")
    }

    assert hashes == {bars.hash}


BAD = {
    "a word for a price": (3, "close", "number", "1704067260,100,101,99,abc,7"),
    "nothing for a price": (3, "open", "number", "1704067260,,101,99,100,7"),
    "not a number": (3, "low", "number", "1704067260,100,101,NaN,100,7"),
    "high below low": (3, "high", "high_low", "1704067260,100,98,99,98.5,7"),
    "open above high": (3, "high", "bar", "1704067260,102,101,99,100,7"),
    "close below low": (3, "low", "bar", "1704067260,100,101,99,98,7"),
    "negative volume": (3, "volume", "range", "1704067260,100,101,99,100,-7"),
    "a price of nothing": (3, "low", "range", "1704067260,100,101,0,100,7"),
    "time going back": (3, "time", "order", "1704067000,100,101,99,100,7"),
    "another bar at the same time": (3, "time", "duplicate", "1704067200,100,101,99,100,8"),
    "no time": (3, "time", "time", "yesterday,100,101,99,100,7"),
    "a row cut short": (3, "close", "number", "1704067260,100,101,99"),
}


@pytest.mark.parametrize("kind", list(BAD))
def test_a_bad_row_is_named_by_line_column_and_rule(kind: str, tmp_path: Path) -> None:
    line, column, rule, row = BAD[kind]
    rows = ["1704067200,100,101,99,100,7", row, "1704067320,100,101,99,100,7", "1704067380,100,101,99,100,7"]

    first = _faults(write_csv(tmp_path / "x.csv", rows))[0]

    assert (first.path, first.rule) == (f"line {line}, column {column}", rule)
    assert first.message.startswith("expected ")


@pytest.mark.parametrize("kind", list(BAD))
def test_skipping_leaves_out_the_bad_row_and_nothing_else(kind: str, tmp_path: Path) -> None:
    row = BAD[kind][3]
    rows = ["1704067200,100,101,99,100,7", row, "1704067320,100,101,99,100,7", "1704067380,100,101,99,100,7"]

    reading = read_bars(write_csv(tmp_path / "x.csv", rows), on_error="skip")

    assert (len(reading.bars), reading.skipped) == (3, 1)


def test_every_bad_row_is_told_and_blank_lines_do_not_shift_the_count(tmp_path: Path) -> None:
    rows = [ROWS[0], "", "1704067260,100,x,99,100,7", "", "", "1704067320,100,101,99,y,7", ROWS[4]]

    assert [fault.path for fault in _faults(write_csv(tmp_path / "x.csv", rows))] == [
        "line 4, column high",
        "line 7, column close",
    ]


def test_a_repeated_bar_is_dropped_and_counted(tmp_path: Path) -> None:
    reading = read_bars(write_csv(tmp_path / "x.csv", [ROWS[0], ROWS[1], ROWS[1], ROWS[2]]))

    assert (len(reading.bars), reading.duplicates, reading.skipped) == (3, 1, 0)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    faults = _faults(write_csv(tmp_path / "x.csv", ROWS, header="timestamp,open,high,low,volume,x"))

    assert [fault.path for fault in faults] == ["line 1, column close"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello", b"\x00\xff\x00\xff" * 9, b"PK\x03\x04junk"])
def test_what_is_no_bar_file_is_refused_and_not_stumbled_over(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    assert _faults(path)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("x.csv", "x.parquet", "x.csv.gz"):
            path = Path(folder, name)
            path.write_bytes(b"timestamp,open,high,low,close,volume\n" * (name == "x.csv") + content)
            try:
                load_bars(path)
            except Invalid:
                pass  # refusing is right; any other exception is not


def test_the_careful_way_and_the_quick_way_read_the_same_numbers(tmp_path: Path) -> None:
    seeded = random.Random(7)
    rows = [
        f"{1704067200000 + 60000 * n},{(price := seeded.uniform(1, 99)):.5f},{price + 1:.5f},{price - 0.5:.5f},"
        f"{price:.5f},{seeded.uniform(0, 9):.8f}"
        for n in range(300)
    ]
    quick = load_bars(write_csv(tmp_path / "x.csv", rows))

    careful = read_bars(
        write_csv(tmp_path / "y.csv", [*rows, "1704167200000,a,b,c,d,e"]), on_error="skip"
    ).bars

    assert careful.hash == quick.hash


def test_wall_clock_times_are_taken_in_the_zone_that_is_said(tmp_path: Path) -> None:
    rows = ["2024-03-08 09:30,1,2,1,1,1", "2024-03-11 09:30,1,2,1,1,1", "2024-03-12 09:30,1,2,1,1,1"]

    bars = load_bars(write_csv(tmp_path / "x.csv", rows), timezone="America/New_York")

    hours = [int(moment) // 3_600_000_000_000 % 24 for moment in bars.time]
    assert hours == [14, 13, 13]  # New York put its clocks forward on 10 March


@pytest.mark.parametrize(
    ("prices", "tick"),
    [
        ([100.25, 100.5, 101.75] * 300, "0.25"),
        ([1.08512, 1.08519] * 300, "0.00001"),
        ([0.00001234, 0.00001249] * 300, "0.00000001"),
        ([5000.0, 5003.0] * 300, "1"),
        ([1 / 3, 2 / 7] * 300, "0.00000001"),
        ([64000.1, 64000.2, 64000.35], "0.01"),
    ],
)
def test_the_tick_is_the_coarsest_grid_all_prices_stand_on(prices: list[float], tick: str) -> None:
    assert infer_tick([np.array(prices)]) == Decimal(tick)


def test_written_places_count_where_prices_are_few(tmp_path: Path) -> None:
    assert load_bars(
        write_csv(tmp_path / "x.csv", [row.replace("100.10", "100.1000") for row in ROWS])
    ).tick == (Decimal("0.0001"))
    assert load_bars(tmp_path / "x.csv", tick=Decimal("0.5")).tick == Decimal("0.5")
