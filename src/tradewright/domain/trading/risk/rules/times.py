"""When entries are allowed: weekly sessions, and spans without entries for news. In the account's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import Verdict
from tradewright.domain.trading.signal import Blackout, Session

_DAYS = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = 8
"""Days to look ahead for the next opening: a session that is open now and again in a week."""


def sessions(asked: Question) -> Verdict | None:
    """Entries only inside one of the weekly windows, where there are any."""
    given = asked.limits.sessions
    if not given:
        return None
    zone = ZoneInfo(asked.facts.timezone)
    local = asked.now.astimezone(zone)
    title = asked.title("Sessions")
    listed = "; ".join(_words(one) for one in given)
    message = f"{title}: it is {local:%a %H:%M} in {asked.facts.timezone}; entries are allowed {listed}."
    return Verdict(listed, f"{local:%a %H:%M}", is_inside(given, asked.now, zone), message)


def blackouts(asked: Question) -> Verdict | None:
    """No entry inside a span that is blacked out for this symbol."""
    if not asked.limits.blackouts:
        return None
    symbol, hit = asked.proposal.symbol, _blackout(asked)
    title = asked.title("Blackout")
    if hit is None:
        return Verdict("none", "none", is_allowed=True, message=f"{title}: there is none for {symbol} now.")
    until = hit.until.astimezone(UTC)
    why = f" ({hit.reason})" if hit.reason else ""
    message = f"{title}: no entries{why} until {until:%Y-%m-%d %H:%M} UTC."
    return Verdict("none", hit.reason or "blackout", is_allowed=False, message=message)


def blackout_end(asked: Question) -> datetime | None:
    """Return when the span that now forbids entries ends; None when there is none."""
    hit = _blackout(asked)
    return None if hit is None else hit.until


def _blackout(asked: Question) -> Blackout | None:
    for one in asked.limits.blackouts:
        if one.since <= asked.now < one.until and (not one.symbols or asked.proposal.symbol in one.symbols):
            return one
    return None


def is_inside(given: tuple[Session, ...], moment: datetime, zone: ZoneInfo) -> bool:
    """Return whether `moment` lies in one of the windows, as clocks in `zone` show it."""
    local = moment.astimezone(zone)
    today, time = local.isoweekday(), local.time()
    yesterday = today - 1 or 7
    for one in given:
        if one.since < one.until:
            if today in one.days and one.since <= time < one.until:
                return True
        elif (today in one.days and time >= one.since) or (yesterday in one.days and time < one.until):
            return True
    return False


def next_opening(given: tuple[Session, ...], moment: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first moment from `moment` on that lies inside a window, in UTC; None when there never is one."""
    if is_inside(given, moment, zone):
        return moment
    local = moment.astimezone(zone)
    starts = (
        datetime.combine(local.date() + timedelta(days=ahead), one.since, tzinfo=zone).astimezone(UTC)
        for ahead in range(_WEEK)
        for one in given
    )
    return min((start for start in starts if start > moment and is_inside(given, start, zone)), default=None)


def _words(one: Session) -> str:
    days = " ".join(_DAYS[day] for day in sorted(one.days))
    return f"{days} {one.since:%H:%M}–{one.until:%H:%M}"
