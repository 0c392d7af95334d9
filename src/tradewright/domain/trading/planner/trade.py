"""Signals to buy or sell: what they mean given what is held, then size, protect, ask risk, and the orders.

What a signal means against an opposite position
- an agent's market order: its `opposite` rule — reverse (ONE order of what is held plus the new quantity),
  close, ignore. An alert's quantity is always the size of the NEW position here: the parser has already taken
  the old one off TradingView's `contracts`, which is |old| + |new| on a reversal (alerts/quantity.py).
- a person's or program's order, or one with a price: it nets, exactly as asked. A resting order that also
  carried the size of a position that its stop may close first would open more than was sized.
- sentiment says which side is wanted AFTERWARDS: with flat, or the side being traded against, the order only
  reduces.
"""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.instrument import Instrument
from tradewright.domain.trading.outcome import Refused
from tradewright.domain.trading.planner.closing import cancellable, close_position
from tradewright.domain.trading.planner.limits import ask_risk
from tradewright.domain.trading.planner.orders import make_legs, make_order
from tradewright.domain.trading.planner.prices import CarriedPrices, carried_prices, trade_prices
from tradewright.domain.trading.planner.turn import Turn, opposes
from tradewright.domain.trading.plans import PlaceOrders, Plan, Refuse
from tradewright.domain.trading.position import signed
from tradewright.domain.trading.protection import Asked, Protected, protect
from tradewright.domain.trading.requests import request_for
from tradewright.domain.trading.risk import Denied
from tradewright.domain.trading.signal import Side, Sizing
from tradewright.domain.trading.sizing import Sized, size_order
from tradewright.kernel.money import ZERO, plain

# One dollar-pegged coin is counted as one dollar, as the venues that quote in them do; no other pair is
# converted yet.
_DOLLARS = frozenset({"USD", "USDT", "USDC"})


def plan_trade(turn: Turn) -> Plan:
    """Plan a buy or a sell signal."""
    intent, policy = turn.intent, turn.policy
    side: Side = "buy" if intent.action == "buy" else "sell"
    if intent.symbol is None:
        return turn.refuse("symbol_missing", f"A {side} needs a symbol.")
    instrument = turn.instrument(intent.symbol)
    if instrument is None:
        return turn.refuse("unknown_symbol", f"{intent.symbol} is not a symbol we can trade.")
    held = turn.account.projected(intent.symbol, with_doubtful=True)
    is_against = opposes(held, signed(side, Decimal(1)))
    if _only_reduces(turn, side):
        if not is_against:
            return turn.ignore(
                "nothing_to_reduce", f"There is no position in {intent.symbol} that a {side} would reduce."
            )
        return close_position(turn, intent.symbol, asked=_asked_reduction(turn))
    if (refusal := _entry_forbidden(turn, instrument, side)) is not None:
        # What the agent may not open, it may still leave.
        return close_position(turn, intent.symbol, asked=None) if is_against else refusal
    sure = turn.account.projected(intent.symbol, with_doubtful=False)
    if sure != held and (is_against or opposes(sure, signed(side, Decimal(1)))):
        reason = (
            f"An earlier order in {intent.symbol} has no known outcome yet, so what to reverse is unclear."
        )
        return turn.refuse("order_in_doubt", reason)
    if not is_against:
        return _open(turn, instrument, side, closes=ZERO, nets=False)
    if policy is None or intent.order_type != "market":
        return _open(turn, instrument, side, closes=abs(held), nets=True)
    if policy.opposite == "ignore":
        return turn.ignore(
            "opposite_ignored", f"The agent ignores a {side} while {plain(held)} {intent.symbol} is held."
        )
    if policy.opposite == "close":
        return close_position(turn, intent.symbol, asked=None)
    return _open(turn, instrument, side, closes=abs(held), nets=False)


def _only_reduces(turn: Turn, side: Side) -> bool:
    wanted_after = turn.intent.sentiment
    traded_against = "short" if side == "buy" else "long"
    return turn.intent.reduce_only or wanted_after in ("flat", traded_against)


def _asked_reduction(turn: Turn) -> Decimal | None:
    """Return how much a reducing order is for; None closes all, as does a sentiment of flat whatever its
    size.
    """
    sizing = turn.intent.sizing
    if turn.intent.sentiment == "flat" or sizing is None or sizing.mode != "fixed":
        return None
    return sizing.value


def _entry_forbidden(turn: Turn, instrument: Instrument, side: Side) -> Refuse | None:
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
    return None


