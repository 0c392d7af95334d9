"""What looking at a venue's prices costs: one question for many who look, and nothing once they have left for a while."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import msgspec
import pytest

from tradewright.domain.trading.market import Bar
from tradewright.domain.trading.ports.broker import BrokerUnavailable
from tradewright.domain.trading.ports.venue_bars import BarHeard
from tradewright.features.brokerage import MarketAsked, MarketTold
from tradewright.features.orders.executor import charting
from tradewright.features.orders.executor.background import Background
from tradewright.features.orders.executor.charting import Charting
from tradewright.kernel.ids import AccountId, UserId
from tradewright.platform.db.codecs import encode_json

USER, ACCOUNT = UserId(uuid4()), AccountId(uuid4())
MINUTE = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
ONE = Decimal(1)


def a_bar(symbol: str = "AAPL", minute: int = 30) -> Bar:
    return Bar(
        symbol, "1m", MINUTE.replace(minute=minute), open=ONE, high=ONE, low=ONE, close=ONE, volume=ONE
    )


class Venue:
    """A connection that tells bars; `gate` holds its answers back."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int]] = []
        self.watched: list[frozenset[str]] = []
        self.hear: Callable[[BarHeard], None] = lambda _: None
        self.failure: BrokerUnavailable | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def bars(self, symbol: str, timeframe: str, *, at_most: int) -> Sequence[Bar]:
        self.asked.append((symbol, timeframe, at_most))
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return [a_bar(symbol, minute) for minute in range(at_most)]

    async def watch_bars(self, symbols: Collection[str], hear: Callable[[BarHeard], None]) -> None:
        self.watched.append(frozenset(symbols))
        self.hear = hear


class Room:
    """The room with one account whose connection is open."""

    def __init__(self, *, holds: bool = True) -> None:
        self.venue = Venue()
        self.is_open = True
        self.said: list[tuple[str, dict[str, Any]]] = []
        books = SimpleNamespace(shard_of=lambda _: 3, desks={USER: SimpleNamespace(accounts={ACCOUNT: None})})
        opening = SimpleNamespace(may_be_outdated=lambda desk, account_id: False)
        venues = SimpleNamespace(is_open=lambda _: self.is_open, get=lambda _: self.venue)
        self.charting = Charting(
            bus=cast(Any, self), books=cast(Any, books), opening=cast(Any, opening), venues=cast(Any, venues),
            background=Background(), holds=lambda shard: holds and shard == 3,
        )  # fmt: skip

    async def publish(self, subject: str, data: bytes) -> None:
        self.said.append((subject, json.loads(data)))

    async def answer(self, *, symbol: str = "AAPL", timeframe: str = "1m", at_most: int = 10) -> bytes | None:
        asked = MarketAsked(USER, ACCOUNT, "bars", [symbol], timeframe, at_most)
        answer = await self.charting.answer(encode_json(asked))
        await settle()
        return answer

    async def ask(self, **about: Any) -> MarketTold:
        answer = await self.answer(**about)
        assert answer is not None
        return msgspec.json.decode(answer, type=MarketTold)


async def settle() -> None:
    """Let what was started in the background go as far as it can without waiting."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def room() -> Room:
    return Room()


async def test_those_who_ask_while_a_question_is_under_way_wait_for_its_answer(room: Room) -> None:
    room.venue.gate.clear()
    asking = [asyncio.create_task(room.ask()) for _ in range(10)]
    await settle()
    room.venue.gate.set()

    answers = await asyncio.gather(*asking)

    assert room.venue.asked == [("AAPL", "1m", 10)]
    assert {len(told.bars) for told in answers} == {10}


async def test_a_longer_chart_is_not_answered_by_a_shorter_ones_bars(room: Room) -> None:
    await room.ask(at_most=5)

    longer, shorter = await room.ask(at_most=20), await room.ask(at_most=3)

    assert [at_most for _, _, at_most in room.venue.asked] == [5, 20]
    assert (len(longer.bars), len(shorter.bars)) == (20, 3)
    assert shorter.bars == longer.bars[-3:]


async def test_a_venue_that_fails_is_left_alone_for_a_moment(room: Room) -> None:
    room.venue.failure = BrokerUnavailable("rate_limited", "slow down", retry_after_s=7.0)

    answers = [await room.ask() for _ in range(3)]

    assert len(room.venue.asked) == 1
    assert {(told.silent, told.retry_after_s) for told in answers} == {("slow down", 7.0)}


async def test_an_old_answer_is_asked_for_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charting, "FRESH_S", -1.0)

    await room.ask()
    await room.ask()

    assert len(room.venue.asked) == 2


async def test_what_is_looked_at_is_followed_until_nobody_asks(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.ask()
    await room.ask(symbol="MSFT")
    await room.charting.tidy()
    before = list(room.venue.watched)

    monkeypatch.setattr(charting, "FOLLOWED_S", 0.0)
    await room.charting.tidy()
    room.venue.hear(BarHeard(a_bar(), is_closed=True))
    await settle()

    assert before == [frozenset({"AAPL"}), frozenset({"AAPL", "MSFT"})]
    assert room.venue.watched[len(before) :] == [frozenset()]
    assert room.said == []


async def test_an_account_follows_few_symbols_and_the_newest(room: Room) -> None:
    for number in range(charting.FOLLOWED_MAX + 2):
        await room.ask(symbol=f"S{number}")

    assert room.venue.watched[-1] == {f"S{number}" for number in range(2, charting.FOLLOWED_MAX + 2)}


async def test_longer_bars_are_answered_and_not_followed(room: Room) -> None:
    told = await room.ask(timeframe="1h")

    assert len(told.bars) == 10
    assert room.venue.watched == []


async def test_a_forming_minute_is_told_once_a_second_and_its_end_always(room: Room) -> None:
    await room.ask()

    for _ in range(5):
        room.venue.hear(BarHeard(a_bar(), is_closed=False))
    room.venue.hear(BarHeard(a_bar(), is_closed=True))
    await settle()

    assert [one["is_closed"] for _, one in room.said] == [False, True]
    assert {subject for subject, _ in room.said} == {f"tw.live.{USER}"}
    assert room.said[0][1]["account_id"] == str(ACCOUNT)
    assert room.said[0][1]["bar"]["close"] == "1"


async def test_a_new_connection_is_told_what_to_follow(room: Room) -> None:
    await room.ask()

    room.venue = Venue()
    await room.charting.tidy()

    assert room.venue.watched == [frozenset({"AAPL"})]


async def test_an_account_that_left_is_forgotten(room: Room) -> None:
    await room.ask()

    room.is_open = False
    await room.charting.tidy()
    room.venue.hear(BarHeard(a_bar(), is_closed=True))
    await settle()

    assert room.said == []


async def test_another_executors_trader_is_left_to_it() -> None:
    assert await Room(holds=False).answer() is None
