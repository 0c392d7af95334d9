"""What happens at a venue without the API: orders made by hand, liquidations, busts, corrections, fees amended later."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradewright_fakes.matching import Account, Exchange, Fill, FuturesBooks, NetBooks, Order
from tradewright_fakes.serving import Transfer, Venue


class NoSuch(LookupError):
    """The admin door was asked for something that is not there."""


def market_of(venue: Venue, body: dict[str, Any]) -> Exchange:
    """The market that the request names, or the first that lists its symbol."""
    named = body.get("market")
    if named is not None:
        if named not in venue.exchanges:
            raise NoSuch(f"no market {named!r}; there is {', '.join(venue.exchanges)}")
        return venue.exchanges[str(named)]
    symbol = body.get("symbol")
    for exchange in venue.exchanges.values():
        if symbol is None or symbol in exchange.instruments:
            return exchange
    raise NoSuch(f"no symbol {symbol!r}")


def account_of(venue: Venue, exchange: Exchange, key: str) -> Account:
    credential = venue.credential(key)
    account_id = key if credential is None else credential.account_id
    if account_id not in exchange.accounts:
        raise NoSuch(f"no key or account {key!r}")
    return exchange.accounts[account_id]


def external_order(venue: Venue, body: dict[str, Any]) -> Order:
    """Make an order as a person would at the venue's own screen: no rule of admission is applied, no client id is ours."""
    exchange = market_of(venue, body)
    account = account_of(venue, exchange, str(body["key"]))
    order = exchange.draft(
        account,
        client_id=str(body.get("client_id") or venue.ids.uuid("by-hand")),
        symbol=str(body["symbol"]),
        side=body["side"],
        kind=body.get("kind", "market"),
        tif=body.get("tif", "gtc"),
    )
    order.origin = str(body.get("origin", "hand"))
    order.quantity = Decimal(str(body["quantity"]))
    order.limit_price = _maybe(body.get("limit_price"))
    order.stop_price = _maybe(body.get("stop_price"))
    order.triggers_on_rise = order.side == "buy"
    order.position_side = body.get("position_side", "both")
    order.reduce_only = bool(body.get("reduce_only", False))
    exchange.admit(order)
    exchange.start(order)
    return order


def liquidate(venue: Venue, body: dict[str, Any]) -> list[Order]:
    """Close the account's position in `symbol` as a risk desk does; `adl` says that a counterparty's loss did it."""
    if "futures" in venue.exchanges:
        body = {"market": "futures", **body}
    exchange = market_of(venue, body)
    account = account_of(venue, exchange, str(body["key"]))
    books, symbol = account.books, str(body["symbol"])
    sides = ("both", "long", "short") if isinstance(books, FuturesBooks) else ("both",)
    prefix = "adl_autoclose" if body.get("adl") else f"autoclose-{venue.ids.number('liquidation')}"
    made = []
    for position_side in sides:
        held = books.held(symbol, position_side)  # type: ignore[arg-type]
        if held == 0:
            continue
        one = {
            **body,
            "side": "sell" if held > 0 else "buy",
            "quantity": str(abs(held)),
            "position_side": position_side,
            "client_id": prefix,
            "origin": "liquidation",
        }
        made.append(external_order(venue, one))
    return made


def find_fill(venue: Venue, fill_id: str) -> tuple[Exchange, Account, Order, Fill]:
    """The fill by its id, or by its symbol and number (`BTCUSDT:7`), wherever it is."""
    for exchange in venue.exchanges.values():
        for account in exchange.accounts.values():
            for fill in account.fills:
                if fill_id in (fill.id, f"{fill.symbol}:{fill.number}"):
                    return exchange, account, account.orders[fill.order_id], fill
    raise NoSuch(f"no fill {fill_id!r}")


def bust(venue: Venue, body: dict[str, Any]) -> Fill:
    """Undo an execution: books are as if it had never been, the order is filled by that much less."""
    exchange, account, order, fill = find_fill(venue, str(body["fill"]))
    if not fill.is_busted:
        fill.is_busted = True
        order.filled -= fill.quantity
        order.cost -= fill.quantity * fill.price
        account.rebuild(exchange.instrument)
        exchange.tell("bust", order, fill)
    return fill


def correct(venue: Venue, body: dict[str, Any]) -> Fill:
    """Change an execution's price or quantity after the fact."""
    exchange, account, order, fill = find_fill(venue, str(body["fill"]))
    order.filled -= fill.quantity
    order.cost -= fill.quantity * fill.price
    fill.price = _maybe(body.get("price")) or fill.price
    fill.quantity = _maybe(body.get("quantity")) or fill.quantity
    order.filled += fill.quantity
    order.cost += fill.quantity * fill.price
    account.rebuild(exchange.instrument)
    exchange.tell("correct", order, fill)
    return fill


def amend_fee(venue: Venue, body: dict[str, Any]) -> Fill:
    """Change the fee of an execution, as venues do that settle fees later."""
    exchange, account, order, fill = find_fill(venue, str(body["fill"]))
    fill.fee = Decimal(str(body["fee"]))
    fill.fee_asset = str(body.get("asset") or fill.fee_asset)
    account.rebuild(exchange.instrument)
    exchange.tell("fee", order, fill)
    return fill


def force_fill(venue: Venue, body: dict[str, Any]) -> Fill:
    """Execute against an order whatever its state: a late fill, an over-fill, a fill that beat the cancel."""
    for exchange in venue.exchanges.values():
        for account in exchange.accounts.values():
            order = account.orders.get(str(body["order"]))
            if order is None:
                continue
            quote = exchange.quotes.get(order.symbol)
            price = _maybe(body.get("price")) or (
                quote.takes_at(order.side) if quote is not None else order.limit_price
            )
            if price is None:
                raise NoSuch(f"no price for {order.symbol}: give one")
            return exchange.fill(order, Decimal(str(body["quantity"])), price, is_maker=False)
    raise NoSuch(f"no order {body['order']!r}")


def transfer(venue: Venue, body: dict[str, Any]) -> None:
    """Money in (or out, when negative) without a trade."""
    exchange = market_of(venue, body)
    account = account_of(venue, exchange, str(body["key"]))
    default = "USD" if isinstance(account.books, NetBooks) else "USDT"
    asset, amount = str(body.get("asset", default)), Decimal(str(body["amount"]))
    account.books.deposit(asset, amount)
    moved = Transfer(asset, amount, str(body.get("reason", "DEPOSIT")))
    venue.skin.transferred(venue, exchange, account, moved)


def _maybe(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
