"""Commands that ask for orders: buy, sell, exit and the other verbs, and changing or cancelling one that is live."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url, call
from tradewright.entrypoints.cli.output import AsJson, print_json
from tradewright.kernel.errors import Fault, Invalid

SIZE_MODES = (
    "units, lots, notional, percent_equity, percent_buying_power, percent_position, "
    "risk_percent, risk_money, atr_risk"
)
DISTANCE = "as mode:value, such as percent:2, ticks:40, atr:1.5 or price:61000"


def place_order(
    *,
    action: Annotated[str, typer.Argument(help="buy, sell, exit, reverse, add, target or breakeven.")],
    symbol: Annotated[str, typer.Argument(help="Symbol, such as BTCUSD.")],
    quantity: Annotated[
        str | None,
        typer.Argument(help="How much; an exit without it closes all, a target names the position wanted."),
    ] = None,
    by: Annotated[str, typer.Option(help=f"What the quantity is: {SIZE_MODES}.")] = "units",
    order_type: Annotated[
        str, typer.Option("--type", help="market, limit, stop, stop-limit or trailing-stop.")
    ] = "market",
    limit: Annotated[str | None, typer.Option(help="Limit price.")] = None,
    limit_from: Annotated[
        str | None,
        typer.Option(help="Limit from the quote: bid, ask, mid or last, with an offset: bid:-2:ticks."),
    ] = None,
    stop: Annotated[str | None, typer.Option(help="Stop price of the order itself.")] = None,
    trail: Annotated[str | None, typer.Option(help=f"Distance of a trailing-stop order, {DISTANCE}.")] = None,
    stop_loss: Annotated[str | None, typer.Option(help=f"Protective stop, {DISTANCE}.")] = None,
    take_profit: Annotated[str | None, typer.Option(help=f"Target, {DISTANCE}; risk_reward:2 too.")] = None,
    trailing_stop: Annotated[
        str | None, typer.Option(help="Protective stop that follows: mode:value, or mode:value:activation.")
    ] = None,
    tif: Annotated[str, typer.Option(help="day, gtc, ioc, fok or gtd.")] = "gtc",
    until: Annotated[str | None, typer.Option(help="For gtd: when it ends, ISO 8601 with its zone.")] = None,
    side: Annotated[str | None, typer.Option(help="With reverse: the new side.")] = None,
    reduce_only: Annotated[bool, typer.Option("--reduce-only", help="Never open or add.")] = False,
    post_only: Annotated[bool, typer.Option("--post-only", help="Never take from the book.")] = False,
    extended_hours: Annotated[
        bool, typer.Option("--extended-hours", help="Outside the session too.")
    ] = False,
    delay: Annotated[int | None, typer.Option(help="Decide only so many seconds from now.")] = None,
    cancel_after: Annotated[
        int | None, typer.Option(help="End what still rests after so many seconds.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="Account id (default: the only active one).")] = None,
    tag: Annotated[str | None, typer.Option(help="A word that comes back on the order.")] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Ask for one order: any type, any size, with its protection; or move a position as a whole."""
    is_target = action == "target"
    body: dict[str, Any] = {
        "action": action,
        "side": side,
        "symbol": symbol,
        "qty": None if is_target else quantity,
        "qty_mode": None if quantity is None or is_target else by,
        "target_quantity": quantity if is_target else None,
        "type": order_type,
        "limit_price": limit,
        "price_from": _price_from(limit_from),
        "stop_price": stop,
        "trail": _distance("--trail", trail),
        "sl": _distance("--stop-loss", stop_loss),
        "tp": _distance("--take-profit", take_profit),
        "trailing_stop": _distance("--trailing-stop", trailing_stop, has_activation=True),
        "time_in_force": tif,
        "expires_at": until,
        "reduce_only": reduce_only or None,
        "post_only": post_only or None,
        "extended_hours": extended_hours or None,
        "delay_s": delay,
        "cancel_after_s": cancel_after,
        "account_id": account,
        "tag": tag,
    }
    given = {name: value for name, value in body.items() if value is not None}
    answer = call("POST", "/order", url=url, api_key=api_key, json=given)
    if as_json:
        print_json(answer)
    elif "order_id" in answer:
        sys.stdout.write(f"{_words(answer)}\n")
    else:
        sys.stdout.write(f"{answer['detail']}\n")


def replace_order(
    *,
    order_id: Annotated[str, typer.Argument(help="The order to change.")],
    quantity: Annotated[str | None, typer.Option(help="New total size, what has filled included.")] = None,
    limit: Annotated[str | None, typer.Option(help="New limit price.")] = None,
    stop: Annotated[str | None, typer.Option(help="New stop price.")] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Give a live order another size or other prices."""
    wanted = {"quantity": quantity, "limit_price": limit, "stop_price": stop}
    given = {name: value for name, value in wanted.items() if value is not None}
    answer = call("POST", f"/orders/{order_id}/replace", url=url, api_key=api_key, json=given)
    if as_json:
        print_json(answer)
    else:
        sys.stdout.write(f"Asked for. {_words(answer)}\n")


def cancel_order(
    *,
    order_id: Annotated[str, typer.Argument(help="The order to cancel.")],
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Take a live order back."""
    answer = call("POST", f"/orders/{order_id}/cancel", url=url, api_key=api_key)
    if as_json:
        print_json(answer)
    else:
        sys.stdout.write(f"{_words(answer) if 'order_id' in answer else answer['detail']}\n")


def _distance(name: str, text: str | None, *, has_activation: bool = False) -> dict[str, str] | None:
    """Return `mode:value` (and `:activation`) as the API has it."""
    if text is None:
        return None
    mode, *values = text.split(":")
    if not values or len(values) > 1 + has_activation or not all(values):
        shape = "mode:value or mode:value:activation" if has_activation else "mode:value"
        message = f"{name} is written {shape}, such as percent:2."
        raise Invalid(message, faults=(Fault(name, "shape", message, text),))
    return {"mode": mode, "value": values[0]} | ({"activation": values[1]} if len(values) > 1 else {})


def _price_from(text: str | None) -> dict[str, str] | None:
    """Return `source`, `source:offset` or `source:offset:mode` as the API has it."""
    if text is None:
        return None
    parts = text.split(":")
    if len(parts) > 3 or not all(parts):
        message = "--limit-from is written source:offset:mode, such as bid, mid:5 or ask:-2:ticks."
        raise Invalid(message, faults=(Fault("--limit-from", "shape", message, text),))
    return dict(zip(("source", "offset", "mode"), parts, strict=False))


def _words(order: dict[str, Any]) -> str:
    price = "".join(
        f" {word} {order[name]}"
        for word, name in (("limit", "limit_price"), ("stop", "stop_price"))
        if order[name]
    )
    what = f"{order['side']} {order['quantity']} {order['symbol']} {order['type'].replace('_', '-')}{price}"
    return f"{what}: {order['state'].replace('_', ' ')} ({order['order_id']})"
