"""`tradewright data` without a server: files in, downloads, what is kept, and helpful refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from tests.cli.product import Told, environment, tell

from tradewright.testing.fake_binance_data import FakeBinanceData

ROWS = [f"{1704067200 + 60 * n},100.10,101.50,99.25,100.{25 + n},{n}" for n in range(6)]
HEADER = "timestamp,open,high,low,close,volume"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _data(home: Path, *words: str) -> Told:
    return tell("data", *words, env=environment(home=str(home)))


def _json(told: Told) -> Any:
    assert told.code == 0, told.err
    return json.loads(told.out)


def _file(tmp_path: Path, rows: list[str]) -> str:
    path = tmp_path / "btcusd_1m.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return str(path)


def test_a_file_is_imported_listed_and_checked(home: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, [*ROWS[:2], *ROWS[4:]])

    imported = _json(_data(home, "import", file, "--json"))
    again = _json(_data(home, "import", file, "--json"))
    listed = _json(_data(home, "list", "--json"))
    checked = _json(_data(home, "check", "file/BTCUSD/1m", "--json"))

    assert (imported["series"], imported["bars"], imported["added"]) == ("file/BTCUSD/1m", 4, 4)
    assert (again["added"], again["duplicates"]) == (0, 4)
    assert [item["series"] for item in listed["items"]] == ["file/BTCUSD/1m"]
    assert checked["missing_bars"] == 2
    assert checked["gaps"][0]["start"] == "2024-01-01T00:02:00Z"


def test_bad_rows_stop_the_import_and_are_all_named(home: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, [ROWS[0], "1704067260,100,98,99,98.5,7", "1704067320,100,x,99,100,7", ROWS[5]])

    told = _data(home, "import", file)
    listed = _json(_data(home, "list", "--json"))
    skipped = _json(_data(home, "import", file, "--on-error", "skip", "--json"))

    assert told.code == 1
    assert "line 3, column high" in told.out
    assert "line 4, column high" in told.out
    assert "--on-error skip" in told.out
    assert listed["items"] == []
    assert (skipped["bars"], skipped["skipped"]) == (2, 2)


def test_resampled_and_exported_bars_can_be_read_again(home: Path, tmp_path: Path) -> None:
    _data(home, "import", _file(tmp_path, ROWS))
    out = tmp_path / "out.csv"

    longer = _json(_data(home, "resample", "file/BTCUSD/1m", "3m", "--json"))
    _json(_data(home, "export", "file/BTCUSD/3m", str(out), "--json"))

    assert longer["bars"] == 2
    assert len(out.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "file/NOPE/1m"), "tradewright data list"),
        (("check", "nonsense"), "SOURCE/SYMBOL/TIMEFRAME"),
        (("import", "/nowhere/x.csv"), "cannot be read"),
        (("fetch", "alpaca", "AAPL", "--from", "2024-01-01"), "TRADEWRIGHT_ALPACA_KEY_ID"),
        (("fetch", "simulated", "NOPE", "--from", "2024-01-01"), "NOPE"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(words: tuple[str, ...], sentence: str, home: Path) -> None:
    told = _data(home, *words)

    assert told.code == 1
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_a_wrong_day_is_wrong_use(home: Path) -> None:
    assert _data(home, "fetch", "simulated", "BTCUSD", "--from", "yesterday").code == 2


@pytest.fixture
def venue() -> Iterator[str]:
    """A fake Binance in a thread of its own: the command is another process."""
    urls: list[str] = []
    is_up = Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with FakeBinanceData().server() as server:
            urls.append(server.url)
            is_up.set()
            await stop.wait()

    thread = Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert is_up.wait(10)
    yield urls[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def test_fetching_twice_asks_for_bars_once(home: Path, venue: str) -> None:
    words = ("fetch", "binance", "BTCUSDT", "--timeframe", "1h", "--from", "2024-01-01", "--to", "2024-01-03")

    first = _json(_data(home, *words, "--url", venue, "--json"))
    second = _json(_data(home, *words, "--url", venue, "--json"))

    assert (first["series"], first["added"]) == ("binance/BTCUSDT/1h", 48)
    assert (second["added"], second["requested_spans"]) == (0, 0)


def test_a_venue_that_knows_no_such_symbol_is_quoted(home: Path, venue: str) -> None:
    told = _data(home, "fetch", "binance", "NOPE", "--from", "2024-01-01", "--url", venue)

    assert told.code == 1
    assert "NOPE" in told.err


def test_simulated_bars_are_fetched_too(home: Path) -> None:
    words = (
        "fetch",
        "simulated",
        "BTCUSD",
        "--timeframe",
        "1d",
        "--from",
        "2024-01-01",
        "--to",
        "2024-01-11",
    )

    assert _json(_data(home, *words, "--json"))["added"] == 10
