"""Commands of a trader: send an alert, look at orders and positions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url, call, send
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table
from tradewright.kernel.errors import NotReady, Unavailable

alert_app = typer.Typer(help="Alerts.", no_args_is_help=True)

# The most telling columns first: a narrow terminal shows as many as fit.
ORDER_COLUMNS = {
    "created_at": "Time (UTC)",
    "symbol": "Symbol",
    "side": "Side",
    "quantity": "Quantity",
    "filled_quantity": "Filled",
    "average_price": "Average",
    "state": "State",
    "reason": "Reason",
    "type": "Type",
    "leg": "Leg",
    "order_id": "Order",
}
POSITION_COLUMNS = {
    "symbol": "Symbol",
    "quantity": "Quantity",
    "average_price": "Average",
    "mark_price": "Mark",
    "unrealised_pnl": "Open P&L",
    "realised": "Realised",
    "fees": "Fees",
    "account_id": "Account",
}


@alert_app.command("send")
def send_alert(
    *,
    body: Annotated[
        str | None, typer.Argument(help="The message as TradingView would send it; `-` reads standard input.")
    ] = None,
    agent_url: Annotated[
        str | None, typer.Option(help="The agent's URL (default: the demo agent's).")
    ] = None,
    symbol: Annotated[str, typer.Option(help="Symbol, when no message is given.")] = "BTCUSD",
    action: Annotated[str, typer.Option(help="buy, sell or exit, when no message is given.")] = "buy",
    quantity: Annotated[str | None, typer.Option(help="Quantity, when no message is given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send an alert to an agent, as TradingView would."""
    message = {"ticker": symbol, "action": action} | ({} if quantity is None else {"quantity": quantity})
    text = json.dumps(message) if body is None else sys.stdin.read() if body == "-" else body
    url = agent_url or _demo_agent_url()
    answer = send("POST", url, content=text.encode())
    if not isinstance(answer, dict) or "alert_id" not in answer:
        raise Unavailable(f"{url} is no agent's address: it does not answer as Tradewright does")
    if as_json:
        print_json(answer)
    elif answer["duplicate"]:
        sys.stdout.write(f"Seen before: a repeat of alert {answer['duplicate_of']}; no second order.\n")
    else:
        sys.stdout.write(f"Accepted as alert {answer['alert_id']}.\n")


def list_orders(
    *,
    state: Annotated[
        str | None, typer.Option(help="Only orders in this state; `open` for all live ones.")
    ] = None,
    symbol: Annotated[str | None, typer.Option(help="Only this symbol.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.", min=1, max=200)] = 20,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List orders, newest first."""
    wanted = {"state": state, "symbol": symbol, "limit": limit}
    page = call("GET", "/orders", url=url, api_key=api_key, params=_given(wanted))
    if as_json:
        print_json(page)
    else:
        rows = [{**row, "created_at": row["created_at"][:19].replace("T", " ")} for row in page["items"]]
        print_table(rows, ORDER_COLUMNS, empty="No orders yet. Send an alert: tradewright alert send")


def list_positions(url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """List open positions."""
    page = call("GET", "/positions", url=url, api_key=api_key)
    if as_json:
        print_json(page)
    else:
        print_table(page["items"], POSITION_COLUMNS, empty="No open positions.")


def _given(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None}


def _demo_agent_url() -> str:
    from tradewright.entrypoints.join import demo_file
    from tradewright.platform.settings import load_settings

    file: Path = demo_file(load_settings().home)
    if not file.is_file():
        raise NotReady("Give --agent-url: this home has no demo agent.")
    return str(json.loads(file.read_text())["agent_url"])
