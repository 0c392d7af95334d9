"""The present state of accounts for whoever is watching: equity and open profit, about once a second while they move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.features.orders import documents
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import plain_money
from tradewright.platform.bus import Bus, subjects
from tradewright.platform.db.codecs import encode_json
from tradewright.platform.telemetry import gauge

open_profit = gauge(
    "tradewright_unrealised_pnl",
    "Open profit or loss of all accounts this executor writes for.",
    ["currency"],
)
open_positions = gauge(
    "tradewright_positions_open", "Open positions of the accounts this executor writes for."
)


class LiveFeed:
    """Publishes account snapshots on `tw.live.<user_id>`, each only when it differs from the last one."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._last: dict[AccountId, dict[str, Any]] = {}

    def measure(self, books: Collection[UserBook], market: MarketView, now: datetime) -> None:
        """Set the gauges; what has no fresh price counts as nothing."""
        positions, profit = 0, defaultdict[str, Decimal](Decimal)
        for book in books:
            for account in book.accounts.values():
                positions += sum(not position.is_flat for position in account.positions.values())
                profit[account.currency] += account.unrealised(market, now) or 0
        here = {account_id for book in books for account_id in book.accounts}
        self._last = {key: last for key, last in self._last.items() if key in here}
        open_positions.set(positions)
        for currency, amount in profit.items():
            # It makes a float of it: a gauge is for eyes, not for books.
            open_profit.labels(currency).set(amount)  # type: ignore[arg-type]

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
    prices = market.of(account.venue)
    return {
        "account_id": str(account.account_id),
        "cash": plain_money(account.cash),
        "equity": None if equity is None else plain_money(equity),
        "unrealised_pnl": None if unrealised is None else plain_money(unrealised),
        "day_pnl": None if loss is None else plain_money(-loss),
        "positions": [
            documents.valued_position(
                position, account_id=account.account_id, quote=prices.fresh_quote(position.symbol, now)
            )
            for position in account.positions.values()
            if not position.is_flat
        ],
    }
