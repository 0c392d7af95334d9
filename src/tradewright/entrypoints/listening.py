"""The socket that gateways listen on, made once and shared by all gateway processes of this machine."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Final

BACKLOG: Final = 2048
"""Connections that may wait to be accepted: a burst of two thousand alerts opens that many at once."""

TRY_EVERY_S: Final = 0.1


async def listen_patiently(
    host: str, port: int, *, is_worth_waiting: Callable[[], bool], patience_s: float
) -> socket.socket:
    """Return `listen`'s socket; a taken port is tried again while that is worth it, at most `patience_s`.

    It is after a kill -9 of the product: its gateways outlive it for as long as they drain, and hold the port.
    """
    loop = asyncio.get_running_loop()
    patience_ends = loop.time() + patience_s
    while True:
        try:
            return listen(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or loop.time() >= patience_ends or not is_worth_waiting():
                raise
        await asyncio.sleep(TRY_EVERY_S)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on host and port, and that child processes may inherit. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener
