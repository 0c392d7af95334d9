"""Commands of risk: limits and how much of them is used, what would become of an order, and the operator's switch."""

from __future__ import annotations

import asyncio
import getpass
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradewright.entrypoints.cli.api import ApiKey, Url, call
from tradewright.entrypoints.cli.limit_words import parse_limit, render_limit
from tradewright.entrypoints.cli.output import AsJson, print_json, print_table

if TYPE_CHECKING:
    from tradewright.features.risk.store import KillAction

risk_app = typer.Typer(help="Limits, and what they let pass.", no_args_is_help=True)

FIGURE_COLUMNS = {
    "scope": "Scope",
    "rule": "Rule",
    "value": "Used",
    "limit": "Limit",
    "used_percent": "%",
}
RULE_COLUMNS = {
    "outcome": "Outcome",
    "scope": "Scope",
    "rule": "Rule",
    "value": "Value",
    "limit": "Limit",
    "used_percent": "%",
}
PRESS_COLUMNS = {
    "pressed_at": "Time (UTC)",
    "scope": "Scope",
    "action": "Action",
    "level": "Level",
    "signals": "Requests",
    "pressed_by": "By",
    "reason": "Reason",
}


class Pressing(StrEnum):
    """What a kill switch can be told to do."""

    pause = "pause"
    reduce_only = "reduce-only"
    halt = "halt"
    flatten = "flatten"
    release = "release"

    @property
    def action(self) -> KillAction:
        """The API's word for it."""
        return _ACTIONS[self]


_ACTIONS: dict[Pressing, KillAction] = {
    Pressing.pause: "pause_entries",
    Pressing.reduce_only: "reduce_only",
    Pressing.halt: "halt",
    Pressing.flatten: "flatten",
    Pressing.release: "release",
}


