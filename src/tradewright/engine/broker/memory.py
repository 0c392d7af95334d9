"""The block of memory behind a broker: made from settings and bars, grown when it is full."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars
from tradewright.engine.broker import layout
from tradewright.engine.broker.settings import BrokerSettings

ARRAYS: Final = {
    "orders": layout.ORDER,
    "opens": layout.OPEN,
    "bindings": layout.BINDING,
    "closed": layout.CLOSED,
    "log": layout.LOG,
}
FIRST_SIZES: Final = {"orders": 96, "opens": 48, "bindings": 48, "closed": 1024, "log": 1024}
_QUANTITY: Final = {"fixed": layout.FIXED, "cash": layout.CASH, "percent_of_equity": layout.PERCENT_OF_EQUITY}
_FEE: Final = {
    "percent": layout.FEE_PERCENT,
    "per_order": layout.FEE_PER_ORDER,
    "per_contract": layout.FEE_PER_CONTRACT,
}
_ALLOW: Final = {"all": 0, "long": 1, "short": -1}
CALLS_A_BAR: Final = 6
"""Margin calls on one path: at its four points, and two for the risk rules."""
DAY: Final = 86_400_000_000_000


class Memory:
    """The arrays of one broker, tied together by the head record, whose address is `address`."""

    def __init__(self, settings: BrokerSettings, bars: Bars) -> None:
        self.bars = bars
        self.block = np.zeros(1, layout.HEAD)
        self.head: Any = self.block.view(np.recarray)[0]
        self.address: int = self.block.ctypes.data
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self.equity = np.full(len(bars), np.nan)
        self.room = 0
        """Orders that the close of one bar may add for each entry, besides those of a plain strategy."""
        self._held: list[Any] = []
        self._hidden = 0
        """Rows of closed trades beyond those the kernel knows of: each bar inside a magnified bar may bring margin calls."""
        if settings.magnifier is not None:
            edges = np.searchsorted(settings.magnifier.time, np.append(bars.time, np.iinfo(np.int64).max))
            self._hidden = CALLS_A_BAR * int(np.diff(edges).max(initial=0))
        for name, size in FIRST_SIZES.items():
            rows = size + (self._hidden if name == "closed" else 0)
            self._lay(name, np.zeros(rows, ARRAYS[name]))
        self._settle(settings)
        self._point("time", bars.time)
        for name in ("open", "high", "low", "close"):
            self._point(name, getattr(bars, name))
        self._point("equity", self.equity)
        self.head.bars = len(bars)
        if self.head.risk:
            # The rules know each day from its first bar on: that bar may not be passed quietly.
            self.head.up = -np.inf
            self._point("day", days_of(bars))
        if settings.rates is not None:
            self.head.rated = 1
            self._point("rate", settings.rates.of_bars(bars))
        if settings.magnifier is not None:
            self._magnify(settings.magnifier)
        self._pristine = self.block.copy()

    def clear(self) -> None:
        """Forget the run: as before the first bar, with the arrays as large as they have become."""
        layout_of_arrays = {
            f"{kind}_{name}": self.head[f"{kind}_{name}"] for name in ARRAYS for kind in ("cap", "at")
        }
        self.block[:] = self._pristine
        for name, value in layout_of_arrays.items():
            self.block[name] = value

    def grow(self) -> None:
        """Double whatever may run out on the next bar."""
        head = self.head
        busy = int(head.n_orders + head.n_bindings)
        bracket = (int(head.n_bindings) + 4) * (self.room + 1)
        needed = {
            "orders": int(head.n_orders) + 2 * busy,
            "opens": int(head.n_opens) + busy,
            "bindings": int(head.n_bindings) + busy,
            "closed": int(head.n_closed) + 2 * busy + int(head.n_opens),
            "log": int(head.n_log) + 2 * busy,
        }
        for name, rows in needed.items():
            old = self.arrays[name]
            spare = 16 + (bracket + int(head.n_orders) if name in {"orders", "log"} and self.room else 0)
            if rows + spare >= int(head[f"cap_{name}"]):
                hidden = self._hidden if name == "closed" else 0
                wider = np.zeros(max(2 * len(old), rows + spare + 64 + hidden), ARRAYS[name])
                wider[: len(old)] = old
                self._lay(name, wider)

    def _lay(self, name: str, array: npt.NDArray[Any]) -> None:
        self.arrays[name] = array
        hidden = self._hidden if name == "closed" else 0
        setattr(self.head, f"cap_{name}", len(array) - hidden)
        setattr(self.head, f"at_{name}", array.ctypes.data - self.address)

    def _point(self, name: str, column: npt.NDArray[Any]) -> None:
        self._held.append(column)
        setattr(self.head, f"at_{name}", column.ctypes.data - self.address)

    def _settle(self, settings: BrokerSettings) -> None:
        head, bars, risk = self.head, self.bars, settings.risk
        head.tick_num, head.tick_den = (float(part) for part in bars.tick.as_integer_ratio())
        head.lot_num, head.lot_den = (float(part) for part in bars.lot_step.as_integer_ratio())
        head.tick = float(bars.tick)
        head.point = head.point_own = float(bars.point_value)
        head.initial = float(settings.initial_capital)
        head.quantity_mode = _QUANTITY[settings.quantity_mode]
        head.quantity_value = float(settings.quantity_value)
        head.fee_mode = _FEE[settings.commission_mode]
        head.fee_value = float(settings.commission_value)
        head.slip = float(settings.slippage_ticks * bars.tick)
        head.limit_beyond = float(settings.limit_fill_ticks * bars.tick)
        head.margin_long = float(settings.margin_long)
        head.margin_short = float(settings.margin_short)
        head.pyramiding = max(1, settings.pyramiding)
        head.on_close = int(settings.process_orders_on_close or settings.fill_mode.market_at_close)
        head.on_fills = int(settings.calc_on_order_fills)
        head.any_entry = int(settings.close_entries_rule == "any")
        head.allow = _ALLOW[risk.allow_entry_in]
        head.dd_value = float(risk.max_drawdown or 0)
        head.dd_mode = _QUANTITY[risk.max_drawdown_in]
        head.loss_value = float(risk.max_intraday_loss or 0)
        head.loss_mode = _QUANTITY[risk.max_intraday_loss_in]
        head.orders_day_max = risk.max_intraday_filled_orders or 0
        head.size_max = float(risk.max_position_size or 0)
        head.loss_days_max = risk.max_cons_loss_days or 0
        head.risk = int(bool(head.dd_value or head.loss_value or head.orders_day_max or head.loss_days_max))
        head.avg = np.nan
        head.day, head.halted_day, head.close_fill_bar, head.bar = -1, -1, -1, -1
        head.hi, head.lo, head.up, head.down = -np.inf, np.inf, np.inf, -np.inf
        head.equity_peak = head.initial

    def _magnify(self, inner: Bars) -> None:
        edges = np.append(self.bars.time, np.iinfo(np.int64).max)
        starts = np.searchsorted(inner.time, edges).astype(np.int64)
        self.head.magnified = 1
        self.head.subs = len(inner)
        self._point("sub_start", starts)
        for name in ("open", "high", "low", "close"):
            self._point(f"sub_{name}", getattr(inner, name))


def days_of(bars: Bars) -> npt.NDArray[np.int64]:
    """Return the number of each bar's day, in the bars' time zone."""
    if bars.timezone == "UTC":
        return bars.time // DAY
    zone = ZoneInfo(bars.timezone)
    return np.array(
        [datetime.fromtimestamp(int(time) / 1e9, UTC).astimezone(zone).toordinal() for time in bars.time],
        np.int64,
    )
