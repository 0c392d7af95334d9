"""What a paper account is set up with: its cash, its costs, and how hard its market is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tradewright.kernel.errors import Fault, Invalid
from tradewright.kernel.money import ZERO, parse_decimal, plain


@dataclass(frozen=True, slots=True)
class PaperConfig:
    """Terms of one paper account.

    `starting_cash`, `fee_per_unit` (per share, contract, coin) in account currency; `fee_rate` a fraction of
    notional; `slippage_bps` basis points against the trader on fills at the market's price; `latency_ms` from
    our asking to the venue's first look at the market. One quote offers an order at most `partial_fill_max`
    units and `partial_fill_fraction` of its quantity; None offers all. Entries may bring gross exposure to
    `leverage` times equity. Quotes older than `quote_age_max_s` fill nothing.
    """

    starting_cash: Decimal = Decimal(100_000)
    slippage_bps: Decimal = ZERO
    fee_rate: Decimal = ZERO
    fee_per_unit: Decimal = ZERO
    latency_ms: Decimal = ZERO
    partial_fill_max: Decimal | None = None
    partial_fill_fraction: Decimal | None = None
    # Generous on purpose: one ES future on the default cash is 3 times equity, and our risk rules limit more.
    leverage: Decimal = Decimal(20)
    quote_age_max_s: Decimal = Decimal(30)

    @property
    def latency(self) -> timedelta:
        return timedelta(milliseconds=float(self.latency_ms))

    @property
    def quote_age_max(self) -> timedelta:
        return timedelta(seconds=float(self.quote_age_max_s))


_RANGES: dict[str, tuple[Decimal, Decimal]] = {
    "starting_cash": (ZERO, Decimal(10**12)),
    "slippage_bps": (ZERO, Decimal(1000)),
    "fee_rate": (ZERO, Decimal("0.1")),
    "fee_per_unit": (ZERO, Decimal(10_000)),
    "latency_ms": (ZERO, Decimal(60_000)),
    "partial_fill_max": (ZERO, Decimal(10**12)),  # a quote offers one lot at least
    "partial_fill_fraction": (Decimal("0.0001"), Decimal(1)),
    "leverage": (Decimal("0.01"), Decimal(1000)),
    "quote_age_max_s": (Decimal("0.1"), Decimal(86_400)),
}
"""Lowest and highest allowed value of each setting."""


def parse_config(document: Mapping[str, Any]) -> PaperConfig:
    """Return the terms written in an account's config document; absent or null settings take their default.

    Raises Invalid with one fault for each unknown name and each value that is no number or out of range.
    """
    faults: list[Fault] = []
    values: dict[str, Decimal] = {}
    for name, value in document.items():
        path = f"$.config.{name}"
        if name not in _RANGES:
            known = ", ".join(_RANGES)
            faults.append(Fault(path, "known", f"no such setting; expected one of {known}", str(value)))
            continue
        if value is None:
            continue
        lowest, highest = _RANGES[name]
        expected = f"must be a number from {plain(lowest)} to {plain(highest)}"
        try:
            # str() of a JSON number that was read as Decimal or int is its own digits.
            number = parse_decimal("" if isinstance(value, bool) else str(value))
        except ValueError:
            faults.append(Fault(path, "number", expected, str(value)))
            continue
        if lowest <= number <= highest:
            values[name] = number
        else:
            faults.append(Fault(path, "range", expected, str(value)))
    if faults:
        raise Invalid("the paper account's settings are not right", faults=tuple(faults))
    return PaperConfig(**values)
