"""What is said of accounts besides their documents."""

from __future__ import annotations

from tradewright.features.brokerage.account import Account
from tradewright.platform.outbox import ACCOUNT_SWITCHED, Event


def switched(account: Account) -> Event:
    """Return the word that wakes the executor of the account's owner: connect it, by its present key, or let it go."""
    return Event(
        ACCOUNT_SWITCHED, {"account_id": str(account.account_id), "is_on": account.status == "active"}
    )
