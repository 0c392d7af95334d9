"""Carrying out what the keeper says is due for legs, exits and entries that we keep ourselves."""

from __future__ import annotations

from typing import Final, assert_never

from tradewright.domain.trading.booking import with_order
from tradewright.domain.trading.keeper import CancelLeg, MoveLeg, NewLeg, ReleaseLeg, Tend, restore, tend
from tradewright.domain.trading.order import VenueCancelled
from tradewright.domain.trading.requests import request_for
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.drafting.moving import move
from tradewright.features.orders.executor.drafting.sending import end, send_held
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import AccountId

ROUNDS_MAX: Final = 4
"""The keeper does one thing at a time; what follows from it here, without a venue, is done in the same turn."""


def tend_legs(draft: Draft) -> None:
    """Do what is due for everything we keep, in every account where something is kept."""
    for ended, event in list(draft.ended):
        for due in restore(draft.account(ended.account_id), ended, draft.now, event):
            _carry_out_all(draft, ended.account_id, [due])
    for account_id, account in list(draft.book.accounts.items()):
        if not any(order.is_managed for order in account.orders.values()):
            continue
        for _ in range(ROUNDS_MAX):
            due_now = tend(draft.account(account_id), draft.market, draft.now)
            if not _carry_out_all(
                draft, account_id, [due for due in due_now if not _is_under_way(draft, due)]
            ):
                break


def _is_under_way(draft: Draft, due: Tend) -> bool:
    """Whether the venue was asked for a change of the order already, or refused one a moment ago."""
    return isinstance(due, MoveLeg | CancelLeg) and draft.is_busy(due.order_id)


def _carry_out_all(draft: Draft, account_id: AccountId, due: list[Tend]) -> bool:
    act = Act(account_id)
    for one in due:
        _carry_out(draft, account_id, one, act)
    draft.effects.add(act)
    return bool(due)


def _carry_out(draft: Draft, account_id: AccountId, due: Tend, act: Act) -> None:
    orders = draft.account(account_id).orders
    match due:
        case NewLeg(made):
            draft.put(with_order(draft.account(account_id), made))
            draft.add_order(made)
            if made.state == "submitting":
                act.places.append(Placement(made.order_id, request_for(made)))
        case ReleaseLeg(order_id, quantity):
            order = orders.get(order_id)
            if order is None:
                return
            words = draft.desk.controls.reason_not_to_send(order)
            if words is None:
                send_held(draft, order, quantity, act)
            else:
                draft.apply(account_id, order_id, VenueCancelled(words, draft.now))
        case MoveLeg(order_id, change):
            order = orders.get(order_id)
            if order is not None:
                move(draft, order, change, act)
        case CancelLeg(order_id, reason):
            end(draft, account_id, order_id, act, wants_flat=False, words=reason)
        case _ as never:
            assert_never(never)
