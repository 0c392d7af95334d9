"""PineConnector: `LicenseID,command,symbol[,key=value…]` on one line.

The old keys `risk= sl= tp= price=` have no unit of their own: it is a setting of the receiving terminal there,
of the agent here. Sources: docs.pineconnector.com/syntax, /ea and /cheatsheet (2025).
"""

from __future__ import annotations

import re
from typing import Any

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.settings import DISTANCE_UNITS, RISK_UNITS
from tradewright.domain.trading.alerts.translation import Translation, is_set, squeeze

_LINE = re.compile(r"(?:\d{8,20}|\*\*\*)[ \t]*,[ \t]*\w+[ \t]*,")
_VALUE = re.compile(
    r"""(?P<key>\w{1,40})\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^,]*))\s*(?:,|\Z)"""
)
_KEYS_MAX = 60

_BUY, _SELL = ("buy", "long", "bull", "bullish"), ("sell", "short", "bear", "bearish")
_COMMANDS: dict[str, dict[str, str]] = {
    **{word: {"action": "buy"} for word in _BUY},
    **{word: {"action": "sell"} for word in _SELL},
    "buystop": {"action": "buy", "order_type": "stop"},
    "buylimit": {"action": "buy", "order_type": "limit"},
    "sellstop": {"action": "sell", "order_type": "stop"},
    "selllimit": {"action": "sell", "order_type": "limit"},
    "closelong": {"action": "exitlong"},
    "closeshort": {"action": "exitshort"},
    "closelongshort": {"action": "exit"},
    "closeall": {"action": "exit"},
    **{
        word: {"action": "sell", "sentiment": "short"}
        for word in ("closelongsell", "closelongopenshort", "cl+os")
    },
    **{
        word: {"action": "buy", "sentiment": "long"}
        for word in ("closeshortbuy", "closeshortopenlong", "cs+ol")
    },
    "cancellong": {"action": "cancel"},
    "cancelshort": {"action": "cancel"},
}
_NOT_HERE = {
    "newsltp": "Moving a stop or target of an open position by alert cannot be done here; breakeven can.",
    "ea": "Switching a terminal off or on is pausing or resuming the agent here.",
}
_VOLUMES = {
    "vol_lots": "lots",
    "vol_dollar": "risk_money",
    "vol_pct_bal_loss": "risk_percent",
    "vol_pct_eq_loss": "risk_percent",
}
_RISK_MODES = {
    "lots": "lots",
    "units": "fixed",
    "risk_money": "risk_money",
    "risk_percent": "risk_percent",
    "percent_equity": "percent_equity",
}
_ENTRIES = {"price": None, "entry_price": "price", "entry_pips": "pips", "entry_pct": "percent"}
_DISTANCES = {"pips": "pips", "price": "price", "pct": "percent"}
_CANNOT = {
    "spread": "Use the agent's limits: a price collar or a limit order.",
    "accfilter": "Use the agent's limits.",
    "betrigger": "Send an alert with action breakeven when the price is there.",
    "beoffset": "Send an alert with action breakeven when the price is there.",
    "vol_pct_bal_margin": "Give vol_lots, vol_dollar or vol_pct_bal_loss.",
    **dict.fromkeys(
        ("atrtimeframe", "atrperiod", "atrmultiplier", "atrshift", "atrtrigger"),
        "Give trailtrig and traildist in pips, or a trailing stop in the agent's rules.",
    ),
}


def split(text: str) -> Members | None:
    """Return the parts of such a line under names; None for any other text. A key told twice is kept as a list."""
    if not _LINE.match(text):
        return None
    licence, command, rest = text.split(",", 2)
    symbol, _, tail = rest.partition(",")
    members: Members = {"license": licence.strip(), "command": command.strip(), "symbol": symbol.strip()}
    position, tail = 0, tail.strip()
    while position < len(tail) and len(members) < _KEYS_MAX:
        pair = _VALUE.match(tail, position)
        if pair is None:
            members["rest"] = tail[position : position + 40]
            break
        key, value = pair["key"].lower(), (pair["double"] or pair["single"] or pair["bare"] or "").strip()
        members[key] = value if members.get(key, value) == value else [members[key], value]
        position = pair.end()
        while position < len(tail) and tail[position].isspace():
            position += 1
    return members


def matches(members: Members) -> bool:
    return "license" in members and "command" in members


