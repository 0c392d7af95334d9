"""Our own flat message, in JSON, form encoding or key=value text; TradersPost's keys are a part of it.

Source of TradersPost's: its docs and webhook-spec.json (June 2026).
"""

from __future__ import annotations

from tradewright.domain.trading.alerts.names import name_of
from tradewright.domain.trading.alerts.translation import Translation, is_set

QUIET = frozenset(
    {"v", "exchange", "interval", "extras", "broker", "source", "version", "currency", "agent_id"}
)
"""Keys that many templates carry along for people to read."""
_OPTIONS = "Options cannot be traded here; send the underlying's symbol without this."
_CANNOT = {
    **dict.fromkeys(
        ("optionType", "intrinsicValue", "expiration", "strikeCount", "strikesAway", "strikePrice"), _OPTIONS
    ),
    "cancelOrderType": "Send action cancel, which cancels resting entries of the symbol.",
    "rollover": "Send the new contract's symbol.",
}
_IDLE = {"ignoreTradingWindows": "The agent's sessions say when it trades."}
_SPECIAL = frozenset(_CANNOT) | frozenset(_IDLE)


def read(alert: Translation) -> None:
    """Hand every member over whose key is a spelling of one of our names. Null and empty text count as absent."""
    alert.expected.setdefault("symbol", alert.path("ticker"))
    if not _SPECIAL.isdisjoint(alert.members):
        alert.cannot(_CANNOT)
        alert.idle(_IDLE)
    for key, value in alert.members.items():
        name = name_of(key)
        if name is None:
            if key not in alert.read and key not in QUIET and is_set(value):
                alert.remark(alert.path(key), f"{key} is no field of an alert, and nothing is done with it.")
        elif value is not None and value != "":
            alert.say(name, value, alert.path(key))
