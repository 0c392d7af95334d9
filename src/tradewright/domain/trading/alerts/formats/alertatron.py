"""Alertatron: a small script, `MyKeys(XBTUSD) { market(side=buy, amount=100); … } #bot`.

There, its commands run in order. Here they become one signal: one entry, or one exit, with the protection that the commands
after it ask for; the order of work (cancel, exit, enter, protect) is ours anyway. What does not fit in there is a fault.
Source: alertatron.com/docs (basic concepts, automated trading).
"""

from __future__ import annotations

import re
from typing import Any

from tradewright.domain.trading.alerts.decode import Members
from tradewright.domain.trading.alerts.members import number_in
from tradewright.domain.trading.alerts.translation import Translation, is_set, squeeze

COMMANDS_MAX = 20
_SCRIPT = re.compile(
    r"(?P<keys>[^\s(){}]{1,60})\((?P<symbol>[^\s(){}]{1,60})\)\s*\{(?P<inside>[^{}]*)\}(?P<rest>.*)\Z",
    re.DOTALL,
)
_COMMAND = re.compile(r"\s*(?P<name>\w{1,40})\s*\((?P<arguments>[^()]*)\)\s*(?:;|\Z)")
_ENTRIES = ("market", "limit")
_PROTECTIONS = ("stoporder", "stopmarket", "stoportakeprofit", "trailingstop", "takeprofit")
_DURATION = re.compile(r"(\d{1,4})\s*(s|m)?", re.IGNORECASE)
_DELAY_MAX_S = 3600


def split(text: str) -> Members | None:
    """Return a script's parts; None for any other text."""
    script = _SCRIPT.match(text.strip())
    if script is None:
        return None
    commands: list[Any] = []
    members: Members = {"keys": script["keys"], "symbol": script["symbol"], "commands": commands}
    inside, position = script["inside"].strip(), 0
    while position < len(inside) and len(commands) <= COMMANDS_MAX:
        found = _COMMAND.match(inside, position)
        if found is None:
            members["rest"] = inside[position : position + 40]
            return members
        commands.append({"command": found["name"], **_arguments(found["arguments"])})
        position = found.end()
    if (rest := script["rest"].strip()) and rest.lower() != "#bot":
        members["rest"] = rest[:40]
    return members


def _arguments(text: str) -> Members:
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def matches(members: Members) -> bool:
    return "keys" in members and isinstance(members.get("commands"), list)


def read(alert: Translation) -> None:
    """Translate a script into one signal."""
    alert.take("symbol", "symbol")
    alert.idle({"keys": "The agent's accounts say where this trades."})
    if (rest := alert.get("rest")) is not None:
        alert.fault(
            alert.path("rest"),
            "script",
            "Here a command like market(side=buy, amount=1); was expected.",
            rest,
        )
    commands = alert.get("commands")
    if len(commands) > COMMANDS_MAX:
        alert.fault(alert.path("commands"), "too_many", f"At most {COMMANDS_MAX} commands.")
        return
    has_entry, cancel = False, None
    for place, members in enumerate(commands):
        command = _inner(alert, members, place)
        word = squeeze(command.get("command"))
        if word == "cancel":
            cancel = command
            command.get("which")
        elif word == "wait":
            _read_wait(command, is_first=not has_entry)
        elif word in _ENTRIES and not has_entry:
            has_entry = True
            _read_entry(command, is_limit=word == "limit")
        elif word == "limit" and _closes_all(command):
            _read_level(command, "offset", "take_profit")
        elif word in _ENTRIES:
            command.fault(
                command.path("command"),
                "unsupported",
                "One entry a message: send the next as an alert of its own.",
                word,
            )
        elif word in _PROTECTIONS:
            _read_protection(command, word)
        else:
            known = "market, limit, stopOrder, stopOrTakeProfit, trailingStop, cancel, wait"
            message = f"This command cannot be done here; those that can are {known}."
            command.fault(command.path("command"), "unsupported", message, command.get("command"))
        command.remark_unread()
    _settle(alert, has_entry=has_entry, cancel=cancel)


def _settle(alert: Translation, *, has_entry: bool, cancel: Translation | None) -> None:
    if has_entry:
        if cancel is not None:
            alert.say("cancel_first", "true", cancel.path("command"))
    elif cancel is not None:
        alert.say("action", "cancel", cancel.path("command"))
    else:
        message = "The script opens and closes nothing: it needs market, limit or cancel."
        alert.wrong("action", alert.path("commands"), "missing", message)


def _inner(alert: Translation, members: Any, place: int) -> Translation:
    path = alert.path("commands", place)
    if not isinstance(members, dict):
        alert.fault(path, "object", "A command must be an object.", members)
        members = {}
    return Translation(members, path, alert.settings, alert.said, alert.expected, alert.faults, alert.remarks)


