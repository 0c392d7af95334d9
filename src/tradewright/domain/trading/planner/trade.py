"""Signals to buy, sell, add or reverse: what they mean given what is held, and who carries that out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.planner.closing import asked_quantity, close_position
from tradewright.domain.trading.planner.limits import ask_reducing
from tradewright.domain.trading.planner.making_room import needs_room, when_there_is_room
from tradewright.domain.trading.planner.opening import entry_forbidden, open_position, sizing_rule
from tradewright.domain.trading.planner.opposite import Row, Rule, meaning_of
from tradewright.domain.trading.planner.orders import Shape, make_order
from tradewright.domain.trading.planner.prices import carried_prices
from tradewright.domain.trading.planner.reversing import reverse_position, turn_back, turn_round
from tradewright.domain.trading.planner.steps import is_in_doubt, opens_next, own_exits, settle_first
from tradewright.domain.trading.planner.turn import Turn, opposes
from tradewright.domain.trading.planner.venue_rules import entry_terms
from tradewright.domain.trading.plans import PlaceOrders, Plan, Refuse
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Denied
from tradewright.domain.trading.signal import Side
from tradewright.kernel.money import ZERO, plain


def plan_trade(turn: Turn) -> Plan:
    """Plan a buy or a sell signal."""
    side: Side = "buy" if turn.intent.action == "buy" else "sell"
    instrument = turn.instrument_asked()
    if isinstance(instrument, Refuse):
        return instrument
    symbol = instrument.symbol
    if turn.signal.step and (own := own_exits(turn, symbol)) and own[0].order_type == "market":
        return reverse_position(turn, instrument, side)
    held = turn.account.projected(symbol, with_doubtful=True)
    if (first := _while_closing(turn, symbol, side, held)) is not None:
        return first
    rule, coming = _rule(turn), opens_next(turn, symbol)
    if coming is not None and turn.intent.sentiment == "flat":
        return close_position(turn, symbol, asked=None)  # the exit is on its way, and nothing is to follow it
    if coming is not None and rule in ("reverse", "close", "ignore"):
        held = (
            coming.signed_remaining
        )  # a reversal on its way counts as done: that is what this signal answers to
    row = meaning_of(
        held=held,
        side=side,
        sentiment=turn.intent.sentiment,
        reduce_only=turn.intent.reduce_only,
        rule=rule,
    )
    turn.decision["meaning"] = {"meaning": row.meaning, "held": plain(held), "words": row.words}
    if coming is not None and row.meaning == "reverse":
        return turn_back(turn, instrument, side, coming)
    if row.meaning in ("open", "add", "reverse", "close", "net", "ignore"):
        refusal = entry_forbidden(turn, instrument, side)
        if refusal is not None:
            # What the agent may not open, it may still leave.
            return close_position(turn, symbol, asked=None) if row.held == "against" else refusal
        sure = turn.account.projected(symbol, with_doubtful=False)
        if is_in_doubt(turn, symbol) and row.held != "against" and opposes(sure, signed(side, Decimal(1))):
            return _in_doubt(turn, symbol)
    return _carry_out(turn, instrument, side, held=held, row=row)


def plan_add(turn: Turn) -> Plan:
    """Enlarge the position in its own direction; without one there is nothing to add to."""
    instrument = turn.instrument_asked()
    if isinstance(instrument, Refuse):
        return instrument
    held = turn.account.projected(instrument.symbol, with_doubtful=False)
    if held == 0:
        return turn.ignore("nothing_to_add_to", f"There is no position in {instrument.symbol} to add to.")
    side: Side = "buy" if held > 0 else "sell"
    return entry_forbidden(turn, instrument, side) or _open_one_more(turn, instrument, side)


def plan_reverse(turn: Turn) -> Plan:
    """Turn the position round, whatever the agent's rule for opposite signals. A sentiment names the side wanted; without
    one it is the other side than is held. Sized as asked, by the agent, or as large as the old position.
    """
    instrument = turn.instrument_asked()
    if isinstance(instrument, Refuse):
        return instrument
    symbol, wanted = instrument.symbol, turn.intent.sentiment
    if wanted == "flat":
        return close_position(turn, symbol, asked=None)
    held = turn.account.projected(symbol, with_doubtful=True)
    coming = opens_next(turn, symbol)
    if coming is not None:
        held = coming.signed_remaining
    side: Side = "buy" if (held < 0 if wanted is None else wanted == "long") else "sell"
    is_against = opposes(held, signed(side, Decimal(1)))
    if not is_against and not turn.signal.step:
        return turn.ignore("nothing_to_reverse", f"There is no position in {symbol} to reverse.")
    if coming is not None and is_against:
        return turn_back(turn, instrument, side, coming)
    refusal = entry_forbidden(turn, instrument, side)
    if refusal is not None:
        return close_position(turn, symbol, asked=None) if is_against else refusal
    if wanted is None or sizing_rule(turn) is None:
        return turn_round(turn, instrument)
    return reverse_position(turn, instrument, side)


def _while_closing(turn: Turn, symbol: str, side: Side, held: Decimal) -> Plan | None:
    """Return the step that awaits the close of what stands against the signal: nothing opens before that is done."""
    towards = signed(side, Decimal(1))
    is_being_closed = opposes(turn.account.position(symbol).quantity, towards) and not opposes(held, towards)
    return settle_first(turn, symbol) if is_being_closed else None


def _carry_out(turn: Turn, instrument: Instrument, side: Side, *, held: Decimal, row: Row) -> Plan:
    symbol = instrument.symbol
    match row.meaning:
        case "nothing":
            return turn.ignore(
                "nothing_to_reduce", f"There is no position in {symbol} that a {side} would reduce."
            )
        case "ignore":
            return turn.ignore(
                "opposite_ignored", f"The agent ignores a {side} while {plain(held)} {symbol} is held."
            )
        case "close":
            return close_position(turn, symbol, asked=None)
        case "reduce":
            asked = asked_quantity(turn, instrument)
            if asked is None and row.left == "against":
                return _part_unsaid(turn, symbol)
            return close_position(turn, symbol, asked=asked)
        case "open":
            return _told(turn, _open_one_more(turn, instrument, side))
        case "add":
            return _open_one_more(turn, instrument, side)
        case "reverse":
            return reverse_position(turn, instrument, side)
        case "net":
            return _net(turn, instrument, side, against=abs(held))
        case _ as never:
            assert_never(never)


def _rule(turn: Turn) -> Rule:
    if turn.policy is None or turn.intent.order_type != "market":
        return "as_asked"
    return turn.policy.opposite


def _told(turn: Turn, made: Plan) -> Plan:
    """Return the plan; a refusal that comes after an exit says so, or the trader would read it as a refusal to close."""
    if turn.signal.step <= turn.steps_before or not isinstance(made, Refuse):
        return made
    return replace(made, reason=f"{made.reason} What stood against it was closed; nothing was opened.")


def _open_one_more(turn: Turn, instrument: Instrument, side: Side) -> Plan:
    """Plan an entry beside those that stand already, up to the agent's cap."""
    most = None if turn.policy is None else turn.policy.pyramiding_max
    symbol = instrument.symbol
    if most is not None and (standing := turn.entries_standing(symbol, side)) >= most:
        entries = "entry stands" if standing == 1 else "entries stand"
        reason = f"{standing} {entries} in {symbol}; the agent allows {most} in one direction."
        if turn.has_open_fate(symbol, side):
            reason += " Of one of them it is not known yet whether the venue has it."
        return turn.refuse("pyramiding_max", reason, limit=str(most), value=str(standing))
    return open_position(turn, instrument, side)


