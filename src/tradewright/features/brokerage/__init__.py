"""Broker accounts and what the market says: accounts and their links to venues, equity points, instruments, quotes, bars.

Holds no order and no position logic; it reads the books that the executor writes. `QuoteBoard` is the one
picture of the latest prices in a process, shared by the gateway and the executor.
"""

from tradewright.features.brokerage.connection import Standing, ToldState
from tradewright.features.brokerage.credentials import open_credential
from tradewright.features.brokerage.errors import AccountNotFound
from tradewright.features.brokerage.inspecting import Venues
from tradewright.features.brokerage.paper_config import PaperConfig
from tradewright.features.brokerage.quotes import QuoteBoard
from tradewright.features.brokerage.venue_market import MarketAsked, MarketTold
from tradewright.features.brokerage.verbs.create_account import create_account, open_first_account
from tradewright.features.brokerage.verbs.list_accounts import get_account, list_accounts
from tradewright.features.brokerage.verbs.mark_revoked import mark_revoked
from tradewright.features.brokerage.verbs.tell_connections import tell_connections
from tradewright.features.brokerage.verbs.value_account import AccountView

__all__ = [
    "AccountNotFound",
    "AccountView",
    "MarketAsked",
    "MarketTold",
    "PaperConfig",
    "QuoteBoard",
    "Standing",
    "ToldState",
    "Venues",
    "create_account",
    "get_account",
    "list_accounts",
    "mark_revoked",
    "open_credential",
    "open_first_account",
    "tell_connections",
]
