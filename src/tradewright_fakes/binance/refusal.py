"""How Binance says no: `{"code": -1013, "msg": "..."}`, mostly with HTTP 400."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

_ENCODE = msgspec.json.Encoder()


class Refusal(Exception):
    """Ends a request with what the vendor would answer."""

    def __init__(self, code: int, message: str, *, status: int = 400, data: Any = None) -> None:
        super().__init__(f"{code} {message}")
        self.code, self.message, self.status = code, message, status
        self.body: dict[str, Any] = {"code": code, "msg": message}
        if data is not None:
            self.body["data"] = data
        self.headers: dict[str, str] = {}


def missing(name: str) -> Refusal:
    return Refusal(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def refused(message: str) -> Refusal:
    """The order was refused; only the words tell why."""
    return Refusal(-2010, message)


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON with decimals as strings."""
    return Response(_ENCODE.encode(body), status, headers, media_type="application/json;charset=UTF-8")
