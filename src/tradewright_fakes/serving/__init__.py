"""What every fake venue's server needs: its state, the journal, the door that faults stand in, streams, and real sockets."""

from tradewright_fakes.serving.door import Door
from tradewright_fakes.serving.journal import Entry, Journal, current_entry
from tradewright_fakes.serving.keys import Credential, Keyring, secret_for
from tradewright_fakes.serving.run import served
from tradewright_fakes.serving.streams import Connection, Hub
from tradewright_fakes.serving.venue import Skin, Transfer, Venue
from tradewright_fakes.serving.walk import walk

__all__ = [
    "Connection",
    "Credential",
    "Door",
    "Entry",
    "Hub",
    "Journal",
    "Keyring",
    "Skin",
    "Transfer",
    "Venue",
    "current_entry",
    "secret_for",
    "served",
    "walk",
]
