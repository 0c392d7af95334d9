"""The door of the planner: what kind of signal it is, and whether it may still be acted on."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from tradewright.domain.trading.book import UserBook
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.planner.closing import plan_cancel, plan_exit, plan_flatten
from tradewright.domain.trading.planner.trade import plan_trade
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Plan, Refuse
from tradewright.domain.trading.signal import AgentPolicy, Signal

SIGNAL_AGE_MAX_S = 300
"""A person's or program's order that waited longer than this (we were down) is refused: the market has moved
on.
"""


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
    if (stale := _stale(turn)) is not None:
        return stale
    match signal.intent.action:
        case "buy" | "sell":
            return plan_trade(turn)
        case "exit":
            return plan_exit(turn)
        case "cancel":
            return plan_cancel(turn)
        case "flatten":
            return plan_flatten(turn)
        case "reverse" | "add" | "target" | "breakeven" | "resolve" as verb:
            return turn.refuse("action_not_supported", f"Nothing carries out {verb} here.")
        case _ as never:
            assert_never(never)


def _stale(turn: Turn) -> Refuse | None:
    """Return a refusal when the signal is too old. What a person asks in order to get out never goes
    stale.
    """
    signal, intent = turn.signal, turn.intent
    is_entry = intent.action in ("buy", "sell") and not intent.reduce_only
    if signal.source != "alert" and (signal.source == "kill_switch" or not is_entry):
        return None
    limit_s = SIGNAL_AGE_MAX_S if turn.policy is None else turn.policy.signal_age_max_s
    born = signal.received_at if intent.fired_at is None else min(intent.fired_at, signal.received_at)
    age_s = (turn.now - born).total_seconds()
    if age_s <= limit_s:
        return None
    reason = f"The signal is {age_s:.0f} s old; the most allowed is {limit_s} s."
    return turn.refuse("stale_signal", reason, limit=str(limit_s), value=f"{age_s:.0f}")
