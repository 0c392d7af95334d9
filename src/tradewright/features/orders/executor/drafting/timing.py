"""What is due by the clock alone: orders whose time is up are cancelled, and cancels that were lost are asked for again."""

from __future__ import annotations

from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.drafting.sending import end

OUT_OF_TIME = "its time was up"


def keep_time(draft: Draft) -> None:
    """Ask for the end of every order whose `cancel_at` has come, and once more where nobody knows whether it was heard."""
    for account_id in draft.book.accounts:
        act = Act(account_id)
        for order in list(draft.account(account_id).orders.values()):
            again_at = draft.lost_cancels.get(order.order_id)
            if order.cancel_requested and again_at is not None and again_at <= draft.now:
                del draft.lost_cancels[order.order_id]
                act.cancels.append(order)
            if order.cancel_at is None or order.cancel_at > draft.now or order.cancel_requested:
                continue
            if draft.is_busy(order.order_id):
                continue  # the venue refused a moment ago
            end(draft, account_id, order.order_id, act, wants_flat=False, words=OUT_OF_TIME)
        draft.effects.add(act)
