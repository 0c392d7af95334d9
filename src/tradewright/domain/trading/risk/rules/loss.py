"""What was lost: today in money, today in percent, and lately in a row."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tradewright.domain.trading.risk.history import losses_in_row
from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import UNKNOWN, Verdict, used_of
from tradewright.kernel.money import ZERO, money_text, plain, plain_money

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


def loss_daily(asked: Question) -> Verdict | None:
    """No entry once the day has lost this much, realised and unrealised together."""
    limit, loss = asked.limits.loss_daily_max, asked.facts.loss_today
    if limit is None:
        return None
    title = asked.title("Daily loss")
    if loss is None:
        return _unknown(title, plain(limit), f"{money_text(limit)} {asked.currency}")
    message = (
        f"{title}: you have lost {money_text(loss)} of {money_text(limit)} {asked.currency} today; "
        f"it resets at {asked.reset_words}."
    )
    return Verdict(plain(limit), plain_money(loss), loss < limit, message, used_of(max(loss, ZERO), limit))


def loss_daily_percent(asked: Question) -> Verdict | None:
    """No entry once the day has lost this percent of the equity it began with."""
    limit, loss, start = asked.limits.loss_daily_percent_max, asked.facts.loss_today, asked.facts.equity_start
    if limit is None:
        return None
    title = asked.title("Daily loss in percent")
    if loss is None or start is None or start <= 0:
        return _unknown(title, plain(limit), f"{plain(limit)} %")
    # Compared as a product, so that no rounding of a quotient decides.
    is_allowed = loss * _HUNDRED < limit * start
    percent = (loss * _HUNDRED / start).quantize(_CENT)
    message = (
        f"{title}: you have lost {plain(percent)} % of {plain(limit)} % of the day's first equity, "
        f"{money_text(start)} {asked.currency}; it resets at {asked.reset_words}."
    )
    return Verdict(plain(limit), plain(percent), is_allowed, message, used_of(max(percent, ZERO), limit))


def cooldown(asked: Question) -> Verdict | None:
    """No entry for a while after so many losing trades in a row."""
    wanted, minutes = asked.limits.cooldown_losses, asked.limits.cooldown_minutes
    if wanted is None or minutes is None:
        return None
    count, last = losses_in_row(asked.facts.closed)
    if last is None or count < wanted:
        message = f"{asked.title('Cooldown')}: {count} losing trades in a row, {wanted} begin a pause."
        return Verdict(str(wanted), str(count), is_allowed=True, message=message, used=used_of(count, wanted))
    over = last + timedelta(minutes=minutes)
    message = (
        f"{asked.title('Cooldown')}: {count} losing trades in a row; "
        f"entries go on at {over:%H:%M:%S} UTC, {minutes} minutes after the last."
    )
    return Verdict(str(wanted), str(count), asked.now >= over, message, used_of(count, wanted))


def _unknown(title: str, limit: str, words: str) -> Verdict:
    message = (
        f"{title}: today's result cannot be known, because a price or the day's starting equity is "
        f"missing, so the limit of {words} cannot be checked."
    )
    return Verdict(limit, UNKNOWN, is_allowed=False, message=message)
