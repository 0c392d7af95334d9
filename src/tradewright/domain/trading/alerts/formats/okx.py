"""OKX signal bots: section A (strategy placeholders) and section B (ENTER_LONG …) of its specification.

Source: OKX help, "Trading Signal Bot Alert Message 2.0 Specifications" (2024-07-03).
"""

from __future__ import annotations

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.translation import Translation, is_set

_ACTIONS = {
    "buy": "buy",
    "sell": "sell",
    "enterlong": "buy",
    "entershort": "sell",
    "exitlong": "exitlong",
    "exitshort": "exitshort",
}
_UNITS = {
    "base": "fixed",
    "contract": "lots",
    "percentagebalance": "percent_buying_power",
    "percentageposition": "percent_position",
}
_WORDS = {
    "id": "tag",  # the id of an order in the script, the same each time: no id of this alert
    "marketPosition": "sentiment",
    "prevMarketPosition": "prev_sentiment",
    "prevMarketPositionSize": "prev_size",
    "signalToken": "secret",
    "timestamp": "fired",
    "maxLag": "age_max",
}


def matches(members: Members) -> bool:
    return "signalToken" in members


def read(alert: Translation) -> None:
    """Translate a signal bot's message."""
    alert.take_all(_WORDS)
    alert.get("marketPositionSize")
    instrument = alert.get("instrument")
    if isinstance(instrument, str):
        alert.say("symbol", instrument, alert.path("instrument"))
    else:
        alert.wrong("symbol", alert.path("instrument"), "missing", "instrument is missing.", instrument)
    action = _ACTIONS.get(alert.word("action"))
    if action is None:
        alert.fault(
            alert.path("action"),
            "choice",
            f"action must be one of {', '.join(_ACTIONS)}.",
            alert.get("action"),
        )
    else:
        alert.say("action", action, alert.path("action"))
    _read_amount(alert)
    _read_order_type(alert)
    alert.remark_unread()


def _read_amount(alert: Translation) -> None:
    amount, unit = alert.take("amount", "quantity"), alert.word("investmentType")
    if amount is None:
        return
    if unit in _UNITS:
        alert.say("quantity_mode", _UNITS[unit], alert.path("investmentType"))
    elif unit in ("margin", "percentageinvestment"):
        alert.fault(
            alert.path("investmentType"),
            "unsupported",
            "An amount of the bot's margin depends on its leverage there. Send base, contract, percentage_balance or "
            "percentage_position, or leave amount out and let the agent size.",
            alert.get("investmentType"),
        )
    else:
        message = f"investmentType must be one of {', '.join(_UNITS)}."
        alert.fault(alert.path("investmentType"), "choice", message, alert.get("investmentType"))


def _read_order_type(alert: Translation) -> None:
    alert.take("orderType", "order_type")
    offset, path = alert.get("orderPriceOffset"), alert.path("orderPriceOffset")
    if alert.word("orderType") != "limit":
        if is_set(offset):
            alert.remark(path, "A market order has no price to set off.")
    elif is_set(offset):
        message = "Leave the offset 0 (the last price), or let the agent's rules set a limit from the quote."
        alert.wrong("limit_price", path, "unsupported", message, offset)
    else:
        alert.say("price_from", "last", path)
