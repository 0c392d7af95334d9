"""Our requests in Binance's words, compared with what ccxt's request fixtures expect of the same logical order.

The fixtures (ccxt, ts/src/test/static/request/binance.json, read 2026-11-21) skip signature, time and client id, as here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from tests.contract.broker_contract import an_order

from tradewright.adapters.brokers.binance import spot_requests, usdm_requests
from tradewright.adapters.brokers.binance.calls import Call, CannotSay
from tradewright.adapters.brokers.binance.signing import encode
from tradewright.domain.trading.ports.broker import OrderRequest

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OURS = {"newClientOrderId", "newOrderRespType", "clientAlgoId"}
"""Names that the fixtures skip, or that we choose otherwise."""


def said(call: Call) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(encode(call.params)) if name not in OURS}


def expected(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))


SPOT = [
    pytest.param(
        an_order(quantity="0.2", order_type="limit", limit="50"),
        "symbol=LTCUSDT&side=BUY&type=LIMIT&quantity=0.2&price=50&timeInForce=GTC",
        id="Spot limit buy order",
    ),
    pytest.param(
        replace(an_order(quantity="0.2", order_type="limit", limit="50"), post_only=True),
        "symbol=LTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.2&price=50",
        id="Spot limit buy with postOnly",
    ),
    pytest.param(
        an_order(quantity="0.2", order_type="stop_limit", limit="50", stop="100"),
        "symbol=LTCUSDT&side=BUY&type=STOP_LOSS_LIMIT&quantity=0.2&price=50&timeInForce=GTC&stopPrice=100",
        id="Spot limit buy with triggerPrice",
    ),
    pytest.param(
        an_order(side="sell", quantity="0.2", tif="ioc", reduce_only=True),
        "symbol=LTCUSDT&side=SELL&type=MARKET&quantity=0.2",
        id="market, and a reduce-only that spot implies",
    ),
    pytest.param(
        an_order(side="sell", quantity="0.2", order_type="stop", stop="45.5"),
        "symbol=LTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.2&stopPrice=45.5",
        id="stop",
    ),
    pytest.param(
        replace(
            an_order(side="sell", quantity="0.2", order_type="trailing_stop"),
            trail_percent=Decimal("1.5"),
            activation_price=Decimal(60),
        ),
        "symbol=LTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.2&trailingDelta=150&stopPrice=60",
        id="trailing by percent from an activation on",
    ),
    pytest.param(
        replace(an_order(side="sell", quantity="1E-8", order_type="trailing_stop"), trail_amount=Decimal(1)),
        "symbol=LTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.00000001&trailingDelta=200",
        id="trailing by amount: percent of the price of the moment",
    ),
]
USDM = [
    pytest.param(
        an_order(quantity="0.1"),
        "/fapi/v1/order",
        "symbol=LTCUSDT&side=BUY&type=MARKET&quantity=0.1",
        id="Swap market buy order",
    ),
    pytest.param(
        an_order(quantity="0.1", order_type="limit", limit="55"),
        "/fapi/v1/order",
        "symbol=LTCUSDT&side=BUY&type=LIMIT&quantity=0.1&price=55&timeInForce=GTC",
        id="Swap limit buy order",
    ),
    pytest.param(
        an_order(quantity="0.21", order_type="stop_limit", limit="51", stop="101"),
        "/fapi/v1/algoOrder",
        "symbol=LTCUSDT&side=BUY&type=STOP&quantity=0.21&price=51&triggerPrice=101&algoType=CONDITIONAL&timeInForce=GTC",
        id="Swap limit buy with triggerPrice",
    ),
    pytest.param(
        replace(an_order(quantity="1", order_type="stop_limit", limit="51", stop="50"), post_only=True),
        "/fapi/v1/algoOrder",
        "symbol=LTCUSDT&side=BUY&type=STOP&quantity=1&price=51&triggerPrice=50&algoType=CONDITIONAL&timeInForce=GTX",
        id="a stop that rests at its limit or not at all",
    ),
    pytest.param(
        an_order(side="sell", quantity="1", order_type="stop", stop="1000", reduce_only=True),
        "/fapi/v1/algoOrder",
        "symbol=LTCUSDT&side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=1000&algoType=CONDITIONAL&reduceOnly=true",
        id="Swap market sell with stopLossPrice, reduce-only",
    ),
    pytest.param(
        replace(an_order(quantity="1", order_type="limit", limit="55"), post_only=True, reduce_only=True),
        "/fapi/v1/order",
        "symbol=LTCUSDT&side=BUY&type=LIMIT&quantity=1&price=55&timeInForce=GTX&reduceOnly=true",
        id="post-only",
    ),
    pytest.param(
        replace(
            an_order(quantity="1", order_type="limit", limit="55", tif="gtd"),
            expires_at=NOW + timedelta(hours=1, milliseconds=7),
        ),
        "/fapi/v1/order",
        "symbol=LTCUSDT&side=BUY&type=LIMIT&quantity=1&price=55&timeInForce=GTD&goodTillDate=1795266000000",
        id="good till a date, in whole seconds",
    ),
    pytest.param(
        replace(
            an_order(side="sell", quantity="1", order_type="trailing_stop"),
            trail_percent=Decimal("0.84"),
            activation_price=Decimal(60),
        ),
        "/fapi/v1/algoOrder",
        "symbol=LTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=0.8&activatePrice=60"
        "&algoType=CONDITIONAL",
        id="trailing, in tenths of a percent",
    ),
]


@pytest.mark.parametrize(("request_", "query"), SPOT)
def test_spot_says_what_the_fixtures_say(request_: OrderRequest, query: str) -> None:
    call = spot_requests.place_call(request_, "LTCUSDT", reference=Decimal(50))

    assert (call.method, call.path, call.orders) == ("POST", "/api/v3/order", 1)
    assert said(call) == expected(query)
    assert call.params["newClientOrderId"] == request_.client_order_id


@pytest.mark.parametrize(("request_", "path", "query"), USDM)
def test_futures_say_what_the_fixtures_say(request_: OrderRequest, path: str, query: str) -> None:
    call = usdm_requests.place_call(request_, "LTCUSDT", now=NOW)

    assert (call.method, call.path) == ("POST", path)
    assert said(call) == expected(query)
    ids = {name: value for name, value in call.params.items() if name in OURS - {"newOrderRespType"}}
    name = "clientAlgoId" if "algo" in path else "newClientOrderId"
    assert ids == {name: request_.client_order_id}


@pytest.mark.parametrize(
    "request_",
    [
        an_order(tif="day"),
        replace(an_order(), time_in_force="gtd"),
        an_order(order_type="limit"),
        an_order(order_type="stop"),
        replace(an_order(order_type="stop_limit", limit="1", stop="1"), post_only=True),
        replace(an_order(order_type="trailing_stop"), trail_amount=Decimal(1)),
        an_order(order_type="trailing_stop"),
    ],
)
def test_what_spot_cannot_say_is_never_sent(request_: OrderRequest) -> None:
    with pytest.raises(CannotSay):
        spot_requests.place_call(request_, "LTCUSDT")


@pytest.mark.parametrize(
    "request_",
    [
        an_order(order_type="limit", limit="1", tif="day"),
        replace(an_order(order_type="limit", limit="1", tif="gtd"), expires_at=NOW + timedelta(minutes=9)),
        replace(an_order(order_type="trailing_stop"), trail_percent=Decimal(11)),
        replace(an_order(order_type="trailing_stop"), trail_percent=Decimal("0.04")),
        an_order(order_type="stop_limit", stop="5"),
    ],
)
def test_what_futures_cannot_say_is_never_sent(request_: OrderRequest) -> None:
    with pytest.raises(CannotSay):
        usdm_requests.place_call(request_, "LTCUSDT", now=NOW)
