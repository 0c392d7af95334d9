"""TradingView's exported lists of trades, the bars they were made on, and the rates of their account's currency."""

from __future__ import annotations

import csv
import io
import lzma
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np

from tradewright.engine.bars import Bars
from tradewright.engine.broker import AccountRates

DATA = Path(__file__).parents[2] / "data" / "tradingview"
WALL_CLOCK = timedelta(hours=8)
BARS_BEGIN = date(2024, 10, 19)


@dataclass(frozen=True, slots=True)
class Exported:
    """A closed trade as TradingView lists it: prices in USDT, `profit` in US dollars rounded to cents, times UTC."""

    number: int
    side: int
    quantity: Decimal
    entry_time: datetime
    exit_time: datetime
    entry_price: Decimal
    exit_price: Decimal
    profit: Decimal

    @property
    def gross(self) -> Decimal:
        """What the trade made in USDT, before fees."""
        return self.side * (self.exit_price - self.entry_price) * self.quantity


@lru_cache(maxsize=1)
def bars() -> Bars:
    rows = np.loadtxt(io.StringIO(_unpacked("ethusdt_perp_15m.csv")), delimiter=",", skiprows=1)
    open_, high, low, close, volume = (rows[:, i].copy() for i in range(1, 6))
    time = rows[:, 0].astype(np.int64) * 1_000_000
    return Bars(
        time, open_, high, low, close, volume,
        timeframe="15m", tick=Decimal("0.01"), lot_step=Decimal("0.0001"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def rates() -> AccountRates:
    """Return the dollars one USDT was worth; before the exports begin, when no list trades, one."""
    rows = csv.DictReader(io.StringIO((DATA / "usdt_usd.csv").read_text()))
    known = {date.fromisoformat(row["day"]): Decimal(row["rate"]) for row in rows}
    return AccountRates({BARS_BEGIN: Decimal(1)} | known)


@lru_cache(maxsize=14)
def exported(name: str) -> tuple[Exported, ...]:
    """Return the closed trades of a list, in its order."""
    ends: dict[int, dict[str, dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(_unpacked(f"trades_{name}.csv").lstrip("\ufeff"))):
        ends.setdefault(int(row["Trade #"]), {})[row["Type"].split()[0]] = row
    return tuple(
        _trade(number, both["Entry"], both["Exit"])
        for number, both in ends.items()
        if both["Exit"]["Signal"] != "Open"
    )


def _trade(number: int, entry: dict[str, str], leave: dict[str, str]) -> Exported:
    return Exported(
        number=number,
        side=1 if entry["Type"].endswith("long") else -1,
        quantity=Decimal(entry.get("Size (qty)") or entry["Position size (qty)"]),
        entry_time=_time(entry),
        exit_time=_time(leave),
        entry_price=Decimal(entry["Price USDT"]),
        exit_price=Decimal(leave["Price USDT"]),
        profit=Decimal(leave["Net P&L USD"]),
    )


def _time(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["Date and time"], "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - WALL_CLOCK


def _unpacked(name: str) -> str:
    return lzma.decompress((DATA / f"{name}.xz").read_bytes()).decode()
