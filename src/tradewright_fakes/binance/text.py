"""Decimals as Binance writes them: eight places on spot, as they are on futures."""

from __future__ import annotations

from decimal import Decimal

ZERO = Decimal(0)


def fixed(value: Decimal | None, places: int = 8) -> str:
    """`value` with so many decimals, never an exponent; None is zero."""
    return format((value or ZERO).quantize(Decimal(1).scaleb(-places)), "f")


def plain(value: Decimal | None) -> str:
    """`value` without trailing zeros, never an exponent; None is zero."""
    told = format(value or ZERO, "f")
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return "0" if told in ("", "-0") else told
