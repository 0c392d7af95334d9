"""Commands of broker accounts: which venues there are, linking one, trying a key again, unlinking."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url, call
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table

account_app = typer.Typer(help="Broker accounts.", no_args_is_help=True)

ACCOUNT_COLUMNS = {
    "label": "Account",
    "broker": "Broker",
    "environment": "Environment",
    "status": "Status",
    "key": "Key",
    "equity": "Equity",
    "currency": "Currency",
    "reason": "Reason",
    "account_id": "Id",
}
PERMISSION_COLUMNS = {"granted": "Granted", "name": "Right", "words": "Meaning"}
VENUE_COLUMNS = {"broker": "Broker", "title": "Name", "environments": "Environments", "auth": "By"}

AccountId = Annotated[str, typer.Argument(help="The account's id, as `account list` shows it.")]


@account_app.command("list")
def list_accounts(url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """List broker accounts and what their keys are worth."""
    page = call("GET", "/accounts", url=url, api_key=api_key)
    if as_json:
        print_json(page)
    else:
        print_table([_row(one) for one in page["items"]], ACCOUNT_COLUMNS, empty="No accounts.")


@account_app.command("venues")
def list_venues(url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """List the venues where accounts can be linked."""
    page = call("GET", "/venues", url=url, api_key=api_key)
    if as_json:
        print_json(page)
        return
    rows = [
        {**one, "environments": ", ".join(one["environments"]), "auth": ", ".join(one["auth"])}
        for one in page["items"]
    ]
    print_table(rows, VENUE_COLUMNS, empty="No venues.")


@account_app.command("link")
def link_account(
    *,
    broker: Annotated[str, typer.Argument(help="Where: alpaca, binance …; see `account venues`.")],
    key_id: Annotated[str, typer.Option(help="The key's id. The secret is asked for, or read from a pipe.")],
    environment: Annotated[
        str, typer.Option(help="paper, live, or rehearsal for a fake venue on this machine.")
    ] = "paper",
    label: Annotated[str | None, typer.Option(help="What the account is called here.")] = None,
    timezone: Annotated[str, typer.Option(help="Where its trading day begins.")] = "UTC",
    base_url: Annotated[str | None, typer.Option(help="Rehearsal: where the fake venue answers.")] = None,
    only_check: Annotated[
        bool, typer.Option("--check", help="Tell what the key may do; link nothing.")
    ] = False,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Link an account at a venue by its key."""
    body: dict[str, Any] = {
        "label": label or f"{broker} {environment}",
        "environment": environment,
        "timezone": timezone,
        "credential": {"key_id": key_id, "secret": _secret()},
    }
    if base_url is not None:
        body["base_url"] = base_url
    path = f"/accounts/link/{broker}"
    if only_check:
        found = call("POST", f"{path}/check", url=url, api_key=api_key, json=body)
        if as_json:
            print_json(found)
        else:
            _tell_permissions(found["permissions"])
            _tell(found["refusal"]["words"] if found["refusal"] else "This key can be linked.")
        return
    account = call("POST", path, url=url, api_key=api_key, json=body)
    if as_json:
        print_json(account)
    else:
        _tell_permissions(account["link"]["permissions"])
        _tell(f"Linked as account {account['account_id']}.")


@account_app.command("check")
def check_account(
    account_id: AccountId, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False
) -> None:
    """Try a linked account's key again."""
    account = call("POST", f"/accounts/{account_id}/check", url=url, api_key=api_key)
    if as_json:
        print_json(account)
    else:
        _tell_permissions(account["link"]["permissions"])
        reason = account["link"]["reason"]
        _tell(f"The key is {account['link']['status']}{f': {reason}' if reason else '.'}")


@account_app.command("disconnect")
def disconnect_account(
    account_id: AccountId, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False
) -> None:
    """Send nothing more to an account until it is connected again; its key and what rests at the venue stay."""
    _switch(account_id, "disconnected", url=url, api_key=api_key, as_json=as_json)


@account_app.command("connect")
def connect_account(
    account_id: AccountId, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False
) -> None:
    """Let an account trade again that you disconnected."""
    _switch(account_id, "active", url=url, api_key=api_key, as_json=as_json)


@account_app.command("unlink")
def unlink_account(
    account_id: AccountId,
    *,
    force: Annotated[bool, typer.Option(help="Although orders of it are alive at the venue.")] = False,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Close an account and forget its key; its history stays."""
    path = f"/accounts/{account_id}"
    account = call("DELETE", path, url=url, api_key=api_key, params={"force": force})
    if as_json:
        print_json(account)
    else:
        _tell(f"{account['label']} is closed; its key is forgotten.")


def _switch(account_id: str, status: str, *, url: str | None, api_key: str | None, as_json: bool) -> None:
    account = call("PATCH", f"/accounts/{account_id}", url=url, api_key=api_key, json={"status": status})
    if as_json:
        print_json(account)
    else:
        _tell(f"{account['label']} is {_status(account)}.")


def _secret() -> str:
    """Return the secret without showing it: never an argument, which every process list shows."""
    if sys.stdin.isatty():
        return str(typer.prompt("Secret", hide_input=True))
    return sys.stdin.read().strip()


def _row(account: dict[str, Any]) -> dict[str, Any]:
    link = account.get("link")
    told = {"key": "", "reason": ""}
    if link is not None:
        told = {
            "key": f"…{link['key_hint']} {link['status']}" if link["key_hint"] else link["status"],
            "reason": link["reason"] or "",
        }
    return {**account, **told, "status": _status(account)}


def _status(account: dict[str, Any]) -> str:
    """Return the account's status, and whose doing it is where the word alone does not say."""
    if account["status"] != "disconnected":
        return str(account["status"])
    link = account.get("link")
    is_refused = link is not None and link["status"] == "revoked"
    return "disconnected: its key is refused" if is_refused else "disconnected by you"


def _tell_permissions(permissions: list[dict[str, Any]]) -> None:
    rows = [{**one, "granted": "yes" if one["granted"] else "no"} for one in permissions]
    print_table(rows, PERMISSION_COLUMNS, empty="The venue tells nothing of the key's rights.")


def _tell(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
