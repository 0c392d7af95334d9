"""The end of a turn's draft: orders, positions, books, equity and their events."""

from __future__ import annotations

from tradewright.features.orders import documents
from tradewright.features.orders.executor.batch import BookRow
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.following import close_unwanted
from tradewright.features.orders.executor.reconcile.noting import note_changes
from tradewright.kernel.ids import AccountId
from tradewright.kernel.money import plain_money


def finish(draft: Draft) -> None:
    """Write what is known only at the end of the turn."""
    user_id = draft.desk.user_id
    close_unwanted(draft)
    note_changes(draft, draft.changed.values())
    for order in draft.changed.values():
        submitted_at = None if order.state == "held" else order.created_at
        document = documents.order_document(order, submitted_at=submitted_at, updated_at=draft.now)
        draft.batch.announce(user_id, "order.changed", document)
        if order.cancel_at is not None and not order.is_terminal and not order.cancel_requested:
            again = draft.changing.get(order.order_id, order.cancel_at)
            draft.effects.moments.append((max(order.cancel_at, again), user_id))
    for account_id, symbol in draft.moved_positions:
        position = draft.account(account_id).position(symbol)
        draft.batch.positions[account_id, symbol] = (user_id, position)
        quote = draft.market_of(account_id).fresh_quote(symbol, draft.now)
        document = documents.valued_position(position, account_id=account_id, quote=quote)
        draft.batch.announce(user_id, "position.changed", document)
    for account_id in draft.touched:
        _write_book(draft, account_id)


def _write_book(draft: Draft, account_id: AccountId) -> None:
    book = draft.account(account_id)
    day = book.day
    draft.batch.books[account_id] = BookRow(
        user_id=book.user_id,
        account_id=account_id,
        realised=book.realised,
        fees=book.fees,
        trading_day=None if day is None else day.date,
        day_equity_start=None if day is None else day.equity_start,
        day_trades=0 if day is None else day.trades,
        fill_cursor=draft.cursors.get(account_id) or draft.desk.cursors[account_id],
    )
    equity = book.equity(draft.market, draft.now)
    if equity is None:
        return
    draft.batch.equity[account_id] = (book.user_id, equity, book.cash)
    document = {
        "account_id": str(account_id),
        "at": documents.iso(draft.now),
        "equity": plain_money(equity),
        "cash": plain_money(book.cash),
    }
    draft.batch.announce(book.user_id, "equity.changed", document)
