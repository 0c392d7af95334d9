"""Asking risk about a planned order: what it may come to beside everything that is live already."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.plans import Refuse
from tradewright.domain.trading.ports.broker import OrderChange
from tradewright.domain.trading.risk import Approved, Denied, Proposal, ScopeFacts, decide
from tradewright.domain.trading.risk.change import World, change_document, smallest_change
from tradewright.domain.trading.risk.gather import gather, switches_of
from tradewright.domain.trading.risk.worst_case import dearest, reserve_of, unit_of
from tradewright.domain.trading.signal import OrderType, Side
from tradewright.kernel.money import ZERO

AUTOMATIC = frozenset({"alert", "api"})
"""Sources that a halt forbids to close; every other one is a person's own hand, or the kill switch itself."""


def ask_risk(
    turn: Turn,
    instrument: Instrument,
    side: Side,
    *,
    quantity: Decimal,
    opens: Decimal,
    price: Decimal,
    order_type: OrderType = "market",
    limit_price: Decimal | None = None,
    stop_price: Decimal | None = None,
    closed_first: Decimal = ZERO,
) -> Approved | Denied:
    """Return what risk says of an order of `quantity`, of which `opens` opens exposure (the rest closes), valued
    at `price`; the trace joins the decision. `closed_first` is what an exit of the same plan will have closed before.
    """
    worst = dearest(side, (limit_price, stop_price), turn.market.fresh_quote(instrument.symbol, turn.now))
    proposal = replace(
        _proposal(turn, instrument),
        side=side,
        quantity=quantity,
        opens=opens,
        unit=unit_of(instrument, price),
        unit_worst=None if worst is None else unit_of(instrument, worst),
        order_type=order_type,
        limit_price=limit_price,
        stop_price=stop_price,
        reserve=reserve_of(turn.account, instrument.symbol, turn.markets, turn.now).with_closed(
            closed_first, side
        ),
        is_reducing=opens == 0,
    )
    return _decide(turn, proposal)


def ask_change(turn: Turn, instrument: Instrument, order: Order, change: OrderChange) -> Approved | Denied:
    """Return what risk says of giving a live entry another size or price. One that makes nothing larger passes."""
    limit = order.limit_price if change.limit_price is None else change.limit_price
    stop = order.stop_price if change.stop_price is None else change.stop_price
    left = (order.quantity if change.quantity is None else change.quantity) - order.filled_quantity
    quote = turn.market.fresh_quote(order.symbol, turn.now)
    prices = [one for one in (limit, stop, None if quote is None else quote.ask) if one is not None]
    proposal = replace(
        _proposal(turn, instrument),
        side=order.side,
        quantity=max(left, ZERO),
        opens=ZERO if order.reduce_only or order.leg != "entry" else max(left, ZERO),
        unit=unit_of(instrument, max(prices)) if prices else None,
        order_type=order.order_type,
        limit_price=limit,
        stop_price=stop,
        reserve=reserve_of(turn.account, order.symbol, turn.markets, turn.now, without=order),
        reserve_now=reserve_of(turn.account, order.symbol, turn.markets, turn.now),
        is_reducing=order.reduce_only or order.leg != "entry" or left <= 0,
        is_new=False,
    )
    return _decide(turn, proposal)


def ask_reducing(turn: Turn, symbol: str) -> Approved | Denied:
    """Return what risk says of an order that only reduces: yes, save under a halt when nobody's own hand asks."""
    return _decide(turn, Proposal(symbol, is_reducing=True, by_person=_is_by_person(turn)))


def refuse_if_halted(turn: Turn) -> Refuse | None:
    """Return the refusal of whatever an agent or a program asks, exits and cancels too, while a halt stands; else None."""
    if all(switch.allows_automatic_exits for switch in turn.book.switches.values()):
        return None
    verdict = ask_reducing(turn, turn.intent.symbol or "")
    if isinstance(verdict, Denied):
        return turn.refuse_risk(verdict)
    del turn.decision["risk"]  # nothing was decided yet
    return None


def scope_facts(turn: Turn, symbol: str) -> tuple[ScopeFacts, ...]:
    """Return the facts of platform, user, account and, for an agent's signal, agent: in that order."""
    return gather(
        turn.book,
        turn.account,
        symbol,
        policy=turn.policy,
        agent_id=turn.signal.agent_id,
        market=turn.markets,
        now=turn.now,
    )


def _proposal(turn: Turn, instrument: Instrument) -> Proposal:
    quote = turn.market.quotes.get(instrument.symbol)
    is_sound = quote is not None and quote.is_sound
    return Proposal(
        instrument.symbol,
        quote_mid=quote.mid if quote is not None and is_sound else None,
        quote_at=quote.at if quote is not None and is_sound else None,
        lot=instrument.lot,
        tick=instrument.tick,
        notional_min=instrument.notional_min,
        by_person=_is_by_person(turn),
    )


def _is_by_person(turn: Turn) -> bool:
    return turn.signal.source not in AUTOMATIC


def _decide(turn: Turn, proposal: Proposal) -> Approved | Denied:
    is_reducing = proposal.is_reducing
    scopes = switches_of(turn.book, turn.account) if is_reducing else scope_facts(turn, proposal.symbol)
    currency, reset_words = turn.account.currency, turn.account.today(turn.now).reset_words
    verdict = decide(proposal, scopes, currency=currency, reset_words=reset_words, now=turn.now)
    turn.decision["risk"] = verdict.trace
    if isinstance(verdict, Denied):
        world = World(proposal, scopes, turn.now, currency, reset_words)
        turn.decision["risk"]["smallest_change"] = change_document(smallest_change(world))
    return verdict
