"""A day at the fake Binance with ccxt: an independent reading of the same replies into its unified shapes."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import ccxt.async_support as ccxt


def aimed(kind: type, market: str, url: str, key: str, secret: str) -> Any:
    exchange = kind(
        {
            "apiKey": key,
            "secret": secret,
            "options": {"fetchCurrencies": False, "fetchMargins": False, "fetchMarkets": {"types": [market]}},
        }
    )
    for name, address in list(exchange.urls["api"].items()):
        if isinstance(address, str) and address.startswith("http"):
            host = "/".join(address.split("/")[:3])
            exchange.urls["api"][name] = address.replace(host, url)
    return exchange


async def refusal_of(work: Any) -> str:
    try:
        await work
    except ccxt.BaseError as error:
        return type(error).__name__
    return "taken"


async def spot_day(exchange: Any) -> dict[str, Any]:
    await exchange.load_markets()
    market = exchange.market("BTC/USDT")
    order = await exchange.create_order("BTC/USDT", "market", "buy", 0.01, params={"newClientOrderId": "one"})
    limit = await exchange.create_order("BTC/USDT", "limit", "sell", 0.01, 99000)
    stop_refused = await refusal_of(exchange.create_order("BTC/USDT", "limit", "sell", 0.01, 99000))
    opened = await exchange.fetch_open_orders("BTC/USDT")
    canceled = await exchange.cancel_order(limit["id"], "BTC/USDT")
    trades = await exchange.fetch_my_trades("BTC/USDT")
    balance = await exchange.fetch_balance()
    bars = await exchange.fetch_ohlcv("BTC/USDT", "1h", limit=3)
    return {
        "spot_tick": market["precision"]["price"],
        "spot_status": [order["status"], order["filled"], order["average"]],
        "spot_refused": stop_refused,
        "spot_open": len(opened),
        "spot_canceled": canceled["status"],
        "spot_trades": [one["amount"] for one in trades],
        "spot_balance": balance["BTC"]["total"],
        "spot_bars": len(bars),
    }


async def futures_day(exchange: Any) -> dict[str, Any]:
    await exchange.load_markets()
    symbol = "BTC/USDT:USDT"
    await exchange.set_leverage(10, symbol)
    order = await exchange.create_order(symbol, "market", "buy", 0.1)
    stop = await exchange.create_order(
        symbol, "market", "sell", 0.1, params={"stopLossPrice": 90000, "reduceOnly": True}
    )
    fetched = await exchange.fetch_order(order["id"], symbol)
    positions = await exchange.fetch_positions([symbol])
    limit = await exchange.create_order(symbol, "limit", "buy", 0.01, 94000)
    canceled = await exchange.cancel_order(limit["id"], symbol)
    trades = await exchange.fetch_my_trades(symbol)
    balance = await exchange.fetch_balance()
    return {
        "futures_status": [fetched["status"], fetched["filled"]],
        "futures_stop": stop["id"] is not None,
        "futures_positions": [[one["side"], one["contracts"]] for one in positions],
        "futures_canceled": canceled["status"],
        "futures_trades": len(trades),
        "futures_balance": balance["USDT"]["total"],
    }


async def main(url: str, key: str, secret: str) -> None:
    spot, futures = (
        aimed(ccxt.binance, "spot", url, key, secret),
        aimed(ccxt.binanceusdm, "linear", url, key, secret),
    )
    try:
        facts = await spot_day(spot)
        facts |= await futures_day(futures)
    finally:
        await spot.close()
        await futures.close()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(facts), flush=True)


asyncio.run(main(*sys.argv[1:]))
