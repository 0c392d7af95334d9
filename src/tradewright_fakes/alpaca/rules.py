"""What Alpaca refuses, with its codes: prices, quantities, classes of orders, money, shares spoken for, wash trades."""

from __future__ import annotations

from decimal import Decimal

from tradewright_fakes.alpaca.asked import Asked
from tradewright_fakes.alpaca.money import books_of, held_for_orders, money_of
from tradewright_fakes.alpaca.refusal import Refusal, forbidden, invalid
from tradewright_fakes.alpaca.wire import text
from tradewright_fakes.matching import Account, Exchange, Instrument, Order

CENT = Decimal("0.01")
FINE_TICK = Decimal("0.0001")
DECIMALS_MAX = 9
SHORT_MARGIN = Decimal("1.03")
"""Short sales must cover so much of the price."""


def check(asked: Asked, account: Account, exchange: Exchange) -> None:
    """Raise the Refusal that the vendor would answer; return when it would take the order."""
    instrument = exchange.instrument(asked.symbol)
    if account.settings.get("trading_blocked"):
        raise forbidden("account is not allowed to trade")
    if instrument.status != "active" or not instrument.traits.get("tradable", True):
        raise invalid(f"asset {asked.symbol} is not active")
    if asked.client_id and asked.client_id in account.by_client:
        raise Refusal(422, 40010001, "client_order_id must be unique")
    _check_shape(asked)
    (_check_coin if instrument.asset_class == "crypto" else _check_stock)(asked, instrument, exchange)
    _check_prices(asked, instrument)
    if asked.is_complex:
        _check_exits(asked, exchange)
    _check_position(asked, account, exchange, instrument)
    _check_wash(asked, account)


def _check_shape(asked: Asked) -> None:
    wants_limit = asked.kind in ("limit", "stop_limit")
    if asked.order_class != "oco":
        if wants_limit and asked.limit_price is None:
            raise invalid(f"{asked.kind} orders require a limit price")
        if not wants_limit and asked.limit_price is not None:
            raise invalid(f"{asked.kind} orders must not have a limit price")
    if asked.kind in ("stop", "stop_limit") and asked.stop_price is None:
        raise invalid(f"{asked.kind} orders require a stop price")
    if asked.kind not in ("stop", "stop_limit") and asked.stop_price is not None:
        raise invalid(f"{asked.kind} orders must not have a stop price")
    trails = [one for one in (asked.trail_price, asked.trail_percent) if one is not None]
    if asked.kind == "trailing_stop" and len(trails) != 1:
        raise invalid("trailing stop orders require one of trail_price or trail_percent")
    if asked.kind != "trailing_stop" and trails:
        raise invalid("only trailing stop orders may have trail_price or trail_percent")
    if asked.quantity is not None and -int(asked.quantity.normalize().as_tuple().exponent) > DECIMALS_MAX:
        raise invalid("qty increments below 1e-9 are not allowed")
    if asked.extended_hours and (asked.kind != "limit" or asked.tif not in ("day", "gtc")):
        raise invalid("extended hours order must be DAY or GTC limit orders")


def _check_coin(asked: Asked, instrument: Instrument, exchange: Exchange) -> None:
    if asked.order_class not in ("", "simple"):
        raise invalid("crypto orders not allowed for advanced order_class: " + asked.order_class)
    if asked.kind not in ("market", "limit", "stop_limit"):
        raise invalid(f"invalid order type for crypto order: {asked.kind}")
    if asked.tif not in ("gtc", "ioc"):
        raise invalid("invalid crypto time_in_force")
    if asked.extended_hours:
        raise invalid("crypto orders do not support extended hours")
    if asked.quantity is not None and asked.quantity < instrument.quantity_min:
        raise invalid(f"qty must be >= {text(instrument.quantity_min)}")
    if _cost(asked, exchange) < instrument.notional_min and asked.side == "buy":
        raise forbidden(f"cost basis must be >= minimal amount of order {text(instrument.notional_min)}")


