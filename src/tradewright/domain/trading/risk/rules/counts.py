"""How many: trades today, trades that stand, symbols held."""

from __future__ import annotations

from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import Verdict, used_of


def trades_daily(asked: Question) -> Verdict | None:
    """At most so many orders a day that open or add."""
    limit, used = asked.limits.trades_daily_max, asked.facts.trades_today
    if limit is None or not asked.proposal.is_new:
        return None
    title = asked.title("Daily trades")
    message = f"{title}: {used} of {limit} are used today; it resets at {asked.reset_words}."
    return Verdict(str(limit), str(used), used < limit, message, used_of(used, limit))


def trades_open(asked: Question) -> Verdict | None:
    """At most so many entries that still rest or whose position still stands."""
    limit, used = asked.limits.trades_open_max, asked.facts.trades_open
    if limit is None or not asked.proposal.is_new:
        return None
    message = (
        f"{asked.title('Open trades')}: {used} of {limit} are resting or still open; this would be one more."
    )
    return Verdict(str(limit), str(used), used < limit, message, used_of(used, limit))


def positions(asked: Question) -> Verdict | None:
    """At most so many symbols held or being entered."""
    limit, used = asked.limits.positions_max, asked.facts.positions_other
    if limit is None:
        return None
    message = (
        f"{asked.title('Open positions')}: {used} of {limit} are open or being "
        f"opened; {asked.proposal.symbol} would be one more."
    )
    return Verdict(str(limit), str(used), used < limit, message, used_of(used, limit))
