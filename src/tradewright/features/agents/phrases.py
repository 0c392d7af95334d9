"""The words of a timeline: documents and rows in, sentences with their numbers out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from tradewright.kernel.money import plain

Document = Mapping[str, Any]
ROUTES = {"tv": "the agent's URL", "unify": "the signed webhook", "test": "the test button"}
SOURCES = {
    "alert": "Alert received",
    "api": "Asked for by a program",
    "manual": "Asked for by hand",
    "kill_switch": "Asked for by the kill switch",
    "reconciliation": "Asked for to settle a discrepancy",
}
STATES = {"denied": "Denied", "failed": "Failed"}
LEGS = {"entry": "Entry", "stop": "Stop-loss", "target": "Take-profit", "exit": "Exit"}
DONE = {"buy": "Bought", "sell": "Sold"}
FILLS = frozenset({"trade", "liquidation", "deleveraging", "settlement"})
"""Kinds of executions that fill an order; the others correct what was booked."""
_SETTLED = {
    "bust": "Execution taken back by the venue",
    "correction": "Execution corrected by the venue",
    "adjustment": "Booked to agree with the venue",
}
_ACTIONS = {
    "buy": "Buy",
    "sell": "Sell",
    "exit": "Exit",
    "reverse": "Reverse",
    "add": "Add to",
    "target": "Bring to a target",
    "breakeven": "Stop to break-even",
    "cancel": "Cancel orders",
    "replace": "Change an order",
    "flatten": "Cancel and close everything",
    "resolve": "Settle a discrepancy",
}
_SIZES = {
    "fixed": "{} units",
    "lots": "{} lots",
    "notional": "worth {}",
    "percent_equity": "{} % of equity",
    "percent_buying_power": "{} % of buying power",
    "percent_position": "{} % of the position",
    "risk_percent": "risking {} %",
    "risk_money": "risking {}",
    "atr_risk": "risking {} % a range",
}
_DISTANCES = {
    "percent": "{} % away",
    "ticks": "{} ticks away",
    "pips": "{} pips away",
    "atr": "{} average ranges away",
    "risk_reward": "at {} times the risk",
    "price": "at {}",
}
_RULES = {
    "kill_switch": "kill switch",
    "symbol_blocked": "blocked symbols",
    "quote_age": "age of the quote",
    "price_collar": "distance from the quote",
    "order_rate": "orders a minute",
    "loss_daily": "daily loss",
    "loss_daily_percent": "daily loss in percent",
    "trades_open": "open trades",
    "position_notional": "position size",
    "exposure_gross": "gross exposure",
    "exposure_net": "net exposure",
    "trades_daily": "trades today",
    "positions": "open positions",
    "order_notional": "order size",
}


def intent(document: Document | None) -> str:
    """Return what is asked: "Buy BTCUSD, 0.5 units, market, stop 2 % away."."""
    if document is None:
        return "Nothing was understood."
    parts = [" ".join(filter(None, (_ACTIONS[document["action"]], document.get("symbol"))))]
    size = document.get("sizing")
    if size is not None:
        parts.append(_SIZES[size["mode"]].format(size["value"]))
    if "target_quantity" in document:
        parts.append(f"{document['target_quantity']} units")
    if document["action"] in {"buy", "sell", "exit", "reverse", "add", "target"}:
        parts.append(document.get("order_type", "market").replace("_", "-"))
    for key, word in (("limit_price", "at"), ("stop_price", "stop price")):
        if key in document:
            parts.append(f"{word} {document[key]}")
    for key, word in (("stop_loss", "stop"), ("take_profit", "target")):
        if key in document:
            parts.append(f"{word} {_protection(document[key])}")
    if "trailing_stop" in document:
        trail = document["trailing_stop"]
        distance = f"{trail['value']} away" if trail["mode"] == "price" else _protection(trail)
        parts.append(f"a stop that trails {distance}")
    return f"{', '.join(parts)}."


def numbering(alert: Document) -> tuple[Literal["ok", "failed"], str, str] | None:
    """Return status, title and sentence of what an alert's number says; None when there is nothing to remark."""
    if alert["numbering"] not in {"gap", "late", "restart"}:
        return None
    strategy, number = alert["intent"]["strategy"], int(alert["intent"]["sequence"])
    if alert["numbering"] == "late":
        sentence = f"Number {number} of {strategy} was overtaken by a later one, and is here after all."
        return "ok", "Came late", sentence
    if alert["numbering"] == "restart":
        sentence = f"{strategy} counts from {number} now, as it does when its alert is made anew."
        return "ok", "The count began anew", sentence
    missed = alert["missed_before"]
    if missed == 1:
        sentence = f"This is number {number} of {strategy}; number {number - 1} never came."
        return "failed", "1 alert was missed before this one", sentence
    between = "and" if missed == 2 else "to"
    numbers = f"numbers {number - missed} {between} {number - 1}"
    sentence = f"This is number {number} of {strategy}; {numbers} never came."
    return "failed", f"{missed} alerts were missed before this one", sentence


