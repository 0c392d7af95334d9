"""Futures reads and modes: positions, wallet, trades, leverage, hedge mode."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from starlette.routing import Route

from tradewright_fakes.binance.futures import events, wire
from tradewright_fakes.binance.futures.money import MAINTENANCE_RATE, Margin, books_of, margin_of
from tradewright_fakes.binance.guard import Call, guarded
from tradewright_fakes.binance.refusal import Refusal
from tradewright_fakes.binance.signing import milliseconds
from tradewright_fakes.binance.text import fixed
from tradewright_fakes.matching import Account, Fill, Position
from tradewright_fakes.serving import Transfer, Venue

TRADES_MAX = 1000

INCOME = frozenset({"FUNDING_FEE", "COMMISSION_REBATE", "REFERRAL_KICKBACK", "INSURANCE_CLEAR", "TRANSFER"})


def routes(venue: Venue) -> list[Route]:
    def route(method: str, path: str, handler: Callable[[Call], object]) -> Route:
        return guarded(venue, "futures", method, path, handler)

    return [
        route("GET", "/fapi/v2/positionRisk", position_risk),
        route("GET", "/fapi/v3/positionRisk", position_risk),
        route("GET", "/fapi/v2/account", get_account_v2),
        route("GET", "/fapi/v3/account", get_account),
        route("GET", "/fapi/v2/balance", get_balance),
        route("GET", "/fapi/v3/balance", get_balance),
        route("GET", "/fapi/v1/userTrades", user_trades),
        route("GET", "/fapi/v1/positionSide/dual", get_mode),
        route("POST", "/fapi/v1/positionSide/dual", set_mode),
        route("GET", "/fapi/v1/multiAssetsMargin", lambda call: {"multiAssetsMargin": False}),
        route("POST", "/fapi/v1/leverage", set_leverage),
        route("POST", "/fapi/v1/marginType", set_margin_type),
        route("GET", "/fapi/v1/leverageBracket", brackets),
        route("GET", "/fapi/v1/accountConfig", account_config),
        route("GET", "/fapi/v1/commissionRate", commission),
        route("GET", "/fapi/v1/income", income),
    ]


def position_risk(call: Call) -> list[dict[str, Any]]:
    symbol, at = call.params.maybe("symbol"), milliseconds(call.exchange.clock.now())
    return [wire.position_risk(one, call.account, call.exchange, at) for one in _positions(call, symbol)]


def _positions(call: Call, symbol: str | None) -> list[Position]:
    found = books_of(call.account).positions.values()
    return [one for one in found if one.quantity and symbol in (None, one.symbol)]


def get_account(call: Call) -> dict[str, Any]:
    margin, at = margin_of(call.account, call.exchange), milliseconds(call.exchange.clock.now())
    maintenance = margin.positions * MAINTENANCE_RATE * 20
    totals = {
        "totalInitialMargin": margin.positions + margin.orders,
        "totalMaintMargin": maintenance,
        "totalWalletBalance": margin.wallet,
        "totalUnrealizedProfit": margin.unrealised,
        "totalMarginBalance": margin.wallet + margin.unrealised,
        "totalPositionInitialMargin": margin.positions,
        "totalOpenOrderInitialMargin": margin.orders,
        "totalCrossWalletBalance": margin.wallet,
        "totalCrossUnPnl": margin.unrealised,
        "availableBalance": margin.available,
        "maxWithdrawAmount": margin.available,
    }
    positions = [wire.position_risk(one, call.account, call.exchange, at) for one in _positions(call, None)]
    return {
        **{name: fixed(value) for name, value in totals.items()},
        "assets": [_asset(call, margin, at)],
        "positions": [
            {
                "symbol": one["symbol"],
                "positionSide": one["positionSide"],
                "positionAmt": one["positionAmt"],
                "unrealizedProfit": one["unRealizedProfit"],
                "isolatedMargin": "0",
                "notional": one["notional"],
                "isolatedWallet": "0",
                "initialMargin": one["initialMargin"],
                "maintMargin": one["maintMargin"],
                "updateTime": at,
            }
            for one in positions
        ],
    }


def get_account_v2(call: Call) -> dict[str, Any]:
    """The older form, which still says what the key may do; the newer leaves that to accountConfig."""
    return account_config(call) | get_account(call)


def _asset(call: Call, margin: Margin, at: int) -> dict[str, Any]:
    return {
        "asset": books_of(call.account).asset,
        "walletBalance": fixed(margin.wallet),
        "unrealizedProfit": fixed(margin.unrealised),
        "marginBalance": fixed(margin.wallet + margin.unrealised),
        "maintMargin": fixed(margin.positions * MAINTENANCE_RATE),
        "initialMargin": fixed(margin.positions + margin.orders),
        "positionInitialMargin": fixed(margin.positions),
        "openOrderInitialMargin": fixed(margin.orders),
        "crossWalletBalance": fixed(margin.wallet),
        "crossUnPnl": fixed(margin.unrealised),
        "availableBalance": fixed(margin.available),
        "maxWithdrawAmount": fixed(margin.available),
        "marginAvailable": True,
        "updateTime": at,
    }


def get_balance(call: Call) -> list[dict[str, Any]]:
    margin = margin_of(call.account, call.exchange)
    return [
        {
            "accountAlias": f"fake{call.account.number}",
            "asset": books_of(call.account).asset,
            "balance": fixed(margin.wallet),
            "crossWalletBalance": fixed(margin.wallet),
            "crossUnPnl": fixed(margin.unrealised),
            "availableBalance": fixed(margin.available),
            "maxWithdrawAmount": fixed(margin.available),
            "marginAvailable": True,
            "updateTime": milliseconds(call.exchange.clock.now()),
        }
    ]


def user_trades(call: Call) -> list[dict[str, Any]]:
    symbol, order_id = call.instrument().symbol, call.params.maybe("orderId")
    since = call.params.number("fromId", -1, most=10**18)
    start, end = call.params.when("startTime"), call.params.when("endTime")
    limit = call.params.number("limit", 500, most=TRADES_MAX)
    found = [
        wire.trade_body(one)
        for one in call.account.fills
        if one.symbol == symbol
        and not one.is_busted
        and one.number >= since
        and order_id in (None, one.order_id)
        and (start is None or milliseconds(one.at) >= start)
        and (end is None or milliseconds(one.at) <= end)
    ]
    page = found[:limit] if since >= 0 or start is not None else found[-limit:]
    return [page[0], *page] if call.knob("repeat_page") is not None and page else page


def get_mode(call: Call) -> dict[str, Any]:
    return {"dualSidePosition": books_of(call.account).is_hedged}


def set_mode(call: Call) -> dict[str, Any]:
    wanted, books = (
        call.params.one_of("dualSidePosition", ("true", "false")) == "true",
        books_of(call.account),
    )
    if wanted == books.is_hedged:
        raise Refusal(-4059, "No need to change position side.")
    if call.account.open:
        raise Refusal(-4067, "Position side cannot be changed if there exists open orders.")
    if any(one.quantity for one in books.positions.values()):
        raise Refusal(-4068, "Position side cannot be changed if there exists position.")
    books.is_hedged = wanted
    return {"code": 200, "msg": "success"}


def set_leverage(call: Call) -> dict[str, Any]:
    symbol, leverage = call.instrument().symbol, call.params.number("leverage", 0, most=1000)
    if not 1 <= leverage <= 125:
        raise Refusal(-4028, f"Leverage {leverage} is not valid")
    books_of(call.account).leverage[symbol] = leverage
    events.publish_mode(call.venue, call.account, symbol, leverage)
    return {"leverage": leverage, "maxNotionalValue": "1000000", "symbol": symbol}


def set_margin_type(call: Call) -> dict[str, Any]:
    symbol, kind = call.instrument().symbol, call.params.one_of("marginType", ("ISOLATED", "CROSSED"))
    isolated = books_of(call.account).isolated
    if (kind == "ISOLATED") == (symbol in isolated):
        raise Refusal(-4046, "No need to change margin type.")
    isolated.symmetric_difference_update({symbol})
    return {"code": 200, "msg": "success"}


def brackets(call: Call) -> list[dict[str, Any]]:
    symbol = call.params.maybe("symbol")
    row = {
        "bracket": 1,
        "initialLeverage": 125,
        "notionalCap": 1_000_000,
        "notionalFloor": 0,
        "maintMarginRatio": 0.004,
        "cum": 0.0,
    }
    return [{"symbol": one, "brackets": [row]} for one in call.exchange.instruments if symbol in (None, one)]


def account_config(call: Call) -> dict[str, Any]:
    return {
        "feeTier": 0,
        "canTrade": call.credential.permissions.get("enableFutures", False),
        "canDeposit": True,
        "canWithdraw": call.credential.permissions.get("enableWithdrawals", False),
        "dualSidePosition": books_of(call.account).is_hedged,
        "updateTime": 0,
        "multiAssetsMargin": False,
        "tradeGroupId": -1,
    }


def commission(call: Call) -> dict[str, Any]:
    rates = call.venue.settings
    maker, taker = str(rates.fee_maker or Decimal(0)), str(rates.fee_taker or Decimal(0))
    return {"symbol": call.instrument().symbol, "makerCommissionRate": maker, "takerCommissionRate": taker}


def keep_income(venue: Venue, account: Account, moved: Transfer) -> None:
    """Remember money that moved without a trade; the reason is the type of income where it is one (FUNDING_FEE)."""
    kept: dict[str, list[dict[str, Any]]] = venue.facts.setdefault("income", {})
    kind = moved.reason if moved.reason in INCOME else "TRANSFER"
    row = {
        "symbol": "",
        "incomeType": kind,
        "income": fixed(moved.amount),
        "asset": moved.asset,
        "info": kind,
        "time": milliseconds(venue.clock.now()),
        "tranId": venue.ids.number("income"),
        "tradeId": "",
    }
    kept.setdefault(account.id, []).append(row)


def income(call: Call) -> list[dict[str, Any]]:
    """Entries oldest first: money that moved by itself, and what trades brought (profit) and cost (commission)."""
    moved: list[dict[str, Any]] = call.venue.facts.get("income", {}).get(call.account.id, [])
    traded = [
        row for fill in call.account.fills if not fill.is_busted for row in _income_of(fill, call.account)
    ]
    rows = sorted([*moved, *traded], key=lambda row: row["time"])
    since, kind = call.params.maybe("startTime"), call.params.maybe("incomeType")
    wanted = [one for one in rows if since is None or one["time"] >= int(since)]
    limit = int(call.params.maybe("limit") or 100)
    return [one for one in wanted if kind in (None, one["incomeType"])][:limit]


def _income_of(fill: Fill, account: Account) -> list[dict[str, Any]]:
    sums = (
        ("REALIZED_PNL", fill.realised, books_of(account).asset),
        ("COMMISSION", -fill.fee, fill.fee_asset),
    )
    return [
        {
            "symbol": fill.symbol,
            "incomeType": kind,
            "income": fixed(amount),
            "asset": asset,
            "info": str(fill.number),
            "time": milliseconds(fill.at),
            "tranId": fill.number,
            "tradeId": str(fill.number),
        }
        for kind, amount, asset in sums
        if amount
    ]
