"""The fake Binance put together, spot and futures on one address, and put on a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from tradewright_fakes.admin import Admin, admin_routes
from tradewright_fakes.binance import market, streams, universe
from tradewright_fakes.binance.futures import account as futures_account
from tradewright_fakes.binance.futures import algo, listen_keys
from tradewright_fakes.binance.futures import events as futures_events
from tradewright_fakes.binance.futures import orders as futures_orders
from tradewright_fakes.binance.spot import account as spot_account
from tradewright_fakes.binance.spot import events as spot_events
from tradewright_fakes.binance.spot import lists, ws_api
from tradewright_fakes.binance.spot import orders as spot_orders
from tradewright_fakes.matching import (
    Account,
    Event,
    Exchange,
    Fill,
    FuturesBooks,
    Habits,
    Instrument,
    SpotBooks,
)
from tradewright_fakes.serving import Door, Skin, Transfer, Venue, secret_for, served

KEY = "FAKEBINANCE"
"""The key that `serve` names; any other that begins with FAKE opens accounts of its own."""
HABITS = Habits(market_remainder="expire", exits_shrink=False, immediate_remainder="expired")
TIME_STEP_S = 0.25


class BinanceSkin(Skin):
    """Binance's words and habits over two matching cores."""

    name = "binance"

    def exchanges(self, venue: Venue) -> dict[str, Exchange]:
        def spot_fee(account: Account, instrument: Instrument, fill: Fill) -> tuple[Decimal, str]:
            received = instrument.base if fill.side == "buy" else instrument.quote
            return venue.fee_of(instrument, fill, default_asset=received)

        def futures_fee(account: Account, instrument: Instrument, fill: Fill) -> tuple[Decimal, str]:
            return venue.fee_of(instrument, fill, default_asset=instrument.quote)

        made = {}
        for name, listed, fee_of in (
            ("spot", universe.spot_instruments(), spot_fee),
            ("futures", universe.futures_instruments(), futures_fee),
        ):
            exchange = Exchange(
                clock=venue.clock,
                ids=venue.ids,
                session=venue.session,
                habits=HABITS,
                instruments=listed,
                new_order_id=lambda kind=name: str(venue.ids.number(f"{kind}-order")),  # type: ignore[misc]
                new_fill_id=lambda: venue.ids.uuid("fill"),
                fee_of=fee_of,
            )
            for symbol, price in universe.opening_prices().items():
                exchange.set_price(symbol, bid=price, ask=price, last=price)
            made[name] = exchange
        made["spot"].on_quote.append(lambda symbol, quote: streams.publish(venue, "spot", symbol, quote))
        made["futures"].on_quote.append(
            lambda symbol, quote: streams.publish(venue, "futures", symbol, quote)
        )
        return made

    def open_account(self, venue: Venue, account_id: str, cash: Decimal) -> None:
        number, coins = venue.ids.number("account"), venue.exchanges["spot"]
        coins.accounts[account_id] = Account(account_id, number, SpotBooks({"USDT": cash}, coins.instrument))
        venue.exchanges["futures"].accounts[account_id] = Account(account_id, number, FuturesBooks(cash))

    def permissions(self) -> dict[str, bool]:
        return {
            "enableReading": True,
            "enableWithdrawals": False,
            "enableInternalTransfer": False,
            "enableMargin": False,
            "enableFutures": True,
            "permitsUniversalTransfer": False,
            "enableVanillaOptions": False,
            "enableFixApiTrade": False,
            "enableFixReadOnly": False,
            "enableSpotAndMarginTrading": True,
            "enablePortfolioMarginTrading": False,
        }

    def publish(self, venue: Venue, market: str, event: Event) -> None:
        (spot_events if market == "spot" else futures_events).publish(venue, event)

    def transferred(self, venue: Venue, exchange: Exchange, account: Account, moved: Transfer) -> None:
        if exchange is venue.exchanges["spot"]:
            spot_events.publish_transfer(venue, exchange, account, moved)
        else:
            futures_account.keep_income(venue, account, moved)
            futures_events.publish_transfer(venue, exchange, account, moved)

    def key_of(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str:
        return headers.get("x-mbx-apikey", "")

    def error(self, status: int, *, is_unknown: bool) -> Any:
        if status in (418, 429):
            return {"code": -1003, "msg": "Too much request weight used; please use WebSocket Streams."}
        if is_unknown:
            return {
                "code": -1007,
                "msg": "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
            }
        return {"code": -1000, "msg": "An unknown error occurred while processing the request."}


def application(venue: Venue) -> ASGIApp:
    """The whole venue as one ASGI application."""

    async def spot_streams(socket: WebSocket) -> None:
        await streams.serve_streams(venue, socket, "spot")

    async def futures_streams(socket: WebSocket) -> None:
        await streams.serve_streams(venue, socket, "futures")

    async def spot_api(socket: WebSocket) -> None:
        await ws_api.serve_api(venue, socket)

    routes: list[BaseRoute] = [
        *market.routes(venue),
        *spot_orders.routes(venue),
        *lists.routes(venue),
        *spot_account.routes(venue),
        *futures_orders.routes(venue),
        *algo.routes(venue),
        *futures_account.routes(venue),
        *listen_keys.routes(venue),
        *admin_routes(venue),
        WebSocketRoute("/ws-api/v3", spot_api),
    ]
    for path in ("/ws", "/ws/{names:path}", "/stream"):
        routes.append(WebSocketRoute(path, spot_streams))
        # Futures route streams by what they carry; any of the roads leads to any stream here.
        routes += [
            WebSocketRoute(f"{root}{path}", futures_streams)
            for root in ("/public", "/market", "/private", "/futures")
        ]
    return Door(Starlette(routes=routes), venue)


@dataclass(frozen=True, slots=True)
class BinanceFake:
    """A running fake: where it is, a key that works on both markets, and its admin door."""

    url: str
    """REST of spot (`/api`, `/sapi`) and futures (`/fapi`)."""
    ws_api_url: str
    spot_stream_url: str
    """Base of spot's market streams: `/ws/<name>` and `/stream?streams=` under it."""
    futures_stream_url: str
    """Base of futures' streams: `/public`, `/market` and `/private` under it, each with `/ws` and `/stream`."""
    key_id: str
    secret: str
    admin: Admin
    venue: Venue


@asynccontextmanager
async def serve(*, port: int = 0, seed: int = 1) -> AsyncIterator[BinanceFake]:
    """Run a fake Binance on loopback until the block ends. Port 0: any free one; the same seed gives the same ids."""
    venue = Venue(BinanceSkin(), seed=seed)
    async with served(application(venue), port=port) as address, Admin(f"http://{address}") as admin:
        timekeeper = asyncio.create_task(_keep_time(venue))
        try:
            yield BinanceFake(
                url=f"http://{address}",
                ws_api_url=f"ws://{address}/ws-api/v3",
                spot_stream_url=f"ws://{address}",
                futures_stream_url=f"ws://{address}",
                key_id=KEY,
                secret=secret_for(KEY),
                admin=admin,
                venue=venue,
            )
        finally:
            timekeeper.cancel()


async def _keep_time(venue: Venue) -> None:
    """Let orders and listen keys expire while the clock runs by itself."""
    while True:
        await asyncio.sleep(TIME_STEP_S)
        listen_keys.listen_keys(venue)
        if not venue.clock.is_set:
            venue.pass_time()