def _net(turn: Turn, instrument: Instrument, side: Side, *, against: Decimal) -> Plan:
    """Plan a trade of exactly the asked size; one that lies within what stands against it only reduces."""
    sizing = sizing_rule(turn)
    if sizing is None:
        return turn.refuse("sizing_missing", "The order says no quantity.")
    if (first := settle_first(turn, instrument.symbol)) is not None:
        return first
    if sizing.mode == "fixed" and ZERO < sizing.value <= against:
        return _reduce(turn, instrument, side, sizing.value)
    if is_in_doubt(turn, instrument.symbol):
        return _in_doubt(turn, instrument.symbol)
    return open_position(turn, instrument, side, against=against)


def _reduce(turn: Turn, instrument: Instrument, side: Side, asked: Decimal) -> Plan:
    """Plan an order that lies wholly within what stands against it: it needs no price and asks no limit."""
    symbol = instrument.symbol
    carried = carried_prices(turn, instrument, side, opens=False)
    if isinstance(carried, Refuse):
        return carried
    quantity = instrument.lot.floor(asked)
    if quantity == 0:
        return turn.refuse("size_below_minimum", f"{plain(asked)} is less than the smallest order.")
    terms = entry_terms(turn, turn.capabilities(instrument), carried)
    if isinstance(terms, Refuse):
        return terms
    verdict = ask_reducing(turn, symbol)
    if isinstance(verdict, Denied):
        return turn.refuse_risk(verdict)
    words = f"{plain(quantity)} {symbol}, which only reduces what is held."
    turn.decision["sizing"] = {"mode": "fixed", "quantity": plain(quantity), "words": words}
    shape = Shape("exit", symbol, side, quantity, reduce_only=True, carried=carried, terms=terms)
    order = make_order(turn, shape, leg_name="entry")
    if needs_room(turn, symbol, instrument):
        return when_there_is_room(turn, order)
    return PlaceOrders((order,), (request_for(order),), (), turn.decision)


def _part_unsaid(turn: Turn, symbol: str) -> Refuse:
    """Refuse to guess how large the part is that the sender wants closed: closing all is what he does not want."""
    side = turn.intent.sentiment
    sizing = turn.intent.sizing
    said = "no quantity" if sizing is None else f"a size by {sizing.mode}, which is a new position's"
    reason = (
        f"It wants {symbol} still {side} afterwards, so only part of it is to be closed, but it says {said}: "
        "give a quantity or a percent of the position, or the sentiment flat to close everything."
    )
    return turn.refuse("part_size_missing", reason)


def _in_doubt(turn: Turn, symbol: str) -> Refuse:
    reason = f"An earlier order in {symbol} has no known outcome yet, so what this would come to is unclear."
    return turn.refuse("order_in_doubt", reason)
