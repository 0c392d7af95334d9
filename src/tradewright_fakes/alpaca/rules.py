"""What Alpaca refuses whoever asks, with its codes: prices, quantities, types, classes of orders."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from tradewright_fakes.alpaca.asked import Asked
from tradewright_fakes.alpaca.refusal import Refusal, forbidden, invalid
from tradewright_fakes.alpaca.standing import check_standing, cost_of_asked
from tradewright_fakes.alpaca.wire import text
from tradewright_fakes.matching import Account, Exchange, Instrument

NEW_YORK: Final = ZoneInfo("America/New_York")
CENT = Decimal("0.01")
FINE_TICK = Decimal("0.0001")
DECIMALS_MAX = 9


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
    check_standing(asked, account, exchange)


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
    if cost_of_asked(asked, exchange) < instrument.notional_min and asked.side == "buy":
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
    session, local = exchange.session, exchange.clock.now().astimezone(NEW_YORK)
    if session.hours != "nyse" or not session.is_trading_day(local.date()):
        return False
    since = time(9, 28) if tif == "opg" else time(15, 50)
    return since <= local.time() < time(19)


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