def read(alert: Translation) -> None:
    """Translate a line. Every key it knows is done or refused; any other is a fault, as it is there."""
    alert.take_all({"symbol": "symbol", "comment": "tag"})
    alert.get("license")
    alert.take("license" if alert.get("secret") is None else "secret", "secret")
    command = _read_command(alert)
    _read_volume(alert)
    for name, ours in (("sl", "stop_loss"), ("tp", "take_profit")):
        _read_distance(alert, name, ours)
    _read_trail(alert)
    _read_entry(alert, command)
    alert.cannot(_CANNOT)
    if (rest := alert.get("rest")) is not None:
        alert.fault(
            alert.path("rest"), "key_value", "After the symbol come pairs key=value, parted by commas.", rest
        )
    for key in sorted(alert.members.keys() - alert.read):
        alert.fault(alert.path(key), "unknown_key", f"{key}= is no key of this format.", alert.members[key])


def _read_command(alert: Translation) -> dict[str, str]:
    word, path = squeeze(alert.get("command")), alert.path("command")
    found = _COMMANDS.get(word)
    if found is None:
        for begin, message in _NOT_HERE.items():
            if word.startswith(begin) or (begin == "ea" and word.endswith(("eaon", "eaoff"))):
                alert.wrong("action", path, "unsupported", message, alert.get("command"))
                return {}
        known = ", ".join(_COMMANDS)
        alert.wrong("action", path, "choice", f"command must be one of {known}.", alert.get("command"))
        return {}
    for name, value in found.items():
        alert.say(name, value, path)
    if word == "closeall":
        alert.remark(path, "Closes the position in this symbol. Send action flatten to close everything.")
    if word.startswith("cancel"):
        alert.remark(path, "Cancels the resting entries of this symbol, of either side.")
    return found


def _read_volume(alert: Translation) -> None:
    for key, mode in _VOLUMES.items():
        if alert.take(key, "quantity") is not None:
            alert.say("quantity_mode", mode, alert.path(key))
    risk = alert.get("risk")
    if risk is None:
        return
    unit = alert.settings.risk_unit
    if unit is None:
        _ask_unit(alert, "risk", "risk_unit", RISK_UNITS)
        return
    alert.say("quantity", risk, alert.path("risk"))
    alert.say("quantity_mode", _RISK_MODES[unit], alert.path("risk"))


def _read_distance(alert: Translation, key: str, ours: str) -> None:
    for ending, mode in _DISTANCES.items():
        alert.take(f"{key}_{ending}", f"{ours}_{mode}")
    value = alert.get(key)
    if not is_set(value):
        return
    unit = alert.settings.distance_unit
    if unit is None:
        _ask_unit(alert, key, "distance_unit", DISTANCE_UNITS)
    else:
        alert.say(f"{ours}_{unit}", value, alert.path(key))


def _read_trail(alert: Translation) -> None:
    distance, trigger = alert.get("traildist"), alert.get("trailtrig")
    alert.idle({"trailstep": "The stop follows every price, without steps."})
    if is_set(distance):
        said: dict[str, Any] = {"mode": "pips", "value": distance}
        if is_set(trigger):
            said["activation"] = trigger
        alert.say("trailing_stop", said, alert.path("traildist"))
    elif is_set(trigger):
        alert.fault(
            alert.path("trailtrig"), "missing", "trailtrig= needs traildist=, the distance in pips.", trigger
        )


def _read_entry(alert: Translation, command: dict[str, str]) -> None:
    """Translate where a pending order stands: a price, or a distance from the market of the moment."""
    kind = command.get("order_type")
    alert.expected |= {"limit_price": alert.path("price"), "stop_price": alert.path("price")}
    for key, mode in _ENTRIES.items():
        value = alert.get(key)
        if not is_set(value):
            continue
        unit = mode or alert.settings.entry_unit
        if kind is None:
            alert.remark(alert.path(key), "An order at the market has no price of its own.")
        elif unit is None:
            _ask_unit(alert, key, "entry_unit", DISTANCE_UNITS)
        elif unit == "price":
            alert.say("limit_price" if kind == "limit" else "stop_price", value, alert.path(key))
        elif kind == "limit":
            is_buy = command["action"] == "buy"
            offset = f"-{value}" if is_buy else value
            alert.say(
                "price_from",
                {"source": "ask" if is_buy else "bid", "offset": offset, "mode": unit},
                alert.path(key),
            )
        else:
            message = "A stop order needs a price here, not a distance from the market."
            alert.wrong("stop_price", alert.path(key), "unsupported", message, value)


def _ask_unit(alert: Translation, key: str, setting: str, units: tuple[str, ...]) -> None:
    alert.fault(
        alert.path(key),
        "unit_unknown",
        f"{key}= has no unit of its own. Say in the agent's mapping what {setting} is: {', '.join(units)}.",
        alert.get(key),
    )
