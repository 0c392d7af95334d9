"""Binance's REST answers as reports, in the shapes of its documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewright.adapters.brokers.binance.accounts import (
    spot_account,
    spot_balances,
    spot_positions,
    usdm_account,
    usdm_positions,
)
from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.instruments import instruments_of, limits_of
from tradewright.adapters.brokers.binance.reports import algo_order, order_report, trade_of
from tradewright.adapters.brokers.binance.symbols import from_venue, to_venue
from tradewright.adapters.brokers.transport import Rate, Unreadable, load_json
from tradewright.domain.trading.order import OrderState

SPOT_ORDER: dict[str, Any] = {
    "symbol": "LTCBTC",
    "orderId": 1,
    "orderListId": -1,
    "clientOrderId": "myOrder1",
    "price": "0.1",
    "origQty": "1.0",
    "executedQty": "0.4",
    "cummulativeQuoteQty": "0.04",
    "status": "PARTIALLY_FILLED",
    "timeInForce": "GTC",
    "type": "LIMIT",
    "side": "BUY",
    "stopPrice": "0.00000000",
    "time": 1499827319559,
    "updateTime": 1499827319560,
    "isWorking": True,
}
USDM_ORDER: dict[str, Any] = {
    "avgPrice": "0.00000",
    "clientOrderId": "abc",
    "cumQuote": "0",
    "executedQty": "0",
    "orderId": 1917641,
    "origQty": "0.40",
    "origType": "STOP_MARKET",
    "price": "0",
    "reduceOnly": True,
    "side": "SELL",
    "positionSide": "BOTH",
    "status": "NEW",
    "stopPrice": "9300",
    "closePosition": False,
    "symbol": "BTCUSDT",
    "time": 1579276756075,
    "type": "MARKET",
    "updateTime": 1579276756075,
}
ALGO: dict[str, Any] = {
    "algoId": 2146760,
    "clientAlgoId": "6B2I9XVcJpCjqPAJ4YoFX7",
    "algoType": "CONDITIONAL",
    "orderType": "STOP_MARKET",
    "symbol": "BNBUSDT",
    "side": "SELL",
    "positionSide": "BOTH",
    "timeInForce": "GTC",
    "quantity": "0.01",
    "algoStatus": "NEW",
    "actualOrderId": "",
    "triggerPrice": "750.000",
    "price": "0.000",
    "reduceOnly": True,
    "createTime": 1750485492076,
    "updateTime": 1750485492076,
}


def test_a_spot_order_is_read() -> None:
    report = order_report(SPOT_ORDER, "spot")

    assert (report.client_order_id, report.venue_order_id, report.symbol) == ("myOrder1", "1", "LTCBTC")
    assert (report.side, report.order_type, report.state) == ("buy", "limit", "partly_filled")
    assert (report.quantity, report.filled_quantity) == (Decimal(1), Decimal("0.4"))
    assert (report.limit_price, report.stop_price) == (Decimal("0.1"), None)
    assert report.updated_at.isoformat() == "2017-07-12T02:41:59.560000+00:00"


def test_a_futures_order_keeps_the_type_it_had_before_its_trigger() -> None:
    report = order_report(USDM_ORDER, "usdm")

    assert (report.symbol, report.order_type, report.reduce_only) == ("BTCUSDT.P", "stop", True)
    assert (report.limit_price, report.stop_price) == (None, Decimal(9300))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("NEW", "working"),
        ("PENDING_NEW", "working"),
        ("PARTIALLY_FILLED", "partly_filled"),
        ("FILLED", "filled"),
        ("CANCELED", "cancelled"),
        ("PENDING_CANCEL", "working"),
        ("REJECTED", "rejected"),
        ("EXPIRED", "expired"),
        ("EXPIRED_IN_MATCH", "expired"),
    ],
)
def test_each_status_has_its_state(status: str, state: OrderState) -> None:
    assert order_report({**SPOT_ORDER, "status": status}, "spot").state == state


def test_a_status_nobody_knows_is_no_information_but_an_open_order_is_open() -> None:
    strange = {**SPOT_ORDER, "status": "SLEEPING"}

    assert order_report(strange, "spot", is_open=True).state == "working"
    with pytest.raises(Unreadable):
        order_report(strange, "spot")


@pytest.mark.parametrize(
    "change",
    [
        {"origQty": None, "executedQty": 0},
        {"origQty": 1, "extra": {"a": [1]}},
        {"price": "1E-8", "reduceOnly": None},
        {"clientOrderId": None},
    ],
)
def test_nulls_numbers_and_what_is_new_are_let_by(change: dict[str, Any]) -> None:
    assert order_report({**SPOT_ORDER, **change}, "spot").venue_order_id == "1"


@pytest.mark.parametrize("change", [{"orderId": None}, {"status": None}, {"side": "UP"}, {"price": "NaN"}])
def test_what_an_order_cannot_do_without_is_asked_for(change: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        order_report({**SPOT_ORDER, **change}, "spot")


def test_an_order_of_binances_own_is_external() -> None:
    report = order_report({**USDM_ORDER, "clientOrderId": "autoclose-1750000000"}, "usdm")

    assert report.is_external


def test_algo_orders_have_numbers_of_their_own_and_tell_what_they_became() -> None:
    waiting, finished = (
        algo_order(ALGO),
        algo_order({**ALGO, "algoStatus": "FINISHED", "actualOrderId": "77"}),
    )

    assert (waiting.report.venue_order_id, waiting.became, waiting.is_finished) == (
        "algo:2146760",
        None,
        False,
    )
    assert (waiting.report.order_type, waiting.report.stop_price) == ("stop", Decimal(750))
    assert (finished.became, finished.is_finished) == ("77", True)


def test_a_spot_trade_has_an_identity_within_its_symbol_and_its_own_fee() -> None:
    trade = trade_of(
        {
            "symbol": "BNBBTC",
            "id": 28457,
            "orderId": 100234,
            "price": "4.00000100",
            "qty": "12.00000000",
            "commission": "10.10000000",
            "commissionAsset": "BNB",
            "time": 1499865549590,
            "isBuyer": True,
            "isMaker": False,
        },
        "spot",
    )

    assert trade.fill.venue_execution_id == "BNBBTC:28457"
    assert (trade.fill.side, trade.fill.fee, trade.fill.fee_currency) == ("buy", Decimal("10.1"), "BNB")
    assert trade.venue_order_id == "100234"


def test_a_futures_trade_has_its_side_in_words() -> None:
    trade = trade_of(
        {
            "buyer": False,
            "commission": "-0.07819010",
            "commissionAsset": "USDT",
            "id": 698759,
            "orderId": 25851813,
            "price": "7819.01",
            "qty": "0.002",
            "side": "SELL",
            "positionSide": "BOTH",
            "symbol": "BTCUSDT",
            "time": 1569514978020,
        },
        "usdm",
    )

    assert (trade.fill.symbol, trade.fill.side, trade.fill.fee) == (
        "BTCUSDT.P",
        "sell",
        Decimal("-0.0781901"),
    )


def test_a_spot_account_is_worth_what_its_coins_would_fetch() -> None:
    account = {
        "canTrade": True,
        "balances": [
            {"asset": "USDT", "free": "100", "locked": "20"},
            {"asset": "BTC", "free": "0.5", "locked": "0.5"},
            {"asset": "OLD", "free": "1000", "locked": "0"},
            {"asset": "LTC", "free": "2", "locked": "0"},
            {"asset": "ZERO", "free": "0.0", "locked": "0.0"},
        ],
    }
    prices = {"BTCUSDT": Decimal(50_000), "LTCBTC": Decimal("0.002")}

    report = spot_account(account, prices)

    assert (report.currency, report.cash, report.buying_power) == ("USDT", Decimal(120), Decimal(100))
    assert report.equity == Decimal(120) + Decimal(50_000) + 2 * Decimal("0.002") * 50_000
    assert [one.asset for one in spot_balances(account)] == ["USDT", "BTC", "OLD", "LTC"]
    held = spot_positions(spot_balances(account), {"BTCUSDT": "BTC", "BTCEUR": "BTC", "ETHUSDT": "ETH"})
    assert [(one.symbol, one.quantity) for one in held] == [("BTCEUR", Decimal(1)), ("BTCUSDT", Decimal(1))]


def test_an_account_that_may_not_trade_says_why() -> None:
    report = spot_account({"canTrade": False, "balances": []}, {})

    assert (report.can_trade, report.equity) == (False, Decimal(0))
    assert report.reason


def test_a_futures_account_counts_its_margin() -> None:
    report = usdm_account(
        {
            "totalWalletBalance": "103.12345678",
            "totalUnrealizedProfit": "-3.1",
            "totalMarginBalance": "100.02345678",
            "availableBalance": "80.5",
            "assets": [],
            "positions": [],
        }
    )

    assert (report.cash, report.equity) == (Decimal("103.12345678"), Decimal("100.02345678"))
    assert (report.buying_power, report.can_trade) == (Decimal("80.5"), True)


def test_positions_are_net_and_flat_ones_are_left_out() -> None:
    rows = [
        {"symbol": "ADAUSDT", "positionSide": "BOTH", "positionAmt": "-30", "entryPrice": "0.385"},
        {"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": "0.000", "entryPrice": "0.0"},
        {"symbol": "COMPUSDT", "positionSide": "LONG", "positionAmt": "3", "entryPrice": "42"},
        {"symbol": "COMPUSDT", "positionSide": "SHORT", "positionAmt": "-1", "entryPrice": "44"},
    ]

    held = usdm_positions(rows)

    assert [(one.symbol, one.quantity) for one in held] == [
        ("ADAUSDT.P", Decimal(-30)),
        ("COMPUSDT.P", Decimal(2)),
    ]
    assert held[0].average_price == Decimal("0.385")


EXCHANGE_INFO = {
    "rateLimits": [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
        {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 200000},
        {"rateLimitType": "RAW_REQUESTS", "interval": "MINUTE", "intervalNum": 5, "limit": 61000},
    ],
    "symbols": [
        {
            "symbol": "ETHBTC",
            "status": "TRADING",
            "baseAsset": "ETH",
            "quoteAsset": "BTC",
            "isSpotTradingAllowed": True,
            "contractType": "PERPETUAL",
            "filters": [
                {"filterType": "PRICE_FILTER", "minPrice": "0.00001", "tickSize": "0.00001000"},
                {"filterType": "LOT_SIZE", "minQty": "0.0001", "maxQty": "100000", "stepSize": "0.00010000"},
                {"filterType": "MARKET_LOT_SIZE", "minQty": "0.00100000", "stepSize": "0.00000000"},
                {"filterType": "NOTIONAL", "minNotional": "0.00010000", "applyMinToMarket": True},
                {"filterType": "SOMETHING_NEW"},
            ],
        },
        {"symbol": "NOFILTERS", "status": "TRADING", "baseAsset": "NO", "quoteAsset": "FILTERS"},
        {
            "symbol": "DEADUSDT",
            "status": "BREAK",
            "baseAsset": "DEAD",
            "quoteAsset": "USDT",
            "contractType": "CURRENT_QUARTER",
            "filters": [
                {"filterType": "PRICE_FILTER", "tickSize": "0.1"},
                {"filterType": "LOT_SIZE", "minQty": "1", "stepSize": "1"},
                {"filterType": "MIN_NOTIONAL", "notional": "5"},
            ],
        },
    ],
}


def test_filters_become_a_grid_and_a_minimum() -> None:
    eth, dead = instruments_of(EXCHANGE_INFO, "spot")

    assert (eth.venue_symbol, eth.instrument.symbol, eth.instrument.base) == ("ETHBTC", "ETHBTC", "ETH")
    assert eth.instrument.tick == Decimal("0.00001")
    assert (eth.instrument.lot.step, eth.instrument.lot.smallest) == (Decimal("0.0001"), Decimal("0.001"))
    assert (eth.instrument.notional_min, eth.instrument.currency) == (Decimal("0.0001"), "BTC")
    assert (eth.is_tradable, dead.is_tradable) == (True, False)
    assert dead.instrument.notional_min == 5


def test_futures_are_perpetuals_with_leverage_that_may_be_short() -> None:
    (perpetual,) = instruments_of(EXCHANGE_INFO, "usdm")

    assert perpetual.instrument.symbol == "ETHBTC.P"
    assert (perpetual.instrument.has_leverage, perpetual.is_shortable) == (True, True)
    assert perpetual.instrument.base is None


def test_limits_are_the_venues_own() -> None:
    assert limits_of(EXCHANGE_INFO) == {
        "weight": Rate(6000, 60),
        "orders:10": Rate(100, 10),
        "orders:86400": Rate(200_000, 86_400),
    }


@given(
    name=st.from_regex(r"[A-Z0-9]{2,12}(_[0-9]{6})?", fullmatch=True),
    market=st.sampled_from(["spot", "usdm"]),
)
def test_the_symbol_map_is_one_map_both_ways(name: str, market: Market) -> None:
    assert to_venue(from_venue(name, market), market) == name


@pytest.mark.parametrize("symbol", ["BTCUSDT", "", "BTC/USDT.P", ".P", "A&B=C.P"])
def test_a_symbol_that_futures_cannot_have_has_no_name_there(symbol: str) -> None:
    assert to_venue(symbol, "usdm") is None


def test_digits_survive_the_whole_way() -> None:
    body = b'{"symbol":"A1","orderId":1,"status":"NEW","side":"BUY","origQty":0.1234567890123456789012345,"time":1}'

    assert order_report(load_json(body), "spot").quantity == Decimal("0.1234567890123456789012345")
