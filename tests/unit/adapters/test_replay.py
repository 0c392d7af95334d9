"""A replay plays real bars truly: every price of them, in order, at any speed, wherever it is asked from."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.virtual_time import NOON, VirtualClock

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.replay import Recording, ReplaySource, read_recording
from tradewright.adapters.marketdata.replay.read_csv import symbol_from
from tradewright.domain.trading.market import Bar, Quote
from tradewright.kernel.errors import Invalid, NotFound

EXCERPT = Path(__file__).parents[2] / "data" / "ethusdt_perp_15m.csv"
WHOLE = Path(os.environ.get("TRADEWRIGHT_TEST_BARS", EXCERPT))
"""The whole file of 53,929 bars where the variable names it; the excerpt of 400 everywhere else."""
GOOD = "timestamp,open,high,low,close,volume\n1700000000,10,12,9,11,5\n1700000060,11,13,10,12,6\n"


def a_source(
    recording: Recording | Path = EXCERPT, *, clock: VirtualClock | None = None, **given: Any
) -> ReplaySource:
    clock = clock or VirtualClock()
    return ReplaySource(recording, pace=Pace(clock, clock.sleep), **given)


def a_file(folder: Path, text: str, name: str = "bars_1m.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def take(source: ReplaySource, count: int) -> list[Quote]:
    (instrument,) = await source.instruments()
    quotes: list[Quote] = []
    async for quote in source.quotes([instrument.symbol]):
        quotes.append(quote)
        if len(quotes) == count:
            break
    return quotes


def recorded(recording: Recording, index: int) -> tuple[Decimal, ...]:
    columns = (recording.opens, recording.highs, recording.lows, recording.closes)
    return tuple(column[index] * recording.tick for column in columns)


def ohlc(bar: Bar) -> tuple[Decimal, ...]:
    return bar.open, bar.high, bar.low, bar.close


async def test_every_recorded_bar_is_played_whole_in_order_and_the_replay_ends() -> None:
    recording = read_recording(WHOLE)
    source = a_source(recording, speed=900.0, is_looping=False, anchor=NOON)  # a quarter of an hour a second

    prices = [quote.last async for quote in source.quotes([recording.symbol])]

    assert len(prices) == 4 * len(recording)
    for index in range(len(recording)):
        played = prices[4 * index : 4 * index + 4]
        assert (played[0], max(played), min(played), played[-1]) == recorded(recording, index)


async def test_the_nearer_extreme_comes_first(tmp_path: Path) -> None:
    text = "time,open,high,low,close,volume\n1700000040,100,110,98,105,1\n1700000100,105,106,90,100,1\n"
    source = a_source(a_file(tmp_path, text), speed=120.0, is_looping=False, anchor=NOON)

    lasts = [int(quote.last) for quote in await take(source, 8)]

    assert lasts == [100, 98, 110, 105, 105, 106, 90, 100]


async def test_at_the_speed_of_life_bars_of_the_same_length_are_the_recorded_ones() -> None:
    recording = read_recording(EXCERPT)
    clock = VirtualClock(NOON + timedelta(hours=10))
    source = a_source(recording, clock=clock, is_looping=False, anchor=NOON)

    bars = await source.history(recording.symbol, timeframe="15m", start=NOON, end=clock.now(), limit=1000)

    assert len(bars) == 40
    for index, bar in enumerate(bars):
        assert ohlc(bar) == recorded(recording, index)
        assert bar.volume == recording.volumes[index] * recording.volume_unit
        assert bar.opened_at == NOON + timedelta(minutes=15 * index)


async def test_minute_bars_are_made_of_the_quotes_of_their_minute() -> None:
    source = a_source(speed=37.0)
    quotes = await take(source, 1000)

    begin = quotes[0].at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for minute in (begin, begin + timedelta(minutes=1)):
        end = minute + timedelta(minutes=1)
        lasts = [quote.last for quote in quotes if minute <= quote.at < end]
        late = a_source(speed=37.0, clock=VirtualClock(end))
        (bar,) = await late.history(quotes[0].symbol, timeframe="1m", start=minute, end=end, limit=1)
        assert ohlc(bar) == (lasts[0], max(lasts), min(lasts), lasts[-1])


@given(first=st.integers(0, 4000), length=st.integers(1, 3000), steps=st.integers(4, 17))
def test_extremes_of_any_stretch_are_those_of_its_prices(first: int, length: int, steps: int) -> None:
    prices = [RECORDING.price(step, steps=steps) for step in range(first, first + length)]

    assert RECORDING.extremes(first, first + length, steps=steps) == (min(prices), max(prices))


async def test_no_volume_is_lost_between_bars() -> None:
    recording = read_recording(EXCERPT)
    clock = VirtualClock(NOON + timedelta(hours=5))
    source = a_source(recording, clock=clock, speed=7.3, is_looping=False, anchor=NOON)

    minutes = await source.history(recording.symbol, timeframe="1m", start=NOON, end=clock.now(), limit=1000)
    hours = await source.history(recording.symbol, timeframe="1h", start=NOON, end=clock.now(), limit=1000)

    assert sum(bar.volume for bar in minutes) == sum(bar.volume for bar in hours) > 0


async def test_a_restarted_loop_is_where_it_would_have_been() -> None:
    whole = await take(a_source(speed=30.0), 400)

    restarted = await take(a_source(speed=30.0, clock=VirtualClock(whole[200].at)), 100)

    # A subscriber hears the step that is due at its own first moment, too.
    assert restarted == whole[200:300]


async def test_a_loop_begins_again_after_its_last_bar(tmp_path: Path) -> None:
    source = a_source(a_file(tmp_path, GOOD), speed=60.0)

    lasts = [quote.last for quote in await take(source, 16)]

    assert lasts[:8] == lasts[8:]


async def test_a_consumer_far_behind_skips_to_the_present() -> None:
    clock = VirtualClock()
    source = a_source(clock=clock)
    stream = source.quotes(["ETHUSDT_PERP"])
    await anext(stream)

    clock.advance(60)
    late = await anext(stream)

    assert clock.now() - late.at < timedelta(seconds=1)


async def test_live_quotes_are_about_two_a_second_and_stand_on_the_tick() -> None:
    quotes = await take(a_source(), 100)

    assert {later.at - earlier.at for earlier, later in pairwise(quotes)} == {timedelta(milliseconds=500)}
    assert all(quote.bid < quote.ask and quote.last % Decimal("0.01") == 0 for quote in quotes)


async def test_live_bars_end_with_the_recording(tmp_path: Path) -> None:
    recording = read_recording(a_file(tmp_path, GOOD))
    source = a_source(recording, is_looping=False, anchor=NOON)

    bars = [bar async for bar in source.bars(["BARS"], timeframe="1m")]

    assert [ohlc(bar) for bar in bars] == [recorded(recording, 0), recorded(recording, 1)]
    assert [bar.volume for bar in bars] == [5, 6]


async def test_another_symbol_is_not_found() -> None:
    with pytest.raises(NotFound):
        await a_source().history("BTCUSD", timeframe="1m", start=NOON, end=NOON, limit=1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1700000000", "1700000060"),
        ("1700000000000", "1700000060000"),
        ("1700000000.0", "1700000060.0"),
        ("2023-11-14T22:13:20Z", "2023-11-14T22:14:20+00:00"),
        ("2023-11-14 22:13:20", "2023-11-14 22:14:20"),
    ],
)
def test_times_are_read_in_every_usual_form(tmp_path: Path, first: str, second: str) -> None:
    text = f"Volume,Close,Low,High,Open,Time\n5,11,9,12.5,10,{first}\n6,12,10,13,11,{second}\n"

    recording = read_recording(a_file(tmp_path, text, "btc usd, 1m.csv"))

    assert recording.began_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert recording.interval == timedelta(minutes=1)
    assert (recording.symbol, recording.tick) == ("BTC_USD", Decimal("0.1"))
    assert recorded(recording, 0) == (Decimal(10), Decimal("12.5"), Decimal(9), Decimal(11))


@pytest.mark.parametrize(
    ("line", "where", "rule"),
    [
        ("yesterday,11,13,10,12,6", "line 3, column timestamp", "time"),
        ("1700000060,eleven,13,10,12,6", "line 3, column open", "number"),
        ("1700000060,11,NaN,10,12,6", "line 3, column high", "number"),
        ("1700000060,11,11.5,10,12,6", "line 3, column high", "bar"),
        ("1700000060,11,13,11.5,12,6", "line 3, column low", "bar"),
        ("1700000060,0,13,0,12,6", "line 3, column open", "range"),
        ("1700000060,11,13,10,12,-6", "line 3, column volume", "range"),
        ("1700000060,11,13,10", "line 3, column close", "number"),
        ("1699999940,11,13,10,12,6", "line 3, column timestamp", "order"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path: Path, line: str, where: str, rule: str) -> None:
    first_two = GOOD.splitlines()[:2]

    with pytest.raises(Invalid) as caught:
        read_recording(a_file(tmp_path, "\n".join([*first_two, line]) + "\n"))

    assert (caught.value.faults[0].path, caught.value.faults[0].rule) == (where, rule)
    assert caught.value.faults[0].message.startswith("expected")


@pytest.mark.parametrize("text", ["", "time,open\n1,2\n", GOOD.splitlines()[0], "\x00"])
def test_a_file_without_bars_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid):
        read_recording(a_file(tmp_path, text))


def test_a_price_off_the_given_tick_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_recording(a_file(tmp_path, GOOD), tick=Decimal(5))

    assert caught.value.faults[0].path == "line 2, column high"


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("ethusdt_perp_15m.csv", "ETHUSDT_PERP"),
        ("ES1!, 60.csv", "ES1!"),
        ("15m.csv", "15M"),
        ("aapl.csv", "AAPL"),
    ],
)
def test_the_symbol_is_the_files_name_without_its_timeframe(name: str, symbol: str) -> None:
    assert symbol_from(Path(name)) == symbol


RECORDING = read_recording(EXCERPT)
