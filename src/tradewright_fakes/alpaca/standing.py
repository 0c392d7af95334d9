"""What Alpaca refuses this account now: money it lacks, shares already spoken for, trades with itself."""

from __future__ import annotations

from decimal import Decimal

from tradewright_fakes.alpaca.asked import Asked
from tradewright_fakes.alpaca.money import books_of, held_for_orders, money_of
from tradewright_fakes.alpaca.refusal import Refusal, forbidden, invalid
from tradewright_fakes.alpaca.wire import text
from tradewright_fakes.matching import Account, Exchange, Instrument, Order

SHORT_MARGIN = Decimal("1.03")
"""Short sales must cover so much of the price."""


def check_standing(asked: Asked, account: Account, exchange: Exchange) -> None:
    """Raise the Refusal that follows from the account's position, orders and money."""
    _check_position(asked, account, exchange, exchange.instrument(asked.symbol))
    _check_wash(asked, account)


def _check_position(asked: Asked, account: Account, exchange: Exchange, instrument: Instrument) -> None:
    held = books_of(account).held(asked.symbol, "both")
    is_closing = held != 0 and (held > 0) != (asked.side == "buy")
    if asked.order_class == "oco" and not is_closing:
        raise invalid("oco orders must be exit orders")
    if asked.intent.endswith("_to_close") and not is_closing:
        raise forbidden(
            "position intent mismatch, inferred: " + f"{asked.side}_to_open, specified: {asked.intent}"
        )
    if is_closing:
        spoken_for = held_for_orders(account, asked.symbol, asked.side)
        available = abs(held) - spoken_for
        wanted = asked.quantity if asked.quantity is not None else _units(asked, exchange)
        if wanted > available:
            raise forbidden(
                f"insufficient qty available for order (requested: {text(wanted)}, available: {text(available)})",
                available=text(available),
                existing_qty=text(abs(held)),
                held_for_orders=text(spoken_for),
                symbol=asked.symbol,
            )
        return
    if asked.side == "sell":
        _check_short(asked, instrument)
    if account.settings.get("pattern_day_trader_blocked"):
        raise Refusal(403, 40310100, "trade denied due to pattern day trading protection")
    money, cost = money_of(account, exchange), cost_of_asked(asked, exchange)
    power = money.cash_power if instrument.asset_class == "crypto" else money.buying_power
    if cost > power:
        raise forbidden(
            "insufficient buying power"
            if instrument.asset_class == "equity"
            else f"insufficient balance for USD (requested: {text(cost)}, available: {text(power)})",
            buying_power=text(power),
            cost_basis=text(cost),
        )


def _check_short(asked: Asked, instrument: Instrument) -> None:
    if instrument.asset_class == "crypto":
        raise forbidden(
            f"insufficient balance for {instrument.base} (requested: {text(asked.quantity)}, available: 0)",
            available="0",
            symbol=asked.symbol,
        )
    if not instrument.traits.get("shortable", True):
        raise invalid(f'asset "{asked.symbol}" cannot be sold short')
    if asked.quantity is None or asked.quantity % 1 != 0:
        raise invalid("fractional orders cannot be sold short")


def _check_wash(asked: Asked, account: Account) -> None:
    """An order that could trade with one's own: refused unless it belongs to a complex order."""
    if asked.is_complex:
        return
    for other in account.open.values():
        if other.symbol != asked.symbol or other.side == asked.side or other.is_held:
            continue
        if (
            other.group is not None
            and other.group.kind in ("bracket", "oco", "oto")
            and asked.order_class == ""
        ):
            continue
        if _would_meet(asked, other):
            what = "market/stop" if other.limit_price is None else "limit"
            raise forbidden(
                "potential wash trade detected. use complex orders",
                existing_order_id=other.id,
                reject_reason=f"opposite side {what} order exists",
            )


def _would_meet(asked: Asked, other: Order) -> bool:
    if asked.limit_price is None or other.limit_price is None or other.waits_for_trigger:
        return True
    buy, sell = asked.limit_price, other.limit_price
    if asked.side == "sell":
        buy, sell = sell, buy
    return buy >= sell


def cost_of_asked(asked: Asked, exchange: Exchange) -> Decimal:
    """What the order would cost at most, in dollars."""
    if asked.notional is not None:
        return asked.notional
    quote = exchange.quotes.get(asked.symbol)
    market = Decimal(0) if quote is None else quote.takes_at(asked.side)
    price = asked.limit_price or asked.stop_price or market
    if asked.side == "sell":
        price = max(price, market * SHORT_MARGIN)
    return (asked.quantity or Decimal(0)) * price


def _units(asked: Asked, exchange: Exchange) -> Decimal:
    quote = exchange.quotes.get(asked.symbol)
    return (
        Decimal(0) if quote is None or asked.notional is None else asked.notional / quote.takes_at(asked.side)
    )
