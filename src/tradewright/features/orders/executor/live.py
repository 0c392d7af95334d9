"""The present state of accounts for whoever is watching: equity and open profit, about once a second while they move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.features.orders import documents
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import plain
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db.codecs import encode_json


class LiveFeed:
    """Publishes account snapshots on `tw.live.<user_id>`, each only when it differs from the last one."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._last: dict[AccountId, dict[str, Any]] = {}

    async def publish(self, book: UserBook, market: MarketView, now: datetime) -> None:
        """Publish the accounts of `book` whose snapshot has changed."""
        for account_id, account in book.accounts.items():
            snapshot = account_snapshot(account, market, now)
            if self._last.get(account_id) == snapshot:
                continue
            self._last[account_id] = snapshot
            message = {"type": "account", "account": {**snapshot, "at": documents.iso(now)}}
            await self._bus.publish(subjects.live(book.user_id), encode_json(message))


def account_snapshot(account: AccountBook, market: MarketView, now: datetime) -> dict[str, Any]:
    """Return equity, profit of the day and open positions at present marks; None for what cannot be priced."""
    equity = account.equity(market, now)
    unrealised = account.unrealised(market, now)
    loss = account.loss_today(market, now)
    return {
        "account_id": str(account.account_id),
        "cash": plain(account.cash),
        "equity": None if equity is None else plain(equity),
        "unrealised_pnl": None if unrealised is None else plain(unrealised),
        "day_pnl": None if loss is None else plain(-loss),
        "positions": [
            documents.position_document(
                position, account_id=account.account_id, mark=market.mark(position.symbol, now)
            )
            for position in account.positions.values()
            if not position.is_flat
        ],
    }
