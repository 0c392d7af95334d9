"""Where Binance lives: hosts by market and environment. Source: Binance's API documents, read 2026-11-21.

"paper" is what Binance calls testnet (spot) and demo (futures): play money on their machines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from tradewright.domain.trading.ports.linking import VenueEnvironment

Market = Literal["spot", "usdm"]
BROKERS: Final[dict[str, Market]] = {"binance": "spot", "binance_usdm": "usdm"}
"""What accounts call each market."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Base addresses without a slash at the end. `permissions` is where keys are asked about, None where nobody knows."""

    rest: str
    user_stream: str
    """Spot: the websocket API itself. Futures: what a listen key is appended to."""
    quote_stream: str
    permissions: str | None

    @property
    def bar_stream(self) -> str:
        """Where klines are told: futures keep them on a route beside that of the best bid and ask."""
        return self.quote_stream.replace("/public/ws", "/market/ws")


_LIVE: Final = "https://api.binance.com"
_KNOWN: Final[dict[tuple[Market, VenueEnvironment], Addresses]] = {
    ("spot", "live"): Addresses(
        _LIVE, "wss://ws-api.binance.com:443/ws-api/v3", "wss://stream.binance.com:9443/ws", _LIVE
    ),
    ("spot", "paper"): Addresses(
        "https://testnet.binance.vision",
        "wss://ws-api.testnet.binance.vision/ws-api/v3",
        "wss://stream.testnet.binance.vision/ws",
        None,
    ),
    ("usdm", "live"): Addresses(
        "https://fapi.binance.com",
        "wss://fstream.binance.com/private/ws",
        "wss://fstream.binance.com/public/ws",
        _LIVE,
    ),
    ("usdm", "paper"): Addresses(
        "https://demo-fapi.binance.com",
        "wss://demo-fstream.binance.com/private/ws",
        "wss://demo-fstream.binance.com/public/ws",
        None,
    ),
}


def addresses_of(market: Market, environment: VenueEnvironment, base_url: str | None = None) -> Addresses:
    """Return where to ask. Rehearsal needs `base_url`, the root of a fake venue that serves both markets.

    Raises ValueError for rehearsal without one.
    """
    if environment != "rehearsal":
        return _KNOWN[market, environment]
    if base_url is None:
        raise ValueError("a rehearsal needs the address of its venue")
    root = base_url.rstrip("/")
    parts = urlsplit(root)
    socket = urlunsplit(("wss" if parts.scheme == "https" else "ws", parts.netloc, parts.path, "", ""))
    if market == "spot":
        return Addresses(root, f"{socket}/ws-api/v3", f"{socket}/ws", root)
    return Addresses(root, f"{socket}/private/ws", f"{socket}/public/ws", root)
