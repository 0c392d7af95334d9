"""uvicorn's protocols, opened far enough to be rude: cut a connection, send half a reply, leave a stream half open."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request


class RudeHttp(HttpToolsProtocol):
    """Hands the transport to the application as `scope["state"]["transport"]`."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport


class RudeWebSocket(WebSocketsSansIOProtocol):
    """Hands itself to the application as `scope["state"]["wire"]`."""

    is_frozen = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["state"]["wire"] = self

    def freeze(self) -> None:
        """Answer nothing from here on, not even a ping; the socket stays open."""
        self.is_frozen = True
        self.stop_keepalive()

    def abort(self) -> None:
        """Cut the connection without a closing frame."""
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if not self.is_frozen:
            super().data_received(data)

    async def send(self, message: Any) -> None:
        if not self.is_frozen:
            await super().send(message)
