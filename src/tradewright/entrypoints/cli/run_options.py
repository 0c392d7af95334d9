"""What every command that runs a strategy over history is told in the same way: bars, stretch of time, money, inputs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewright.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from tradewright.engine.bars import Bars


def read_bars(data: str, tick: str | None, start: str | None, end: str | None) -> Bars:
    """Return the bars `[start, end)` of a file, or of SOURCE/SYMBOL/TIMEFRAME in the bar store. Raises Invalid."""
    import numpy as np

    if Path(data).exists():
        from tradewright.platform.bar_files import load_bars

        bars = load_bars(Path(data), tick=None if tick is None else read_amount("--tick", tick))
    else:
        from dataclasses import replace

        from tradewright.entrypoints.cli.kept_series import load_series

        bars = load_series(data)
        if tick is not None:
            bars = replace(bars, tick=read_amount("--tick", tick))
    first = 0 if start is None else int(np.searchsorted(bars.time, read_moment("--from", start)))
    last = len(bars) if end is None else int(np.searchsorted(bars.time, read_moment("--to", end)))
    if last <= first:
        raise Invalid(
            f"No bars are left between --from {start or 'the beginning'} and --to {end or 'the end'}."
        )
    return bars.slice(first, last)


def read_settings(capital: str | None, commission: str | None, slippage: int | None) -> dict[str, Any]:
    """Return the broker's settings that were given, by their names."""
    settings: dict[str, Any] = {}
    if capital is not None:
        settings["initial_capital"] = read_amount("--capital", capital)
    if commission is not None:
        settings |= {
            "commission_mode": "percent",
            "commission_value": read_amount("--commission", commission),
        }
    if slippage is not None:
        settings["slippage_ticks"] = slippage
    return settings


def read_pairs(option: str, pairs: list[str]) -> dict[str, str]:
    """Return NAME=VALUE texts as a mapping. Raises Invalid."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise Invalid(
                f"{option} {pair}: write NAME=VALUE", faults=(Fault(option, "form", "NAME=VALUE", pair),)
            )
        found[name.strip()] = value.strip()
    return found


def read_amount(option: str, text: str) -> Decimal:
    """Return a number of 0 or more. Raises Invalid."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise Invalid(
            f"{option} {text}: expected a number, 0 or more",
            faults=(Fault(option, "number", "0 or more", text),),
        )
    return amount


def read_moment(option: str, text: str) -> int:
    """Return a date or a time as UTC nanoseconds; without an offset it is UTC. Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        form = "a date such as 2024-01-31 or a time such as 2024-01-31T09:30"
        raise Invalid(
            f"{option} {text}: expected {form}", faults=(Fault(option, "time", form, text),)
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000_000
