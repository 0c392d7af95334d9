"""HTTP for senders who take their time: a request's head must arrive soon, and may not grow without end.

Uvicorn waits for a head for ever and keeps whatever comes, so a handful of machines that send a byte now and then
could hold every connection of a gateway. Bodies have their own patience, where they are read.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_WITHIN_S = 10.0
"""From the connection, or from the first byte after an answer, to the end of the headers."""
HEAD_BYTES_MAX = 64 * 1024
"""Looked at after each read, so what one read brings is let through."""


class PatientHttp(HttpToolsProtocol):
    """Uvicorn's protocol with an end to its patience. Answers 408 or 431 and closes."""

    head_within_s = HEAD_WITHIN_S
    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_expecting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        cycle = cast(RequestResponseCycle | None, self.cycle)  # none before the first request
        if self._deadline is None and (cycle is None or cycle.response_complete):
            self._expect_head()
        super().data_received(data)
        if self._deadline is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._stop_expecting()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._deadline = self.loop.call_later(self.head_within_s, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_expecting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._stop_expecting()
        if not self.transport.is_closing():
            line = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(line.encode())
            self.transport.close()
