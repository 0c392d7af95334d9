"""exchangeInfo of both markets: limits, and each symbol with its filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import msgspec

from tradewright_fakes.binance import filters, limits
from tradewright_fakes.binance.guard import Call
from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.matching import Instrument

_MARGIN_ASSET: Final = {"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}


def exchange_info(call: Call) -> dict[str, Any]:
    listed = list(call.exchange.instruments.values())
    if (one := call.params.maybe("symbol")) is not None:
        listed = [call.instrument_of(one)]
    elif (many := call.params.maybe("symbols")) is not None:
        listed = [call.instrument_of(one) for one in many_symbols(many)]
    is_spot = call.market == "spot"
    weight = limits.WEIGHT_SPOT if is_spot else limits.WEIGHT_FUTURES
    orders = (
        (("SECOND", 10, 100), ("DAY", 1, 200_000)) if is_spot else (("SECOND", 10, 300), ("MINUTE", 1, 1200))
    )
    return {
        "timezone": "UTC",
        "serverTime": milliseconds(call.exchange.clock.told()),
        **({} if is_spot else {"assets": [_MARGIN_ASSET]}),
        "rateLimits": [
            {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": weight},
            *(
                {"rateLimitType": "ORDERS", "interval": unit, "intervalNum": count, "limit": most}
                for unit, count, most in orders
            ),
        ],
        "exchangeFilters": [],
        "symbols": [(_spot_symbol if is_spot else _futures_symbol)(one) for one in listed],
    }


def many_symbols(given: str) -> list[str]:
    """The `symbols` parameter: a JSON list."""
    try:
        return [str(one) for one in msgspec.json.decode(given)]
    except (msgspec.DecodeError, TypeError):
        raise Refusal(-1100, "Illegal characters found in parameter 'symbols'.") from None


def _spot_symbol(one: Instrument) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "status": one.status,
        "baseAsset": one.base,
        "baseAssetPrecision": 8,
        "quoteAsset": one.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": [
            "LIMIT",
            "LIMIT_MAKER",
            "MARKET",
            "STOP_LOSS",
            "STOP_LOSS_LIMIT",
            "TAKE_PROFIT",
            "TAKE_PROFIT_LIMIT",
        ],
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": filters.spot_filters(one),
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "NONE",
        "allowedSelfTradePreventionModes": ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def _futures_symbol(one: Instrument) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "pair": one.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000,
        "onboardDate": 1569398400000,
        "status": one.status,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": one.base,
        "quoteAsset": one.quote,
        "marginAsset": "USDT",
        "pricePrecision": _places(one.tick),
        "quantityPrecision": _places(one.step),
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": ["PoW"],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "maxMoveOrderLimit": 10000,
        "filters": filters.futures_filters(one),
        "orderTypes": [
            "LIMIT",
            "MARKET",
            "STOP",
            "STOP_MARKET",
            "TAKE_PROFIT",
            "TAKE_PROFIT_MARKET",
            "TRAILING_STOP_MARKET",
        ],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
    }


def _places(grid: Decimal) -> int:
    exponent = grid.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
