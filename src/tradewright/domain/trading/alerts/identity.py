"""How an alert is recognised as a repeat. TradingView gives alerts no id, so we go by the best they carry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from tradewright.domain.trading.alerts.members import moment_in
from tradewright.domain.trading.alerts.parse import ParsedAlert

_MINUTE_S = 60
_DAY_S = 24 * 60 * _MINUTE_S


@dataclass(frozen=True, slots=True)
class Identity:
    """Two alerts of one agent with the same `digest` within `window_s` are one.

    `resets_on_flip`: unless an accepted alert for the opposite direction of that symbol came in between, so
    that long, short, long in one bar is three alerts.
    """

    kind: Literal["explicit", "fired", "bar", "content"]
    digest: bytes
    window_s: int
    resets_on_flip: bool


def identify(alert: ParsedAlert) -> Identity:
    """Return how to recognise `alert` again.

    An explicit id is one alert for a week, whatever the rest says; one that is a moment (`alertTimestamp`) is that for one
    thing asked, because an exit and an entry may fire in the same second. A moment of firing makes the same content
    one alert for a day. A bar time does too, but strategies may turn within a bar. Without any time,
    TradingView's own resends (three, within 24 s) must be caught while two real alerts a few minutes apart
    must not.
    """
    if alert.explicit_id is not None:
        return Identity(
            "explicit",
            _digest("explicit", _name_of(alert, alert.explicit_id).encode()),
            7 * _DAY_S,
            resets_on_flip=False,
        )
    if alert.fired_at is not None:
        return Identity("fired", _digest("fired", alert.canonical), _DAY_S, resets_on_flip=False)
    if alert.bar_time is not None:
        return Identity("bar", _digest("bar", alert.canonical), _DAY_S, resets_on_flip=True)
    return Identity("content", _digest("content", alert.canonical), _MINUTE_S, resets_on_flip=True)


def _name_of(alert: ParsedAlert, explicit_id: str) -> str:
    if moment_in(explicit_id) is None:
        return explicit_id
    intent = alert.intent
    asked = (intent.action, intent.symbol, intent.sentiment, intent.target_quantity, intent.tag)
    return "\n".join((explicit_id, *map(str, asked)))


def _digest(kind: str, material: bytes) -> bytes:
    return hashlib.sha256(kind.encode() + b"\x00" + material).digest()
