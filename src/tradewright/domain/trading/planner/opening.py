"""Opening exposure: size it, protect it, ask risk, and make the entry with its legs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.order import Order
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.planner.limits import ask_risk
from tradewright.domain.trading.planner.making_room import needs_room, when_there_is_room
from tradewright.domain.trading.planner.orders import Shape, make_legs, make_order
from tradewright.domain.trading.planner.prices import TradePrices, trade_prices
from tradewright.domain.trading.planner.steps import clear_the_way
from tradewright.domain.trading.planner.turn import Turn
from tradewright.domain.trading.planner.venue_rules import Terms, entry_terms
from tradewright.domain.trading.plans import CancelOrders, PlaceOrders, Plan, Refuse
from tradewright.domain.trading.protection import Asked, Protected, protect
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Approved, Denied
from tradewright.domain.trading.signal import Side, Sizing
from tradewright.domain.trading.sizing import Sized, size_order
from tradewright.kernel.money import ZERO, plain

# One dollar-pegged coin is counted as one dollar, as the venues that quote in them do; no other pair is
# converted yet.
_DOLLARS = frozenset({"USD", "USDT", "USDC"})
DEFAULT_ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class _Sum:
    """What an entry comes to: `opens` units of it open exposure."""

    prices: TradePrices
    terms: Terms
    protected: Protected
    quantity: Decimal
    opens: Decimal


def entry_forbidden(turn: Turn, instrument: Instrument, side: Side) -> Refuse | None:
    """Return why the agent, the account or the venue opens nothing on this side of this symbol, whatever the size."""
    policy, symbol = turn.policy, instrument.symbol
    if policy is not None and policy.symbols and symbol not in policy.symbols:
        allowed = ", ".join(sorted(policy.symbols))
        return turn.refuse(
            "symbol_not_allowed", f"The agent trades {allowed}; not {symbol}.", limit=allowed, value=symbol
        )
    if policy is not None and side not in policy.sides:
        allowed = ", ".join(sorted(policy.sides))
        return turn.refuse(
            "side_not_allowed", f"The agent may {allowed}; not {side}.", limit=allowed, value=side
        )
    currency = turn.account.currency
    if instrument.currency != currency and not {instrument.currency, currency} <= _DOLLARS:
        priced_in = instrument.currency
        reason = f"{symbol} is priced in {priced_in}; the account is in {currency}, and nothing converts yet."
        return turn.refuse("currency_mismatch", reason, limit=currency, value=instrument.currency)
    if side == "sell" and not turn.capabilities(instrument).short:
        return turn.refuse("short_unsupported", f"{symbol} cannot be sold short at this venue.")
    return None


def open_position(
    turn: Turn,
    instrument: Instrument,
    side: Side,
    *,
    against: Decimal = ZERO,
    sizing: Sizing | None = None,
) -> Plan:
    """Plan an order that opens exposure. `against` is what stands against it: the size includes that and the order nets.
    `sizing` stands in for the signal's own.
    """
    summed = _sum(turn, instrument, side, against, sizing or sizing_rule(turn))
    if isinstance(summed, Refuse):
        return summed
    is_split = bool(against and summed.opens) and not turn.capabilities(instrument).crosses_zero
    verdict = _ask(turn, instrument, side, summed, closed_first=against if is_split else ZERO)
    if isinstance(verdict, Denied):
        return turn.refuse_risk(verdict)
    # Legs that rest could fill beside what closes the position they protect: they end first, as in a reversal.
    is_beside_legs = bool(against and summed.opens) and needs_room(turn, instrument.symbol, instrument)
    if is_beside_legs and (first := clear_the_way(turn, instrument.symbol)) is not None:
        return first
    if is_split:
        return _close_then_open(turn, instrument, side, summed, closes=against)
    entry = make_order(
        turn,
        Shape(
            leg="entry" if summed.opens else "exit",
            symbol=instrument.symbol,
            side=side,
            quantity=summed.quantity,
            reduce_only=summed.opens == 0,
            carried=summed.prices.carried,
            terms=summed.terms,
        ),
        leg_name=DEFAULT_ENTRY,
    )
    if not summed.opens and needs_room(turn, instrument.symbol, instrument):
        return when_there_is_room(turn, entry)
    return _placed(turn, instrument, entry, summed)


def sizing_rule(turn: Turn) -> Sizing | None:
    """Return who sizes: the alert where the agent lets it, the agent otherwise; without an agent, the request."""
    policy, asked = turn.policy, turn.intent.sizing
    if policy is None:
        return asked
    return asked if asked is not None and policy.sizing_from_alert else policy.sizing


def _ask(
    turn: Turn, instrument: Instrument, side: Side, summed: _Sum, *, closed_first: Decimal
) -> Approved | Denied:
    carried = summed.prices.carried
    return ask_risk(
        turn,
        instrument,
        side,
        quantity=summed.opens if closed_first else summed.quantity,
        opens=summed.opens,
        price=summed.prices.entry,
        order_type=carried.order_type,
        limit_price=carried.limit,
        stop_price=carried.stop,
        closed_first=closed_first,
    )


def _sum(
    turn: Turn, instrument: Instrument, side: Side, against: Decimal, sizing: Sizing | None
) -> _Sum | Refuse:
    if sizing is None:
        return turn.refuse("sizing_missing", "The order says no quantity.")
    prices = trade_prices(turn, instrument, side)
    if isinstance(prices, Refuse):
        return prices
    terms = entry_terms(turn, turn.capabilities(instrument), prices.carried)
    if isinstance(terms, Refuse):
        return terms
    protected = protect(
        side,
        entry=prices.entry,
        asked=_protection_rule(turn),
        instrument=instrument,
        market=prices.market,
        average_range=turn.average_range(instrument.symbol),
    )
    if isinstance(protected, Refused):
        return turn.refuse_step(protected, step="protection")
    turn.decision["protection"] = protected.trace
    means = turn.means(instrument, stop=protected.stop)
    sized = size_order(sizing, instrument=instrument, price=prices.entry, means=means)
    if isinstance(sized, Refused):
        return turn.refuse_step(sized, step="sizing")
    turn.decision["sizing"] = sized.trace
    return _Sum(prices, terms, protected, sized.quantity, _opens(sized, against))


def _opens(sized: Sized, against: Decimal) -> Decimal:
    opens = max(sized.quantity - against, ZERO)
    if against and opens:
        closes = f"{plain(against)} of it closes what is held."
        sized.trace["words"] = f"{sized.trace['words']} {closes}"
    return opens


def _protection_rule(turn: Turn) -> Asked:
    intent, policy = turn.intent, turn.policy
    if policy is None:
        return Asked(intent.stop_loss, intent.take_profit, intent.trailing_stop)
    return Asked(
        intent.stop_loss or policy.stop_loss,
        intent.take_profit or policy.take_profit,
        intent.trailing_stop or policy.trailing_stop,
    )


def open_when_closed(
    turn: Turn, instrument: Instrument, side: Side, *, sizing: Sizing, closes: Decimal
) -> PlaceOrders | Refuse:
    """Plan an exit of `closes` units and the entry that follows it, sized and asked now."""
    summed = _sum(turn, instrument, side, ZERO, sizing)
    if isinstance(summed, Refuse):
        return summed
    if isinstance(verdict := _ask(turn, instrument, side, summed, closed_first=closes), Denied):
        return turn.refuse_risk(verdict)
    # At the market, whatever the entry's price: what protected the position has been ended, so nothing may keep it waiting.
    closing = make_order(turn, Shape("exit", instrument.symbol, side, closes, reduce_only=True))
    return _then_open(turn, instrument, side, summed, closing)


def open_instead(turn: Turn, instrument: Instrument, side: Side, *, of: Order, sizing: Sizing) -> Plan:
    """Plan an entry that takes the place of one that waits for its exit (`of`): that one ends, and this one waits for the
    same exit. Where ours is refused the other one ends all the same: nobody wants it any more.
    """
    summed = _sum(turn, instrument, side, ZERO, sizing)
    if isinstance(summed, _Sum):
        verdict = _ask(turn, instrument, side, summed, closed_first=ZERO)
        if isinstance(verdict, Denied):
            summed = turn.refuse_risk(verdict)
    if isinstance(summed, Refuse):
        turn.decision["opening_denied"] = {"code": summed.reason_code, "words": summed.reason}
        return CancelOrders((of.order_id,), turn.decision)
    shape = Shape(
        "entry",
        instrument.symbol,
        side,
        summed.opens,
        reduce_only=False,
        carried=summed.prices.carried,
        terms=summed.terms,
    )
    held = replace(make_order(turn, shape), state="held", is_managed=True, parent_order_id=of.parent_order_id)
    legs = make_legs(turn, held, summed.protected, quantity=summed.opens, instrument=instrument)
    return PlaceOrders((held, *legs), (), (of.order_id,), turn.decision)


def _close_then_open(
    turn: Turn, instrument: Instrument, side: Side, summed: _Sum, *, closes: Decimal
) -> PlaceOrders:
    """Plan an order through zero as two of its kind: the part that closes, and the part that opens."""
    shape = Shape(
        "exit",
        instrument.symbol,
        side,
        closes,
        reduce_only=True,
        carried=summed.prices.carried,
        terms=summed.terms,
    )
    return _then_open(turn, instrument, side, summed, make_order(turn, shape))


def _then_open(turn: Turn, instrument: Instrument, side: Side, summed: _Sum, closing: Order) -> PlaceOrders:
    """One triggers the other: what opens waits here until `closing` has closed."""
    symbol, carried, terms = instrument.symbol, summed.prices.carried, summed.terms
    opening = make_order(
        turn, Shape("entry", symbol, side, summed.opens, reduce_only=False, carried=carried, terms=terms)
    )
    held = replace(opening, state="held", is_managed=True, parent_order_id=closing.order_id)
    legs = make_legs(turn, held, summed.protected, quantity=summed.opens, instrument=instrument)
    return PlaceOrders((closing, held, *legs), (request_for(closing),), (), turn.decision)


def _placed(turn: Turn, instrument: Instrument, entry: Order, summed: _Sum) -> PlaceOrders:
    legs = (
        make_legs(turn, entry, summed.protected, quantity=summed.opens, instrument=instrument)
        if summed.opens
        else ()
    )
    return PlaceOrders((entry, *legs), (request_for(entry, legs),), (), turn.decision)
