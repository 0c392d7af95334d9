"""/v2/account, positions and assets."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca import placing, rules
from tradewright_fakes.alpaca.asked import Asked, find_symbol
from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.money import MULTIPLIER, books_of, held_for_orders, money_of
from tradewright_fakes.alpaca.refusal import Refusal, malformed, not_found, reply
from tradewright_fakes.alpaca.universe import asset_id
from tradewright_fakes.alpaca.wire import asset_body, order_body, position_body, text
from tradewright_fakes.matching import Ids, Order, Position
from tradewright_fakes.serving import Venue
from tradewright_fakes.serving.venue import note_accepted


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "/v2/account", get_account, "GET"),
        guarded(venue, "/v2/account/configurations", get_configurations, "GET"),
        guarded(venue, "/v2/positions", list_positions, "GET"),
        guarded(venue, "/v2/positions", close_all, "DELETE", needs="trading"),
        guarded(venue, "/v2/positions/{symbol:path}", get_position, "GET"),
        guarded(venue, "/v2/positions/{symbol:path}", close_position, "DELETE", needs="trading"),
        guarded(venue, "/v2/assets", list_assets, "GET"),
        guarded(venue, "/v2/assets/{symbol:path}", get_asset, "GET"),
    ]


def get_account(call: Call) -> Response:
    account, now = call.account, call.exchange.clock.now()
    money = money_of(account, call.exchange)
    is_blocked = bool(account.settings.get("trading_blocked", False))
    return reply(
        {
            "id": Ids.named(f"alpaca-account:{account.id}"),
            "account_number": f"PA{account.number:09d}",
            "status": str(account.settings.get("status", "ACTIVE")),
            "crypto_status": "ACTIVE",
            "currency": "USD",
            "buying_power": text(money.buying_power),
            "regt_buying_power": text(money.buying_power),
            "daytrading_buying_power": "0",
            "non_marginable_buying_power": text(money.cash_power),
            "options_buying_power": text(money.cash_power),
            "options_approved_level": 0,
            "options_trading_level": 0,
            "cash": text(money.cash),
            "accrued_fees": "0",
            "portfolio_value": text(money.equity),
            "pattern_day_trader": bool(account.settings.get("pattern_day_trader_blocked", False)),
            "trading_blocked": is_blocked,
            "transfers_blocked": False,
            "account_blocked": bool(account.settings.get("account_blocked", False)),
            "created_at": now - timedelta(days=30),
            "trade_suspended_by_user": False,
            "multiplier": text(MULTIPLIER),
            "shorting_enabled": True,
            "equity": text(money.equity),
            "last_equity": text(books_of(account).deposited),
            "long_market_value": text(money.long_value),
            "short_market_value": text(money.short_value),
            "initial_margin": text(money.initial_margin),
            "maintenance_margin": text(money.initial_margin * Decimal("0.6")),
            "last_maintenance_margin": "0",
            "sma": "0",
            "daytrade_count": 0,
            "balance_asof": f"{now - timedelta(days=1):%Y-%m-%d}",
            "intraday_adjustments": "0",
            "pending_reg_taf_fees": "0",
        }
    )


def get_configurations(call: Call) -> Response:
    return reply(
        {
            "dtbp_check": "entry",
            "trade_confirm_email": "all",
            "suspend_trade": False,
            "no_shorting": False,
            "fractional_trading": True,
            "max_margin_multiplier": text(MULTIPLIER),
            "pdt_check": "entry",
            "ptp_no_exception_entry": False,
        }
    )


def _position(call: Call, position: Position) -> dict[str, Any]:
    side = "sell" if position.quantity > 0 else "buy"
    held = held_for_orders(call.account, position.symbol, side)
    available = abs(position.quantity) - held
    return position_body(
        position, call.exchange, available=available if position.quantity > 0 else -available
    )


def list_positions(call: Call) -> Response:
    return reply([_position(call, one) for one in books_of(call.account).positions.values()])


def _find_position(call: Call) -> Position:
    asked = call.path("symbol")
    by_id = {asset_id(one): one for one in call.exchange.instruments}
    symbol = by_id.get(asked) or find_symbol(asked, call.exchange.instruments)
    position = books_of(call.account).positions.get(symbol or "")
    if position is None:
        raise not_found("position does not exist")
    return position


def get_position(call: Call) -> Response:
    return reply(_position(call, _find_position(call)))


def close_position(call: Call) -> Response:
    position = _find_position(call)
    quantity, percentage = call.query("qty"), call.query("percentage")
    if quantity and percentage:
        raise malformed("only one of qty or percentage is accepted")
    size = abs(position.quantity)
    if percentage:
        size = call.exchange.instrument(position.symbol).floor(size * Decimal(percentage) / 100)
    order = _close(call, position, Decimal(quantity) if quantity else size)
    return reply(order)


def _close(call: Call, position: Position, size: Decimal) -> dict[str, Any]:
    is_coin = call.exchange.instrument(position.symbol).asset_class == "crypto"
    asked = Asked(
        symbol=position.symbol,
        side="sell" if position.quantity > 0 else "buy",
        kind="market",
        tif="gtc" if is_coin else "day",
        order_class="",
        quantity=size,
        notional=None,
        limit_price=None,
        stop_price=None,
        trail_price=None,
        trail_percent=None,
        extended_hours=False,
        client_id="",
        profit_limit=None,
        loss_stop=None,
        loss_limit=None,
        intent="",
    )
    rules.check(asked, call.account, call.exchange)
    order: Order = placing.build(asked, call.account, call.exchange)
    note_accepted(order.id, order.client_id, order.symbol, order.side)
    body = order_body(order, call.exchange.instrument(order.symbol), nested=False)
    placing.begin(order, call.exchange)
    return body


def close_all(call: Call) -> Response:
    if call.query("cancel_orders").lower() == "true":
        for order in list(call.account.open.values()):
            call.exchange.cancel(order, "requested")
    results: list[dict[str, Any]] = []
    for position in list(books_of(call.account).positions.values()):
        try:
            body = _close(call, position, abs(position.quantity))
            results.append({"symbol": position.symbol, "status": 200, "body": body})
        except Refusal as refusal:
            results.append({"symbol": position.symbol, "status": refusal.status, "body": refusal.body})
    return reply(results, 207)


def list_assets(call: Call) -> Response:
    status, kind = call.query("status"), call.query("asset_class")
    bodies = [asset_body(one) for one in call.exchange.instruments.values()]
    return reply([b for b in bodies if status in ("", "all", b["status"]) and kind in ("", b["class"])])


def get_asset(call: Call) -> Response:
    asked = call.path("symbol")
    by_id = {asset_id(one): one for one in call.exchange.instruments}
    symbol = by_id.get(asked) or find_symbol(asked, call.exchange.instruments)
    if symbol is None:
        raise not_found(f"asset not found for {asked}")
    return reply(asset_body(call.exchange.instrument(symbol)))
