"""Closes the network to tests: loopback and Unix sockets work, the rest fails at once and says who tried."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkIsClosed(AssertionError):
    """A test tried to reach a machine other than this one."""


def close_network() -> None:
    """Refuse connections that leave this machine, in this process, until `open_network`."""
    setattr(socket.socket, "connect", _guarded_connect)  # noqa: B010 - mypy forbids assigning to a method
    setattr(socket.socket, "connect_ex", _guarded_connect_ex)  # noqa: B010


def open_network() -> None:
    setattr(socket.socket, "connect", _connect)  # noqa: B010
    setattr(socket.socket, "connect_ex", _connect_ex)  # noqa: B010


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _check(self, address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _check(self, address)
    return _connect_ex(self, address)


def _check(used: socket.socket, address: Any) -> None:
    if used.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0])
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    if not is_here:
        raise NetworkIsClosed(f"tests stay on this machine; something tried to reach {host}")
