"""The local PostgreSQL and NATS: from wheels, below TRADEWRIGHT_HOME, started and stopped by `tradewright
up`.

Start with `EmbeddedServers`. Past one machine none of this runs: the servers are then URLs in the settings.
"""

from tradewright.platform.embedded.errors import (
    DataFromOtherVersion,
    EmbeddedError,
    HomeInUse,
    HomeNotOurs,
    RootIsLimited,
    ServerFailed,
    UnsafeDirectory,
)
from tradewright.platform.embedded.home import Home, HomeLock
from tradewright.platform.embedded.nats import EmbeddedNats
from tradewright.platform.embedded.postgres import EmbeddedPostgres
from tradewright.platform.embedded.stack import EmbeddedServers, Endpoints, find_endpoints, was_killed

__all__ = [
    "DataFromOtherVersion",
    "EmbeddedError",
    "EmbeddedNats",
    "EmbeddedPostgres",
    "EmbeddedServers",
    "Endpoints",
    "Home",
    "HomeInUse",
    "HomeLock",
    "HomeNotOurs",
    "RootIsLimited",
    "ServerFailed",
    "UnsafeDirectory",
    "find_endpoints",
    "was_killed",
]
