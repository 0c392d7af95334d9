"""The socket that gateways listen on, made once and shared by all gateway processes of this machine."""

from __future__ import annotations

import socket
from typing import Final

BACKLOG: Final = 2048
"""Connections that may wait to be accepted: a burst of two thousand alerts opens that many at once."""


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
