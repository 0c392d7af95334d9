"""Filters: what exchangeInfo says of a symbol, and the refusals that follow from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.binance.text import fixed, plain
from tradewright_fakes.matching import Account, Instrument, Quote

PERCENT_UP, PERCENT_DOWN = Decimal(5), Decimal("0.2")
FUTURES_UP, FUTURES_DOWN = Decimal("1.05"), Decimal("0.95")
ORDERS_MAX, ALGO_ORDERS_MAX = 200, 5
PRICE_MAX = Decimal(1_000_000)


def spot_filters(instrument: Instrument) -> list[dict[str, Any]]:
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": fixed(instrument.tick),
            "maxPrice": fixed(PRICE_MAX),
            "tickSize": fixed(instrument.tick),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": fixed(instrument.quantity_min),
            "maxQty": fixed(instrument.quantity_max),
            "stepSize": fixed(instrument.step),
        },
        {"filterType": "ICEBERG_PARTS", "limit": 10},
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": "0.00000000",
            "maxQty": fixed(market_max(instrument)),
            "stepSize": "0.00000000",
        },
        {
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": 10,
            "maxTrailingAboveDelta": 2000,
            "minTrailingBelowDelta": 10,
            "maxTrailingBelowDelta": 2000,
        },
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": plain(PERCENT_UP),
            "bidMultiplierDown": plain(PERCENT_DOWN),
            "askMultiplierUp": plain(PERCENT_UP),
            "askMultiplierDown": plain(PERCENT_DOWN),
            "avgPriceMins": 5,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": fixed(instrument.notional_min),
            "applyMinToMarket": True,
            "maxNotional": "9000000.00000000",
            "applyMaxToMarket": False,
            "avgPriceMins": 5,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": ORDERS_MAX},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": ALGO_ORDERS_MAX},
        {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": 10},
    ]


def futures_filters(instrument: Instrument) -> list[dict[str, Any]]:
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": plain(instrument.tick),
            "maxPrice": plain(PRICE_MAX),
            "tickSize": str(instrument.tick),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": str(instrument.quantity_min),
            "maxQty": plain(instrument.quantity_max),
            "stepSize": str(instrument.step),
        },
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": str(instrument.quantity_min),
            "maxQty": plain(market_max(instrument)),
            "stepSize": str(instrument.step),
        },
        {"filterType": "MAX_NUM_ORDERS", "limit": ORDERS_MAX},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 10},
        {"filterType": "MIN_NOTIONAL", "notional": plain(instrument.notional_min)},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": str(FUTURES_UP),
            "multiplierDown": str(FUTURES_DOWN),
            "multiplierDecimal": "4",
        },
    ]


def market_max(instrument: Instrument) -> Decimal:
    """The most that one market order may trade."""
    return instrument.quantity_max / 10


def check_spot(
    instrument: Instrument,
    quote: Quote | None,
    account: Account,
    *,
    side: str,
    prices: list[Decimal],
    quantity: Decimal | None,
    budget: Decimal | None,
    is_market: bool,
    is_conditional: bool,
) -> None:
    """Raise Refusal −1013 naming the first filter that the order breaks."""
    for price in prices:
        if price <= 0 or price > PRICE_MAX or price % instrument.tick != 0:
            raise failure("PRICE_FILTER")
    if quantity is not None:
        if (
            not instrument.quantity_min <= quantity <= instrument.quantity_max
            or quantity % instrument.step != 0
        ):
            raise failure("LOT_SIZE")
        if is_market and quantity > market_max(instrument):
            raise failure("MARKET_LOT_SIZE")
    reference = None if quote is None else quote.last
    if reference is not None:
        for price in prices:
            if not reference * PERCENT_DOWN <= price <= reference * PERCENT_UP:
                raise failure("PERCENT_PRICE_BY_SIDE")
    value = budget
    if value is None and quantity is not None:
        basis = prices[0] if prices else reference
        value = None if basis is None else quantity * basis
    if value is not None and value < instrument.notional_min:
        raise failure("NOTIONAL")
    mine = [one for one in account.open.values() if one.symbol == instrument.symbol]
    if len(mine) >= ORDERS_MAX:
        raise failure("MAX_NUM_ORDERS")
    if is_conditional and sum(one.waits_for_trigger for one in mine) >= ALGO_ORDERS_MAX:
        raise failure("MAX_NUM_ALGO_ORDERS")


def failure(name: str) -> Refusal:
    return Refusal(-1013, f"Filter failure: {name}")


def check_futures(
    instrument: Instrument,
    quote: Quote | None,
    *,
    side: str,
    price: Decimal | None,
    trigger: Decimal | None,
    quantity: Decimal | None,
    is_market: bool,
    is_reducing: bool,
) -> None:
    """Raise the Refusal of futures for prices and quantities off their grids and bounds."""
    for one in (price, trigger):
        if one is not None:
            _check_price(instrument, one)
    if quantity is not None:
        _check_quantity(instrument, quantity, is_market=is_market)
    if quote is None:
        return
    if price is not None and not is_market:
        if side == "buy" and price > quote.mark * FUTURES_UP:
            raise Refusal(-4016, "Price is higher than mark price multiplier cap.")
        if side == "sell" and price < quote.mark * FUTURES_DOWN:
            raise Refusal(-4024, "Price is lower than mark price multiplier floor.")
    if is_market and not FUTURES_DOWN <= quote.takes_at("buy") / quote.mark <= FUTURES_UP:
        raise Refusal(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.")
    if (
        quantity is not None
        and not is_reducing
        and quantity * (price or trigger or quote.mark) < instrument.notional_min
    ):
        raise Refusal(
            -4164,
            f"Order's notional must be no smaller than {plain(instrument.notional_min)} (unless you choose reduce only).",
        )


def _check_price(instrument: Instrument, price: Decimal) -> None:
    if price <= 0:
        raise Refusal(-4001, "Price less than 0.")
    if _places(price) > _places(instrument.tick):
        raise Refusal(-1111, "Precision is over the maximum defined for this asset.")
    if price % instrument.tick != 0:
        raise Refusal(-4014, "Price not increased by tick size.")


def _check_quantity(instrument: Instrument, quantity: Decimal, *, is_market: bool) -> None:
    if quantity <= 0:
        raise Refusal(-4003, "Quantity less than zero.")
    if _places(quantity) > _places(instrument.step):
        raise Refusal(-1111, "Precision is over the maximum defined for this asset.")
    if quantity < instrument.quantity_min:
        raise Refusal(-4004, "Quantity less than min quantity.")
    if quantity % instrument.step != 0:
        raise Refusal(-4023, "Quantity not increased by step size.")
    if quantity > (market_max(instrument) if is_market else instrument.quantity_max):
        raise Refusal(-4005, "Quantity greater than max quantity.")


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
