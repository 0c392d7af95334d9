"""Exact decimal numbers: reading them from text or JSON digits, and rounding them onto grids."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

ZERO = Decimal(0)
MONEY_STEP = Decimal("1e-12")
"""The finest amount of money that is booked or told."""
DIGITS_MAX = 40
"""Longest number we read: every real price or quantity fits with room; longer ones are attacks or
mistakes.
"""
EXPONENT_MAX = 24
"""Largest power of ten, either way, that a number may have: 1e308 is not a price."""

# The default context rounds at 28 digits, which could lift a quotient onto the next grid step; 100 digits
# hold every product and quotient of two numbers that pass `check_decimal`.
_EXACT = Context(prec=100)
_CENT = Decimal("0.01")


def parse_decimal(text: str) -> Decimal:
    """Return the number written in `text`, exactly.

    Raises ValueError for anything that is not a finite decimal number of sane size (NaN, infinity, 1e308).
    """
    stripped = text.strip()
    if not stripped or len(stripped) > DIGITS_MAX or "_" in stripped:
        raise ValueError("not a number")
    try:
        number = Decimal(stripped)
    except InvalidOperation:
        raise ValueError("not a number") from None
    return check_decimal(number)


def check_decimal(number: Decimal) -> Decimal:
    """Return `number` when it is finite and of sane size; raise ValueError otherwise."""
    if not number.is_finite():
        raise ValueError("not a finite number")
    if number and abs(number.adjusted()) > EXPONENT_MAX:
        raise ValueError("number out of range")
    return number


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """Return the largest multiple of `step` not above `value`."""
    return _on_grid(value, step, ROUND_FLOOR)


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """Return the smallest multiple of `step` not below `value`."""
    return _on_grid(value, step, ROUND_CEILING)


def nearest_to(value: Decimal, step: Decimal) -> Decimal:
    """Return the multiple of `step` nearest to `value`; ties go to the even multiple."""
    return _on_grid(value, step, ROUND_HALF_EVEN)


def _on_grid(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    steps = _EXACT.divide(value, step).to_integral_value(rounding=rounding)
    return _EXACT.multiply(steps, step)


def money_text(amount: Decimal) -> str:
    """Return `amount` for a sentence a person reads: two places and thousands separated (`1,234.50`)."""
    return f"{amount.quantize(_CENT, context=_EXACT):,.2f}"


def plain_money(amount: Decimal) -> str:
    """Return an amount of money as it goes onto the wire: `plain`, cut to twelve places.

    A value at an average price has as many places as the quotient it comes from; nobody owns the twenty-fifth.
    """
    return plain(nearest_to(amount, MONEY_STEP))


def plain(number: Decimal) -> str:
    """Return `number` as people write it: no exponent, no trailing zeros (`1E+3` becomes `1000`)."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
