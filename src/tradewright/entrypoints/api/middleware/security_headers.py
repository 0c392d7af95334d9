"""Headers that tell browsers what this product never does: framing, sniffing, foreign scripts."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from tradewright.entrypoints.api.asgi import with_headers

# Styles: Radix and the chart library place things with style attributes, which 'unsafe-inline' allows; scripts
# come from our own files only. connect-src 'self' covers WebSockets of the same origin.
_CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class SecurityHeaders:
    """Adds the headers to every answer; HSTS only where the public address is https."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", _CSP.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
        ]
        if is_https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))

        # Answers of the API hold what is one trader's own, addresses that can trade among it: no cache keeps them.
        self._api_headers = [*self._headers, (b"cache-control", b"no-store")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            is_api = scope["path"].startswith("/api/")
            send = with_headers(send, self._api_headers if is_api else self._headers)
        await self._app(scope, receive, send)
