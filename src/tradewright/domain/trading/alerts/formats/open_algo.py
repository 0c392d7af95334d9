"""OpenAlgo: `placeorder`, `placesmartorder` and strategy webhooks.

Source: OpenAlgo's public API documentation (its code is AGPL and was not looked into for this).
"""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.translation import Translation, is_set

_TYPES = {"market": "market", "limit": "limit", "sl": "stop_limit", "slm": "stop"}
_PRODUCT = "The account says how a position is carried; square it off with a session end of the agent's."


def matches(members: Members) -> bool:
    return "apikey" in members and any(key in members for key in ("pricetype", "product", "position_size"))


def read(alert: Translation) -> None:
    """Translate an order. With `position_size` it is a target: that signed size is what shall be held after it."""
    alert.take_all({"apikey": "secret", "strategy": "tag", "symbol": "symbol"})
    alert.idle({"exchange": "The agent's accounts say where this trades.", "product": _PRODUCT})
    alert.cannot({"disclosed_quantity": "Send the whole quantity openly."})
    target = alert.get("position_size")
    if target is not None:
        alert.get("action"), alert.get("quantity")  # both follow from the target
        alert.say("action", "target", alert.path("position_size"))
        alert.say("target_position", target, alert.path("position_size"))
    else:
        alert.take_all({"action": "action", "quantity": "quantity"})
    _read_order_type(alert)
    alert.remark_unread()


def _read_order_type(alert: Translation) -> None:
    word, price, trigger = alert.word("pricetype"), alert.get("price"), alert.get("trigger_price")
    if not word:
        return
    if word not in _TYPES:
        message = "pricetype must be MARKET, LIMIT, SL or SL-M."
        alert.fault(alert.path("pricetype"), "choice", message, alert.get("pricetype"))
        return
    kind = _TYPES[word]
    alert.say("order_type", kind, alert.path("pricetype"))
    alert.expected |= {"limit_price": alert.path("price"), "stop_price": alert.path("trigger_price")}
    if kind in ("limit", "stop_limit") and is_set(price):
        alert.say("limit_price", price, alert.path("price"))
    if kind in ("stop", "stop_limit") and is_set(trigger):
        alert.say("stop_price", trigger, alert.path("trigger_price"))
