"""A day at the fake Binance with the vendor's Python SDKs, spot and futures; members they do not know are told by name."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from binance_common.configuration import (
    ConfigurationRestAPI,
    ConfigurationWebSocketAPI,
    ConfigurationWebSocketStreams,
)
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import (
    DerivativesTradingUsdsFutures,
)
from binance_sdk_spot.spot import Spot

unknown: list[str] = []


def read(name: str, answer: Any) -> Any:
    """The typed reply; members that the SDK's model lacks are noted."""
    data = answer.data()
    for one in data if isinstance(data, list) else [data]:
        model = getattr(one, "actual_instance", one)
        extra = getattr(model, "additional_properties", None) or {}
        unknown.extend(f"{name}.{member}" for member in extra)
    return data


def refusal_of(work: Any) -> str:
    try:
        work()
    except Exception as error:  # the SDK's own error types are what is looked at
        return type(error).__name__
    return "taken"


def spot_day(spot: Any) -> dict[str, Any]:
    api = spot.rest_api
    read("exchangeInfo", api.exchange_info(symbol="BTCUSDT"))
    read("klines", api.klines(symbol="BTCUSDT", interval="1h", limit=3))
    read("bookTicker", api.ticker_book_ticker(symbol="BTCUSDT"))
    order = read(
        "order",
        api.new_order(symbol="BTCUSDT", side="BUY", type="MARKET", quantity=0.01, new_client_order_id="one"),
    )
    found = read("getOrder", api.get_order(symbol="BTCUSDT", orig_client_order_id="one"))
    pair = read(
        "oco",
        api.order_list_oco(
            symbol="BTCUSDT", side="SELL", quantity=0.01, above_type="LIMIT_MAKER", above_price=99000,
            below_type="STOP_LOSS_LIMIT", below_stop_price=90000, below_price=89900, below_time_in_force="GTC",
        ),
    )  # fmt: skip
    read("openOrders", api.get_open_orders())
    read("cancelList", api.delete_order_list(symbol="BTCUSDT", order_list_id=pair.order_list_id))
    trades = read("myTrades", api.my_trades(symbol="BTCUSDT"))
    account = read("account", api.get_account(omit_zero_balances=True))
    return {
        "spot_status": order.status,
        "spot_found": found.order_id == order.order_id,
        "spot_pair": pair.contingency_type,
        "spot_trades": len(trades),
        "spot_coins": sorted(one.asset for one in account.balances),
        "spot_refusal": refusal_of(
            lambda: api.new_order(symbol="BTCUSDT", side="SELL", type="MARKET", quantity=5)
        ),
    }


def futures_day(futures: Any) -> dict[str, Any]:
    api = futures.rest_api
    read("f.exchangeInfo", api.exchange_information())
    read("f.bookTicker", api.symbol_order_book_ticker(symbol="BTCUSDT"))
    order = read(
        "f.order",
        api.new_order(symbol="BTCUSDT", side="BUY", type="MARKET", quantity=0.1, new_client_order_id="two"),
    )
    found = read("f.query", api.query_order(symbol="BTCUSDT", orig_client_order_id="two"))
    stop = read(
        "f.algo",
        api.new_algo_order(
            algo_type="CONDITIONAL", symbol="BTCUSDT", side="SELL", type="STOP_MARKET", quantity=0.1, trigger_price=90000,
            client_algo_id="stop",
        ),
    )  # fmt: skip
    algos = read("f.openAlgos", api.current_all_algo_open_orders())
    read("f.cancelAlgo", api.cancel_algo_order(client_algo_id="stop"))
    queried = read("f.queryAlgo", api.query_algo_order(client_algo_id="stop"))
    positions = read("f.positions", api.position_information_v3())
    read("f.account", api.account_information_v3())
    read("f.balance", api.futures_account_balance_v3())
    trades = read("f.trades", api.account_trade_list(symbol="BTCUSDT"))
    mode = read("f.mode", api.get_current_position_mode())
    return {
        "futures_status": found.status,
        "futures_found": found.order_id == order.order_id,
        "algo": stop.algo_status,
        "algos": len(algos),
        "algo_after": queried.algo_status,
        "positions": [one.position_amt for one in positions],
        "futures_trades": len(trades),
        "dual": mode.dual_side_position,
    }


async def listen(futures: Any) -> tuple[Any, list[str]]:
    heard: list[str] = []
    key = futures.rest_api.start_user_data_stream().data().listen_key
    connection = await futures.websocket_streams.create_connection()
    stream = await connection.user_data(listenKey=key)
    stream.on("message", lambda message: heard.append(_event_of(message)))
    return connection, heard


def _event_of(message: Any) -> str:
    inner = getattr(message, "actual_instance", message)
    name = type(inner).__name__
    order = getattr(inner, "o", None)
    for model in (inner, order):
        extra = getattr(model, "additional_properties", None) or {}
        unknown.extend(f"{name}.{member}" for member in extra)
    return name


async def main(url: str, ws_api_url: str, stream_url: str, key: str, secret: str) -> None:
    rest = ConfigurationRestAPI(api_key=key, api_secret=secret, base_path=url)
    spot = Spot(
        config_rest_api=rest,
        config_ws_api=ConfigurationWebSocketAPI(api_key=key, api_secret=secret, stream_url=ws_api_url),
    )
    futures = DerivativesTradingUsdsFutures(
        config_rest_api=ConfigurationRestAPI(api_key=key, api_secret=secret, base_path=url),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=stream_url),
    )
    loop = asyncio.get_running_loop()
    facts = await loop.run_in_executor(None, spot_day, spot)
    facts |= await loop.run_in_executor(None, futures_day, futures)
    connection, heard = await listen(futures)
    api = await spot.websocket_api.create_connection()
    subscribed = await api.user_data_stream_subscribe_signature()
    answer = getattr(subscribed, "response", subscribed)
    facts["subscription"] = answer.data().result.subscription_id
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    for _ in range(100):
        if "OrderTradeUpdate" in heard:
            break
        await asyncio.sleep(0.05)
    facts["heard"] = sorted(set(heard))
    facts["unknown"] = sorted(set(unknown))
    await connection.close_connection(close_session=True)
    await api.close_connection(close_session=True)
    print(json.dumps(facts), flush=True)


asyncio.run(main(*sys.argv[1:]))
