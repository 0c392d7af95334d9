"""Where Alpaca lives: hosts by environment. Source: specs of Alpaca's trading and data APIs, read 2026-11-21."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from tradewright.domain.trading.ports.linking import VenueEnvironment

DATA: Final = "https://data.alpaca.markets"
DATA_STREAM: Final = "wss://stream.data.alpaca.markets"
OAUTH_AUTHORISE: Final = "https://app.alpaca.markets/oauth/authorize"
OAUTH_TOKEN: Final = "https://api.alpaca.markets/oauth/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class Addresses:
    """Base addresses without a slash at the end; `oauth_*` are whole ones."""

    trading: str
    trading_stream: str
    data: str
    data_stream: str
    oauth_authorise: str
    oauth_token: str


def addresses_of(environment: VenueEnvironment, base_url: str | None = None) -> Addresses:
    """Return where to ask. Rehearsal needs `base_url`, the root of a fake venue that serves everything.

    Raises ValueError for rehearsal without one.
    """
    if environment != "rehearsal":
        host = "api.alpaca.markets" if environment == "live" else "paper-api.alpaca.markets"
        return Addresses(
            trading=f"https://{host}",
            trading_stream=f"wss://{host}/stream",
            data=DATA,
            data_stream=DATA_STREAM,
            oauth_authorise=OAUTH_AUTHORISE,
            oauth_token=OAUTH_TOKEN,
        )
    if base_url is None:
        raise ValueError("a rehearsal needs the address of its venue")
    root = base_url.rstrip("/")
    parts = urlsplit(root)
    socket = urlunsplit(("wss" if parts.scheme == "https" else "ws", parts.netloc, parts.path, "", ""))
    return Addresses(
        trading=root,
        trading_stream=f"{socket}/stream",
        data=root,
        data_stream=socket,
        oauth_authorise=f"{root}/oauth/authorize",
        oauth_token=f"{root}/oauth/token",
    )
