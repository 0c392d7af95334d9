"""Prices that move by themselves, for rehearsals where nobody wants to set each tick."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from random import Random

from tradewright_fakes.matching import Exchange
from tradewright_fakes.serving.venue import Venue

STEP_S = 1.0
BASIS_POINTS = 5
"""A tick moves a price by so much of a ten-thousandth at most."""


async def walk(venue: Venue, *, seed: int) -> None:
    """Move every price a little each second, for ever; the same seed gives the same path."""
    draw = Random(f"walk:{seed}")
    while True:
        await asyncio.sleep(STEP_S)
        for exchange in venue.exchanges.values():
            step_prices(exchange, draw)


def step_prices(exchange: Exchange, draw: Random) -> None:
    """One tick of every symbol, a tick's width between bid and ask."""
    for symbol, quote in list(exchange.quotes.items()):
        tick = exchange.instrument(symbol).tick
        moved = quote.last * (1 + Decimal(draw.randint(-BASIS_POINTS, BASIS_POINTS)) / 10_000)
        bid = max(tick, (moved // tick) * tick)
        exchange.set_price(symbol, bid=bid, ask=bid + tick, last=bid)
