"""What would become of a signal: the planner's own answer on the books of this moment, every step of it, and nothing sent.

A signal that takes several steps is played through as if the venue did at once what it is asked: cancels succeed, exits at
market fill at the quote. So the opening that a reversal ends in is sized and asked about on the books it would find.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tradewright.domain.trading.book import AccountBook, UserBook
from tradewright.domain.trading.booking import apply_event, commit_orders
from tradewright.domain.trading.market import MarketView
from tradewright.domain.trading.order import Fill, Order, OrderEvent, OrderFilled, VenueCancelled
from tradewright.domain.trading.outcome import Trace
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
from tradewright.domain.trading.signal import AgentPolicy, Signal
from tradewright.kernel.ids import VenueExecutionId, VenueOrderId
from tradewright.kernel.money import ZERO, plain

STEPS_MAX = 10
"""More than any signal takes; a plan that still waits after so many would wait for ever."""
Verdict = Literal["approved", "denied", "reduced", "ignored"]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How it would end. "reduced": only what closes would be done. `orders` are those of all steps, as they would be sent;
    `steps` says in words what would happen, in order; `decision` is the last step's, with every sum and every rule.
    """

    verdict: Verdict
    reason_code: str | None
    reason: str | None
    decision: Trace
    orders: tuple[Order, ...]
    steps: tuple[str, ...]


def rehearse(
    book: UserBook, signal: Signal, policy: AgentPolicy | None, market: MarketView, now: datetime
) -> Rehearsed:
    """Return what would become of `signal`. Pure; the books stay as they are."""
    book = book.rolled(market, now)
    orders: list[Order] = []
    steps: list[str] = []
    made = plan(book, signal, policy, market, now)
    for step in range(signal.step + 1, signal.step + STEPS_MAX):
        if not isinstance(made, Wait):
            break
        orders.extend(made.orders)
        steps.append(_step_words(made))
        book = book.with_account(_played(book.accounts[signal.account_id], made, signal, market, now))
        made = plan(book, replace(signal, step=step), policy, market, now)
    return _ended(made, orders, steps)


def _ended(made: Plan, orders: list[Order], steps: list[str]) -> Rehearsed:
    code: str | None = None
    reason: str | None = None
    verdict: Verdict = "approved"
    match made:
        case PlaceOrders(orders=placed) | CancelAndClose(orders=placed) | Wait(orders=placed):
            orders = [*orders, *placed]
            steps = [*steps, *_words_of(made, placed)]
            if _is_cut_down(made.decision):
                verdict, code, reason = "reduced", "reduced_to_close", _denial_words(made.decision)
        case CancelOrders(order_ids=order_ids):
            steps = [*steps, f"Cancel {len(order_ids)} orders."] if order_ids else steps
        case MoveOrder():
            steps = [*steps, "Change the live order."]
        case Refuse():
            code, reason = made.reason_code, made.reason
            verdict = "reduced" if orders else "denied"
        case Ignore():
            code, reason = made.reason_code, made.reason
            verdict = "approved" if orders else "ignored"
    return Rehearsed(verdict, code, reason, made.decision, tuple(orders), tuple(steps))


def _played(
    account: AccountBook, made: Wait, signal: Signal, market: MarketView, now: datetime
) -> AccountBook:
    """Return the books once everything that the step waits for has come about."""
    account = commit_orders(account, made.orders, agent_id=signal.agent_id, now=now)
    for number, order_id in enumerate((*made.cancels, *made.awaits)):
        order = account.orders.get(order_id)
        if order is None:
            continue
        event: OrderEvent = VenueCancelled("rehearsed", now)
        quote = market.of(account.venue).quotes.get(order.symbol)
        if order_id not in made.cancels and order.order_type == "market" and quote is not None:
            price = quote.ask if order.side == "buy" else quote.bid
            event = OrderFilled(
                Fill(
                    venue_execution_id=VenueExecutionId(f"rehearsed:{signal.step}:{number}"),
                    client_order_id=order.client_order_id,
                    venue_order_id=VenueOrderId("rehearsed"),
                    symbol=order.symbol,
                    side=order.side,
                    quantity=order.remaining,
                    price=price,
                    fee=ZERO,
                    occurred_at=now,
                )
            )
        account = _applied(account, order, event)
    return account


def _applied(account: AccountBook, order: Order, event: OrderEvent) -> AccountBook:
    multiplier = account.position(order.symbol).multiplier
    applied = apply_event(account, order, event, multiplier=multiplier)
    account = applied.book
    for other, implied in applied.follow_ups:
        account = _applied(account, other, implied)
    return account


def _is_cut_down(decision: Trace) -> bool:
    return decision.get("risk", {}).get("outcome") == "reduced_to_close" or "opening_denied" in decision


def _denial_words(decision: Trace) -> str | None:
    denied = decision.get("opening_denied") or decision.get("risk", {})
    words: str | None = denied.get("words")
    return words


def _step_words(made: Wait) -> str:
    words: str = made.decision.get("step", {}).get("words") or "Wait for what is under way."
    return words


def _words_of(made: PlaceOrders | CancelAndClose | Wait, placed: tuple[Order, ...]) -> list[str]:
    cancels = made.order_ids if isinstance(made, CancelAndClose) else made.cancels
    first = [f"Cancel {len(cancels)} orders."] if cancels else []
    return [*first, *(_order_words(order) for order in placed)]


def _order_words(order: Order) -> str:
    does = {"buy": "Buy", "sell": "Sell"}[order.side]
    named = [
        f"{name} {plain(price)}"
        for name, price in (("limit", order.limit_price), ("stop", order.stop_price))
        if price is not None
    ]
    at = f" at {', '.join(named)}" if named else " at market"
    what = {"entry": "", "exit": " to close", "stop": " as the stop-loss", "target": " as the target"}[
        order.leg
    ]
    return f"{does} {plain(order.quantity)} {order.symbol}{at}{what}."
