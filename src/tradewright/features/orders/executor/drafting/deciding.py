"""Deciding signals, and putting what the planner decided into the draft."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from tradewright.domain.trading.booking import commit_orders
from tradewright.domain.trading.order import Order
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
from tradewright.features.orders.executor.batch import DecidedSignal, DelayedSignal, StoppedRepeats
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.drafting.effects import Act
from tradewright.features.orders.executor.drafting.moving import move
from tradewright.features.orders.executor.drafting.sending import end
from tradewright.features.orders.executor.drafting.stepping import (
    is_held_back,
    leave,
    wait_for,
    with_earlier,
)
from tradewright.features.orders.executor.reconcile.resolving import resolve
from tradewright.features.orders.executor.venues import Placement
from tradewright.features.orders.executor.waiting import ExitCause
from tradewright.kernel.ids import OrderId, SignalId

PoliciesBySignal = Mapping[SignalId, AgentPolicy | None]
OPENING = frozenset({"buy", "sell", "add", "reverse", "target"})
"""Actions that may open a position: an account that is not active takes none."""
LEAVING = frozenset({"exit", "flatten", "resolve"})


def decide_all(
    draft: Draft, signals: Sequence[Signal], policies: PoliciesBySignal, *, not_yet: Container[SignalId] = ()
) -> None:
    """Go on with signals whose step is over, then decide new ones, each in its turn; those in `not_yet` stay as they are."""
    for waiting in sorted(draft.waiting.values(), key=lambda one: one.signal.sequence):
        signal = waiting.signal
        if signal.signal_id not in not_yet and waiting.is_ready(
            draft.account(signal.account_id).orders, draft.now
        ):
            decide(draft, signal, policies.get(signal.signal_id))
    for signal in signals:
        if signal.signal_id not in not_yet and not is_held_back(draft, signal):
            decide(draft, signal, policies.get(signal.signal_id))


def decide(draft: Draft, signal: Signal, policy: AgentPolicy | None) -> None:
    """Plan one signal and put what follows into the draft; one that is not due yet is put off."""
    due_at = _due_at(signal, policy)
    if due_at is not None:
        if due_at > draft.now:
            draft.batch.delayed.append(DelayedSignal(signal.user_id, signal.signal_id, due_at))
            draft.effects.moments.append((due_at, signal.user_id))
            return
        signal = replace(signal, not_before=due_at)
    if signal.intent.action == "resolve":
        answer = resolve(draft, signal)
        _decided(draft, signal, answer.state, answer.decision, code=answer.reason_code, words=answer.reason)
        return
    made = _plan(draft, signal, policy)
    match made:
        case PlaceOrders(orders, requests, cancels, decision):
            _commit_orders(draft, signal, orders, requests, cancels)
            _decided(draft, signal, "ordered", decision)
        case Wait(orders, requests, cancels, awaits, until, decision):
            _commit_orders(draft, signal, orders, requests, cancels, is_step=True)
            _wait(draft, signal, awaits, until, decision)
        case MoveOrder(order_id, change, decision):
            act = Act(signal.account_id)
            order = draft.account(signal.account_id).orders.get(order_id)
            if order is not None:
                move(draft, order, change, act)
            draft.effects.add(act)
            _decided(draft, signal, "done", decision)
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
        case Ignore(reason_code, reason, decision):
            _decided(draft, signal, "ignored", decision, code=reason_code, words=reason)
        case _ as never:
            assert_never(never)
    if not isinstance(made, Refuse):
        _tell_those_who_wait(draft, signal)


def _due_at(signal: Signal, policy: AgentPolicy | None) -> datetime | None:
    """Return when a new signal with a delay is due; None when it has none, or has waited already."""
    delay_s = signal.intent.delay_s
    if delay_s is None and policy is not None and signal.intent.action in OPENING:
        delay_s = policy.delay_s
    if not delay_s or signal.step or signal.not_before is not None:
        return None
    return signal.received_at + timedelta(seconds=delay_s)


def _plan(draft: Draft, signal: Signal, policy: AgentPolicy | None) -> Plan:
    account = draft.desk.accounts.get(signal.account_id)
    if account is None:
        return Refuse("account_unknown", "There is no such account.", "account_unknown", None, None, None, {})
    if account.status != "active" and signal.intent.action in OPENING:
        words = f"The broker account is {account.status}; no orders are sent."
        return Refuse("account_not_active", words, "account_status", None, "active", account.status, {})
    return plan(draft.book, signal, policy, draft.market, draft.now)


def _commit_orders(
    draft: Draft,
    signal: Signal,
    orders: tuple[Order, ...],
    requests: tuple[OrderRequest, ...],
    cancels: tuple[OrderId, ...],
    *,
    is_step: bool = False,
) -> None:
    account_id = signal.account_id
    act = Act(account_id)
    # Whoever cancels in order to be flat does not want a fill that crosses the cancel; a reversal may keep it, and a step of
    # one looks at what was filled before it goes on.
    closes = not is_step and bool(orders) and all(order.leg == "exit" for order in orders)
    wants_flat = signal.intent.action in LEAVING or (signal.intent.action in OPENING and closes)
    for order_id in cancels:
        end(draft, account_id, order_id, act, wants_flat=wants_flat)
    if orders:
        account = draft.account(account_id)
        draft.put(commit_orders(account, orders, agent_id=signal.agent_id, now=draft.now))
    for order in orders:
        draft.add_order(order)
        if order.leg == "exit":
            intent = signal.intent
            cause = ExitCause(signal.source, intent.action, intent.tag, expires=intent.expires_at is not None)
            draft.exit_causes[signal.signal_id] = cause
    by_client_id = {order.client_order_id: order for order in orders}
    for request in requests:
        act.places.append(Placement(by_client_id[request.client_order_id].order_id, request))
    draft.effects.add(act)


def _wait(
    draft: Draft, signal: Signal, awaits: tuple[OrderId, ...], until: datetime, decision: dict[str, Any]
) -> None:
    """Have the signal wait, and remember so in its row: a crash goes on from there."""
    waiting = wait_for(draft, signal, awaits, until, decision)
    draft.batch.decide(
        DecidedSignal(
            user_id=signal.user_id,
            signal_id=signal.signal_id,
            correlation_id=signal.correlation_id,
            actor=_actor(signal),
            state="waiting",
            reason_code=None,
            reason=None,
            decision=waiting.decision,
            step=waiting.signal.step,
            awaits=awaits,
            wait_until=until,
        )
    )
    document = documents.signal_document(signal, state="waiting", decision=waiting.decision)
    draft.batch.announce(signal.user_id, "signal.decided", document)


def _tell_those_who_wait(draft: Draft, signal: Signal) -> None:
    """Carry out what this signal means for others: whoever leaves a symbol takes back what waits to open it."""
    intent = signal.intent
    if intent.action == "flatten" or (intent.action == "exit" and intent.sizing is None):
        for superseded in leave(draft, signal):
            words = "A later signal asked to leave; this one opens nothing any more."
            decision = superseded.decision
            _decided(draft, superseded.signal, "ignored", decision, code="superseded", words=words)
    elif intent.action == "cancel" and intent.cancel_order_id is None and signal.source in ("manual", "api"):
        draft.batch.stops.append(StoppedRepeats(signal.user_id, signal.account_id, intent.symbol))
        _stop_repeats(draft, signal)


def _stop_repeats(draft: Draft, signal: Signal) -> None:
    """Have exits that are on their way at this moment be the last ones; those that wait for their time are stopped by the
    commit.
    """
    for order in draft.account(signal.account_id).orders.values():
        cause = draft.exit_cause(order.signal_id) if order.leg == "exit" else None
        if cause is not None and signal.intent.symbol in (None, order.symbol):
            stopped = cause.stopped | {order.symbol}
            draft.exit_causes[order.signal_id] = replace(cause, stopped=stopped)


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
    before = draft.waiting.pop(signal.signal_id, None)
    if before is not None:
        draft.effects.is_way_free = True
        if before.decision is not decision:
            decision = with_earlier(decision, before)
    draft.batch.decide(
        DecidedSignal(
            user_id=signal.user_id,
            signal_id=signal.signal_id,
            correlation_id=signal.correlation_id,
            actor=_actor(signal),
            state=state,
            reason_code=code,
            reason=words,
            decision=decision,
            step=signal.step,
        )
    )
    document = documents.signal_document(
        signal, state=state, reason_code=code, reason=words, decision=decision, decided_at=draft.now
    )
    draft.batch.announce(signal.user_id, "signal.decided", document)


def _actor(signal: Signal) -> str:
    return f"agent:{signal.agent_id}" if signal.agent_id is not None else signal.source
