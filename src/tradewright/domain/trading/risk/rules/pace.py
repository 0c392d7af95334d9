"""How fast: the same entry twice, and orders a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from tradewright.domain.trading.risk.history import Sent
from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import Verdict, used_of
from tradewright.kernel.money import plain

MINUTE = timedelta(minutes=1)


def duplicate(asked: Question) -> Verdict | None:
    """No second entry of the same symbol, side and size within the window, in the same account.

    A user's window does not join accounts: an agent that aims at two sends the same entry to both.
    """
    window = asked.limits.duplicate_window_s
    if window is None or not asked.proposal.is_new:
        return None
    last = last_alike(asked)
    age_s = None if last is None else (asked.now - last.at).total_seconds()
    title = asked.title("Duplicate")
    if age_s is None or age_s >= window:
        message = f"{title}: no entry of the same symbol, side and size in the last {window} s."
        return Verdict(
            str(window), "none" if age_s is None else f"{age_s:.0f}", is_allowed=True, message=message
        )
    proposal = asked.proposal
    message = (
        f"{title}: a {proposal.side} of {plain(proposal.quantity)} {proposal.symbol} was sent {age_s:.0f} s ago; "
        f"the same again is allowed after {window} s."
    )
    return Verdict(str(window), f"{age_s:.0f}", is_allowed=False, message=message)


def order_rate(asked: Question) -> Verdict | None:
    """At most so many orders in any minute, exits counted, entries refused."""
    limit = asked.limits.orders_per_minute_max
    if limit is None:
        return None
    used = sum(one.at > asked.now - MINUTE for one in asked.facts.sent)
    message = f"{asked.title('Order rate')}: {used} of {limit} orders were sent in the last minute."
    return Verdict(str(limit), str(used), used < limit, message, used_of(used, limit))


def last_alike(asked: Question) -> Sent | None:
    """Return the newest entry that the proposal repeats."""
    wanted = asked.proposal
    alike = (
        one
        for one in asked.facts.sent_here
        if one.opens and (one.symbol, one.side, one.quantity) == (wanted.symbol, wanted.side, wanted.quantity)
    )
    return max(alike, key=lambda one: one.at, default=None)


def rate_free_at(asked: Question) -> datetime | None:
    """Return when the last minute will hold fewer orders than the limit; None when it never can."""
    limit = asked.limits.orders_per_minute_max or 0
    times = sorted((one.at for one in asked.facts.sent), reverse=True)
    if limit == 0:
        return None
    return times[limit - 1] + MINUTE if len(times) >= limit else asked.now
