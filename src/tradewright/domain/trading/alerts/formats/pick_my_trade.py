"""PickMyTrade: futures alerts; 0 stands for "not set", and numbers and flags may be quoted.

Source: docs.pickmytrade.io; its own validator (`pickmytrade-validation` 0.1.0, MIT) was run beside ours on the samples.
"""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.translation import Translation, is_set

_ACTIONS = {
    "buy": "buy",
    "sell": "sell",
    "long": "buy",
    "short": "sell",
    "close": "exit",
    "flat": "exit",
}
_TYPES = {
    "mkt": "market",
    "market": "market",
    "lmt": "limit",
    "limit": "limit",
    "stp": "stop",
    "stop": "stop",
    "stoplimit": "stop_limit",
    "stplmt": "stop_limit",
}
_IDLE = {
    "platform": "The agent's accounts say where this trades.",
    "inst_type": "The instrument says what it is.",
    "pyramid": "The agent's rules say how often a position may be added to.",
    "duplicate_position_allow": "The agent's rules say how often a position may be added to.",
    "reverse_order_close": "The agent's rules say what an opposite signal does.",
}
_CANNOT = {
    "dollar_tp": "Give tp (a price) or percentage_tp.",
    "dollar_sl": "Give sl (a price) or percentage_sl.",
    "breakeven": "Send an alert with action breakeven when the price is there.",
    "update_tp": "A target of an open position cannot be moved by alert.",
    "update_sl": "A stop of an open position cannot be moved by alert; breakeven can.",
}


def matches(members: Members) -> bool:
    return "token" in members and "data" in members


def read(alert: Translation) -> None:
    """Translate an alert."""
    alert.take_all({"token": "secret", "symbol": "symbol", "date": "fired", "strategy_name": "tag"})
    action = _ACTIONS.get(alert.word("data"))
    if action is None:
        message = f"data must be one of {', '.join(word.upper() for word in _ACTIONS)}."
        alert.wrong("action", alert.path("data"), "choice", message, alert.get("data"))
    else:
        alert.say("action", action, alert.path("data"))
    _read_size(alert)
    _read_order_type(alert)
    _read_protection(alert)
    _read_accounts(alert)
    alert.idle(_IDLE)
    alert.cannot(_CANNOT)
    alert.remark_unread()


def _read_size(alert: Translation) -> None:
    risk, quantity = alert.get("risk_percentage"), alert.get("quantity")
    if is_set(risk):
        alert.say("quantity", risk, alert.path("risk_percentage"))
        alert.say("quantity_mode", "risk_percent", alert.path("risk_percentage"))
        if is_set(quantity):
            alert.remark(alert.path("quantity"), "risk_percentage gives the size.")
    elif is_set(quantity):
        alert.say("quantity", quantity, alert.path("quantity"))
        alert.say("quantity_mode", "lots", alert.path("quantity"))


def _read_order_type(alert: Translation) -> None:
    word, price = alert.word("order_type"), alert.get("price")
    kind = _TYPES.get(word) if word else "market"
    if kind is None:
        message = "order_type must be MKT, LMT, STP or STOPLIMIT."
        alert.fault(alert.path("order_type"), "choice", message, alert.get("order_type"))
        return
    alert.say("order_type", kind, alert.path("order_type"))
    alert.expected |= {"limit_price": alert.path("price"), "stop_price": alert.path("price")}
    limit, stop = alert.get("limit_price"), alert.get("stp_limit_stp_price")
    if kind == "stop_limit":
        alert.expected["stop_price"] = alert.path("stp_limit_stp_price")
        if is_set(stop):
            alert.say("stop_price", stop, alert.path("stp_limit_stp_price"))
    if not is_set(price):
        return
    alert.say("price", price, alert.path("price"))
    if kind in ("limit", "stop_limit") and not is_set(limit):
        alert.say("limit_price", price, alert.path("price"))
    if kind == "stop":
        alert.say("stop_price", price, alert.path("price"))


def _read_protection(alert: Translation) -> None:
    for key, name in {
        "sl": "stop_loss_price",
        "percentage_sl": "stop_loss_percent",
        "tp": "take_profit_price",
        "percentage_tp": "take_profit_percent",
    }.items():
        if is_set(value := alert.get(key)):
            alert.say(name, value, alert.path(key))
    distance, trigger = alert.get("trail_stop"), alert.get("trail_trigger")
    alert.idle({"trail_freq": "The stop follows every price, without steps."})
    if not is_set(alert.get("trail")):
        return
    if not is_set(distance):
        alert.fault(
            alert.path("trail_stop"),
            "missing",
            "A trailing stop needs trail_stop, its distance in price.",
            distance,
        )
        return
    said = {"mode": "price", "value": distance}
    if is_set(trigger):
        said["activation"] = trigger
    alert.say("trailing_stop", said, alert.path("trail_stop"))


def _read_accounts(alert: Translation) -> None:
    accounts = alert.get("multiple_accounts")
    if not is_set(accounts):
        return
    alert.remark(alert.path("multiple_accounts"), "The agent's accounts say where this trades.")
    for place, one in enumerate(accounts if isinstance(accounts, list) else ()):
        multiplier = one.get("quantity_multiplier") if isinstance(one, dict) else None
        if multiplier is not None and is_set(multiplier) and str(multiplier).strip() not in ("1", "1.0"):
            alert.fault(
                alert.path("multiple_accounts", place, "quantity_multiplier"),
                "unsupported",
                "Every account of an agent gets the same rule; make an agent with its own sizing for this account.",
                multiplier,
            )
