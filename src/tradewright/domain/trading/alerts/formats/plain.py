"""A message as one would say it: `buy BTCUSDT 0.5 sl=2% tp=4%`, `close long ETHUSD`, `flatten`.

An action, a symbol, perhaps a size (units, or 10%: of equity, of the position for an exit), then key=value pairs with the
fields of our own message.
"""

from __future__ import annotations

import re

from tradewright.domain.trading.alerts.decode import Members, decode_pairs, put_member

_TEXT = re.compile(
    r"""
    (?P<action> (?:close|exit)[ \t]+(?:long|short) | [a-z]+ )
    (?: [ \t]+ (?P<symbol> [a-z0-9][a-z0-9:._/!&\-]{0,60} ) (?![ \t]*=) )?
    (?: [ \t]+ (?P<quantity> \d[\d.]{0,40} ) (?P<percent> %? ) (?=[\s,;]|\Z) )?
    [\s,;]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ACTIONS = frozenset(
    {"buy", "sell", "long", "short", "exit", "close", "add", "reverse", "breakeven", "cancel", "flatten"}
)


def split(text: str) -> Members | None:
    """Return what such a text says under our own names; None for any other text. Raises Invalid for bad pairs after it."""
    found = _TEXT.match(text)
    if (
        found is None
        or found["action"].split()[0].lower() not in _ACTIONS
        or text[found.end("action") :].lstrip()[:1] == "="
    ):
        return None
    members: Members = {"action": found["action"]}
    if found["symbol"] is not None:
        members["ticker"] = found["symbol"]
    if found["quantity"] is not None:
        members["quantity"] = found["quantity"]
        if found["percent"]:
            leaves = found["action"].lower().startswith(("exit", "close"))
            members["quantity_mode"] = "percent_position" if leaves else "percent_equity"
    for key, value in decode_pairs(text, start=found.end()).items():
        put_member(members, key, value)
    return members
