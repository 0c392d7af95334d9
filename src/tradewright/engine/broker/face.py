"""The broker as Python sees it: orders by name, one bar at a time, and the result of a run."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tradewright.engine.bars import Bars
from tradewright.engine.broker import entries, layout
from tradewright.engine.broker.memory import Memory
from tradewright.engine.broker.settings import BrokerSettings
from tradewright.engine.native import function_of

NAN: Final = float("nan")
OCA: Final = {"none": layout.OCA_NONE, "cancel": layout.OCA_CANCEL, "reduce": layout.OCA_REDUCE}
OWN_NAMES: Final = ("", "Close position order", "Margin call", "Risk management close")
"""Names the emulator gives to closes that no strategy named, as in TradingView's list of trades."""
Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class Result:
    """What a run left behind. Prices, sizes and money are float64; bars are indices into `bars`.

    `trades`: a row for each pair of entry part and exit part (see `layout.CLOSED`); `open_trades`: what is still open
    (`layout.OPEN`); `orders`: each order and what became of it (`layout.LOG`); `equity`: the account at each close.
    """

    trades: Rows
    open_trades: Rows
    orders: Rows
    equity: npt.NDArray[np.float64]
    names: tuple[str, ...]
    settings: BrokerSettings
    bars: Bars

    def name(self, id_: int) -> str:
        """Return what an id or comment stands for; empty for none."""
        return name_of(self.names, int(id_))


def name_of(names: tuple[str, ...] | list[str], id_: int) -> str:
    """Return the name of an id of the core."""
    if id_ < 0:
        return OWN_NAMES[-1 - id_]
    if id_ >= layout.CLOSE_OF:
        return f"Close entry(s) order {names[id_ - layout.CLOSE_OF]}"
    return names[id_]


class Broker:
    """TradingView's broker emulator over some bars."""

    def __init__(self, settings: BrokerSettings, bars: Bars) -> None:
        self.settings = settings
        self.bars = bars
        self.memory = Memory(settings, bars)
        self.head = self.memory.head
        self.names: list[str] = []
        self._ids: dict[str, int] = {}
        self._groups: dict[str, int] = {}
        self._address = self.memory.address
        self._step = function_of(entries.step)
        self._finish = function_of(entries.finish)
        self._entry = function_of(entries.entry_order)
        self._close = function_of(entries.close_order)
        self._exit = function_of(entries.exit_order)
        self._cancel = function_of(entries.cancel_order)
        self._wholes = (ctypes.c_int64 * 7)()
        self._prices = (ctypes.c_double * 9)()

    def step(self, bar: int, cursor: int = -1) -> int:
        """Walk the bar's path; return whether something filled (`cursor`: see `step.run_bar`)."""
        code: int = self._step(self._address, bar, cursor)
        while code == layout.FULL:
            self.memory.grow()
            code = self._step(self._address, bar, cursor)
        return code

    def finish(self) -> None:
        """Fill what acts at the close, after the strategy has decided."""
        self._finish(self._address)

    def id_of(self, name: str | None) -> int:
        """Return the number that stands for a name; -1 for none."""
        if not name:
            return layout.NO_ID
        known = self._ids.get(name)
        if known is None:
            known = self._ids[name] = len(self.names)
            self.names.append(name)
        return known

    def name_of(self, id_: int) -> str:
        """Return the name a number stands for."""
        return name_of(self.names, id_)

    def group_of(self, name: str | None) -> int:
        """Return the number of an OCA group; 0 for none."""
        return self._groups.setdefault(name, len(self._groups) + 1) if name else 0

    def entry(
        self,
        id: str,
        *,
        side: int,
        qty: float | None = None,
        limit: float | None = None,
        stop: float | None = None,
        oca_name: str | None = None,
        oca_type: str = "none",
        comment: str | None = None,
        plain: bool = False,
    ) -> None:
        """Place strategy.entry, or strategy.order when `plain`; `side` is 1 for long, -1 for short."""
        self._room()
        self._entry(
            self._address,
            self.id_of(id or " "),
            float(side),
            NAN if qty is None else qty,
            NAN if limit is None else limit,
            NAN if stop is None else stop,
            self.group_of(oca_name),
            OCA[oca_type],
            self.id_of(comment),
            layout.ORDER_KIND if plain else layout.ENTRY,
        )

    def exit(
        self,
        id: str,
        from_entry: str | None = None,
        *,
        qty: float | None = None,
        qty_percent: float | None = None,
        profit: float | None = None,
        limit: float | None = None,
        loss: float | None = None,
        stop: float | None = None,
        trail_price: float | None = None,
        trail_points: float | None = None,
        trail_offset: float | None = None,
        oca_name: str | None = None,
        comment: str | None = None,
        comment_profit: str | None = None,
        comment_loss: str | None = None,
        comment_trailing: str | None = None,
    ) -> None:
        """Place strategy.exit."""
        self._room()
        self._wholes[:] = [
            self.id_of(id or " "),
            self.id_of(from_entry),
            self.group_of(oca_name),
            self.id_of(comment),
            self.id_of(comment_profit),
            self.id_of(comment_loss),
            self.id_of(comment_trailing),
        ]
        given = (qty, qty_percent, profit, limit, loss, stop, trail_price, trail_points, trail_offset)
        self._prices[:] = [NAN if value is None else value for value in given]
        self._exit(self._address, ctypes.addressof(self._wholes), ctypes.addressof(self._prices))

    def close(
        self,
        id: str | None,
        *,
        qty: float | None = None,
        qty_percent: float | None = None,
        comment: str | None = None,
        immediately: bool = False,
        site: int = 0,
    ) -> None:
        """Place strategy.close; strategy.close_all when `id` is None. `site` numbers the statement that calls."""
        self._room()
        self._close(
            self._address,
            layout.NO_ID if id is None else self.id_of(id or " "),
            NAN if qty is None else qty,
            NAN if qty_percent is None else qty_percent,
            self.id_of(comment),
            int(immediately),
            site,
        )

    def cancel(self, id: str | None) -> None:
        """Cancel the pending orders with this id; all when it is None."""
        self._cancel(self._address, layout.NO_ID if id is None else self.id_of(id))

    def result(self) -> Result:
        """Return what the run left behind so far."""
        arrays, head = self.memory.arrays, self.head
        return Result(
            trades=arrays["closed"][: head.n_closed].copy(),
            open_trades=arrays["opens"][: head.n_opens].copy(),
            orders=arrays["log"][: head.n_log].copy(),
            equity=self.memory.equity,
            names=tuple(self.names),
            settings=self.settings,
            bars=self.bars,
        )

    def _room(self) -> None:
        self.memory.grow()
