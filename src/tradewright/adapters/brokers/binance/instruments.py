"""exchangeInfo as instruments with Binance's own grid, and as the limits it tells. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from tradewright.adapters.brokers.binance.addresses import Market
from tradewright.adapters.brokers.binance.symbols import from_venue
from tradewright.adapters.brokers.transport import Rate, Unreadable
from tradewright.adapters.brokers.transport.fields import Fields
from tradewright.domain.trading.instrument import Instrument, Lot
from tradewright.domain.trading.ports.broker import VenueInstrument
from tradewright.kernel.money import ZERO

_PERPETUALS: Final = frozenset({"PERPETUAL", "TRADIFI_PERPETUAL"})
_SECONDS: Final = {"SECOND": 1.0, "MINUTE": 60.0, "HOUR": 3_600.0, "DAY": 86_400.0}
WEIGHT: Final = "weight"
ORDERS: Final = "orders"


def instruments_of(value: Any, market: Market) -> list[VenueInstrument]:
    """Read exchangeInfo. Contracts with an end date are left out, and so is a symbol whose rules cannot be read: nobody
    may trade on rules that he does not know.
    """
    info = Fields.of(value, what="exchangeInfo")
    found: list[VenueInstrument] = []
    for row in info.objects("symbols"):
        if market == "usdm" and row.text("contractType") not in _PERPETUALS:
            continue
        try:
            found.append(_instrument(row, market))
        except Unreadable:
            continue
    return found


def limits_of(value: Any) -> dict[str, Rate]:
    """Read the limits in exchangeInfo: "weight" of an address, and "orders:<seconds>" of an account."""
    return dict(_limits(Fields.of(value, what="exchangeInfo")))


def _limits(info: Fields) -> Iterator[tuple[str, Rate]]:
    for row in info.objects("rateLimits"):
        unit = _SECONDS.get(row.text("interval") or "")
        count, amount = row.whole("intervalNum"), row.whole("limit")
        if unit is None or not count or not amount:
            continue
        seconds = unit * count
        match row.text("rateLimitType"):
            case "REQUEST_WEIGHT" if seconds == 60:
                yield WEIGHT, Rate(amount, seconds)
            case "ORDERS":
                yield f"{ORDERS}:{int(seconds)}", Rate(amount, seconds)
            case _:
                continue


def _instrument(row: Fields, market: Market) -> VenueInstrument:
    name = row.need_text("symbol")
    filters = {one.text("filterType"): one for one in row.objects("filters")}
    lot, market_lot = filters.get("LOT_SIZE"), filters.get("MARKET_LOT_SIZE")
    prices = filters.get("PRICE_FILTER")
    if lot is None or prices is None:
        raise Unreadable(f"{name} without its filters")
    # Steps are powers of ten or multiples of one another: the coarser grid holds for limit and market orders alike.
    step = max(lot.need_number("stepSize"), _zero_if_absent(market_lot, "stepSize"))
    smallest = max(lot.number_or_zero("minQty"), _zero_if_absent(market_lot, "minQty"), step)
    tick = prices.positive("tickSize") or Decimal(1).scaleb(-(row.whole("quotePrecision") or 8))
    if step <= 0:
        raise Unreadable(f"{name} without a step")
    base, quote = row.need_text("baseAsset"), row.need_text("quoteAsset")
    is_spot = market == "spot"
    return VenueInstrument(
        venue_symbol=name,
        instrument=Instrument(
            symbol=from_venue(name, market),
            name=f"{base}/{quote}" if is_spot else f"{base}/{quote} perpetual",
            market="crypto",
            currency=quote,
            tick=tick,
            lot=Lot(step, smallest),
            notional_min=_notional_min(filters),
            base=base if is_spot else None,
            has_leverage=not is_spot,
        ),
        is_tradable=row.text("status") == "TRADING" and not row.is_false("isSpotTradingAllowed"),
        is_shortable=not is_spot,
    )


def _zero_if_absent(filter_: Fields | None, name: str) -> Decimal:
    return ZERO if filter_ is None else filter_.number_or_zero(name)


def _notional_min(filters: dict[str | None, Fields]) -> Decimal:
    found = [
        _zero_if_absent(filters.get("NOTIONAL"), "minNotional"),
        _zero_if_absent(filters.get("MIN_NOTIONAL"), "minNotional"),
        _zero_if_absent(filters.get("MIN_NOTIONAL"), "notional"),
    ]
    return max(found)
