"""One deterministic matching core for every fake venue: prices are given, the clock is given, ids are counted from a seed.

It knows orders, triggers, groups of orders, fills and holdings. It does not know any venue's words, codes or rules of
admission: those are the skins'.
"""

from tradewright_fakes.matching.clock import VenueClock
from tradewright_fakes.matching.events import Event, EventKind, Habits
from tradewright_fakes.matching.exchange import Exchange
from tradewright_fakes.matching.history import DrawnBar, draw_bar
from tradewright_fakes.matching.holdings import Account, Books, FuturesBooks, NetBooks, Position, SpotBooks
from tradewright_fakes.matching.ids import Ids
from tradewright_fakes.matching.instruments import Instrument
from tradewright_fakes.matching.orders import TERMINAL, Fill, Group, Order
from tradewright_fakes.matching.prices import Quote
from tradewright_fakes.matching.sessions import Session

__all__ = [
    "TERMINAL",
    "Account",
    "Books",
    "DrawnBar",
    "Event",
    "EventKind",
    "Exchange",
    "Fill",
    "FuturesBooks",
    "Group",
    "Habits",
    "Ids",
    "Instrument",
    "NetBooks",
    "Order",
    "Position",
    "Quote",
    "Session",
    "SpotBooks",
    "VenueClock",
    "draw_bar",
]
