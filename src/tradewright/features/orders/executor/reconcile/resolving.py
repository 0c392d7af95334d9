"""A person's answer to a discrepancy: adopt the venue's word, close what is too much, or leave both as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tradewright.domain.trading.documents import intent_to_json
from tradewright.domain.trading.order import Order, ProvedAbsent, VenueCancelled
from tradewright.domain.trading.reconcile import Discrepancy, adjustments
from tradewright.domain.trading.reconcile.discrepancy import DiscrepancyState
from tradewright.domain.trading.reconcile.positions import can_close
from tradewright.domain.trading.signal import Intent, Remedy, Signal, Sizing
from tradewright.features.orders.executor.batch import FollowUp
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.reconcile.noting import end_inquiry, put_discrepancy, watch_of
from tradewright.kernel.ids import SignalId, derive_order_id
from tradewright.kernel.money import plain

ENDS: dict[Remedy, DiscrepancyState] = {"adopt": "adopted", "close": "closed", "ignore": "ignored"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of the answer: `state` done or denied, with code and words when denied."""

    state: str
    reason_code: str | None
    reason: str | None
    decision: dict[str, Any]


def resolve(draft: Draft, signal: Signal) -> Resolved:
    """Carry out the answer in `signal` on the discrepancy as it stands now. Answering twice does it once."""
    watch = watch_of(draft, signal.account_id)
    wanted, remedy = signal.intent.discrepancy_id, signal.intent.remedy
    found = None if wanted is None else watch.discrepancies.get(wanted)
    if found is None or remedy is None or found.state != "open":
        words = "This discrepancy is settled already, or there is none with this id."
        return Resolved("denied", "discrepancy_not_open", words, {})
    decision = {"discrepancy_id": str(found.discrepancy_id), "kind": found.kind, "remedy": remedy}
    refusal = _refusal(draft, found, remedy)
    if refusal is not None:
        return Resolved("denied", "remedy_impossible", refusal, decision)
    match found.kind:
        case "position":
            decision |= _resolve_position(draft, signal, found, remedy)
        case "order":
            decision |= _resolve_order(draft, signal, found, remedy)
        case "fill" | "money":
            pass  # nothing to do but to know it
    by = f"signal:{signal.signal_id}"
    put_discrepancy(draft, replace(found, state=ENDS[remedy], resolved_at=draft.now, resolved_by=by))
    return Resolved("done", None, None, decision)


def _has_changed(draft: Draft, found: Discrepancy) -> bool:
    """Whether our position is not any more what the venue's word was compared with."""
    if found.kind != "position":
        return False
    return draft.account(found.account_id).position(found.symbol).quantity != Decimal(found.ours)


def _refusal(draft: Draft, found: Discrepancy, remedy: Remedy) -> str | None:
    if remedy != "ignore" and _has_changed(draft, found):
        draft.effects.unsettled.add(found.account_id)  # its numbers are old: a look renews them
        return "It changed meanwhile; look again."
    if found.kind == "position" and remedy == "close":
        if not can_close(Decimal(found.ours), Decimal(found.venue)):
            return "An order for this difference would enlarge the position; adopt it and trade from there."
        return None
    if found.kind == "position" and remedy == "adopt":
        position = draft.account(found.account_id).position(found.symbol)
        if found.difference and not adjustments(found, position, venue_average=_average(found), at=draft.now):
            return "The venue tells no price for this position, so it cannot be booked."
    return None


def _resolve_position(draft: Draft, signal: Signal, found: Discrepancy, remedy: Remedy) -> dict[str, Any]:
    if remedy == "ignore":
        return {}
    position = draft.account(found.account_id).position(found.symbol)
    fills = adjustments(found, position, venue_average=_average(found), at=draft.now)
    for fill in fills:
        if not draft.is_booked(found.account_id, fill):
            draft.book_foreign_fill(found.account_id, fill)
    done: dict[str, Any] = {
        "adjusted": [
            {"side": one.side, "quantity": plain(one.quantity), "price": plain(one.price)} for one in fills
        ]
    }
    if remedy == "close":
        intent = Intent(
            "exit",
            found.symbol,
            sizing=Sizing("fixed", abs(found.difference)),
            reduce_only=True,
            tag="discrepancy closed",
        )
        draft.batch.follow_ups.append(_follow_up(signal, intent))
        done["closing"] = plain(abs(found.difference))
    return done


def _resolve_order(draft: Draft, signal: Signal, found: Discrepancy, remedy: Remedy) -> dict[str, Any]:
    order = None if found.order_id is None else draft.order(found.account_id, found.order_id)
    if found.venue == "open":
        if remedy == "close" and order is not None:
            act = Act(found.account_id)
            act.cancels.append(order)
            draft.effects.acts.append(act)
        return {"cancel": found.order_id is not None and remedy == "close"}
    if remedy == "ignore" or order is None:
        return {}
    _end(draft, order)
    return {"ended": str(order.order_id)}


def _end(draft: Draft, order: Order) -> None:
    """Take the venue's word that it does not have the order, because a person does."""
    words = "a person settled it: the venue does not have it"
    was_taken = order.venue_order_id is not None or order.state in ("working", "partly_filled")
    event = VenueCancelled(words, draft.now) if was_taken else ProvedAbsent(words, draft.now)
    draft.apply(order.account_id, order.order_id, event)
    end_inquiry(draft, order.account_id, order.order_id, "settled by a person")


def _average(found: Discrepancy) -> Decimal | None:
    texts = [one["average_price"] for one in found.evidence if "average_price" in one]
    return Decimal(texts[0]) if texts else None


def _follow_up(signal: Signal, intent: Intent) -> FollowUp:
    return FollowUp(
        user_id=signal.user_id,
        signal_id=SignalId(derive_order_id(signal.signal_id, leg="closing")),
        account_id=signal.account_id,
        correlation_id=signal.correlation_id,
        intent=intent_to_json(intent),
    )
