"""How Alpaca says no: an HTTP status and `{"code", "message"}`, the code beginning with the status in most cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_ENCODE = msgspec.json.Encoder()
_ENCODE_NUMBERS = msgspec.json.Encoder(decimal_format="number")
Handler = Callable[[Request], Awaitable[Response]]


class Refusal(Exception):
    """Ends a request with what the vendor would answer."""

    def __init__(self, status: int, code: int, message: str, **more: object) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, **more}
        self.headers: dict[str, str] = {}


def invalid(message: str) -> Refusal:
    """A parameter that breaks a rule."""
    return Refusal(422, 42210000, message)


def malformed(message: str) -> Refusal:
    """A parameter that is missing or cannot be read."""
    return Refusal(422, 40010001, message)


def forbidden(message: str, **more: object) -> Refusal:
    return Refusal(403, 40310000, message, **more)


def not_found(message: str) -> Refusal:
    return Refusal(404, 40410000, message)


def reply(
    body: Any, status: int = 200, headers: dict[str, str] | None = None, *, numbers: bool = False
) -> Response:
    """JSON; decimals are strings, as in trading, or numbers, as in market data."""
    encoder = _ENCODE_NUMBERS if numbers else _ENCODE
    return Response(encoder.encode(body), status, headers, media_type="application/json")
