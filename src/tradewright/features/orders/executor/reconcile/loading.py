"""What a desk starts from: what is open between our books and the venues, and the venues' last word on money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tradewright.domain.trading.book import AccountBook, VenueMoney
from tradewright.domain.trading.reconcile import AccountWatch, Discrepancy, ExternalOrder, Inquiry, watched
from tradewright.features.orders.executor.reconcile.reading import (
    read_discrepancy,
    read_external,
    read_inquiry,
    read_money,
)
from tradewright.kernel.ids import AccountId, OrderId, UserId
from tradewright.platform.db import Tx, statements

queries = statements(__package__)


@dataclass(slots=True)
class Reality:
    """One user's watches and money, by account."""

    watches: dict[AccountId, AccountWatch] = field(default_factory=dict)
    money: dict[AccountId, VenueMoney | None] = field(default_factory=dict)

    def of(self, account_id: AccountId) -> AccountWatch:
        return self.watches.get(account_id) or AccountWatch()

    def applied(self, book: AccountBook) -> AccountBook:
        """Return the account's book with its blocks and exposures."""
        return watched(book, self.of(book.account_id))


async def load_reality(tx: Tx, user_id: UserId) -> Reality:
    """Read all of one user's open matters, in the transaction that reads the books."""
    discrepancies: dict[AccountId, list[Discrepancy]] = defaultdict(list)
    async for row in queries.list_discrepancies(tx, user_id=user_id):
        discrepancies[row["account_id"]].append(read_discrepancy(row))
    externals: dict[AccountId, list[ExternalOrder]] = defaultdict(list)
    async for row in queries.list_live_externals(tx, user_id=user_id):
        externals[row["account_id"]].append(read_external(row))
    inquiries: dict[AccountId, dict[OrderId, Inquiry]] = defaultdict(dict)
    async for row in queries.list_open_inquiries(tx, user_id=user_id):
        inquiries[row["account_id"]][OrderId(row["order_id"])] = read_inquiry(row)
    reality = Reality()
    async for row in queries.list_venue_money(tx, user_id=user_id):
        account_id = AccountId(row["account_id"])
        offset: Decimal | None = row["cash_offset"]
        reality.money[account_id] = read_money(row)
        reality.watches[account_id] = AccountWatch(
            discrepancies={one.discrepancy_id: one for one in discrepancies[account_id]},
            externals={one.venue_order_id: one for one in externals[account_id]},
            inquiries=inquiries[account_id],
            cash_offset=offset,
        )
    return reality
