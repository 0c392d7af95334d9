"""Cures that only need patience: the first moment at which every rule of time lets the order pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tradewright.domain.trading.risk.change.world import Change, Step, World
from tradewright.domain.trading.risk.decide import RULES, Finding
from tradewright.domain.trading.risk.history import losses_in_row
from tradewright.domain.trading.risk.rules import pace, times
from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import UNKNOWN

ROUNDS_MAX = 100
"""Each round passes one more obstacle; a hundred blackouts in a row are a setting nobody makes."""
_ASK = {rule: ask for rule, _, ask in RULES}


def earliest_moment(world: World, denied: list[Finding]) -> Step | None:
    """Wait until none of these rules denies any more. Each rule names its own first moment, so the latest of them, asked
    again until it holds, is the first at which all agree.
    """
    rules = {finding.rule for finding in denied}
    later = world
    for _ in range(ROUNDS_MAX):
        if not denied:
            words = f"Wait until {later.now:%Y-%m-%d %H:%M:%S} UTC."
            return later, (Change("wait_until", _text(later.now), words),)
        moments = [_first_moment(later, finding) for finding in denied]
        known = [moment for moment in moments if moment is not None]
        if len(known) < len(moments):
            return None
        later = world.at(max(known))
        # Waiting may bring the order into a blackout or out of a session that did not deny before.
        denied = [one for one in later.denied() if one.rule in rules or one.rule in ("sessions", "blackouts")]
    return None


def _first_moment(world: World, finding: Finding) -> datetime | None:
    asked = world.question(finding.facts)
    match finding.rule:
        case "sessions":
            return times.next_opening(asked.limits.sessions, world.now, ZoneInfo(asked.facts.timezone))
        case "blackouts":
            return times.blackout_end(asked)
        case "duplicate":
            last, window = pace.last_alike(asked), asked.limits.duplicate_window_s
            return None if last is None or window is None else last.at + timedelta(seconds=window)
        case "order_rate":
            return pace.rate_free_at(asked)
        case "cooldown":
            _, last_loss = losses_in_row(asked.facts.closed)
            minutes = asked.limits.cooldown_minutes
            return None if last_loss is None or minutes is None else last_loss + timedelta(minutes=minutes)
        case _:
            return _first_reset(asked, finding)


def _first_reset(asked: Question, finding: Finding) -> datetime | None:
    """Return the first end of a trading day after which the rule passes; None when today's result is not known either."""
    if finding.verdict.value == UNKNOWN:
        return None
    for moment in sorted(day.resets_at for day in asked.facts.days):
        facts = asked.facts.at(moment)
        verdict = _ASK[finding.rule](
            Question(facts, asked.proposal, asked.currency, asked.reset_words, moment)
        )
        if verdict is None or verdict.is_allowed:
            return moment
    return None


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
