"""Where a request comes from: which site (Origin) and which machine (behind trusted proxies)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from tradewright.entrypoints.api.asgi import header
from tradewright.platform.settings import Settings

Networks = tuple[IPv4Network | IPv6Network, ...]


def is_own_origin(scope: Scope, settings: Settings) -> bool:
    """Say whether the page that made this request is ours, or no page made it.

    A browser names the page's origin on every unsafe request and every WebSocket; programs do not. Ours are the
    public address and the host the request itself was sent to.
    """
    origin = header(scope, b"origin")
    if origin is None:
        return header(scope, b"sec-fetch-site") in {None, "same-origin", "none"}
    if origin == _origin_of(settings.public_url):
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc == header(scope, b"host")


def remote_ip(scope: Scope, trusted: Networks) -> str:
    """Return the address of the machine that asks: the last one that no trusted proxy of ours added."""
    client = scope.get("client")
    address = client[0] if client else ""
    if not _is_in(address, trusted):
        return address
    # Some proxies add to the header, others add a header: all of them together are the way the request came.
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = [part.strip() for part in ",".join(lines).split(",") if part.strip()]
    for candidate in reversed(forwarded):
        if not _is_address(candidate):
            break  # no machine: the last that we can name is as far as we go
        address = candidate
        if not _is_in(candidate, trusted):
            break
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: Networks) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
