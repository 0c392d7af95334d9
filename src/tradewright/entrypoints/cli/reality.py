"""Commands about reality: where our books and the venues differ, a person's answer, and orders placed by hand."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url, call
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table

discrepancies_app = typer.Typer(help="Where our books and the venues differ.", no_args_is_help=True)

# The most telling columns first: a narrow terminal shows as many as fit.
DISCREPANCY_COLUMNS = {
    "found_at": "Found (UTC)",
    "symbol": "Symbol",
    "kind": "Kind",
    "ours": "Ours",
    "venue": "Venue",
    "state": "State",
    "proposal": "Proposal",
    "discrepancy_id": "Discrepancy",
}
EXTERNAL_COLUMNS = {
    "first_seen_at": "Seen (UTC)",
    "symbol": "Symbol",
    "side": "Side",
    "quantity": "Quantity",
    "filled_quantity": "Filled",
    "state": "State",
    "venue_order_id": "Venue's id",
    "account_id": "Account",
}


@discrepancies_app.command("list")
def list_discrepancies(
    *,
    state: Annotated[
        str, typer.Option(help="open, adopted, closed, ignored, cleared, or `all` of them.")
    ] = "open",
    limit: Annotated[int, typer.Option(help="At most this many, newest first.", min=1, max=200)] = 20,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List discrepancies, newest first."""
    wanted: dict[str, Any] = {"limit": limit} | ({} if state == "all" else {"state": state})
    page = call("GET", "/discrepancies", url=url, api_key=api_key, params=wanted)
    if as_json:
        print_json(page)
    else:
        print_table(_rows(page, "found_at"), DISCREPANCY_COLUMNS, empty="Our books and the venues agree.")


@discrepancies_app.command("show")
def show_discrepancy(
    discrepancy_id: Annotated[str, typer.Argument(help="As `list` shows it.")],
    *,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs, and what each answer would do."""
    found = call("GET", f"/discrepancies/{discrepancy_id}", url=url, api_key=api_key)
    if as_json:
        print_json(found)
        return
    sys.stdout.write(f"{found['explanation']}\n\nState: {found['state']}. We propose: {found['proposal']}.\n")


@discrepancies_app.command("resolve")
def resolve_discrepancy(
    discrepancy_id: Annotated[str, typer.Argument(help="As `list` shows it.")],
    remedy: Annotated[str, typer.Argument(help="adopt, close or ignore.")],
    *,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Answer a discrepancy."""
    path = f"/discrepancies/{discrepancy_id}/resolve"
    asked = call("POST", path, url=url, api_key=api_key, json={"remedy": remedy})
    if as_json:
        print_json(asked)
    else:
        sys.stdout.write(f"Asked for by signal {asked['signal_id']}.\n")


def list_external_orders(
    *,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.", min=1, max=200)] = 20,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List orders that were placed at a venue without us, newest first."""
    page = call("GET", "/orders/external", url=url, api_key=api_key, params={"limit": limit})
    if as_json:
        print_json(page)
    else:
        empty = "Nobody has placed orders at your venues by hand."
        print_table(_rows(page, "first_seen_at"), EXTERNAL_COLUMNS, empty=empty)


def _rows(page: dict[str, Any], at: str) -> list[dict[str, Any]]:
    return [{**row, at: row[at][:19].replace("T", " ")} for row in page["items"]]