def _check_stock(asked: Asked, instrument: Instrument, exchange: Exchange) -> None:
    is_fraction = asked.notional is not None or (asked.quantity is not None and asked.quantity % 1 != 0)
    if asked.notional is not None and (asked.kind != "market" or asked.tif != "day"):
        raise invalid("notional orders must be market DAY orders")
    if asked.notional is not None and asked.notional < instrument.notional_min:
        raise invalid(f"notional amount must be >= {text(instrument.notional_min)}")
    if is_fraction and not instrument.traits.get("fractionable", True):
        raise forbidden(f'asset "{asked.symbol}" is not fractionable')
    if is_fraction and asked.tif != "day":
        raise invalid("fractional orders must be DAY orders")
    if is_fraction and (asked.is_complex or asked.kind == "trailing_stop"):
        raise invalid("fractional orders must be simple orders")
    if asked.kind == "trailing_stop" and asked.tif not in ("day", "gtc"):
        raise invalid("trailing stop orders must be DAY or GTC")
    if asked.tif in ("opg", "cls"):
        if asked.kind not in ("market", "limit"):
            raise invalid(f"{asked.tif} orders must be market or limit")
        if _is_auction_shut(asked.tif, exchange):
            raise invalid(f"{asked.tif} orders are not accepted at this time")


def _is_auction_shut(tif: str, exchange: Exchange) -> bool:
    """On-open orders are refused from 09:28 to 19:00 in New York, on-close orders from 15:50 to 19:00."""
    session, now = exchange.session, exchange.clock.now()
    if session.hours != "nyse":
        return False
    close = session.next_close(now)
    opens = session.day(close.date())["open"]
    if now < opens and tif == "opg":
        return (opens - now).total_seconds() <= 120
    since_close = (now - session.day(now.date())["close"]).total_seconds()
    is_after = session.is_trading_day(now.date()) and 0 <= since_close < 3 * 3600
    return (
        is_after or (tif == "opg" and opens <= now) or (tif == "cls" and (close - now).total_seconds() <= 600)
    )


def _check_prices(asked: Asked, instrument: Instrument) -> None:
    named = {
        "limit_price": asked.limit_price,
        "stop_price": asked.stop_price,
        "take_profit.limit_price": asked.profit_limit,
        "stop_loss.stop_price": asked.loss_stop,
        "stop_loss.limit_price": asked.loss_limit,
    }
    for name, price in named.items():
        if price is None:
            continue
        coarse = instrument.tick if instrument.asset_class == "crypto" or price >= 1 else FINE_TICK
        if instrument.asset_class != "crypto" and price % coarse != 0:
            raise invalid(
                f"invalid {name} {text(price)}. sub-penny increment does not fulfill minimum pricing criteria"
            )
        if instrument.asset_class == "crypto" and price % Decimal("1e-9") != 0:
            raise invalid(f"invalid {name} {text(price)}. too many decimals")


def _check_exits(asked: Asked, exchange: Exchange) -> None:
    if asked.tif not in ("day", "gtc"):
        raise invalid(f"{asked.order_class} orders must be DAY or GTC")
    if asked.extended_hours:
        raise invalid(f"{asked.order_class} orders do not support extended hours")
    profit, stop = asked.profit_limit, asked.loss_stop
    if asked.order_class == "oto":
        if (profit is None) == (stop is None):
            raise invalid("oto orders require either take_profit.limit_price or stop_loss.stop_price")
    elif profit is None:
        raise invalid(f"{asked.order_class} orders require take_profit.limit_price")
    elif stop is None:
        raise invalid(f"{asked.order_class} orders require stop_loss.stop_price")
    if asked.order_class == "oco" and asked.kind != "limit":
        raise invalid("oco orders require type to be limit")
    is_long = (asked.side == "buy") != (asked.order_class == "oco")
    if profit is not None and stop is not None and (profit <= stop if is_long else profit >= stop):
        word = "greater" if is_long else "less"
        raise invalid(f"take_profit.limit_price must be {word} than stop_loss.stop_price")
    base = _base_price(asked, exchange)
    if base is not None and stop is not None and (stop > base - CENT if is_long else stop < base + CENT):
        raise invalid(
            f"stop_loss.stop_price must be {'<= base_price - 0.01' if is_long else '>= base_price + 0.01'}"
        )
    is_entry = asked.order_class != "oco"
    if not is_entry or base is None or profit is None:
        return
    if profit < base + CENT if is_long else profit > base - CENT:
        raise invalid(
            f"take_profit.limit_price must be {'>= base_price + 0.01' if is_long else '<= base_price - 0.01'}"
        )


def _base_price(asked: Asked, exchange: Exchange) -> Decimal | None:
    if asked.order_class != "oco" and (asked.limit_price or asked.stop_price):
        return asked.limit_price or asked.stop_price
    quote = exchange.quotes.get(asked.symbol)
    return None if quote is None else quote.last


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
    money, cost = money_of(account, exchange), _cost(asked, exchange)
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


def _cost(asked: Asked, exchange: Exchange) -> Decimal:
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
