"""Public prices at Binance come once for all accounts of a host, and belong to none of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from tests.contract.binance_rig import BinanceRig

from tradewright.adapters.brokers.binance import Sites
from tradewright.adapters.brokers.binance.addresses import BROKERS, addresses_of
from tradewright.adapters.brokers.binance.instruments import WEIGHT
from tradewright.adapters.brokers.binance.limits import LIMITS
from tradewright.domain.trading.ports.broker import BrokerUnavailable, QuoteUpdate
from tradewright.kernel.clock import SystemClock
from tradewright_fakes.binance import BinanceFake, serve

QUESTIONS_MAX = 20
"""Of the fake's journal, each a round trip: a request sent before them has arrived."""
ASKED_AT_FIRST = 2
"""Before the stream is up, and once it tells: what moved in between would go unheard."""
Pair = tuple[BinanceRig, BinanceRig]


@pytest.fixture
async def fake() -> AsyncIterator[BinanceFake]:
    async with serve(seed=1) as venue:
        yield venue


@pytest.fixture(params=["binance", "binance_usdm"])
async def pair(request: pytest.FixtureRequest, fake: BinanceFake) -> AsyncIterator[Pair]:
    """Two accounts of two traders, at one host."""
    sites = Sites()
    one, other = (BinanceRig(fake, request.param, sites=sites) for _ in range(2))
    await one.start()
    await other.start()
    yield one, other
    await one.stop()
    await other.stop()


async def asked(rig: BinanceRig, *ends: str) -> list[dict[str, Any]]:
    return [entry for entry in await rig.fake.admin.journal() if entry["path"].endswith(ends)]


async def market_streams(rig: BinanceRig) -> int:
    path = "/public/ws" if rig.name == "binance_usdm" else "/ws"
    return sum(
        1 for entry in await rig.fake.admin.journal() if entry["method"] == "WS" and entry["path"] == path
    )


async def tell(rig: BinanceRig, bid: str, *listeners: BinanceRig) -> None:
    """Move the price, and wait until all `listeners` have heard of it."""
    await rig.move(bid, str(Decimal(bid) + Decimal("0.10")))
    for listener in listeners:

        def has_heard(listener: BinanceRig = listener) -> bool:
            return any(one.quote.bid == Decimal(bid) for one in listener.all(QuoteUpdate))

        await listener.until(has_heard)


async def test_two_accounts_hear_one_stream(pair: Pair) -> None:
    one, other = pair
    await one.broker.watch([one.symbol])
    await tell(one, "2005.00", one)

    await other.broker.watch([other.symbol])
    (known, *_) = await other.until_heard(QuoteUpdate)
    await tell(one, "2006.00", one, other)

    assert known.quote.bid == Decimal(2005)
    assert await market_streams(one) == 1
    assert len(await asked(one, "bookTicker")) <= ASKED_AT_FIRST


async def test_who_leaves_takes_only_his_own_wishes_along(pair: Pair) -> None:
    first, last = pair
    await first.broker.watch([first.symbol])
    await last.broker.watch([last.symbol])
    await tell(first, "2005.00", first, last)
    heard_by_the_first = len(first.all(QuoteUpdate))

    await first.broker.close()
    await tell(last, "2007.00", last)
    quote = await last.broker.quote(last.symbol)

    assert quote is not None
    assert await market_streams(last) == 1
    assert len(first.all(QuoteUpdate)) == heard_by_the_first


async def test_after_the_last_one_left_the_next_begins_anew(pair: Pair) -> None:
    one, other = pair
    market = BROKERS[one.name]
    site = one.sites.at(market, addresses_of(market, "rehearsal", one.fake.url).rest, SystemClock())
    await one.broker.watch([one.symbol])
    await tell(one, "2005.00", one)

    await other.broker.close()
    has_ended_with_the_first = site.quotes is None
    await one.crash()
    await one.broker.watch([one.symbol])
    await tell(one, "2009.00", one)

    assert not has_ended_with_the_first
    assert await market_streams(one) == 2


async def test_a_question_is_asked_once_for_all_and_bears_no_key(pair: Pair) -> None:
    one, other = pair
    await one.fake.admin.settings(latency_ms=50)

    quotes = await asyncio.gather(*(rig.broker.quote(rig.symbol) for rig in (one, other, one)))

    assert [quote.symbol for quote in quotes if quote is not None] == [one.symbol] * 3
    (book,) = await asked(one, "ticker/bookTicker")
    (price,) = await asked(one, "ticker/price")
    assert (book["key"], price["key"]) == ("", "")


async def test_a_price_that_an_order_waits_for_passes_looks_that_used_up_their_share(pair: Pair) -> None:
    one, other = pair
    market = BROKERS[one.name]
    site = one.sites.at(market, addresses_of(market, "rehearsal", one.fake.url).rest, SystemClock())
    site.weights.tell_used(WEIGHT, int(LIMITS[market].weight.amount * 0.75))

    looking = asyncio.create_task(other.broker.open_orders())
    quote = await one.broker.quote(one.symbol)
    has_looked = looking.done()
    looking.cancel()

    assert quote is not None
    assert not has_looked


async def test_a_question_under_way_survives_the_account_it_went_by(pair: Pair) -> None:
    first, last = pair
    await first.fake.admin.settings(latency_ms=1000)
    waiting = asyncio.create_task(last.broker.quote(last.symbol))
    is_under_way = False
    for _ in range(QUESTIONS_MAX):
        is_under_way = is_under_way or bool(await asked(last, "ticker/bookTicker"))

    await first.broker.close()
    quote = await waiting

    assert is_under_way
    assert quote is not None


async def test_nobody_is_left_to_ask_once_all_have_left(pair: Pair) -> None:
    one, other = pair
    await one.broker.close()
    await other.broker.close()

    with pytest.raises(BrokerUnavailable):
        await one.broker.quote(one.symbol)


async def test_what_was_wanted_a_moment_ago_is_known_without_asking(pair: Pair) -> None:
    one, other = pair
    await one.broker.watch([one.symbol])
    await tell(one, "2005.00", one)

    await one.broker.watch([])
    await one.move("2006.00", "2006.10")
    await other.broker.watch([other.symbol])
    await other.until(lambda: any(heard.quote.bid == Decimal(2006) for heard in other.all(QuoteUpdate)))

    assert len(await asked(one, "bookTicker")) <= ASKED_AT_FIRST
    assert all(heard.quote.bid != Decimal(2006) for heard in one.all(QuoteUpdate))
