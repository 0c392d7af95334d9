"""How much: the order's own value, and what everything live may come to with it, in the worst order of fills."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tradewright.domain.trading.risk.reserve import Exposure
from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import UNKNOWN, Verdict, used_of
from tradewright.kernel.money import ZERO, money_text, plain, plain_money

_HUNDREDTH = Decimal("0.01")


def order_notional(asked: Question) -> Verdict | None:
    """At most so much in one order."""
    limit, value = asked.limits.order_notional_max, asked.proposal.notional
    if limit is None:
        return None
    title = asked.title("Order size")
    if value is None:
        message = (
            f"{title}: there is no usable price for {asked.proposal.symbol}, "
            f"so the limit of {money_text(limit)} {asked.currency} cannot be checked."
        )
        return Verdict(plain(limit), UNKNOWN, is_allowed=False, message=message)
    message = (
        f"{title}: the order is worth {money_text(value)} {asked.currency}; "
        f"the most allowed is {money_text(limit)}."
    )
    return Verdict(plain(limit), plain_money(value), value <= limit, message, used_of(value, limit))


def position_notional(asked: Question) -> Verdict | None:
    """At most so much in one symbol, resting entries counted as if they filled."""
    return _cap(
        asked,
        asked.limits.position_notional_max,
        f"Position size in {asked.proposal.symbol}",
        asked.facts.same_symbol,
        lambda exposure: exposure.largest,
    )


def exposure_gross(asked: Question) -> Verdict | None:
    """At most so much in all, whichever way each symbol may stand."""
    limit = asked.limits.exposure_gross_max
    return _cap(asked, limit, "Gross exposure", asked.facts.rest, lambda exposure: exposure.gross)


def exposure_net(asked: Question) -> Verdict | None:
    """At most so much in one direction, once the other is taken off."""
    limit = asked.limits.exposure_net_max
    return _cap(asked, limit, "Net exposure", asked.facts.rest, lambda exposure: exposure.net)


def leverage(asked: Question) -> Verdict | None:
    """Gross exposure at most so many times the equity."""
    limit, equity = asked.limits.leverage_max, asked.facts.equity
    if limit is None:
        return None
    title = asked.title("Leverage")
    found = _sums(asked, asked.facts.rest)
    if found is None or equity is None:
        return _unknown(asked, title, plain(limit), f"{plain(limit)} times")
    before, after = found[0].gross, found[1].gross
    if equity <= 0:
        message = f"{title}: the equity is {money_text(equity)} {asked.currency}, so nothing may be opened."
        return Verdict(plain(limit), UNKNOWN, is_allowed=after <= before, message=message)
    times = (after / equity).quantize(_HUNDREDTH)
    message = (
        f"{title}: {money_text(after)} {asked.currency} would be at work with an equity of {money_text(equity)}, "
        f"{plain(times)} times it; the most allowed is {plain(limit)}."
    )
    is_allowed = after <= limit * equity or after <= before
    return Verdict(plain(limit), plain(times), is_allowed, message, used_of(after, limit * equity))


def _cap(
    asked: Question,
    limit: Decimal | None,
    words: str,
    others: Exposure | None,
    measure: Callable[[Exposure], Decimal],
) -> Verdict | None:
    """Ask whether `measure` of everything stays within `limit` with the order live; what makes it no larger passes."""
    if limit is None:
        return None
    title = asked.title(words)
    found = _sums(asked, others)
    if found is None:
        return _unknown(asked, title, plain(limit), f"{money_text(limit)} {asked.currency}")
    before, after = measure(found[0]), measure(found[1])
    message = (
        f"{title}: it would be {money_text(after)} {asked.currency} with everything that may still fill "
        f"({money_text(before)} without this order); the most allowed is {money_text(limit)}."
    )
    is_allowed = after <= limit or after <= before
    return Verdict(plain(limit), plain_money(max(after, ZERO)), is_allowed, message, used_of(after, limit))


def _sums(asked: Question, others: Exposure | None) -> tuple[Exposure, Exposure] | None:
    before, after = asked.proposal.before(), asked.proposal.after()
    if others is None or before is None or after is None:
        return None
    return others + before, others + after


def _unknown(asked: Question, title: str, limit: str, words: str) -> Verdict:
    message = (
        f"{title}: something that is held or may fill has no price, or the equity cannot be known, "
        f"so the limit of {words} cannot be checked."
    )
    return Verdict(limit, UNKNOWN, is_allowed=False, message=message)
