"""Spot balances and trades, the rights of a key, order-count limits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.spot import money, wire
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.serving import Venue

TRADES_MAX = 1000


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "spot", method, path, handler)

    return [
        route("GET", "/api/v3/account", get_account),
        route("GET", "/api/v3/myTrades", my_trades),
        route("GET", "/api/v3/rateLimit/order", order_limits),
        route("GET", "/sapi/v1/account/apiRestrictions", restrictions),
    ]


def get_account(call: Call) -> dict[str, Any]:
    locks, rates = money.locked(call.account, call.exchange), call.venue.settings
    omit = call.params.flag("omitZeroBalances")
    balances = money.books_of(call.account).balances
    assets = {one.base for one in call.exchange.instruments.values()} | {"USDT"} | set(balances)
    rows = []
    for asset in sorted(assets):
        total, lock = balances.get(asset, Decimal(0)), locks.get(asset, Decimal(0))
        if total or not omit:
            rows.append({"asset": asset, "free": fixed(total - lock), "locked": fixed(lock)})
    return {
        "makerCommission": int(rates.fee_maker * 10_000),
        "takerCommission": int(rates.fee_taker * 10_000),
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": fixed(rates.fee_maker),
            "taker": fixed(rates.fee_taker),
            "buyer": fixed(None),
            "seller": fixed(None),
        },
        "canTrade": call.credential.permissions.get("enableSpotAndMarginTrading", False),
        "canWithdraw": call.credential.permissions.get("enableWithdrawals", False),
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": milliseconds(call.exchange.clock.now()),
        "accountType": "SPOT",
        "balances": rows,
        "permissions": ["SPOT"],
        "uid": call.account.number,
    }


def my_trades(call: Call) -> list[dict[str, Any]]:
    symbol, order_id = call.instrument().symbol, call.params.maybe("orderId")
    since = call.params.number("fromId", -1, most=10**18)
    start, end = call.params.when("startTime"), call.params.when("endTime")
    limit = call.params.number("limit", 500, most=TRADES_MAX)
    found = []
    for fill in call.account.fills:
        if (
            fill.symbol != symbol
            or fill.is_busted
            or fill.number < since
            or order_id not in (None, fill.order_id)
        ):
            continue
        at = milliseconds(fill.at)
        if (start is None or at >= start) and (end is None or at <= end):
            found.append(wire.trade_body(fill, call.account.orders[fill.order_id]))
    page = found[:limit] if since >= 0 or start is not None else found[-limit:]
    if call.knob("repeat_page") is not None and page:
        page = [page[0], *page]
    return page


def order_limits(call: Call) -> list[dict[str, Any]]:
    return [
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100, "count": 0},
        {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 200_000, "count": 0},
    ]


def restrictions(call: Call) -> dict[str, Any]:
    """What the key may do: a product that only trades must refuse one that may withdraw."""
    return {
        "ipRestrict": False,
        "createTime": milliseconds(call.exchange.clock.now()) - 86_400_000,
        **call.credential.permissions,
    }
