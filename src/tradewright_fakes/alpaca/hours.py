"""Clock and calendar, in the older form and the newer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import Route

from tradewright_fakes.alpaca.guard import Call, guarded
from tradewright_fakes.alpaca.refusal import Refusal, malformed, reply
from tradewright_fakes.matching import Session
from tradewright_fakes.serving import Venue

_NEW_YORK = ZoneInfo("America/New_York")
CALENDAR_DAYS_MAX = 3660
_MARKETS: Final = {
    "NYSE": {
        "acronym": "NYSE",
        "mic": "XNYS",
        "name": "New York Stock Exchange",
        "timezone": "America/New_York",
    },
    "NASDAQ": {"acronym": "NASDAQ", "mic": "XNAS", "name": "NASDAQ", "timezone": "America/New_York"},
}


def routes(venue: Venue) -> list[Route]:
    return [
        guarded(venue, "/v2/clock", get_clock, "GET"),
        guarded(venue, "/v2/calendar", get_calendar, "GET"),
        guarded(venue, "/v3/clock", get_clocks, "GET"),
        guarded(venue, "/v3/calendar/{market}", get_market_calendar, "GET"),
    ]


def get_clock(call: Call) -> Response:
    session, now = call.exchange.session, call.exchange.clock.now()
    return reply(
        {
            "timestamp": call.exchange.clock.told(),
            "is_open": session.phase(now) == "core",
            "next_open": session.next_open(now),
            "next_close": session.next_close(now),
        }
    )


def get_clocks(call: Call) -> Response:
    names = [one for one in call.query("markets", "NYSE").split(",") if one]
    session, now = call.exchange.session, call.exchange.clock.now()
    clocks = [
        {
            "market": _market(name),
            "timestamp": call.exchange.clock.told(),
            "is_market_day": session.is_trading_day(now.astimezone(_NEW_YORK).date()),
            "next_market_open": session.next_open(now),
            "next_market_close": session.next_close(now),
            "phase": session.phase(now),
            "phase_until": _phase_until(session, now),
        }
        for name in names
    ]
    return reply({"clocks": clocks})


def _market(name: str) -> dict[str, str]:
    if name not in _MARKETS:
        raise Refusal(400, 40010001, f"this fake knows the markets {', '.join(_MARKETS)}")
    return _MARKETS[name]


def _phase_until(session: Session, now: datetime) -> datetime:
    if session.hours != "nyse":
        return session.next_close(now)
    bounds = session.day(now.astimezone(_NEW_YORK).date()).values()
    later = [one for one in bounds if one > now] if session.phase(now) != "closed" else []
    return min(later) if later else session.day(session.next_open(now).astimezone(_NEW_YORK).date())["pre"]


def _days(call: Call) -> list[date]:
    session, today = call.exchange.session, call.exchange.clock.now().date()
    try:
        start = date.fromisoformat(call.query("start", str(today))[:10])
        end = date.fromisoformat(call.query("end", str(start + timedelta(days=30)))[:10])
    except ValueError:
        raise malformed("invalid date") from None
    count = min(CALENDAR_DAYS_MAX, max(0, (end - start).days + 1))
    return [day for day in (start + timedelta(days=n) for n in range(count)) if session.is_trading_day(day)]


def _settles(session: Session, day: date) -> date:
    day += timedelta(days=1)
    while not session.is_trading_day(day):
        day += timedelta(days=1)
    return day


def get_calendar(call: Call) -> Response:
    session, rows = call.exchange.session, []
    for day in _days(call):
        told = {name: at.astimezone(_NEW_YORK) for name, at in session.day(day).items()}
        rows.append(
            {
                "date": day,
                "open": f"{told['open']:%H:%M}",
                "close": f"{told['close']:%H:%M}",
                "session_open": f"{told['pre']:%H%M}",
                "session_close": f"{told['post']:%H%M}",
                "settlement_date": _settles(session, day),
            }
        )
    return reply(rows)


def get_market_calendar(call: Call) -> Response:
    market, session = _market(call.path("market")), call.exchange.session
    rows: list[dict[str, Any]] = []
    for day in _days(call):
        told = session.day(day)
        rows.append(
            {
                "date": day,
                "pre_start": told["pre"],
                "pre_end": told["open"],
                "core_start": told["open"],
                "core_end": told["close"],
                "post_start": told["close"],
                "post_end": told["post"],
                "settlement_date": _settles(session, day),
            }
        )
    return reply({"market": market, "calendar": rows})
