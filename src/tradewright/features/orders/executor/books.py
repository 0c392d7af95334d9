"""The desks of every user this executor writes for, and whose each account is. Nothing here reads or writes the database."""

from __future__ import annotations

import asyncio

from tradewright.features.orders.executor.desk import UserDesk
from tradewright.kernel.ids import AccountId, UserId, shard_of


class Books:
    """What is in memory. Desks come by `Opening`, change by turns, and go by `Opening.forget` or a hand-over."""

    def __init__(self, shard_count: int) -> None:
        self._shard_count = shard_count
        self.desks: dict[UserId, UserDesk] = {}
        self.owner_of: dict[AccountId, UserId] = {}
        self.leaving: frozenset[int] = frozenset()
        """Shards on their way to another executor: nothing is begun for their users."""
        self.turning = asyncio.Lock()
        """Held by whoever changes books or hands: a turn, a hand-over, a new life. Never two at once."""

    def find_desk(self, account_id: AccountId) -> UserDesk | None:
        """Return the desk of the account's owner, if it is here."""
        user_id = self.owner_of.get(account_id)
        return None if user_id is None else self.desks.get(user_id)

    def accounts_of(self, user_id: UserId) -> list[AccountId]:
        return [account_id for account_id, owner in self.owner_of.items() if owner == user_id]

    def shard_of(self, user_id: UserId) -> int:
        return shard_of(user_id, shard_count=self._shard_count)

    def is_leaving(self, user_id: UserId) -> bool:
        return self.shard_of(user_id) in self.leaving
