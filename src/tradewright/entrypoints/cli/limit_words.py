"""Limits as a terminal writes and reads them: `loss_daily_max=500`, `sessions=mon-fri@09:30-16:00`. Pure, both ways."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from tradewright.kernel.errors import Fault, Invalid

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LISTS: Final = frozenset({"symbols_allowed", "symbols_denied"})
_COUNTS: Final = frozenset(
    {
        "trades_daily_max",
        "trades_open_max",
        "positions_max",
        "cooldown_losses",
        "cooldown_minutes",
        "quote_age_max_s",
        "duplicate_window_s",
        "orders_per_minute_max",
    }
)
_SESSION: Final = re.compile(
    rf"(?P<first>{'|'.join(DAYS)})(-(?P<last>{'|'.join(DAYS)}))?@(?P<since>\d\d:\d\d)-(?P<until>\d\d:\d\d)"
)
_BLACKOUT: Final = re.compile(
    r"(?P<since>[^.#@]+)\.\.(?P<until>[^.#@]+)(#(?P<symbols>[^@]+))?(@(?P<reason>.+))?"
)
PAIR: Final = "Write name=value, such as loss_daily_max=500."
SESSION: Final = "Write days@from-to by the account's clock, such as mon-fri@09:30-16:00; several by commas."
BLACKOUT: Final = (
    "Write from..to with a zone, then #symbols and @reason if you like, such as "
    "2026-03-18T17:30Z..2026-03-18T19:00Z#AAPL+MSFT@FOMC; several by commas."
)


def parse_limit(text: str) -> tuple[str, Any]:
    """Return the limit's name and its value as the API takes it; nothing after `=` takes the limit away.

    Whether the name is known and the value fits is the API's to say. Raises Invalid for what cannot be read.
    """
    name, separator, value = text.partition("=")
    if not separator:
        _refuse(text, "pair", PAIR)
    listed = [one.strip() for one in value.split(",") if one.strip()]
    match name:
        case "sessions":
            return name, [_session(one) for one in listed]
        case "blackouts":
            return name, [_blackout(one) for one in listed]
        case _ if name in _LISTS:
            return name, listed
        case _ if name in _COUNTS and value.isdigit():
            return name, int(value)
        case _:
            return name, value or None


def render_limit(value: Any) -> str:
    """Return a limit's value as the API tells it, in words that `parse_limit` reads."""
    if isinstance(value, list):
        return ", ".join(map(_render_one, value)) or "not limited"
    return "not limited" if value is None else str(value)


def _session(text: str) -> dict[str, Any]:
    found = _SESSION.fullmatch(text.lower())
    if found is None:
        _refuse(text, "session", SESSION)
    first = DAYS.index(found["first"])
    last = DAYS.index(found["last"] or found["first"])
    # fri-mon goes over the week's end.
    days = [(first + number) % len(DAYS) + 1 for number in range((last - first) % len(DAYS) + 1)]
    return {"days": sorted(days), "since": found["since"], "until": found["until"]}


def _blackout(text: str) -> dict[str, Any]:
    found = _BLACKOUT.fullmatch(text)
    if found is None:
        _refuse(text, "blackout", BLACKOUT)
    symbols = found["symbols"].split("+") if found["symbols"] else []
    return {
        "since": found["since"],
        "until": found["until"],
        "symbols": symbols,
        "reason": found["reason"] or "",
    }


def _render_one(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    if "days" in one:
        return ",".join(f"{days}@{one['since'][:5]}-{one['until'][:5]}" for days in _runs(one["days"]))
    symbols = f"#{'+'.join(one['symbols'])}" if one["symbols"] else ""
    reason = f"@{one['reason']}" if one["reason"] else ""
    return f"{one['since']}..{one['until']}{symbols}{reason}"


def _runs(days: list[int]) -> list[str]:
    """Return ISO weekdays as runs: 1, 2, 3, 5 are mon-wed and fri."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [DAYS[run[0] - 1] if len(run) == 1 else f"{DAYS[run[0] - 1]}-{DAYS[run[-1] - 1]}" for run in runs]


def _refuse(text: str, rule: str, message: str) -> NoReturn:
    raise Invalid(f"{text!r} sets nothing. {message}", faults=(Fault("limits", rule, message, text),))