@risk_app.command("show")
def show_risk(*, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """Show how much of each limit is used, and every kill switch that is on."""
    risk = call("GET", "/risk", url=url, api_key=api_key)
    if as_json:
        print_json(risk)
        return
    for switch in risk["kill_switch"]:
        if switch["level"] != "none":
            why = f" ({switch['reason']})" if switch["reason"] else ""
            sys.stdout.write(
                f"Kill switch of {switch['scope']} {switch['scope_id']}: {switch['level']}{why}\n"
            )
    scopes = [("user", risk["usage_user"]["figures"])]
    scopes += [(used["account_id"], used["figures"]) for used in risk["usage"]]
    rows = [
        {"scope": scope, **figure}
        for scope, figures in scopes
        for figure in figures
        if figure["limit"] is not None or figure["value"] not in ("0", None)
    ]
    print_table(rows, FIGURE_COLUMNS, empty="No limit is set and nothing is used.")


@risk_app.command("set")
def set_limits(
    *,
    limits: Annotated[
        list[str],
        typer.Argument(
            help="name=value, such as loss_daily_max=500; name= takes a limit away; lists by commas. "
            "sessions=mon-fri@09:30-16:00; blackouts=2026-03-18T17:30Z..2026-03-18T19:00Z#AAPL+MSFT@FOMC."
        ),
    ],
    account: Annotated[str | None, typer.Option(help="Of this account only (default: of the user).")] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Set limits; they govern the very next decision. Raising one or taking it away needs a key with the scope risk."""
    changes = dict(parse_limit(text) for text in limits)
    body = {"user": changes} if account is None else {"accounts": {account: changes}}
    risk = call("PUT", "/risk", url=url, api_key=api_key, json=body)
    if as_json:
        print_json(risk)
        return
    now = risk["user"] if account is None else risk["accounts"][account]
    for name in changes:
        sys.stdout.write(f"{name} is {render_limit(now[name])}\n")


@risk_app.command("check")
def check_order(
    *,
    side: Annotated[str, typer.Argument(help="buy or sell.")],
    symbol: Annotated[str, typer.Argument(help="Symbol, such as BTCUSD.")],
    quantity: Annotated[str, typer.Argument(help="Quantity, in units unless --mode says otherwise.")],
    mode: Annotated[
        str, typer.Option(help="How the quantity counts: fixed, notional, percent_equity, …")
    ] = "fixed",
    limit: Annotated[str | None, typer.Option(help="Limit price.")] = None,
    stop: Annotated[str | None, typer.Option(help="Stop-loss, in percent from the entry.")] = None,
    account: Annotated[str | None, typer.Option(help="Account (default: the only active one).")] = None,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Tell what would become of an order, without sending it. Exit code 4 when it would be denied."""
    body: dict[str, Any] = {"side": side, "symbol": symbol, "qty": quantity, "qty_mode": mode}
    if limit is not None:
        body |= {"type": "limit", "limit_price": limit}
    if stop is not None:
        body["sl"] = {"mode": "percent", "value": stop}
    if account is not None:
        body["account_id"] = account
    told = call("POST", "/risk/check", url=url, api_key=api_key, json=body)
    if as_json:
        print_json(told)
    else:
        _tell_check(told)
    if told["verdict"] == "denied":
        raise typer.Exit(4)


@risk_app.command("log")
def show_log(*, url: Url = None, api_key: ApiKey = None, as_json: AsJson = False) -> None:
    """List who pressed which kill switch, newest first."""
    log = call("GET", "/kill-switch/log", url=url, api_key=api_key)
    if as_json:
        print_json(log)
        return
    rows = [{**row, "pressed_at": row["pressed_at"][:19].replace("T", " ")} for row in log["items"]]
    print_table(rows, PRESS_COLUMNS, empty="No kill switch was ever pressed.")


@risk_app.command("platform")
def press_platform(
    *,
    pressing: Annotated[Pressing, typer.Argument(help="What to do.")],
    reason: Annotated[str, typer.Option(help="Why; every trader reads it.")] = "",
    keep_spot: Annotated[bool, typer.Option(help="flatten: leave long positions without leverage.")] = False,
    keep_resting: Annotated[
        bool, typer.Option(help="flatten: leave orders where nothing is closed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Press the switch of the whole platform. For the operator: it needs the database's owner."""
    from tradewright.features.risk.verbs.press_kill_switch import FlattenPolicy
    from tradewright.features.risk.verbs.press_platform_switch import press_platform_switch
    from tradewright.kernel.clock import SystemClock

    policy = FlattenPolicy("keep_spot" if keep_spot else "all", "keep" if keep_resting else "cancel")
    written = asyncio.run(
        press_platform_switch(
            _owner_dsn(),
            action=pressing.action,
            reason=reason,
            actor=_operator(),
            policy=policy if pressing is Pressing.flatten else None,
            now=SystemClock().now(),
        )
    )
    if as_json:
        print_json({"action": pressing.action, "signals": written})
    else:
        sys.stdout.write(f"Done: {pressing.value} for everybody; {written} requests were written.\n")


@risk_app.command("unlock")
def unlock(
    *,
    email: Annotated[str, typer.Argument(help="The trader's e-mail address.")],
    as_json: AsJson = False,
) -> None:
    """Take the locks off a trader's kill switches; they stay on until the trader releases them. For the operator."""
    from tradewright.features.risk.verbs.press_platform_switch import unlock_kill_switches
    from tradewright.kernel.clock import SystemClock

    unlocked = asyncio.run(
        unlock_kill_switches(_owner_dsn(), email=email, actor=_operator(), now=SystemClock().now())
    )
    if as_json:
        print_json({"unlocked": unlocked})
    else:
        sys.stdout.write(f"{unlocked} locks were taken off.\n")


def _owner_dsn() -> str:
    """Return the address of the database as its owner knows it."""
    from tradewright.entrypoints.join import joined
    from tradewright.platform.settings import load_settings

    settings = load_settings()
    settings = joined(settings) if settings.database_url is None else settings
    if settings.database_url is None:
        raise ValueError("these settings name a database, or joined() raises")
    return settings.database_url.reveal()


def _operator() -> str:
    return f"operator:{getpass.getuser()}"


def press(
    *,
    pressing: Annotated[Pressing, typer.Argument(help="What to do.")],
    account: Annotated[str | None, typer.Option(help="Only this account (default: all of them).")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    lock_minutes: Annotated[
        int | None, typer.Option(help="Nobody but the operator releases it for so long.", min=1)
    ] = None,
    keep_spot: Annotated[bool, typer.Option(help="flatten: leave long positions without leverage.")] = False,
    keep_resting: Annotated[
        bool, typer.Option(help="flatten: leave orders where nothing is closed.")
    ] = False,
    url: Url = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Press the kill switch: pause, reduce-only, halt, flatten; or release it, which needs a key with the scope
    risk. Safe to press twice.
    """
    body: dict[str, Any] = {
        "scope": "user" if account is None else "account",
        "action": pressing.action,
        "reason": reason,
    }
    if account is not None:
        body["account_id"] = account
    if lock_minutes is not None:
        body["lock_minutes"] = lock_minutes
    if pressing is Pressing.flatten:
        body["policy"] = {
            "positions": "keep_spot" if keep_spot else "all",
            "resting": "keep" if keep_resting else "cancel",
        }
    pressed = call("POST", "/kill-switch", url=url, api_key=api_key, json=body)
    if as_json:
        print_json(pressed)
        return
    until = f", locked until {pressed['locked_until']}" if pressed["locked_until"] else ""
    asked = f"; {len(pressed['signal_ids'])} requests were written" if pressed["signal_ids"] else ""
    sys.stdout.write(f"The kill switch is at {pressed['level']}{until}{asked}.\n")


def _tell_check(told: dict[str, Any]) -> None:
    reason = f": {told['reason']}" if told["reason"] else ""
    sys.stdout.write(f"{told['verdict'].capitalize()}{reason}\n")
    for step in told["steps"]:
        sys.stdout.write(f"  {step}\n")
    change = told["smallest_change"]
    if change is not None:
        for one in (change, *change["also"]):
            sys.stdout.write(f"  {one['words']}\n")
    print_table(told["rules"], RULE_COLUMNS, empty="No limit is set.")
