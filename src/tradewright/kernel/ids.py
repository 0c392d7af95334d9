"""Identifiers: typed, sortable when new, derived when an act may be retried.

A new fact gets a UUIDv7 (time-ordered, so indexes stay narrow). Anything that can be attempted twice
gets an id derived from what caused it, so the second attempt finds the first.
"""

from __future__ import annotations

import os
import time
from typing import NewType
from uuid import UUID, uuid5

UserId = NewType("UserId", UUID)
AccountId = NewType("AccountId", UUID)
AgentId = NewType("AgentId", UUID)
AgentVersionId = NewType("AgentVersionId", UUID)
AlertId = NewType("AlertId", UUID)
SignalId = NewType("SignalId", UUID)
OrderId = NewType("OrderId", UUID)
ExecutionId = NewType("ExecutionId", UUID)
StrategyId = NewType("StrategyId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
SessionId = NewType("SessionId", UUID)
ClientOrderId = NewType("ClientOrderId", str)
VenueOrderId = NewType("VenueOrderId", str)
VenueExecutionId = NewType("VenueExecutionId", str)
CorrelationId = NewType("CorrelationId", UUID)

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ORDER_NAMESPACE = UUID("6f1a4a52-6f0b-5c0e-9d5a-2f6a1f5f7d11")


def new_uuid7() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)


def derive_order_id(signal_id: SignalId, *, leg: str) -> OrderId:
    """Return the one id the order for this leg of this signal can ever have.

    `leg` is "entry", "stop", "target", "exit" or "exit:<n>"; the same pair always gives the same id, so a
    signal that is worked on twice after a crash finds its own order instead of making a second.
    """
    return OrderId(uuid5(_ORDER_NAMESPACE, f"{signal_id}/{leg}"))


def client_order_id(order_id: OrderId) -> ClientOrderId:
    """Return the id the venue sees: 26 characters of Crockford base32, which every broker we know accepts."""
    value = order_id.int
    characters = []
    for _ in range(26):
        characters.append(_CROCKFORD[value & 31])
        value >>= 5
    return ClientOrderId("".join(reversed(characters)))


def shard_of(user_id: UserId, *, shard_count: int) -> int:
    """Return the shard in [0, shard_count) whose executor is the only writer for this user's accounts."""
    return user_id.int % shard_count
