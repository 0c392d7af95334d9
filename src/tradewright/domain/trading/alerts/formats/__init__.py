"""The formats of other bridges, told apart by shape alone, each translated into our own words.

One module a format: `matches` says whose members these are, `read` hands them over; a format that is no JSON has a `split`
from text to members. Every value keeps its place, so that a fault points into the sender's own message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.formats import (
    alertatron,
    capitalise,
    okx,
    open_algo,
    pick_my_trade,
    pine_connector,
    plain,
    three_commas,
    wunder_trading,
)
from tradewright.domain.trading.alerts.translation import Translation

ForeignFormat = Literal[
    "three_commas_signal",
    "three_commas_deal",
    "okx",
    "open_algo",
    "pick_my_trade",
    "capitalise",
    "wunder_trading",
    "pine_connector",
    "alertatron",
]


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing alerts that is not ours. `told_by` says how it is recognised; `asks` names the settings of a
    mapping that it may need.
    """

    name: ForeignFormat
    title: str
    matches: Callable[[Members], bool]
    read: Callable[[Translation], None]
    told_by: str
    asks: tuple[str, ...] = ()


FORMATS = (
    Format(
        "three_commas_signal",
        "3Commas signal bot",
        three_commas.is_signal,
        three_commas.read_signal,
        "bot_uuid and secret",
    ),
    Format(
        "three_commas_deal",
        "3Commas DCA bot",
        three_commas.is_deal,
        three_commas.read_deal,
        "message_type bot and email_token",
        ("bot_sides",),
    ),
    Format("okx", "OKX signal bot", okx.matches, okx.read, "signalToken"),
    Format(
        "open_algo",
        "OpenAlgo",
        open_algo.matches,
        open_algo.read,
        "apikey with pricetype, product or position_size",
    ),
    Format("pick_my_trade", "PickMyTrade", pick_my_trade.matches, pick_my_trade.read, "token and data"),
    Format("capitalise", "Capitalise.ai", capitalise.matches, capitalise.read, "alertId", ("triggers",)),
    Format(
        "wunder_trading",
        "WunderTrading",
        wunder_trading.matches,
        wunder_trading.read,
        "ENTER-LONG_…, bare or as code",
        ("deviation_unit",),
    ),
    Format(
        "pine_connector",
        "PineConnector",
        pine_connector.matches,
        pine_connector.read,
        "60123456789,buy,EURUSD,…",
        ("risk_unit", "distance_unit", "entry_unit"),
    ),
    Format(
        "alertatron",
        "Alertatron",
        alertatron.matches,
        alertatron.read,
        "Keys(BTCUSDT) { market(…); … }",
    ),
)
"""In the order in which they are tried: the first that matches is it."""

SPLITS: tuple[Callable[[str], Members | None], ...] = (
    pine_connector.split,
    alertatron.split,
    wunder_trading.split,
    plain.split,
)
"""How texts that are no JSON come apart, in the order in which they are tried; `key=value` is the last resort."""


_OWN_TITLES = {
    "flat": "Tradewright or TradersPost",
    "unify.v1": "The unify.v1 envelope",
    "text": "Text",
    "form": "Form encoding",
    "mapped": "The agent's mapping",
    "trigger": "A trigger of the agent's",
}


def title_of(name: str | None) -> str | None:
    """Return what people call a format; None for none."""
    titles = _OWN_TITLES | {str(one.name): one.title for one in FORMATS}
    return None if name is None else titles.get(name)


def find_format(members: Members) -> Format | None:
    """Return whose message this is; None for our own."""
    return next((one for one in FORMATS if one.matches(members)), None)
