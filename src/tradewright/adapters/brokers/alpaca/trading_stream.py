"""Alpaca's stream of order events as a line of the transport: logging in by either of its two forms, binary JSON frames."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from tradewright.adapters.brokers.alpaca.updates import TradeUpdate, parse_update
from tradewright.adapters.brokers.transport import Dial, StreamRefused, Unreadable, Wire, load_json
from tradewright.domain.trading.ports.broker import ConnectionChanged, StreamGap
from tradewright.domain.trading.ports.linking import Credential

UPDATES: Final = "trade_updates"
_GREETINGS_MAX: Final = 20
"""Frames read while waiting for one answer: more than any server says before it lets us in."""


class TradingLine:
    """What the stream of one account needs; hands each update to `on_update`."""

    def __init__(
        self,
        url: str,
        credential: Credential,
        *,
        on_update: Callable[[TradeUpdate], None],
        on_connection: Callable[[ConnectionChanged | StreamGap], None],
    ) -> None:
        self._url = url
        self._credential = credential
        self._on_update = on_update
        self.tell = on_connection

    async def dial(self) -> Dial:
        return Dial(self._url)

    async def greet(self, wire: Wire) -> None:
        """Log in, trying the documented form when the newer one is not understood, and ask for order events."""
        for form in _logins(self._credential):
            await wire.send(json.dumps(form))
            answer = await _await(wire, "authorization")
            if answer.get("status") == "authorized":
                break
        else:
            raise StreamRefused("Alpaca's stream does not let this key in", is_revoked=True)
        await wire.send(json.dumps({"action": "listen", "data": {"streams": [UPDATES]}}))
        listening = await _await(wire, "listening")
        if UPDATES not in (listening.get("streams") or []):
            raise StreamRefused("Alpaca's stream does not tell this key of its orders")

    def hear(self, frame: str | bytes) -> None:
        message = _message(frame)
        if message.get("stream") == UPDATES:
            self._on_update(parse_update(message.get("data")))


def _logins(credential: Credential) -> list[dict[str, Any]]:
    """Return the messages to log in with, the one to try first in front."""
    secret = credential.secret.reveal()
    if credential.kind == "oauth":
        return [{"action": "authenticate", "data": {"oauth_token": secret}}]
    return [
        {"action": "auth", "key": credential.key_id, "secret": secret},
        {"action": "authenticate", "data": {"key_id": credential.key_id, "secret_key": secret}},
    ]


async def _await(wire: Wire, stream: str) -> dict[str, Any]:
    for _ in range(_GREETINGS_MAX):
        message = _message(await wire.receive())
        if message.get("stream") == stream:
            data = message.get("data")
            return data if isinstance(data, dict) else {}
        if message.get("error") or message.get("stream") == "error":
            return {}
    raise StreamRefused(f"Alpaca's stream never said {stream}")


def _message(frame: str | bytes) -> dict[str, Any]:
    try:
        message = load_json(frame)
    except ValueError as cause:
        raise Unreadable("a frame of the order stream is not JSON") from cause
    if not isinstance(message, dict):
        raise Unreadable("a frame of the order stream is no message")
    return message
