"""Signals between two steps: who waits, who is held back behind them, and whom a later signal overtakes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tradewright.domain.trading.signal import Signal
from tradewright.features.orders.executor.drafting.draft import Draft
from tradewright.features.orders.executor.waiting import Waiting
from tradewright.kernel.ids import OrderId, SignalId

HELD_BACK = frozenset({"buy", "sell", "add", "reverse", "target", "breakeven"})
"""What keeps its place behind an earlier signal of its symbol. Whoever wants to get out does not wait for anybody."""


def leaves(signal: Signal) -> bool:
    """Return whether the signal only wants out, or away with something."""
    return signal.intent.action not in HELD_BACK


def wait_for(
    draft: Draft, signal: Signal, awaits: tuple[OrderId, ...], until: datetime, decision: dict[str, Any]
) -> Waiting:
    """Have the signal wait for its next step, with what was decided in its steps so far."""
    before = draft.waiting.get(signal.signal_id)
    waiting = Waiting(
        replace(signal, step=signal.step + 1), frozenset(awaits), until, with_earlier(decision, before)
    )
    draft.waiting[signal.signal_id] = waiting
    draft.effects.moments.append((until, signal.user_id))
    return waiting


def note_who_is_ready(draft: Draft, *, not_yet: Container[SignalId]) -> None:
    """Have these books looked at again at once where what a signal awaits has ended in this very turn, after it was looked
    at. Whoever waits for a price (`not_yet`) is woken by it.
    """
    for waiting in draft.waiting.values():
        signal = waiting.signal
        live = draft.account(signal.account_id).orders
        if signal.signal_id not in not_yet and waiting.is_ready(live, draft.now):
            draft.effects.moments.append((draft.now, signal.user_id))
            return


def with_earlier(decision: dict[str, Any], before: Waiting | None) -> dict[str, Any]:
    """Return the decision with those of the steps before it under "earlier", oldest first."""
    if before is None:
        return decision
    last = {key: value for key, value in before.decision.items() if key != "earlier"}
    return {**decision, "earlier": [*before.decision.get("earlier", ()), last]}


def is_held_back(draft: Draft, signal: Signal) -> bool:
    """Return whether an earlier signal of the same account and symbol is between two steps, or what happened at the venue
    while its stream was away is being read this moment.
    """
    if leaves(signal):
        return False
    watch = draft.watches.get(signal.account_id)
    if watch is not None and signal.intent.action in HELD_BACK and watch.is_catching_up(draft.now):
        return True
    return any(
        one.signal.account_id == signal.account_id
        and one.signal.intent.symbol == signal.intent.symbol
        and one.signal.sequence < signal.sequence
        for one in draft.waiting.values()
    )


def leave(draft: Draft, signal: Signal) -> list[Waiting]:
    """Note that somebody leaves the signal's symbol (or all of them); return the earlier signals that wait to open it."""
    symbol = signal.intent.symbol
    account = draft.account(signal.account_id)
    left: Mapping[str, int] = {**account.left, symbol or "*": signal.sequence}
    draft.put(replace(account, left=left))
    return [
        one
        for one in draft.waiting.values()
        if one.signal.account_id == signal.account_id
        and one.signal.sequence < signal.sequence
        and one.signal.intent.action in HELD_BACK
        and symbol in (None, one.signal.intent.symbol)
    ]
