"""Every source of history keeps the same promises, whatever its venue does meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tradewright.adapters.marketdata.alpaca import AlpacaHistory
from tradewright.adapters.marketdata.asking import TRIES_MAX
from tradewright.adapters.marketdata.binance import BinanceHistory, BinanceMarket
from tradewright.domain.trading.ports.market_data import HistorySource
from tradewright.kernel.errors import Denied, Invalid, NotFound, Unauthenticated, Unavailable
from tradewright.kernel.secret import Secret
from tradewright.platform.bar_files import BarStore, Progress, SeriesKey, download
from tradewright.testing.fake_alpaca_data import KEY_ID, SECRET_KEY, FakeAlpacaData
from tradewright.testing.fake_binance_data import FakeBinanceData
from tradewright.testing.loopback_http import Answer, LoopbackHttp, Trouble

DAY = datetime(2024, 1, 2, tzinfo=UTC)


class StoppedClock:
    """A clock that stands at a moment after all bars."""

    def __init__(self, moment: datetime = datetime(2024, 6, 1, 12, 0, 30, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@dataclass
class Rig:
    """A source, the server behind it, and the naps it took instead of sleeping."""

    source: HistorySource
    server: LoopbackHttp
    naps: list[float]
    symbol: str


@asynccontextmanager
async def a_binance(
    fake: FakeBinanceData | None = None, *, market: BinanceMarket = "spot", clock: StoppedClock | None = None
) -> AsyncIterator[Rig]:
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with (fake or FakeBinanceData()).server() as server:
        source = BinanceHistory(market, clock=clock or StoppedClock(), url=server.url, sleep=nap)
        await source.connect()
        try:
            yield Rig(source, server, naps, "BTCUSDT")
        finally:
            await source.close()


@asynccontextmanager
async def an_alpaca(*, market: str = "stocks", key: str = KEY_ID, feed: str = "iex") -> AsyncIterator[Rig]:
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with FakeAlpacaData().server() as server:
        source = AlpacaHistory(
            "stocks" if market == "stocks" else "crypto",
            key_id=Secret(key),
            secret_key=Secret(SECRET_KEY),
            clock=StoppedClock(),
            feed="sip" if feed == "sip" else "iex",
            url=server.url,
            sleep=nap,
        )
        await source.connect()
        try:
            yield Rig(source, server, naps, "AAPL" if market == "stocks" else "BTC/USD")
        finally:
            await source.close()


RIGS: dict[str, Callable[[], object]] = {
    "binance spot": a_binance,
    "binance futures": lambda: a_binance(market="futures"),
    "alpaca stocks": an_alpaca,
    "alpaca crypto": lambda: an_alpaca(market="crypto"),
}


@pytest.fixture(params=list(RIGS))
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with RIGS[request.param]() as made:  # type: ignore[attr-defined]
        yield made


async def test_bars_are_closed_rising_and_inside_the_span(rig: Rig) -> None:
    end = DAY + timedelta(days=2)

    bars = await rig.source.history(rig.symbol, timeframe="1m", start=DAY, end=end, limit=10_000)

    times = [bar.opened_at for bar in bars]
    assert len(bars) > 200  # more than a page
    assert times == sorted(set(times))
    assert times[0] >= DAY
    assert times[-1] < end
    assert {bar.symbol for bar in bars} == {rig.symbol}


async def test_a_span_without_bars_is_empty(rig: Rig) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)

    assert not await rig.source.history(
        rig.symbol, timeframe="1h", start=early, end=early + timedelta(days=1), limit=10
    )


async def test_the_newest_bars_are_given_when_there_are_more_than_the_limit(rig: Rig) -> None:
    everything = await rig.source.history(
        rig.symbol, timeframe="1m", start=DAY, end=DAY + timedelta(days=1), limit=10_000
    )

    few = await rig.source.history(
        rig.symbol, timeframe="1m", start=DAY, end=DAY + timedelta(days=1), limit=3
    )

    assert list(few) == list(everything)[-3:]


@pytest.mark.parametrize(
    "trouble",
    [
        Answer({"code": -1003, "msg": "slow down"}, status=429, headers={"retry-after": "7"}),
        Answer(b"<html>bad gateway</html>", status=502),
        Answer(b'[[1704067200000,"1'),
        Answer({"unexpected": "shape"} | {"bars": 7}),
        "drop",
        "cut",
    ],
    ids=["429", "502", "half a body", "another shape", "dropped", "cut"],
)
async def test_one_trouble_costs_a_nap_and_no_bar(rig: Rig, trouble: Trouble) -> None:
    span = {"start": DAY, "end": DAY + timedelta(days=1)}
    right = await rig.source.history(rig.symbol, timeframe="1h", limit=100, **span)
    rig.server.script.append(trouble)

    bars = await rig.source.history(rig.symbol, timeframe="1h", limit=100, **span)

    assert bars == right
    assert len(rig.naps) == 1
    if isinstance(trouble, Answer) and trouble.status == 429:
        assert rig.naps[0] >= 7


async def test_a_service_that_stays_down_is_unavailable_after_a_few_tries(rig: Rig) -> None:
    rig.server.script.extend(["drop"] * 20)

    with pytest.raises(Unavailable):
        await rig.source.history(rig.symbol, timeframe="1h", start=DAY, end=DAY + timedelta(hours=1), limit=1)

    assert len(rig.server.requests) == TRIES_MAX
    assert rig.naps == sorted(rig.naps)


async def test_a_ban_of_minutes_is_told_and_not_slept_through(rig: Rig) -> None:
    rig.server.script.append(Answer({}, status=418, headers={"retry-after": "900"}))

    with pytest.raises(Unavailable, match="900"):
        await rig.source.history(rig.symbol, timeframe="1h", start=DAY, end=DAY + timedelta(hours=1), limit=1)

    assert rig.naps == []


async def test_a_timeframe_the_venue_does_not_have_is_refused_before_it_is_asked(rig: Rig) -> None:
    with pytest.raises(Invalid):
        await rig.source.history(rig.symbol, timeframe="7m", start=DAY, end=DAY + timedelta(days=1), limit=1)

    assert rig.server.requests == []


async def test_binance_tells_the_grid_and_the_first_bar() -> None:
    async with a_binance() as rig:
        facts = await rig.source.facts("BTCUSDT")
        began = await rig.source.began_at("BTCUSDT", timeframe="1h")

    assert (str(facts.tick), str(facts.lot_step)) == ("0.01", "0.00001")
    assert began == datetime(2024, 1, 1, tzinfo=UTC)


async def test_binance_without_the_symbol_says_so() -> None:
    async with a_binance() as rig:
        with pytest.raises(NotFound):
            await rig.source.facts("NOPE")
        with pytest.raises(NotFound):
            await rig.source.began_at("NOPE", timeframe="1h")


async def test_binance_waits_for_the_next_minute_when_its_weight_is_nearly_used() -> None:
    async with a_binance(FakeBinanceData(used_weight=4_900)) as rig:
        await rig.source.history("BTCUSDT", timeframe="1h", start=DAY, end=DAY + timedelta(hours=1), limit=9)

    assert rig.naps == [30.5]  # the clock stands at half past a minute


async def test_a_bar_that_is_still_open_is_not_history() -> None:
    clock = StoppedClock(DAY + timedelta(minutes=90))
    async with a_binance(clock=clock) as rig:
        bars = await rig.source.history(
            "BTCUSDT", timeframe="1h", start=DAY, end=DAY + timedelta(days=1), limit=9
        )

    assert [bar.opened_at for bar in bars] == [DAY]


async def test_alpaca_with_a_wrong_key_or_without_the_feed_says_which() -> None:
    span = {"start": DAY, "end": DAY + timedelta(days=1)}
    async with an_alpaca(key="PKWRONG") as stranger:
        with pytest.raises(Unauthenticated):
            await stranger.source.history("AAPL", timeframe="1h", limit=9, **span)
    async with an_alpaca(feed="sip") as free_plan:
        with pytest.raises(Denied, match="iex"):
            await free_plan.source.history("AAPL", timeframe="1h", limit=9, **span)


async def _fetch(
    rig: Rig, store: BarStore, *, days: int = 2, again: bool = False, replaces: bool = False
) -> Progress:
    return await download(
        store,
        rig.source,
        symbol=rig.symbol,
        timeframe="1m",
        start=DAY,
        end=DAY + timedelta(days=days),
        now=datetime(2024, 6, 1, tzinfo=UTC),
        again=again,
        replaces=replaces,
    )


async def test_a_download_is_kept_and_asked_for_once(rig: Rig, tmp_path: Path) -> None:
    store = BarStore(tmp_path)

    first = await _fetch(rig, store)
    asked = len(rig.server.requests)
    second = await _fetch(rig, store)

    bars = store.read(SeriesKey(rig.source.name, rig.symbol, "1m"))
    assert first.added == len(bars) > 500
    assert (second.spans, second.added) == (0, 0)
    assert len(rig.server.requests) - asked <= 2  # what the symbol is and where it begins; no bars


async def test_a_download_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    store, whole = BarStore(tmp_path / "cut"), BarStore(tmp_path / "whole")
    key = SeriesKey("binance", "BTCUSDT", "1m")
    async with a_binance() as rig:
        await _fetch(rig, whole)

        def kill_after_one(progress: Progress) -> None:
            if progress.spans == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await download(
                store,
                rig.source,
                symbol="BTCUSDT",
                timeframe="1m",
                start=DAY,
                end=DAY + timedelta(days=2),
                now=datetime(2024, 6, 1, tzinfo=UTC),
                tell=kill_after_one,
            )
        kept = len(store.read(key))
        resumed = await _fetch(rig, store)

    assert kept == 1_000
    assert resumed.duplicates == 0
    assert store.read(key).hash == whole.read(key).hash


async def test_corrected_history_is_counted_and_wins_only_when_told(tmp_path: Path) -> None:
    store, fake = BarStore(tmp_path), FakeBinanceData()
    key = SeriesKey("binance", "BTCUSDT", "1m")
    async with a_binance(fake) as rig:
        await _fetch(rig, store, days=1)
        before = store.read(key).hash
        fake.shift = 3.0

        told = await _fetch(rig, store, days=1, again=True)
        kept = store.read(key).hash
        await _fetch(rig, store, days=1, again=True, replaces=True)

    assert told.conflicts == 1_440
    assert kept == before
    assert store.read(key).hash != before