def _read_entry(command: Translation, *, is_limit: bool) -> None:
    command.take_all({"reduceOnly": "reduce_only", "tag": "tag"})
    target, side = command.get("position"), squeeze(command.get("side"))
    if target is not None:
        if (number := number_in(target)) is None:
            message = "A position to end with is a number of units here."
            command.wrong("action", command.path("position"), "unsupported", message, target)
        elif number == 0:
            command.say("action", "exit", command.path("position"))
        else:
            command.say("action", "target", command.path("position"))
            command.say("target_position", target, command.path("position"))
    elif side not in ("buy", "sell"):
        command.wrong(
            "action", command.path("side"), "choice", "side must be buy or sell.", command.get("side")
        )
    else:
        command.say("action", side, command.path("side"))
        _read_amount(command)
    if is_limit:
        command.say("order_type", "limit", command.path("command"))
        _read_limit(command, side)


def _read_amount(command: Translation) -> None:
    value, path = command.get("amount"), command.path("amount")
    for ending, mode in (("%p", "percent_position"), ("%%", "percent_buying_power"), ("%a", "percent_buying_power"),
                         ("%b", "percent_equity"), ("%", "percent_equity")):  # fmt: skip
        if isinstance(value, str) and value.endswith(ending):
            command.say("quantity", value.removesuffix(ending), path)
            command.say("quantity_mode", mode, path)
            return
    if value is None:
        command.fault(path, "missing", "amount is missing.")
    else:
        command.say("quantity", value, path)


def _read_limit(command: Translation, side: str) -> None:
    value, path = command.get("offset"), command.path("offset")
    command.expected["limit_price"] = path
    if not isinstance(value, str):
        return
    if value.startswith("@"):
        command.say("limit_price", value[1:], path)
    elif side in ("buy", "sell") and not value.startswith("e"):
        mode = "percent" if value.endswith("%") else "price"
        offset = value.removesuffix("%")
        signed = f"-{offset}" if side == "buy" else offset
        command.say(
            "price_from",
            {"source": "last", "offset": signed, "mode": mode},
            path,
        )
    else:
        command.fault(
            path, "unsupported", "Give the limit as @price, or a distance together with a side.", value
        )


def _read_protection(command: Translation, word: str) -> None:
    if not _closes_all(command):
        message = "A stop or target closes the whole position here: say position=0."
        command.fault(
            command.path("position"), "unsupported", message, command.get("position") or command.get("amount")
        )
    command.get("side"), command.get("tag"), command.get("trigger")
    if word == "stoportakeprofit":
        _read_level(command, "sl", "stop_loss")
        _read_level(command, "tp", "take_profit")
    elif word == "takeprofit":
        _read_level(command, "offset", "take_profit")
    elif word == "trailingstop":
        value, path = command.get("offset"), command.path("offset")
        if not isinstance(value, str) or not is_set(value) or value.startswith(("@", "e")):
            command.fault(path, "missing", "A trailing stop needs offset, a distance or a percent.", value)
        else:
            mode = "percent" if value.endswith("%") else "price"
            command.say("trailing_stop", {"mode": mode, "value": value.removesuffix("%")}, path)
    else:
        _read_level(command, "offset", "stop_loss")


def _closes_all(command: Translation) -> bool:
    command.get("reduceOnly")
    return number_in(command.get("position")) == 0 or command.get("amount") == "100%p"


def _read_level(command: Translation, key: str, ours: str) -> None:
    """Translate @price, 1% or e1% (both from the entry, since the entry is this very message's)."""
    value, path = command.get(key), command.path(key)
    if value is None:
        return
    if isinstance(value, str) and value.startswith("@"):
        command.say(f"{ours}_price", value[1:], path)
    elif isinstance(value, str) and value.endswith("%"):
        command.say(f"{ours}_percent", value.removeprefix("e").removesuffix("%"), path)
    else:
        command.fault(path, "unsupported", "Give the level as @price or as a percent.", value)


def _read_wait(command: Translation, *, is_first: bool) -> None:
    said = next((value for key, value in command.members.items() if key != "command"), None)
    words = command.members.get("seconds") or next((key for key in command.members if key != "command"), "")
    command.read.update(command.members)
    found = _DURATION.fullmatch(str(said or words).strip())
    path = command.path("command")
    if not is_first:
        command.remark(path, "What protects a position is placed once its entry fills, without waiting.")
    elif (
        found is None
        or (seconds := int(found[1]) * (60 if (found[2] or "s").lower() == "m" else 1)) > _DELAY_MAX_S
    ):
        command.fault(path, "range", f"wait takes a time up to {_DELAY_MAX_S} s, such as 10s.", said or words)
    else:
        command.say("delay", str(seconds), path)
