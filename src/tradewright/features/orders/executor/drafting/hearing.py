"""What venues said, and what looking into a matter showed, as changes of a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from tradewright.domain.trading.book import VenueMoney
from tradewright.domain.trading.order import (
    CancelRefused,
    Fill,
    OrderFilled,
    OrderReplaced,
    OutcomeUnknown,
    ProvedAbsent,
    ReplaceRefused,
    VenueAccepted,
    VenueRejected,
)
from tradewright.domain.trading.ports.broker import (
    BUSY_CODE,
    DUPLICATE_CODE,
    GONE_CODE,
    NOT_FOUND_CODE,
    RATE_CODE,
    REVOKED_CODE,
    Accepted,
    AccountUpdate,
    AlreadyTerminal,
    BrokerEvent,
    CancelOutcome,
    ConnectionChanged,
    DeniedLocally,
    FillUpdate,
    OrderUpdate,
    PlaceOutcome,
    QuoteUpdate,
    Rejected,
    StreamGap,
    Unknown,
)
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.drafting.moving import drop_successor, release_successor_of, succeed
from tradewright.features.orders.executor.inbox import (
    CancelAnswered,
    CursorMoved,
    FillInFull,
    FillUnmatched,
    Item,
    MarkDue,
    OrderProved,
    OrderSought,
    PlaceAnswered,
    PredecessorEnded,
    QuoteMoved,
    ReplaceAnswered,
    VenueSaid,
    VenueSeen,
)
from tradewright.features.orders.executor.reconcile.hearing import (
    hear_foreign_fill,
    hear_gap,
    hear_look,
    hear_report,
    hear_sought,
    hear_unmatched,
    may_be_of_an_order_in_doubt,
    owner_of_fill,
)
from tradewright.features.orders.executor.reconcile.instruments import RULE_CODES
from tradewright.features.orders.executor.reconcile.noting import watch_of
from tradewright.kernel.ids import AccountId, OrderId

LOST_CANCEL_AFTER = timedelta(seconds=5)
"""A cancel that got no answer, or could not be sent, is asked for again after this, until the order is gone."""
REFUSED_CHANGE_LASTS = timedelta(seconds=5)
"""A change or a cancel that the venue refused is not asked for again before."""


def hear(draft: Draft, item: Item) -> None:
    """Apply one item of the inbox to the draft."""
    match item:
        case PlaceAnswered(account_id, order_id, outcome, at):
            _hear_placed(draft, account_id, order_id, outcome, at)
        case CancelAnswered(account_id, order_id, outcome, at):
            _hear_cancelled(draft, account_id, order_id, outcome, at)
        case VenueSaid(account_id, event):
            _hear_venue(draft, account_id, event)
        case OrderProved(account_id, order_id, event):
            draft.apply(account_id, order_id, event)
        case ReplaceAnswered():
            _hear_replaced(draft, item)
        case PredecessorEnded(_, ended):
            release_successor_of(draft, ended)
        case VenueSeen():
            hear_look(draft, item)
        case OrderSought():
            hear_sought(draft, item)
        case FillInFull(account_id, fill):
            _book(draft, account_id, fill)
        case FillUnmatched():
            hear_unmatched(draft, item)
        case QuoteMoved():
            pass  # whoever tends the legs looks at every account of the turn
        case CursorMoved(account_id, cursor):
            draft.move_cursor(account_id, cursor)
        case MarkDue(account_id):
            draft.touch(account_id)
        case _ as never:
            assert_never(never)


def _hear_venue(draft: Draft, account_id: AccountId, event: BrokerEvent) -> None:
    match event:
        case OrderUpdate(report):
            hear_report(draft, account_id, report)
        case FillUpdate(fill) if fill.corrects is not None:
            draft.effects.corrected.append((account_id, fill))
        case FillUpdate(fill):
            _book(draft, account_id, fill)
        case StreamGap() | ConnectionChanged(state="connected"):
            hear_gap(draft, account_id)
        case AccountUpdate(report):
            money = VenueMoney(report.cash, report.equity, report.buying_power, draft.now)
            draft.put(replace(draft.account(account_id), money=money))
        case ConnectionChanged(reason=reason, code=code) if code == REVOKED_CODE:
            draft.effects.revoked[account_id] = reason
        case QuoteUpdate() | ConnectionChanged():
            pass  # quotes are the market's, and a connection that is down says nothing of orders
        case _ as never:
            assert_never(never)


def _hear_placed(
    draft: Draft, account_id: AccountId, order_id: OrderId, outcome: PlaceOutcome, at: datetime
) -> None:
    match outcome:
        case Accepted(venue_order_id, _):
            draft.apply(account_id, order_id, VenueAccepted(venue_order_id, at))
        case Rejected(code, _) if code == DUPLICATE_CODE:
            # Proof that the venue has it; as what, a look will tell.
            draft.apply(account_id, order_id, OutcomeUnknown("the venue says it has this very order", at))
            draft.effects.unsettled.add(account_id)
        case Rejected(code, text):
            draft.apply(account_id, order_id, VenueRejected(code, text, at))
            if code in RULE_CODES:
                draft.effects.stale_rules.add(account_id)
            elif code == REVOKED_CODE:
                draft.effects.revoked[account_id] = text
            elif code == GONE_CODE:
                draft.effects.unsettled.add(account_id)
        case DeniedLocally(reason):
            draft.apply(account_id, order_id, ProvedAbsent(f"never sent: {reason}", at))
        case Unknown(cause):
            draft.apply(account_id, order_id, OutcomeUnknown(cause, at))
            draft.effects.unsettled.add(account_id)
        case _ as never:
            assert_never(never)


def _hear_cancelled(
    draft: Draft, account_id: AccountId, order_id: OrderId, outcome: CancelOutcome, at: datetime
) -> None:
    draft.lost_cancels.pop(order_id, None)
    match outcome:
        case Accepted():
            pass  # the venue says so itself when the order is gone
        case Rejected(code, _) if _may_not_have_been_heard(draft, account_id, order_id, code):
            _ask_again(draft, account_id, order_id)
        case Rejected(_, text):
            draft.changing[order_id] = draft.now + REFUSED_CHANGE_LASTS
            draft.apply(account_id, order_id, CancelRefused(text, at))
            order = draft.order(account_id, order_id)
            if order is not None:
                drop_successor(draft, order, f"the order it was to replace could not be cancelled: {text}")
        case AlreadyTerminal():
            draft.effects.unsettled.add(account_id)
        case Unknown() | DeniedLocally():
            _ask_again(draft, account_id, order_id)
        case _ as never:
            assert_never(never)


def _may_not_have_been_heard(draft: Draft, account_id: AccountId, order_id: OrderId, code: str) -> bool:
    """Whether a refused cancel says nothing of the order: the venue had no time, or says that it does not know the order.

    The latter is looked into, and the cancel asked for again, until a person has been told that the venue has no such order.
    """
    if code in (RATE_CODE, BUSY_CODE):
        return True
    order = draft.order(account_id, order_id)
    if code != NOT_FOUND_CODE or order is None or order.is_terminal:
        return False
    return watch_of(draft, account_id).about(("order", order.symbol, order_id)) is None


def _ask_again(draft: Draft, account_id: AccountId, order_id: OrderId) -> None:
    """The venue may not have heard of it. Somebody wants the order gone: a cancel may be asked for twice."""
    draft.lost_cancels[order_id] = draft.now + LOST_CANCEL_AFTER
    draft.effects.moments.append((draft.now + LOST_CANCEL_AFTER, draft.desk.user_id))
    draft.effects.unsettled.add(account_id)


def _hear_replaced(draft: Draft, answer: ReplaceAnswered) -> None:
    account_id, order_id, change, at = answer.account_id, answer.order_id, answer.change, answer.at
    draft.changing.pop(order_id, None)
    match answer.outcome:
        case Accepted(venue_order_id, _):
            done = OrderReplaced(
                venue_order_id,
                at,
                quantity=change.quantity,
                limit_price=change.limit_price,
                stop_price=change.stop_price,
            )
            draft.apply(account_id, order_id, done)
        case Rejected(_, text):
            draft.apply(account_id, order_id, ReplaceRefused(text, at))
            draft.changing[order_id] = draft.now + REFUSED_CHANGE_LASTS
        case DeniedLocally(text):
            # Not sent: an order of this kind cannot be changed there. A successor can take its place.
            draft.apply(account_id, order_id, ReplaceRefused(text, at))
            order, act = draft.account(account_id).orders.get(order_id), Act(account_id)
            if order is not None:
                succeed(draft, order, change, act)
            draft.effects.add(act)
        case AlreadyTerminal():
            draft.apply(account_id, order_id, ReplaceRefused("the order had ended", at))
            draft.effects.unsettled.add(account_id)
        case Unknown():
            draft.effects.unsettled.add(account_id)
        case _ as never:
            assert_never(never)


def _book(draft: Draft, account_id: AccountId, fill: Fill) -> None:
    if draft.is_booked(account_id, fill):
        return
    order = owner_of_fill(draft, account_id, fill)
    if order is None and may_be_of_an_order_in_doubt(draft, account_id, fill):
        draft.withheld.add(account_id)
        draft.effects.unsettled.add(account_id)
    elif order is None:
        hear_foreign_fill(draft, account_id, fill)
    else:
        draft.apply(account_id, order.order_id, OrderFilled(fill))
