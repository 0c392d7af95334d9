"""The simulated market tells one story: the same from any process, and the same in quotes as in bars."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.virtual_time import NOON, VirtualClock, a_pace

from tradewright.adapters.marketdata.pace import Pace
from tradewright.adapters.marketdata.simulated import UNIVERSE, SimulatedSource
from tradewright.adapters.marketdata.simulated.path import SAMPLES, PricePath
from tradewright.domain.trading.market import Bar, Quote
from tradewright.kernel.errors import Invalid, NotFound

SYMBOLS = [listing.instrument.symbol for listing in UNIVERSE]


def a_source(*, seed: int = 7, now: datetime = NOON) -> SimulatedSource:
    return SimulatedSource(seed=seed, pace=a_pace(now))


async def quotes_for(source: SimulatedSource, symbol: str, count: int) -> list[Quote]:
    taken: list[Quote] = []
    async for quote in source.quotes([symbol]):
        taken.append(quote)
        if len(taken) == count:
            break
    return taken


async def last_bars(source: SimulatedSource, timeframe: str, *, symbol: str, hours: int) -> list[Bar]:
    return list(
        await source.history(
            symbol, timeframe=timeframe, start=NOON - timedelta(hours=hours), end=NOON, limit=10_000
        )
    )


@given(moment=st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2045, 1, 1)))  # noqa: DTZ001
def test_quotes_stand_on_the_grid_and_are_never_crossed(moment: datetime) -> None:
    source = a_source()

    for listing in UNIVERSE:
        quote = source.quote_at(listing.instrument.symbol, moment.replace(tzinfo=NOON.tzinfo))

        assert quote.bid < quote.ask
        assert quote.bid <= quote.last <= quote.ask
        for price in (quote.bid, quote.ask, quote.last):
            assert price % listing.instrument.tick == 0
            assert Decimal("0.2") < price / Decimal(listing.price) < 5


def test_a_restarted_source_gives_the_same_path_whatever_was_asked_before() -> None:
    moments = [NOON + timedelta(minutes=7 * n, milliseconds=311 * n) for n in range(50)]
    forward, backward = a_source(), a_source()

    told = [forward.quote_at(symbol, at) for at in moments for symbol in SYMBOLS]
    retold = [backward.quote_at(symbol, at) for at in reversed(moments) for symbol in reversed(SYMBOLS)]

    assert told == retold[::-1]


def test_another_seed_is_another_market() -> None:
    assert a_source(seed=7).quote_at("BTCUSD", NOON) != a_source(seed=8).quote_at("BTCUSD", NOON)


async def test_a_minute_bar_is_made_of_exactly_the_quotes_of_its_minute() -> None:
    source = a_source()
    for symbol in ("AAPL", "BTCUSD", "EURUSD", "ES1!"):
        lasts = [
            source.quote_at(symbol, NOON + timedelta(microseconds=468_750 * n)).last for n in range(SAMPLES)
        ]

        bar = source.bar_at(symbol, timeframe="1m", minute=int(NOON.timestamp()) // 60)

        assert (bar.open, bar.high, bar.low, bar.close) == (lasts[0], max(lasts), min(lasts), lasts[-1])
        assert bar.volume > 0


@pytest.mark.parametrize("timeframe", ["5m", "15m", "1h", "4h", "1d"])
async def test_a_long_bar_is_the_sum_of_its_minutes(timeframe: str) -> None:
    source = a_source()
    minutes = await last_bars(source, "1m", symbol="SOLUSD", hours=36)

    longer = (await last_bars(source, timeframe, symbol="SOLUSD", hours=36))[-1]

    inside = [bar for bar in minutes if bar.opened_at >= longer.opened_at][: _minutes(timeframe)]
    assert longer.open == inside[0].open
    assert longer.close == inside[-1].close
    assert longer.high == max(bar.high for bar in inside)
    assert longer.low == min(bar.low for bar in inside)
    assert abs(longer.volume - sum(bar.volume for bar in inside)) <= Decimal("0.001") * len(inside)


async def test_history_holds_closed_bars_only_and_the_newest_when_limited() -> None:
    source = a_source(now=NOON + timedelta(seconds=90))

    bars = await source.history(
        "BTCUSD", timeframe="1m", start=NOON - timedelta(hours=1), end=NOON + timedelta(hours=1), limit=3
    )

    assert [bar.opened_at for bar in bars] == [NOON + timedelta(minutes=n) for n in (-2, -1, 0)]


async def test_an_empty_range_and_an_unknown_name_are_told_apart() -> None:
    source = a_source()

    assert await source.history("BTCUSD", timeframe="1m", start=NOON, end=NOON, limit=5) == []
    with pytest.raises(NotFound):
        await source.history("DOGE", timeframe="1m", start=NOON, end=NOON, limit=5)
    with pytest.raises(Invalid):
        await source.history("BTCUSD", timeframe="7m", start=NOON, end=NOON, limit=5)


async def test_live_quotes_come_twice_a_second_in_order() -> None:
    source = a_source()

    quotes = await quotes_for(source, "BTCUSD", 20)

    assert all(
        later.at - earlier.at == timedelta(microseconds=468_750) for earlier, later in pairwise(quotes)
    )
    assert quotes[0].at > NOON


async def test_a_slow_consumer_gets_the_newest_quote_not_the_backlog() -> None:
    clock = VirtualClock()
    stream = SimulatedSource(seed=7, pace=Pace(clock, clock.sleep)).quotes(["BTCUSD"])
    await anext(stream)

    clock.advance(60)
    late = await anext(stream)

    assert clock.now() - late.at < timedelta(seconds=1)


async def test_live_bars_come_once_each_when_they_close() -> None:
    clock = VirtualClock(NOON + timedelta(seconds=20))
    stream = SimulatedSource(seed=7, pace=Pace(clock, clock.sleep)).bars(["AAPL", "SPY"], timeframe="1m")

    bars = [await anext(stream) for _ in range(4)]

    assert [(bar.symbol, bar.opened_at) for bar in bars] == [
        (symbol, NOON + timedelta(minutes=n)) for n in (0, 1) for symbol in ("AAPL", "SPY")
    ]
    assert clock.now() == NOON + timedelta(minutes=2)


@given(first=st.integers(-3_000_000, 40_000_000), minutes=st.integers(1, 90), seed=st.integers(0, 20))
def test_pruned_extremes_are_the_true_ones(first: int, minutes: int, seed: int) -> None:
    path = PricePath(seed=seed, name="X", volatility=0.03)

    everything = [value for n in range(minutes) for value in path.samples(first + n)]

    assert path.extremes(first, minutes) == (min(everything), max(everything))


def test_daily_returns_have_about_the_volatility_asked_for() -> None:
    path = PricePath(seed=3, name="X", volatility=0.02)

    knots = [path.knot(1440 * day) for day in islice(range(20_000, 21_000), 1_000)]
    moves = [later - earlier for earlier, later in pairwise(knots)]
    deviation = (sum(move * move for move in moves) / len(moves)) ** 0.5

    assert 0.016 < deviation < 0.024


def _minutes(timeframe: str) -> int:
    return {"5m": 5, "15m": 15, "1h": 60, "4h": 240, "1d": 1440}[timeframe]
