"""What may be traded, and at which prices: symbol lists, the age of the quote, the price collar."""

from __future__ import annotations

from decimal import Decimal

from tradewright.domain.trading.risk.rules.question import Question
from tradewright.domain.trading.risk.verdict import UNKNOWN, Verdict, used_of
from tradewright.kernel.money import plain

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_NAMED_MAX = 10
"""How many symbols a sentence lists."""


def symbols(asked: Question) -> Verdict | None:
    """Only symbols on the list, where there is one, and none of those that are denied."""
    allowed, denied, symbol = asked.limits.symbols_allowed, asked.limits.symbols_denied, asked.proposal.symbol
    if not allowed and not denied:
        return None
    title = asked.title("Symbols")
    if symbol in denied:
        return Verdict(
            _listed(denied),
            symbol,
            is_allowed=False,
            message=f"{title}: {symbol} is on the list of those denied.",
        )
    if allowed and symbol not in allowed:
        message = f"{title}: {symbol} is not among those allowed, {_listed(allowed)}."
        return Verdict(_listed(allowed), symbol, is_allowed=False, message=message)
    return Verdict(
        _listed(allowed or denied), symbol, is_allowed=True, message=f"{title}: {symbol} is allowed."
    )


def quote_age(asked: Question) -> Verdict | None:
    """No entry without a quote this young."""
    limit, at = asked.limits.quote_age_max_s, asked.proposal.quote_at
    if limit is None:
        return None
    title, symbol = asked.title("Age of the price"), asked.proposal.symbol
    if at is None:
        message = f"{title}: there is no price for {symbol}, so the limit of {limit} s cannot be checked."
        return Verdict(str(limit), UNKNOWN, is_allowed=False, message=message)
    # A quote from the future proves as little as an old one.
    age_s = abs((asked.now - at).total_seconds())
    message = f"{title}: the price of {symbol} is {age_s:.1f} s old; the most allowed is {limit} s."
    return Verdict(str(limit), f"{age_s:.1f}", age_s <= limit, message, used_of(Decimal(age_s), limit))


def price_collar(asked: Question) -> Verdict | None:
    """A price that the order names may stand only so far from the last quote."""
    limit, middle = asked.limits.price_collar_percent, asked.proposal.quote_mid
    named = {"limit price": asked.proposal.limit_price, "stop price": asked.proposal.stop_price}
    prices = {name: price for name, price in named.items() if price is not None}
    if limit is None or not prices:
        return None
    title = asked.title("Price collar")
    if middle is None or middle <= 0:
        message = (
            f"{title}: there is no quote to measure the price against, so {plain(limit)} % cannot be checked."
        )
        return Verdict(plain(limit), UNKNOWN, is_allowed=False, message=message)
    name, price = max(prices.items(), key=lambda pair: abs(pair[1] - middle))
    is_allowed = abs(price - middle) * _HUNDRED <= limit * middle
    percent = (abs(price - middle) * _HUNDRED / middle).quantize(_CENT)
    message = (
        f"{title}: the {name} {plain(price)} is {plain(percent)} % from the market at {plain(middle)}; "
        f"the most allowed is {plain(limit)} %."
    )
    return Verdict(plain(limit), plain(percent), is_allowed, message, used_of(percent, limit))


def _listed(names: frozenset[str]) -> str:
    listed = ", ".join(sorted(names)[:_NAMED_MAX])
    return f"{listed}, …" if len(names) > _NAMED_MAX else listed
