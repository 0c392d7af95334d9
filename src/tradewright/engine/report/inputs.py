"""What the report reads of a run: columns of trades, the order log and equity at each close.

`Run.of` takes the emulator's result; anything with the same attributes will do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WAYS = ("market", "limit", "stop", "trailing stop", "margin call", "risk rule")
"""How an exit came to fill, in the emulator's order; limits do not slip."""
LIMIT = 1
_WHOLE = frozenset(
    ("side", "entry_bar", "exit_bar", "entry_id", "exit_id", "tag", "how", "entry_order", "exit_order")
)
RISK_FREE_RATE = 0.02
"""A year's risk-free return, TradingView's default for `risk_free_rate`."""


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades as columns of one length, in the order they were closed (open ones: opened).

    `side` is +1 or -1; ids index the run's `names`; `profit` is after costs, in account currency, as are `commission`,
    `slippage`, `mfe` (>= 0), `mae` (<= 0) and `risk` (what the initial stop put at stake; NaN when there was none).
    `tag` is the name its entry goes by (comment, else id); `how` indexes `WAYS`, orders the log; -1: unknown.
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
    tag: Ints
    how: Ints
    entry_order: Ints
    exit_order: Ints

    def __len__(self) -> int:
        return len(self.side)

    def where(self, wanted: npt.NDArray[np.bool_]) -> Trades:
        """Return the trades for which `wanted` holds."""
        return Trades(*(getattr(self, name)[wanted] for name in Trades.__slots__))

    @classmethod
    def of(cls, records: Any) -> Trades:
        """Return the columns of a record array; `slippage`, `mfe`, `mae` and `risk` may be absent."""
        names = records.dtype.names or ()
        given = {name: records[name] for name in cls.__slots__ if name in names}
        if "entry_comment" in names:
            given["tag"] = np.where(
                records["entry_comment"] >= 0, records["entry_comment"], records["entry_id"]
            )
        if "by" in names:
            given["how"] = records["by"]
        return cls.of_columns(**given)

    @classmethod
    def of_columns(cls, **given: Any) -> Trades:
        """Return trades of these columns; those that may be absent are filled in."""
        count = len(given["side"])
        given.setdefault("tag", given["entry_id"])
        columns = {
            name: np.ascontiguousarray(given[name] if name in given else _absent(name, count), _dtype(name))
            for name in cls.__slots__
        }
        columns["mae"] = -np.abs(columns["mae"])
        return cls(**columns)

    @classmethod
    def none(cls) -> Trades:
        """Return no trades."""
        return cls(**{name: np.empty(0, _dtype(name)) for name in cls.__slots__})


def _dtype(name: str) -> type[np.generic]:
    return np.int64 if name in _WHOLE else np.float64


def _absent(name: str, count: int) -> npt.NDArray[Any]:
    if name in _WHOLE:
        return np.full(count, -1, np.int64)
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
    lines: Sequence[Order] | Callable[[], Sequence[Order]] = ()
    equity_low: Floats | None = None
    equity_high: Floats | None = None
    margin_calls: int = 0
    settings: Any = None
    risk_free_rate: float = RISK_FREE_RATE
    counts: Mapping[str, int] | None = None

    @cached_property
    def orders(self) -> Sequence[Order]:
        """The order log; made when first asked for, since a sweep never is."""
        return self.lines() if callable(self.lines) else self.lines

    def count(self, status: str) -> int:
        """Return how many orders ended so, without making their lines where the run has counted them."""
        if self.counts is not None:
            return self.counts.get(status, 0)
        return sum(order.status == status for order in self.orders)

    @classmethod
    def of(cls, result: Any) -> Run:
        """Return what the report needs of an emulator's `Result` (see the attributes' names)."""
        log = getattr(result, "log", None)
        return cls(
            bars=result.bars,
            trades=_slipped(Trades.of(result.trades), result, log),
            open_trades=_slipped(Trades.of(result.open_trades), result, log),
            equity=np.ascontiguousarray(result.equity, np.float64),
            initial_capital=float(result.settings.initial_capital),
            names=tuple(result.names),
            lines=lambda: tuple(_order(line) for line in result.orders),
            counts=None if log is None else _counts(log),
            equity_low=getattr(result, "equity_low", None),
            equity_high=getattr(result, "equity_high", None),
            margin_calls=int(getattr(result, "margin_calls", 0)),
            settings=result.settings,
        )


def _counts(log: Any) -> dict[str, int]:
    states = ("working", "filled", "cancelled", "rejected")
    return dict(zip(states, np.bincount(log["state"].astype(np.int64), minlength=4).tolist(), strict=False))


def _slipped(trades: Trades, result: Any, log: Any) -> Trades:
    """Return the trades with what slippage cost them: ticks on every fill that was no limit order's."""
    ticks = int(getattr(result.settings, "slippage_ticks", 0))
    if not ticks or log is None or not len(trades) or int(trades.entry_order.min()) < 0:
        return trades
    by_limit = ~np.isnan(log["limit"][trades.entry_order])
    left = (trades.exit_order >= 0) & (trades.how != LIMIT)
    fills = 1.0 - by_limit + left
    cost = fills * ticks * float(result.bars.tick) * float(result.bars.point_value) * trades.quantity
    return replace(trades, slippage=cost)


def _order(line: Any) -> Order:
    if isinstance(line, Order):
        return line
    return Order(**{name: getattr(line, name) for name in Order.__slots__ if hasattr(line, name)})
