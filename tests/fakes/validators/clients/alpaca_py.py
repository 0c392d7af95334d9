"""A day at the fake Alpaca with the vendor's Python SDK: every reply goes through its typed models."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from alpaca.data.enums import DataFeed
from alpaca.data.historical import CryptoHistoricalDataClient, StockHistoricalDataClient
from alpaca.data.live import StockDataStream
from alpaca.data.requests import (
    CryptoBarsRequest,
    StockBarsRequest,
    StockLatestQuoteRequest,
    StockSnapshotRequest,
)
from alpaca.data.timeframe import TimeFrame
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderClass, OrderSide, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (
    ClosePositionRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopLimitOrderRequest,
    StopLossRequest,
    StopOrderRequest,
    TakeProfitRequest,
    TrailingStopOrderRequest,
)
from alpaca.trading.stream import TradingStream

BUY, SELL, DAY, GTC = OrderSide.BUY, OrderSide.SELL, TimeInForce.DAY, TimeInForce.GTC


def main(url: str, stream_url: str, data_url: str, key: str, secret: str) -> None:
    heard: list[str] = []
    quotes: list[float] = []
    enough, quoted = threading.Event(), threading.Event()

    async def on_update(update: Any) -> None:
        heard.append(f"{getattr(update.event, 'value', update.event)} {update.order.symbol}")
        if heard[-1] == "fill F":
            enough.set()

    async def on_quote(quote: Any) -> None:
        quotes.append(quote.bid_price)
        quoted.set()

    updates = TradingStream(key, secret, url_override=stream_url)
    updates.subscribe_trade_updates(on_update)
    ticks = StockDataStream(key, secret, feed=DataFeed.IEX, url_override=f"{data_url}/v2/iex")
    ticks.subscribe_quotes(on_quote, "AAPL")
    for stream in (updates, ticks):
        threading.Thread(target=stream.run, daemon=True).start()

    facts = trade(TradingClient(key, secret, url_override=url))
    facts |= data(url, key, secret)
    print("ready", flush=True)
    sys.stdin.readline()  # the price moves now
    facts["heard"] = enough.wait(10) and heard[-2:]
    facts["quoted"] = quoted.wait(10) and quotes[:1]
    print(json.dumps(facts), flush=True)


def trade(client: TradingClient) -> dict[str, Any]:
    account = client.get_account()
    assets = client.get_all_assets()
    clock = client.get_clock()
    days = client.get_calendar(GetCalendarRequest(start=datetime.now(UTC).date()))
    entry = client.submit_order(
        MarketOrderRequest(
            symbol="AAPL",
            qty=10,
            side=BUY,
            time_in_force=DAY,
            client_order_id="bracket",
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfitRequest(limit_price=250),
            stop_loss=StopLossRequest(stop_price=200, limit_price=199),
        )
    )
    found = client.get_order_by_client_id("bracket")
    client.submit_order(MarketOrderRequest(symbol="SPY", notional=250, side=BUY, time_in_force=DAY))
    client.submit_order(MarketOrderRequest(symbol="BTC/USD", qty=0.1, side=BUY, time_in_force=GTC))
    limit = client.submit_order(
        LimitOrderRequest(symbol="MSFT", qty=3, side=BUY, time_in_force=DAY, limit_price=400)
    )
    replaced = client.replace_order_by_id(limit.id, ReplaceOrderRequest(qty=4, limit_price=401.5))
    client.cancel_order_by_id(replaced.id)
    for other in (
        StopOrderRequest(symbol="TSLA", qty=1, side=BUY, time_in_force=GTC, stop_price=400),
        StopLimitOrderRequest(
            symbol="AMZN", qty=1, side=BUY, time_in_force=GTC, stop_price=250, limit_price=251
        ),
        TrailingStopOrderRequest(symbol="META", qty=1, side=SELL, time_in_force=GTC, trail_percent=2),
    ):
        client.submit_order(other)
    refusal = ""
    try:
        client.submit_order(
            MarketOrderRequest(symbol="F", qty=1, side=BUY, time_in_force=DAY, client_order_id="bracket")
        )
    except Exception as error:  # the SDK's own error type is what is looked at
        refusal = f"{type(error).__name__} {getattr(error, 'status_code', '')} {getattr(error, 'code', '')}"
    everything = client.get_orders(GetOrdersRequest(status=QueryOrderStatus.ALL, nested=True))
    positions = client.get_all_positions()
    closed = client.close_position("SPY", ClosePositionRequest(percentage="50"))
    gone = client.close_all_positions(cancel_orders=True)
    activities = client.get("/account/activities/FILL", {"page_size": 5})
    return {
        "account": [account.status.value, str(account.cash)],
        "assets": len(assets),
        "is_open": clock.is_open,
        "days": len(days) > 0,
        "entry": [entry.order_class.value, len(entry.legs or [])],
        "found": found.id == entry.id,
        "replaces": replaced.replaces == limit.id,
        "refusal": refusal,
        "orders": len(everything),
        "positions": sorted(one.symbol for one in positions),
        "closed": closed.symbol,
        "gone": sorted(one.symbol for one in gone),
        "activities": len(activities),
    }


def data(url: str, key: str, secret: str) -> dict[str, Any]:
    start = datetime.now(UTC) - timedelta(days=2)
    stocks = StockHistoricalDataClient(key, secret, url_override=url)
    coins = CryptoHistoricalDataClient(key, secret, url_override=url)
    bars = stocks.get_stock_bars(
        StockBarsRequest(symbol_or_symbols=["AAPL", "SPY"], timeframe=TimeFrame.Hour, start=start)
    )
    coin_bars = coins.get_crypto_bars(
        CryptoBarsRequest(symbol_or_symbols="BTC/USD", timeframe=TimeFrame.Hour, start=start)
    )
    latest = stocks.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols="AAPL"))
    snapshot = stocks.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols="AAPL"))
    return {
        "bars": len(bars.data["AAPL"]) == len(bars.data["SPY"]) == len(coin_bars.data["BTC/USD"]) > 40,
        "latest": latest["AAPL"].ask_price,
        "snapshot": snapshot["AAPL"].daily_bar is not None,
    }


main(*sys.argv[1:])
