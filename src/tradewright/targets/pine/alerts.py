"""The alert that a script sends with each order: our agent's JSON, with a count of order events.

The count is of bars on which orders filled: every order placed on a bar carries the next number, so alerts of one bar share
a number, and a number that never arrives is an alert that was missed.
"""

from __future__ import annotations

from tradewright.targets.pine.words import quoted

NAMES = ("order_events", "f_lots", "f_number", "f_price", "f_alert")

_COUNT = """\
// Bars on which an order filled, counted: an alert carries the next number, so a number that is left out was missed.
var int order_events = 0
float size_before = nz(strategy.position_size[1])
float closed_before = nz(strategy.closedtrades[1])
if strategy.position_size != size_before or strategy.closedtrades != closed_before
    order_events += 1"""

_FUNCTIONS = """\
f_lots(float x) => math.floor(x / syminfo.mincontract + 0.000000001) * syminfo.mincontract
f_number(string name, float x) => na(x) ? "" : ',"' + name + '":"' + str.tostring(x) + '"'
f_price(string name, float x) => na(x) ? "" : ',"' + name + '":"' + str.tostring(x, format.mintick) + '"'
f_alert(string tag, string action, string after, float quantity, float stop, float target) =>
    string what = '{"ticker":"' + syminfo.ticker + '","action":"' + action + '"' + after + f_number("quantity", quantity)
    string where = f_price("price", close) + f_price("stop_loss", stop) + f_price("take_profit", target)
    string bar = str.tostring(time, "#")
    string number = str.tostring(order_events + 1, "#")
    string count = ',"strategy_id":"' + STRATEGY + '","sequence":"' + number + '"'
    string which = ',"bar_time":"' + bar + '","tag":"' + tag + '"'
    what + where + count + which + ',"id":"' + STRATEGY + ' ' + bar + ' ' + number + ' ' + tag + '"}'"""


def alert_lines(strategy_id: str) -> list[str]:
    """Return the counter and the functions that build a message. `strategy_id` goes into every message."""
    inside = strategy_id.replace("\\", "").replace('"', "")
    return [_COUNT, _FUNCTIONS.replace("STRATEGY", quoted(inside))]


def message(
    tag: str, action: str, *, after: str = "", quantity: str = "na", stop: str = "na", target: str = "na"
) -> str:
    """Return the call that builds one order's message. `after` is the side held afterwards, if the action does not say."""
    told = f'\',"sentiment":"{after}"\'' if after else '""'
    return f"f_alert({quoted(tag)}, {quoted(action)}, {told}, {quantity}, {stop}, {target})"
