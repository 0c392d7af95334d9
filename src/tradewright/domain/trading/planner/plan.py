"""The door of the planner: what kind of signal it is, and whether it may still be acted on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.planner.breakeven import plan_breakeven
from tradewright.domain.trading.planner.closing import plan_exit
from tradewright.domain.trading.planner.flattening import plan_cancel, plan_flatten
from tradewright.domain.trading.planner.limits import refuse_if_halted
from tradewright.domain.trading.planner.replacing import plan_replace
from tradewright.domain.trading.planner.steps import CANCEL_WAIT_S, CLEARING_STEPS_MAX, EXIT_WAIT_S, wait
from tradewright.domain.trading.planner.target import plan_target
from tradewright.domain.trading.planner.trade import plan_add, plan_reverse, plan_trade
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Ignore, Plan, Refuse, Wait
from tradewright.domain.trading.risk.gather import switches_of
from tradewright.domain.trading.risk.switch import NO_SWITCH
from tradewright.domain.trading.signal import AgentPolicy, Signal

SIGNAL_AGE_MAX_S = 300
"""A person's or program's order that waited longer than this (we were down) is refused: the market has moved
on.
"""

OPENS = ("buy", "sell", "add", "reverse", "target")
"""Actions that may open exposure."""


def plan(
    book: UserBook, signal: Signal, policy: AgentPolicy | None, market: MarketView, now: datetime
) -> Plan:
    """Return what to do about `signal`, with the whole decision for the timeline. Pure and replayable.

    `policy` is the agent version's for alerts and None for the API, manual and kill-switch signals. Open the
    trading day first (`book.rolled`): without it, daily limits cannot be checked and deny. After committing
    the orders, tell the book (`booking.commit_orders`), so that the next signal sees them.
    """
    account = book.accounts[signal.account_id]
    turn = Turn(book, account, signal, policy, market, now)
    return (
        refuse_if_halted(turn)
        or _released(turn)
        or _not_yet(turn)
        or _stale(turn)
        or _superseded(turn)
        or _cancelling(turn)
        or _planned(turn)
    )


def _planned(turn: Turn) -> Plan:
    match turn.intent.action:
        case "buy" | "sell":
            return plan_trade(turn)
        case "add":
            return plan_add(turn)
        case "reverse":
            return plan_reverse(turn)
        case "target":
            return plan_target(turn)
        case "breakeven":
            return plan_breakeven(turn)
        case "exit":
            return plan_exit(turn)
        case "cancel":
            return plan_cancel(turn)
        case "replace":
            return plan_replace(turn)
        case "flatten":
            return plan_flatten(turn)
        case "resolve":
            # Reconciliation books the answer itself before it would come here: there is no such discrepancy any more.
            return turn.ignore("discrepancy_gone", "There is no such open discrepancy.")
        case _ as never:
            assert_never(never)


def _released(turn: Turn) -> Refuse | None:
    """Return the refusal of what a press of the kill switch asked for, where that very switch was released since, or none
    stands any more that would ask it. A later press asks for itself.

    Only of what has not begun: exits that a venue refused are sent again also after the release, for the flatten has taken
    the stops away already.
    """
    signal = turn.signal
    is_asked_by_press = signal.source == "kill_switch" and signal.intent.action in ("cancel", "flatten")
    if not is_asked_by_press or signal.step:
        return None
    stands = not all(facts.switch.allows_resting for facts in switches_of(turn.book, turn.account))
    if stands and not _is_taken_back(turn):
        return None
    reason = (
        "The kill switch was released before this was carried out: nothing is cancelled or closed any more."
    )
    return turn.refuse("switch_released", reason)


def _is_taken_back(turn: Turn) -> bool:
    """Whether the switch that asked was released afterwards; a press from before its scope was kept counts for any."""
    scope = turn.intent.pressed_in
    released_at = None if scope is None else turn.book.switches.get(scope, NO_SWITCH).released_at
    return released_at is not None and turn.signal.received_at < released_at


def _not_yet(turn: Turn) -> Wait | None:
    """Return the wait for the signal's delay, where nobody held it back before it came here."""
    due = turn.signal.received_at + timedelta(seconds=turn.delay_s)
    if turn.signal.not_before is not None or turn.signal.step or turn.now >= due:
        return None
    turn.decision["risk"] = None
    left_s = (due - turn.now).total_seconds()
    return wait(turn, for_s=left_s, words=f"Held back for {turn.delay_s} s, as asked.")


def _superseded(turn: Turn) -> Ignore | None:
    """Return that nothing is left to do, when somebody asked to leave the symbol while an entry waited for its turn."""
    left = turn.account.left
    symbol = turn.intent.symbol or ""
    latest = max(left.get(symbol, -1), left.get("*", -1))
    if turn.intent.action not in OPENS or latest <= turn.signal.sequence:
        return None
    return turn.ignore(
        "superseded", f"A later signal asked to leave {symbol}; this one opens nothing any more."
    )


def _cancelling(turn: Turn) -> Wait | None:
    """Return the step that cancels and awaits resting entries of the symbol, for a signal that asks for it before it opens.

    What protects a position stays: it is not in the way, and an entry must not leave the position bare.
    """
    intent = turn.intent
    if not intent.cancel_first or intent.action not in OPENS or turn.signal.step >= CLEARING_STEPS_MAX:
        return None
    resting = [
        order
        for order in turn.account.orders_of(intent.symbol or "")
        if order.leg == "entry" and order.order_type != "market"
    ]
    if not resting:
        return None
    cancels = tuple(order.order_id for order in resting if not order.cancel_requested)
    words = f"Cancelling {len(resting)} resting entries in {intent.symbol} first, as asked."
    return wait(turn, cancels=cancels, awaits=resting, for_s=CANCEL_WAIT_S, words=words)


def _stale(turn: Turn) -> Refuse | None:
    """Return a refusal when the signal is too old. What a person asks in order to get out never goes
    stale, nor does an agent's exit that we send again (which no agent signs), and what waits by our own steps may take
    as long as they do.
    """
    signal, intent = turn.signal, turn.intent
    is_entry = intent.action in OPENS and not intent.reduce_only
    is_agents = signal.source == "alert" and signal.agent_id is not None
    if not is_agents and (signal.source == "kill_switch" or not is_entry):
        return None
    limit_s = SIGNAL_AGE_MAX_S if turn.policy is None else turn.policy.signal_age_max_s
    allowed_s = limit_s + turn.delay_s + signal.step * EXIT_WAIT_S
    born = signal.received_at if intent.fired_at is None else min(intent.fired_at, signal.received_at)
    age_s = (turn.now - born).total_seconds()
    if age_s <= allowed_s:
        return None
    reason = f"The signal is {age_s:.0f} s old; the most allowed is {allowed_s} s."
    return turn.refuse("stale_signal", reason, limit=str(allowed_s), value=f"{age_s:.0f}")