def sizing(decision: Document) -> str:
    """Return the sum that led to the quantity, and where stop and target stand."""
    words: str = decision["sizing"].get("words", "")
    protection = decision.get("protection") or {}
    legs = [f"{key} at {protection[key]['price']}" for key in ("stop", "target") if key in protection]
    return f"{words} Protected by a {' and a '.join(legs)}." if legs else words


def risk(document: Document) -> str:
    """Return what risk said, with each rule's value and limit."""
    words: str = document.get("words", "")
    asked = [
        f"{_RULES.get(rule['rule'], rule['rule'])} {rule['value']} of {rule['limit']}"
        for rule in document.get("rules", ())
        if rule["rule"] != "kill_switch" and rule["outcome"] == "passed"
    ]
    return f"{words} ({'; '.join(asked)})" if asked else words


def order(row: Document) -> str:
    """Return the order in one breath: "Buy 0.5 BTCUSD, limit at 100"."""
    text = f"{_ACTIONS[row['side']]} {plain(row['quantity'])} {row['symbol']}, {row['order_type'].replace('_', '-')}"
    if row["limit_price"] is not None:
        text += f" at {plain(row['limit_price'])}"
    if row["stop_price"] is not None:
        text += f" from {plain(row['stop_price'])}"
    return text


def execution(row: Document, of: Document, filled: Decimal) -> tuple[str, str]:
    """Return title and sentence of an execution; `filled` is what its order has filled with it."""
    fee = plain(row["fee"]) + ("" if row["fee_currency"] is None else f" {row['fee_currency']}")
    if row["kind"] == "fee":
        return "Fee told", f"The venue took {fee} for it."
    done = f"{DONE[row['side']]} {plain(row['quantity'])} {row['symbol']} at {plain(row['price'])}, fee {fee}"
    if row["kind"] not in FILLS:
        return _SETTLED.get(row["kind"], "Booked"), f"{done}."
    title = "Filled" if filled >= of["quantity"] else "Partly filled"
    return title, f"{done}; {plain(filled)} of {plain(of['quantity'])} done."


def venue(event: Document, row: Document) -> tuple[Literal["ok", "waiting", "refused", "failed"], str, str]:
    """Return status, title and sentence of what the venue said of an order."""
    data, what = event["data"], f"{LEGS[row['leg']]} order"
    match event["kind"]:
        case "accepted":
            after = (event["recorded_at"] - row["created_at"]).total_seconds() * 1000
            detail = (
                f"{row['broker']} has it as {data['venue_order_id']}, {after:.0f} ms after it was written."
            )
            return "ok", f"{what} accepted by the venue", detail
        case "rejected":
            return "refused", f"{what} rejected by the venue", f"{data['text']} ({data['code']})"
        case "unknown":
            return (
                "waiting",
                f"{what}: outcome not known yet",
                f"{data['cause']}. It is being looked up, not sent again.",
            )
        case "absent":
            return "failed", f"{what} never reached the venue", data["evidence"]
        case "released":
            return (
                "ok",
                f"{what} released",
                f"It goes to the venue now, for {data['quantity']} {row['symbol']}.",
            )
        case "replace_requested":
            return "waiting", f"{what}: change asked for", "The venue has not answered yet."
        case "replaced":
            return (
                "ok",
                f"{what} changed at the venue",
                f"{row['broker']} has it as {data['venue_order_id']} now.",
            )
        case "replace_refused":
            return "failed", f"{what}: change refused", data["text"]
        case "resized":
            return (
                "ok",
                f"{what} sized to what filled",
                f"It now protects {data['quantity']} {row['symbol']}.",
            )
        case "cancel_requested":
            return "waiting", f"{what}: cancel asked for", "The venue has not answered yet."
        case "cancel_refused":
            return "failed", f"{what}: cancel refused", data["text"]
        case "cancelled":
            return "ok", f"{what} cancelled", data["reason"]
        case "expired":
            return "ok", f"{what} expired", data["reason"]
        case other:
            return "ok", f"{what}: {other}", ""


def _protection(document: Document) -> str:
    return _DISTANCES[document["mode"]].format(document["value"])
