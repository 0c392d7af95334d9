"""`tradewright fake …`: a venue to rehearse on, on this machine alone, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from tradewright_fakes.admin import Admin
    from tradewright_fakes.serving import Venue

fake_app = typer.Typer(help="Fake venues to rehearse on: no money, no network.", no_args_is_help=True)

Port = Annotated[int, typer.Option(help="Port to listen on, on 127.0.0.1; 0: any free one.")]
Seed = Annotated[
    int | None, typer.Option(help="Repeat a rehearsal: the same seed and acts give the same ids.")
]
Prices = Annotated[
    list[str] | None, typer.Option("--price", help="SYMBOL=PRICE to begin with; again for more.")
]
Moving = Annotated[bool, typer.Option("--moving", help="Let prices move by themselves each second.")]


@fake_app.command("alpaca")
def alpaca(port: Port = 8701, seed: Seed = None, price: Prices = None, moving: Moving = False) -> None:
    """Alpaca: stocks and coins, order stream, market data, OAuth."""
    from tradewright_fakes.alpaca import serve

    prices, chosen = _read_prices(price), _seed(seed)

    async def act() -> None:
        async with serve(port=port, seed=chosen) as venue:
            await _set_prices(venue.admin, prices)
            facts = {
                "REST": venue.url,
                "Order stream": venue.stream_url,
                "Data streams": f"{venue.data_stream_url}/v2/iex and /v1beta3/crypto/us",
                "Key": venue.key_id,
                "Secret": venue.secret,
            }
            await _stay("Alpaca", venue.url, facts, venue.venue, chosen, moving=moving)

    _run(act())


@fake_app.command("binance")
def binance(port: Port = 8702, seed: Seed = None, price: Prices = None, moving: Moving = False) -> None:
    """Binance: spot and USDT-M futures, user streams, market streams."""
    from tradewright_fakes.binance import serve

    prices, chosen = _read_prices(price), _seed(seed)

    async def act() -> None:
        async with serve(port=port, seed=chosen) as venue:
            await _set_prices(venue.admin, prices)
            facts = {
                "REST": f"{venue.url} (/api, /sapi, /fapi)",
                "WebSocket API": venue.ws_api_url,
                "Streams": f"{venue.spot_stream_url}/ws (spot), /public, /market and /private (futures)",
                "Key": venue.key_id,
                "Secret": venue.secret,
            }
            await _stay("Binance", venue.url, facts, venue.venue, chosen, moving=moving)

    _run(act())


def _seed(given: int | None) -> int:
    # Two rehearsals on one account must not give two orders the same id, so without a seed each start counts on elsewhere.
    return given if given is not None else int(time.time())


def _read_prices(given: list[str] | None) -> dict[str, str]:
    prices = {}
    for one in given or ():
        symbol, is_given, price = one.partition("=")
        if not is_given or not symbol or not price:
            raise typer.BadParameter(f"{one!r} is not SYMBOL=PRICE", param_hint="--price")
        prices[symbol] = price
    return prices


async def _set_prices(admin: Admin, prices: Mapping[str, str]) -> None:
    from tradewright_fakes.admin import AdminRefusal

    for symbol, price in prices.items():
        try:
            await admin.price(symbol, price)
        except AdminRefusal as refusal:
            raise typer.BadParameter(refusal.reason, param_hint="--price") from refusal


async def _stay(
    name: str, url: str, facts: Mapping[str, str], venue: Venue, seed: int, *, moving: bool
) -> None:
    """Say how to use the venue, then serve until somebody ends it."""
    from tradewright_fakes.serving import walk

    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    console.print(f"\n[bold]A fake {name} is running[/bold] (seed {seed})\n")
    for label, value in {**facts, "Admin door": f"{url}/__admin"}.items():
        console.print(f"  [dim]{label:<14}[/dim] {value}")
    console.print(
        "\n  In the linking form choose Rehearsal, and paste the key, the secret and this address:\n\n"
        f"  {url}\n\n  Any other key that begins with FAKE opens an account of its own; its secret is secret-of-<key>."
        "\n  Ctrl-C ends it; nothing is kept.\n"
    )
    sys.stdout.flush()
    mover = asyncio.create_task(walk(venue, seed=seed)) if moving else None
    try:
        await asyncio.Event().wait()
    finally:
        if mover is not None:
            mover.cancel()


def _run(work: Coroutine[Any, Any, None]) -> None:
    import uvloop

    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(work)
