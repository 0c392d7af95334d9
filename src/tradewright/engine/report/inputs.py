"""What the report reads of a run: columns of trades, the order log and equity at each close.

`Run.of` takes the emulator's result; anything with the same attributes will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
RISK_FREE_RATE = 0.02
"""A year's risk-free return, TradingView's default for `risk_free_rate`."""


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades as columns of one length, in the order they were closed (open ones: opened).

    `side` is +1 or -1; ids index the run's `names`; `profit` is after costs, in account currency, as are `commission`,
    `slippage`, `mfe` (>= 0), `mae` (<= 0) and `risk` (what the initial stop put at stake; NaN when there was none).
    An open trade is valued at the last close.
    """

    side: Ints
    quantity: Floats
    entry_bar: Ints
    exit_bar: Ints
    entry_price: Floats
    exit_price: Floats
    entry_id: Ints
    exit_id: Ints
    commission: Floats
    slippage: Floats
    profit: Floats
    mfe: Floats
    mae: Floats
    risk: Floats

    def __len__(self) -> int:
        return len(self.side)

    def where(self, wanted: npt.NDArray[np.bool_]) -> Trades:
        """Return the trades for which `wanted` holds."""
        return Trades(*(getattr(self, name)[wanted] for name in Trades.__slots__))

    @classmethod
    def of(cls, records: Any) -> Trades:
        """Return the columns of a record array; `slippage`, `mfe`, `mae` and `risk` may be absent."""
        names = records.dtype.names or ()
        columns = {
            name: np.ascontiguousarray(
                records[name] if name in names else _absent(name, len(records)), _dtype(name)
            )
            for name in cls.__slots__
        }
        columns["mae"] = -np.abs(columns["mae"])
        return cls(**columns)

    @classmethod
    def none(cls) -> Trades:
        """Return no trades."""
        return cls(**{name: np.empty(0, _dtype(name)) for name in cls.__slots__})


def _dtype(name: str) -> type[np.generic]:
    return np.int64 if name in ("side", "entry_bar", "exit_bar", "entry_id", "exit_id") else np.float64


def _absent(name: str, count: int) -> npt.NDArray[Any]:
    return np.full(count, np.nan if name == "risk" else 0.0)


@dataclass(frozen=True, slots=True)
class Order:
    """One line of the order log. Bars are indices, None while it did not happen; `status` is filled, cancelled,
    rejected, expired or working; `reason` says why in words.
    """

    id: str
    kind: str
    side: str
    quantity: float
    placed_bar: int
    status: str
    done_bar: int | None = None
    price: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Run:
    """All the report knows of one run. `equity` is in account currency at each bar's close, open profit included;
    `equity_low` and `equity_high` are its extremes inside each bar, where the emulator kept them.
    """

    bars: Bars
    trades: Trades
    open_trades: Trades
    equity: Floats
    initial_capital: float
    names: Sequence[str] = ()
    orders: Sequence[Order] = ()
    equity_low: Floats | None = None
    equity_high: Floats | None = None
    margin_calls: int = 0
    settings: Any = None
    risk_free_rate: float = RISK_FREE_RATE

    @classmethod
    def of(cls, result: Any) -> Run:
        """Return what the report needs of an emulator's `Result` (see the attributes' names)."""
        return cls(
            bars=result.bars,
            trades=Trades.of(result.trades),
            open_trades=Trades.of(result.open_trades),
            equity=np.ascontiguousarray(result.equity, np.float64),
            initial_capital=float(result.settings.initial_capital),
            names=tuple(result.names),
            orders=tuple(_order(line) for line in result.orders),
            equity_low=getattr(result, "equity_low", None),
            equity_high=getattr(result, "equity_high", None),
            margin_calls=int(getattr(result, "margin_calls", 0)),
            settings=result.settings,
        )


def _order(line: Any) -> Order:
    if isinstance(line, Order):
        return line
    return Order(**{name: getattr(line, name) for name in Order.__slots__ if hasattr(line, name)})
