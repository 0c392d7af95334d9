"""Binance's adapter against the fake venue: both markets, and the faults of the brokers' spec that apply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.contract.binance_rig import BinanceRig
from tests.contract.broker_contract import a_client_id, an_order

from tradewright.adapters.brokers.binance import quote_stream
from tradewright.domain.trading.fees import FeeRates
from tradewright.domain.trading.ports.broker import (
    Accepted,
    AccountUpdate,
    AlreadyTerminal,
    FillUpdate,
    OrderRequest,
    QuoteUpdate,
    Rejected,
)
from tradewright_fakes.binance import BinanceFake, serve


@pytest.fixture
async def fake() -> AsyncIterator[BinanceFake]:
    async with serve(seed=1) as venue:
        yield venue


@pytest.fixture(params=["binance", "binance_usdm"])
async def rig(request: pytest.FixtureRequest, fake: BinanceFake) -> AsyncIterator[BinanceRig]:
    rig = BinanceRig(fake, request.param)
    await rig.start()
    yield rig
    await rig.stop()


def order_of(rig: BinanceRig, **about: object) -> OrderRequest:
    return replace(an_order(**about), symbol=rig.symbol)  # type: ignore[arg-type]


async def test_a_market_order_fills_and_is_told_in_order(rig: BinanceRig) -> None:
    order = order_of(rig, quantity="0.5")

    outcome = await rig.place(order)
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))

    assert isinstance(outcome, Accepted)
    assert rig.story(order.client_order_id) == ["working", "0.5", "filled"]
    fills, cursor = await rig.broker.fills_since(None)
    (told,) = rig.all(FillUpdate)
    assert [one.venue_execution_id for one in fills] == [told.fill.venue_execution_id]
    assert fills[0].client_order_id == order.client_order_id
    assert (await rig.broker.fills_since(cursor))[0] == []
    report = await rig.broker.find_order(order.client_order_id)
    assert report is not None
    assert (report.state, report.filled_quantity) == ("filled", Decimal("0.5"))


async def test_a_resting_order_is_open_until_it_is_cancelled(rig: BinanceRig) -> None:
    order = order_of(rig, order_type="limit", limit="1990.00")
    await rig.place(order)
    assert [one.client_order_id for one in await rig.broker.open_orders()] == [order.client_order_id]

    first = await rig.broker.cancel(order.client_order_id)
    second = await rig.broker.cancel(order.client_order_id)

    assert isinstance(first, Accepted)
    assert isinstance(second, AlreadyTerminal)
    assert await rig.broker.open_orders() == []
    assert rig.story(order.client_order_id)[-1] == "cancelled"


async def test_refusals_are_rejections_that_leave_nothing(rig: BinanceRig) -> None:
    outcomes = [
        await rig.place(order_of(rig, quantity="0.00001")),
        await rig.place(order_of(rig, order_type="limit", limit="1999.999")),
        await rig.place(order_of(rig, quantity="1000000")),
        await rig.place(order_of(rig, order_type="limit", limit="0.01", quantity="0.001")),
    ]

    for outcome in outcomes:
        assert isinstance(outcome, Rejected), outcome
    assert await rig.broker.open_orders() == []
    assert not isinstance(await rig.broker.cancel(a_client_id()), Accepted | AlreadyTerminal)


async def test_a_stop_waits_for_its_price(rig: BinanceRig) -> None:
    order = order_of(rig, order_type="stop", stop="2010.00", quantity="0.1")
    outcome = await rig.place(order)
    assert isinstance(outcome, Accepted), outcome
    assert [one.client_order_id for one in await rig.broker.open_orders()] == [order.client_order_id]

    await rig.move("2030.00", "2030.10")
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))

    report = await rig.broker.find_order(order.client_order_id)
    assert report is not None
    assert (report.state, report.client_order_id) == ("filled", order.client_order_id)
    assert "0.1" in rig.story(order.client_order_id)


async def test_quotes_of_watched_symbols_arrive(rig: BinanceRig) -> None:
    await rig.broker.watch([rig.symbol])
    await rig.until_heard(QuoteUpdate)

    await rig.move("2005.00", "2005.10")
    await rig.until(lambda: rig.all(QuoteUpdate)[-1].quote.bid == Decimal(2005))

    quote = await rig.broker.quote(rig.symbol)
    assert quote is not None
    assert (quote.symbol, quote.bid, quote.ask) == (rig.symbol, Decimal("2005.00"), Decimal("2005.10"))


async def test_many_symbols_are_asked_for_with_one_question(rig: BinanceRig) -> None:
    await rig.fake.admin.fault("error", when={"path": "*/ticker/price"}, status=500)
    names = [f"{coin}USDT" + rig.symbol.removeprefix("ETHUSDT") for coin in ("BTC", "ETH", "SOL", "LTC")]

    await rig.broker.watch(names)
    (first, *_) = await rig.until_heard(QuoteUpdate)

    assert first.quote.symbol in names
    books = [one for one in await rig.fake.admin.journal() if one["path"].endswith("bookTicker")]
    assert len(books) == 1


async def test_a_quiet_market_is_asked_again(rig: BinanceRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quote_stream, "QUIET_S", 0.1)
    monkeypatch.setattr(quote_stream, "POLL_S", 0.1)
    await rig.broker.watch([rig.symbol])

    quotes = await rig.until_heard(QuoteUpdate, count=4)

    assert len({one.quote.at for one in quotes}) > 1


async def test_instruments_have_the_venues_grid(rig: BinanceRig) -> None:
    found = {one.instrument.symbol: one for one in await rig.broker.instruments()}

    eth = found[rig.symbol]
    assert eth.is_tradable
    assert eth.instrument.tick == Decimal("0.01")
    assert eth.instrument.has_leverage == (rig.name == "binance_usdm")


async def test_money_and_positions_follow_a_fill(rig: BinanceRig) -> None:
    before = await rig.broker.account()
    order = order_of(rig, quantity="0.5")
    await rig.place(order)
    await rig.until(lambda: "filled" in rig.story(order.client_order_id))

    held = {one.symbol: one.quantity for one in await rig.broker.positions()}
    after = await rig.broker.account()

    assert held[rig.symbol] == Decimal("0.5")
    assert before.currency == after.currency == "USDT"
    assert abs(after.equity - before.equity) < Decimal(1)
    told = (await rig.until_heard(AccountUpdate))[-1]
    assert told.report == after


async def test_what_trading_costs_is_told_with_the_money_and_charged_on_the_fill(rig: BinanceRig) -> None:
    await rig.fake.admin.settings(fee_maker="0.0002", fee_taker="0.0005")
    rates = (await rig.broker.account()).fee_rates
    order = order_of(rig, quantity="0.5")

    await rig.place(order)
    (told,) = await rig.until_heard(FillUpdate)

    fill = told.fill
    assert rates == FeeRates(Decimal("0.0005"))
    value = fill.fee * fill.price if fill.fee_currency == "ETH" else fill.fee
    assert value == fill.quantity * fill.price * Decimal("0.0005")


@pytest.mark.parametrize("rig", ["binance_usdm"], indirect=True)
async def test_rates_that_cannot_be_read_leave_the_money_readable(rig: BinanceRig) -> None:
    await rig.fake.admin.fault("error", when={"path": "/fapi/v1/commissionRate"}, status=503)

    report = await rig.broker.account()

    assert report.fee_rates is None
    assert report.cash > 0


@pytest.mark.parametrize("rig", ["binance_usdm"], indirect=True)
async def test_funding_is_told_by_its_name_and_what_fills_tell_is_not(rig: BinanceRig) -> None:
    await rig.fake.admin.transfer(rig.key, "-1.25", market="futures", reason="FUNDING_FEE")
    await rig.fake.admin.transfer(rig.key, "500", market="futures")
    await rig.place(order_of(rig, quantity="0.5"))

    told = await rig.broker.movements(rig.since)

    assert [(one.kind, one.amount) for one in told] == [
        ("funding", Decimal("-1.25")),
        ("transfer", Decimal(500)),
    ]
