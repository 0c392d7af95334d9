"""When a strategy may trade: sessions, dates, limits in bars."""

from __future__ import annotations

import re
from typing import Any as Anything
from zoneinfo import ZoneInfo

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.expression.ast import Expr
from tradewright.domain.strategy.reading import Reader
from tradewright.domain.strategy.sections.limits import SESSIONS_MAX

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


def read_time(r: Reader, value: object) -> d.TimeRules:
    keys = ("sessions", "flat_outside", "start", "end", "bars_in_trade_max", "cooldown_bars")
    given = r.mapping(value, "$.time", keys)
    sessions = tuple(
        _session(r, item, path)
        for item, path in r.items(given.get("sessions"), "$.time.sessions", most=SESSIONS_MAX)
    )
    start, end = r.moment(given.get("start"), "$.time.start"), r.moment(given.get("end"), "$.time.end")
    if start is not None and end is not None and end <= start:
        r.wrong("$.time.end", "range", "must come after start", end.isoformat())
    flat = r.boolean(given.get("flat_outside"), "$.time.flat_outside", default=False)
    if flat and not sessions:
        r.wrong("$.time.flat_outside", "unused", "flat_outside needs sessions")
    return d.TimeRules(
        sessions=sessions, flat_outside=flat, start=start, end=end,
        bars_in_trade_max=_bars(r, given, "bars_in_trade_max"),
        cooldown_bars=_bars(r, given, "cooldown_bars"),
    )  # fmt: skip


def _bars(r: Reader, given: dict[str, Anything], key: str) -> Expr | None:
    return r.expression(given[key], f"$.time.{key}") if given.get(key) is not None else None


def _session(r: Reader, value: object, path: str) -> d.Session:
    given = r.mapping(value, path, ("from", "to", "days", "timezone"), needed=("from", "to"))
    days = [r.choice(one, at, DAYS, "mon") for one, at in r.items(given.get("days"), f"{path}.days", most=7)]
    timezone = read_timezone(r, given.get("timezone"), f"{path}.timezone")
    start, end = _clock(r, given.get("from"), f"{path}.from"), _clock(r, given.get("to"), f"{path}.to")
    if start >= 1440:
        r.wrong(f"{path}.from", "time", "a day begins at 00:00", given.get("from"))
    return d.Session(
        start=start, end=end, timezone=timezone,
        days=tuple(sorted({DAYS.index(day) for day in days})) if given.get("days") is not None else tuple(range(7)),
    )  # fmt: skip


def _clock(r: Reader, value: object, path: str) -> int:
    if value is None:
        return 0
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 1440:
        r.wrong(path, "time", "must be a time of day such as 09:30", value)
        return 0
    return minutes


def read_timezone(r: Reader, value: object, path: str) -> str:
    name = r.text(value, path, most=64, default="UTC")
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        r.wrong(path, "timezone", "must be a timezone such as UTC or America/New_York", name)
        return "UTC"
    return name