def _open(turn: Turn, instrument: Instrument, side: Side, *, closes: Decimal, nets: bool) -> Plan:
    """Plan an order that opens exposure. `closes` is what stands against it; it `nets` when the size includes
    that.
    """
    sizing = _sizing_rule(turn)
    if sizing is None:
        return turn.refuse("sizing_missing", "The order says no quantity.")
    if nets and sizing.mode == "fixed" and ZERO < sizing.value <= closes:
        return _reduce(turn, instrument, side, sizing.value)
    prices = trade_prices(turn, instrument, side)
    if isinstance(prices, Refuse):
        return prices
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
    sized = size_order(
        sizing,
        instrument=instrument,
        price=prices.entry,
        means=turn.means(instrument, stop=protected.stop),
    )
    if isinstance(sized, Refused):
        return turn.refuse_step(sized, step="sizing")
    turn.decision["sizing"] = sized.trace
    opens = max(sized.quantity - closes, ZERO) if nets else sized.quantity
    verdict = ask_risk(
        turn,
        instrument.symbol,
        notional=instrument.notional(opens, prices.entry),
        is_reducing=opens == 0,
    )
    if isinstance(verdict, Denied):
        return _denied(turn, instrument, verdict, may_close=bool(closes) and not nets)
    quantity = _total(turn, sized, closes=closes, nets=nets)
    return _place(turn, instrument, side, prices.carried, quantity=quantity, opens=opens, protected=protected)


def _sizing_rule(turn: Turn) -> Sizing | None:
    policy, asked = turn.policy, turn.intent.sizing
    if policy is None:
        return asked
    return asked if asked is not None and policy.sizing_from_alert else policy.sizing


def _protection_rule(turn: Turn) -> Asked:
    intent, policy = turn.intent, turn.policy
    if policy is None:
        return Asked(intent.stop_loss, intent.take_profit, intent.trailing_stop)
    return Asked(
        intent.stop_loss or policy.stop_loss,
        intent.take_profit or policy.take_profit,
        intent.trailing_stop or policy.trailing_stop,
    )


def _reduce(turn: Turn, instrument: Instrument, side: Side, asked: Decimal) -> Plan:
    """Plan an order that lies wholly within what stands against it: it needs no price and asks no limit."""
    carried = carried_prices(turn, instrument, side)
    if isinstance(carried, Refuse):
        return carried
    quantity = instrument.lot.floor(asked)
    if quantity == 0:
        return turn.refuse("size_below_minimum", f"{plain(asked)} is less than the smallest order.")
    words = f"{plain(quantity)} {instrument.symbol}, which only reduces what is held."
    turn.decision["sizing"] = {"mode": "fixed", "quantity": plain(quantity), "words": words}
    ask_risk(turn, instrument.symbol, notional=None, is_reducing=True)
    return _place(turn, instrument, side, carried, quantity=quantity, opens=ZERO)


def _denied(turn: Turn, instrument: Instrument, denied: Denied, *, may_close: bool) -> Plan:
    """Refuse; but a reversal that may not open still closes: no limit keeps a trader in what his agent wants
    to leave.
    """
    if not may_close:
        return turn.refuse_risk(denied)
    asked, trace = turn.decision.get("sizing"), denied.trace
    closing = close_position(turn, instrument.symbol, asked=None)
    words = f"{denied.message} The reversal was cut down to closing the position."
    closing.decision["risk"] = trace | {"outcome": "reduced_to_close", "words": words}
    closing.decision["sizing_denied"] = asked
    return closing


def _total(turn: Turn, sized: Sized, *, closes: Decimal, nets: bool) -> Decimal:
    if nets or not closes:
        return sized.quantity
    total = sized.quantity + closes
    turn.decision["sizing"] |= {
        "closes": plain(closes),
        "total": plain(total),
        "words": f"{sized.trace['words']} Plus {plain(closes)} to close what is held: {plain(total)} in all.",
    }
    return total


def _place(
    turn: Turn,
    instrument: Instrument,
    side: Side,
    carried: CarriedPrices,
    *,
    quantity: Decimal,
    opens: Decimal,
    protected: Protected | None = None,
) -> PlaceOrders:
    intent = turn.intent
    entry = make_order(
        turn,
        leg="entry" if opens else "exit",
        symbol=instrument.symbol,
        side=side,
        quantity=quantity,
        reduce_only=opens == 0,
        order_type=intent.order_type,
        limit_price=carried.limit,
        stop_price=carried.stop,
        time_in_force=intent.time_in_force,
        leg_name="entry",
    )
    legs = make_legs(turn, entry, protected, quantity=opens) if protected is not None and opens else ()
    crosses = quantity > opens > 0
    cancels = cancellable(turn, instrument.symbol) if crosses and intent.order_type == "market" else ()
    return PlaceOrders((entry, *legs), (request_for(entry, legs),), cancels, turn.decision)
