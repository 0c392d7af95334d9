"""The admin door `/__admin`: set the price and the clock, ask for faults, read the journal, act as the venue's other side.

`routes` is the door, `acts` what the venue's staff does (liquidate, bust, correct), `client` the typed way in for tests.
"""

from tradewright_fakes.admin.client import Admin, AdminRefusal
from tradewright_fakes.admin.routes import admin_routes

__all__ = ["Admin", "AdminRefusal", "admin_routes"]
