"""Deciding one signal, and putting what the planner decided into the draft."""

from __future__ import annotations

from typing import Any, assert_never

from tradewright.domain.trading.booking import commit_orders
from tradewright.domain.trading.order import CancelRequested, Order
from tradewright.domain.trading.planner import plan
from tradewright.domain.trading.plans import (
    CancelAndClose,
    CancelOrders,
    Ignore,
    MoveOrder,
    PlaceOrders,
    Plan,
    Refuse,
    Wait,
)
from tradewright.domain.trading.ports.broker import OrderRequest
from tradewright.domain.trading.signal import AgentPolicy, Signal
from tradewright.features.orders import documents
from tradewright.features.orders.executor.batch import DecidedSignal
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.venues import Placement
from tradewright.kernel.ids import OrderId


def decide(draft: Draft, signal: Signal, policy: AgentPolicy | None) -> None:
    """Plan one signal and put what follows into the draft."""
    made = _plan(draft, signal, policy)
    match made:
        case PlaceOrders(orders, requests, cancels, decision):
            _commit_orders(draft, signal, orders, requests, cancels)
            _decided(draft, signal, "ordered", decision)
        case CancelOrders(order_ids, decision):
            _commit_orders(draft, signal, (), (), order_ids)
            _decided(draft, signal, "done", decision)
        case CancelAndClose(order_ids, orders, requests, decision):
            _commit_orders(draft, signal, orders, requests, order_ids)
            _decided(draft, signal, "ordered" if orders else "done", decision)
        case Refuse():
            facts = {"rule": made.rule, "scope": made.scope, "limit": made.limit, "value": made.value}
            decision = {**made.decision, "denial": facts}
            _decided(draft, signal, "denied", decision, code=made.reason_code, words=made.reason)
        case Wait(decision=decision) | MoveOrder(decision=decision):
            words = "Signals of several steps are not carried out yet."
            _decided(draft, signal, "denied", decision, code="steps_unsupported", words=words)
        case Ignore(reason_code, reason, decision):
            _decided(draft, signal, "ignored", decision, code=reason_code, words=reason)
        case _ as never:
            assert_never(never)


def _plan(draft: Draft, signal: Signal, policy: AgentPolicy | None) -> Plan:
    account = draft.desk.accounts.get(signal.account_id)
    if account is None:
        return Refuse("account_unknown", "There is no such account.", "account_unknown", None, None, None, {})
    if account.status != "active" and signal.intent.action in ("buy", "sell"):
        words = f"The broker account is {account.status}; no orders are sent."
        return Refuse("account_not_active", words, "account_status", None, "active", account.status, {})
    return plan(draft.book, signal, policy, draft.market, draft.now)


def _commit_orders(
    draft: Draft,
    signal: Signal,
    orders: tuple[Order, ...],
    requests: tuple[OrderRequest, ...],
    cancels: tuple[OrderId, ...],
) -> None:
    account_id = signal.account_id
    act = Act(account_id)
    # Whoever cancels in order to be flat does not want a fill that crosses the cancel; a reversal may keep it.
    wants_flat = signal.intent.action != "cancel" and all(order.leg == "exit" for order in orders)
    for order_id in cancels:
        draft.apply(account_id, order_id, CancelRequested(draft.now, unwanted=wants_flat))
        order = draft.account(account_id).orders.get(order_id)
        if order is not None:
            act.cancels.append(order)
    if orders:
        account = draft.account(account_id)
        draft.put(commit_orders(account, orders, agent_id=signal.agent_id, now=draft.now))
    for order in orders:
        draft.add_order(order)
    by_client_id = {order.client_order_id: order for order in orders}
    for request in requests:
        act.places.append(Placement(by_client_id[request.client_order_id].order_id, request))
    if act.cancels or act.places:
        draft.effects.acts.append(act)


def _decided(
    draft: Draft,
    signal: Signal,
    state: str,
    decision: dict[str, Any],
    *,
    code: str | None = None,
    words: str | None = None,
) -> None:
    """Record what became of the signal, with the reason's `code` and `words` where it came to nothing."""
    actor = f"agent:{signal.agent_id}" if signal.agent_id is not None else signal.source
    draft.batch.signals.append(
        DecidedSignal(
            user_id=signal.user_id,
            signal_id=signal.signal_id,
            correlation_id=signal.correlation_id,
            actor=actor,
            state=state,
            reason_code=code,
            reason=words,
            decision=decision,
        )
    )
    document = documents.signal_document(
        signal, state=state, reason_code=code, reason=words, decision=decision, decided_at=draft.now
    )
    draft.batch.announce(signal.user_id, "signal.decided", document)
