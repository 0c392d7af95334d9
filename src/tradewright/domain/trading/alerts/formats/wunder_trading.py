"""WunderTrading: a code such as ENTER-LONG_Bybit_BTCUSDT_Name_15M_8e34…, bare or in a JSON object.

Source: WunderTrading's public tool schemas (2026) and bots that send to it.
"""

from __future__ import annotations

import re
from typing import Any

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.members import number_in
from tradewright.domain.trading.alerts.settings import DEVIATION_UNITS
from tradewright.domain.trading.alerts.translation import Translation, is_set
from tradewright.kernel.money import plain

_CODE = re.compile(r"(ENTER|EXIT)-(LONG|SHORT|ALL)(_[^\s_]{1,60}){0,8}\Z", re.IGNORECASE)
_ACTIONS = {
    "ENTER-LONG": "buy",
    "ENTER-SHORT": "sell",
    "EXIT-LONG": "exitlong",
    "EXIT-SHORT": "exitshort",
    "EXIT-ALL": "exit",
}
_UNITS = {
    "quote": "notional",
    "$": "notional",
    "base": "fixed",
    "contracts": "lots",
    "percents": "percent_equity",
}
_CANNOT = {
    "trailingStop": "Give the trailing stop in the agent's rules.",
    "moveToBreakeven": "Send an alert with action breakeven when the price is there.",
    "extraOrders": "Send each further entry as an alert of its own.",
}
_HUNDRED = 100


def split(text: str) -> Members | None:
    """Return a bare code as the object it stands for; None for any other text."""
    return {"code": text.strip()} if _CODE.match(text.strip()) else None


def matches(members: Members) -> bool:
    code = members.get("code")
    return isinstance(code, str) and _CODE.match(code.strip()) is not None


def read(alert: Translation) -> None:
    """Translate a code and what its object adds."""
    parts = str(alert.get("code")).strip().split("_")
    path = alert.path("code")
    action = _ACTIONS.get(parts[0].upper())
    if action is None:
        alert.wrong(
            "action", path, "choice", f"The code must begin with one of {', '.join(_ACTIONS)}.", parts[0]
        )
    else:
        alert.say("action", action, path)
    if alert.take("pair", "symbol") is None:
        if len(parts) > 2:
            alert.say("symbol", parts[2], path)
        else:
            alert.wrong(
                "symbol", path, "missing", "The code names no pair: it is CODE_exchange_PAIR_….", parts[0]
            )
    alert.take_all({"orderType": "order_type", "reduceOnly": "reduce_only"})
    if alert.word("orderType") == "limit":
        alert.take("price", "limit_price")
    _read_amount(alert)
    leverage = number_in(alert.get("leverage"))
    if leverage is not None and leverage > 1:
        message = "Leverage is set at the venue, and the agent's sizing says how much; leave it out."
        alert.fault(alert.path("leverage"), "unsupported", message, leverage)
    _read_protection(alert)
    alert.cannot(_CANNOT)
    alert.remark_unread()


def _read_amount(alert: Translation) -> None:
    amount, unit = alert.get("amountPerTrade"), alert.get("amountPerTradeType")
    if amount is None:
        return
    path = alert.path("amountPerTrade")
    if unit not in _UNITS:
        message = f"amountPerTradeType must be one of {', '.join(_UNITS)}."
        alert.fault(alert.path("amountPerTradeType"), "choice", message, unit)
        return
    alert.say("quantity_mode", _UNITS[unit], alert.path("amountPerTradeType"))
    if unit != "percents":
        alert.say("quantity", amount, path)
    elif (ratio := number_in(amount)) is None or not 0 < ratio <= 1:
        alert.fault(path, "range", "With percents, amountPerTrade is a ratio above 0 and at most 1.", amount)
    else:
        alert.say("quantity", plain(ratio * _HUNDRED), path)


def _read_protection(alert: Translation) -> None:
    if (stop := alert.inner("stopLoss")) is not None:
        _read_deviation(stop, "stop_loss")
        stop.remark_unread()
    targets = alert.get("takeProfits")
    if not is_set(targets):
        return
    if not isinstance(targets, list) or not all(isinstance(one, dict) for one in targets):
        alert.fault(alert.path("takeProfits"), "object", "takeProfits must be a list of objects.", targets)
        return
    for place in range(1, len(targets)):
        message = "One target can be held for a position; send the first alone."
        alert.fault(alert.path("takeProfits", place), "unsupported", message)
    first = Translation(
        targets[0], alert.path("takeProfits", 0), alert.settings, alert.said, {}, alert.faults, alert.remarks
    )
    _read_deviation(first, "take_profit")
    portion: Any = first.get("portfolio")
    if portion is not None and number_in(portion) != 1:
        message = "A target closes the whole position here; portfolio must be 1."
        first.fault(first.path("portfolio"), "unsupported", message, portion)
    first.remark_unread()


def _read_deviation(part: Translation, ours: str) -> None:
    if (price := part.get("price")) is not None:
        part.say(f"{ours}_price", price, part.path("price"))
    value = part.get("priceDeviation")
    if value is None:
        return
    path, number = part.path("priceDeviation"), number_in(value)
    if part.settings.deviation_unit is None:
        message = (
            "priceDeviation is a ratio to some senders and a percent to others. Say in the agent's mapping what "
            f"deviation_unit is: {', '.join(DEVIATION_UNITS)}."
        )
        part.fault(path, "unit_unknown", message, value)
    elif number is None or number <= 0:
        part.fault(path, "positive", "priceDeviation must be a number above zero.", value)
    else:
        percent = number * _HUNDRED if part.settings.deviation_unit == "ratio" else number
        part.say(f"{ours}_percent", plain(percent), path)
