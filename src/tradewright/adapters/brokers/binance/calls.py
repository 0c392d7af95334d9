"""One request to Binance as a value: the pure parts make them, `api` sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tradewright.adapters.brokers.binance.signing import Value

Security = Literal["public", "key", "signed"]
"""public: nothing; key: the key's name in the header; signed: time and signature as well."""


@dataclass(frozen=True, slots=True)
class Call:
    """`weight` is what it costs of the address's minute, `orders` what it costs of the account's order count."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    params: Mapping[str, Value] = field(default_factory=dict)
    weight: int = 1
    orders: int = 0
    security: Security = "signed"


class CannotSay(ValueError):
    """The market has no way to say what was asked for; nothing is sent. The message is for the trader."""
