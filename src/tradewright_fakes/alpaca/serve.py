"""The fake Alpaca put together and put on a socket."""

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
from tradewright_fakes.alpaca import (
    account,
    activities,
    auth,
    data,
    data_stream,
    events,
    hours,
    oauth,
    orders,
    stream,
    universe,
)
from tradewright_fakes.alpaca.guard import MARKET
from tradewright_fakes.matching import Account, Event, Exchange, Fill, Habits, Instrument, NetBooks
from tradewright_fakes.serving import Door, Skin, Transfer, Venue, secret_for, served

KEY = "FAKEALPACA"
"""The key that `serve` names; any other that begins with FAKE opens an account of its own."""
BUY_STOP_CAPS = ((Decimal(50), Decimal("0.04")), (Decimal(10**9), Decimal("0.025")))
"""Buy stops become stop-limits: 4 % above the stop under 50 dollars, 2.5 % from there."""
TIME_STEP_S = 0.25
COIN_FEES = (Decimal("0.0015"), Decimal("0.0025"))
"""What a maker and a taker of coins pay in the first tier; shares cost nothing."""


class AlpacaSkin(Skin):
    """Alpaca's words and habits over the matching core."""

    name = "alpaca"

    def exchanges(self, venue: Venue) -> dict[str, Exchange]:
        venue.settings.fee_maker, venue.settings.fee_taker = COIN_FEES

        def fee_of(account: Account, instrument: Instrument, fill: Fill) -> tuple[Decimal, str]:
            if instrument.asset_class != "crypto":
                return Decimal(0), "USD"
            # Coins pay in what is received: the coin when buying, dollars when selling.
            return venue.fee_of(
                instrument, fill, default_asset=instrument.base if fill.side == "buy" else "USD"
            )

        exchange = Exchange(
            clock=venue.clock,
            ids=venue.ids,
            session=venue.session,
            habits=Habits(market_remainder="rest", exits_shrink=True, stop_market_caps=BUY_STOP_CAPS),
            instruments=universe.instruments(),
            new_order_id=lambda: venue.ids.uuid("order"),
            new_fill_id=lambda: venue.ids.uuid("fill"),
            fee_of=fee_of,
        )
        for symbol, price in universe.opening_prices().items():
            exchange.set_price(symbol, bid=price, ask=price, last=price)
            exchange.instrument(symbol).traits["anchor"] = price
        exchange.on_quote.append(lambda symbol, quote: data_stream.publish(venue, symbol, quote))
        return {MARKET: exchange}

    def open_account(self, venue: Venue, account_id: str, cash: Decimal) -> None:
        number = venue.ids.number("account")
        venue.exchanges[MARKET].accounts[account_id] = Account(account_id, number, NetBooks(cash))

    def permissions(self) -> dict[str, bool]:
        return {"trading": True, "data": True, "account:write": True}

    def publish(self, venue: Venue, market: str, event: Event) -> None:
        stream.publish(venue, event)
        events.publish(venue, event)

    def transferred(self, venue: Venue, exchange: Exchange, account: Account, moved: Transfer) -> None:
        # The order stream says nothing of transfers; the list of activities does.
        activities.keep_transfer(venue, account, moved)

    def key_of(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str:
        return auth.named_key(headers)

    def error(self, status: int, *, is_unknown: bool) -> Any:
        return {
            "code": status * 100_000,
            "message": "internal server error occurred" if is_unknown else "refused",
        }


def application(venue: Venue) -> ASGIApp:
    """The whole venue as one ASGI application."""

    async def order_stream(socket: WebSocket) -> None:
        await stream.order_stream(venue, socket)

    async def market_stream(socket: WebSocket) -> None:
        await data_stream.market_stream(venue, socket)

    routes: list[BaseRoute] = [
        *orders.routes(venue),
        *account.routes(venue),
        *hours.routes(venue),
        *activities.routes(venue),
        *events.routes(venue),
        *data.routes(venue),
        *oauth.routes(venue),
        *admin_routes(venue),
        WebSocketRoute("/stream", order_stream),
        WebSocketRoute("/v2/{feed}", market_stream),
        WebSocketRoute("/v1beta3/crypto/{loc}", market_stream),
    ]
    return Door(Starlette(routes=routes), venue, streaming=frozenset({events.PATH}))


@dataclass(frozen=True, slots=True)
class AlpacaFake:
    """A running fake: where it is, a key that works, and its admin door."""

    url: str
    """REST of trading, data and OAuth, all on one address."""
    stream_url: str
    data_stream_url: str
    """Base of the data streams: `/v2/iex` and `/v1beta3/crypto/us` under it."""
    key_id: str
    secret: str
    admin: Admin
    venue: Venue


@asynccontextmanager
async def serve(*, port: int = 0, seed: int = 1) -> AsyncIterator[AlpacaFake]:
    """Run a fake Alpaca on loopback until the block ends. Port 0: any free one; the same seed gives the same ids."""
    venue = Venue(AlpacaSkin(), seed=seed)
    async with served(application(venue), port=port) as address, Admin(f"http://{address}") as admin:
        timekeeper = asyncio.create_task(_keep_time(venue))
        try:
            yield AlpacaFake(
                url=f"http://{address}",
                stream_url=f"ws://{address}/stream",
                data_stream_url=f"ws://{address}",
                key_id=KEY,
                secret=secret_for(KEY),
                admin=admin,
                venue=venue,
            )
        finally:
            timekeeper.cancel()


async def _keep_time(venue: Venue) -> None:
    """Let orders expire and sessions open while the clock runs by itself."""
    while True:
        await asyncio.sleep(TIME_STEP_S)
        if not venue.clock.is_set:
            venue.pass_time()
