"""The broker as Python sees it: orders by name, one bar at a time, and the result of a run."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cached_property
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


STATES: Final = ("working", "filled", "cancelled", "rejected")
KINDS: Final = ("entry", "order", "exit", "close")
REASONS: Final = (
    "",
    "the strategy",
    "another order of its group",
    "margin",
    "pyramiding",
    "a risk rule",
    "no position",
    "replaced",
)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order and what became of it; bars are indices."""

    id: str
    kind: str
    side: str
    quantity: float
    placed_bar: int
    status: str
    done_bar: int | None
    price: float | None
    reason: str
    limit: float | None
    stop: float | None


@dataclass(frozen=True)
class Result:
    """What a run left behind. Prices, quantities and money are float64; bars are indices into `bars`.

    `trades`: a row for each pair of entry part and exit part, in the order they were closed (see `TRADE`); `open_trades`:
    what is still open, valued at the last close; `equity`: the account at each close; ids in rows index `names`.
    """

    trades: Rows
    open_trades: Rows
    log: Rows
    equity: npt.NDArray[np.float64]
    names: tuple[str, ...]
    settings: BrokerSettings
    bars: Bars

    @cached_property
    def orders(self) -> tuple[OrderLine, ...]:
        """Each order and what became of it, in the order they were first placed."""
        return tuple(_order_line(row, self.names) for row in self.log)

    @property
    def margin_calls(self) -> int:
        """How many closed trades a margin call closed."""
        return int((self.trades["by"] == layout.BY_MARGIN).sum())


TRADE: Final = np.dtype(
    [
        (name, "i8")
        for name in ["side", "entry_bar", "exit_bar", "entry_time", "exit_time", "entry_id", "exit_id"]
    ]
    + [
        (name, "f8")
        for name in [
            "quantity",
            "entry_price",
            "exit_price",
            "commission",
            "slippage",
            "profit",
            "mfe",
            "mae",
        ]
    ]
    + [(name, "i8") for name in ["entry_comment", "exit_comment", "by", "entry_order", "exit_order"]]
)
"""A trade: side 1 or -1; times UTC nanoseconds; mfe and mae not negative; `by` is a layout.BY_*; orders index the log."""


def name_of(names: tuple[str, ...] | list[str], id_: int) -> str:
    """Return the name of an id of the core."""
    if id_ < 0:
        return OWN_NAMES[-1 - id_]
    if id_ >= layout.CLOSE_OF:
        return f"Close entry(s) order {names[id_ - layout.CLOSE_OF]}"
    return names[id_]


def result_of(memory: Memory, settings: BrokerSettings, names: list[str] | tuple[str, ...]) -> Result:
    """Return what a run over this memory left behind so far; `names` are those of the ids its orders used."""
    arrays, head, bars = memory.arrays, memory.head, memory.bars
    closed, opens, log = (
        arrays["closed"][: head.n_closed],
        arrays["opens"][: head.n_opens],
        arrays["log"][: head.n_log].copy(),
    )
    trades, open_trades = np.zeros(len(closed), TRADE), np.zeros(len(opens), TRADE)
    for name in (
        "entry_bar",
        "exit_bar",
        "entry_time",
        "exit_time",
        "entry_id",
        "exit_id",
        "entry_comment",
        "exit_comment",
    ):
        trades[name] = closed[name]
    for name in ("entry_price", "exit_price", "profit", "mfe", "mae", "by"):
        trades[name] = closed[name]
    trades["side"], trades["quantity"], trades["commission"] = (
        np.sign(closed["size"]),
        np.abs(closed["size"]),
        closed["fee"],
    )
    trades["entry_order"], trades["exit_order"] = closed["entry_log"], closed["exit_log"]
    if len(opens):
        last, point = max(int(head.bar), 0), float(head.point)
        side = np.sign(opens["size"])
        size = np.abs(opens["size"])
        hi, lo = np.maximum(opens["hi"], max(head.hi, head.c)), np.minimum(opens["lo"], min(head.lo, head.c))
        open_trades["side"], open_trades["quantity"], open_trades["commission"] = side, size, opens["fee"]
        for theirs, ours in (
            ("bar", "entry_bar"),
            ("time", "entry_time"),
            ("id", "entry_id"),
            ("comment", "entry_comment"),
        ):
            open_trades[ours] = opens[theirs]
        open_trades["entry_price"], open_trades["entry_order"] = opens["price"], opens["log"]
        open_trades["exit_bar"], open_trades["exit_time"] = last, bars.time[last]
        open_trades["exit_price"] = head.c
        open_trades["exit_id"] = open_trades["exit_comment"] = open_trades["exit_order"] = layout.NO_ID
        open_trades["profit"] = (head.c - opens["price"]) * opens["size"] * point - opens["fee"]
        up, down = (hi - opens["price"]) * size * point, (opens["price"] - lo) * size * point
        open_trades["mfe"] = np.maximum(np.where(side > 0, up, down) - opens["fee"], 0.0)
        open_trades["mae"] = np.maximum(np.where(side > 0, down, up) + opens["fee"], 0.0)
    known = _spell(names, (trades["entry_id"], trades["exit_id"], trades["entry_comment"], trades["exit_comment"],
                           open_trades["entry_id"], open_trades["entry_comment"], log["id"]))  # fmt: skip
    return Result(trades, open_trades, log, memory.equity, known, settings, bars)


def _spell(names: list[str] | tuple[str, ...], columns: tuple[Rows, ...]) -> tuple[str, ...]:
    """Turn the core's own ids in these columns into indices of a longer list of names, and return that list."""
    known = list(names)
    own: dict[int, int] = {}
    for column in columns:
        strange = (column < layout.NO_ID) | (column >= layout.CLOSE_OF)
        for id_ in np.unique(column[strange]):
            if int(id_) not in own:
                own[int(id_)] = len(known)
                known.append(name_of(names, int(id_)))
            column[column == id_] = own[int(id_)]
    return tuple(known)


def _order_line(row: Any, names: tuple[str, ...]) -> OrderLine:
    def number(value: float) -> float | None:
        return None if value != value else float(value)

    return OrderLine(
        id=name_of(names, int(row["id"])),
        kind=KINDS[row["kind"]],
        side="long" if row["size"] > 0 else "short",
        quantity=abs(float(row["size"])),
        placed_bar=int(row["placed_bar"]),
        status=STATES[row["state"]],
        done_bar=None if row["end_bar"] < 0 else int(row["end_bar"]),
        price=number(row["price"]),
        reason=REASONS[row["reason"]],
        limit=number(row["limit"]),
        stop=number(row["stop"]),
    )


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
        return result_of(self.memory, self.settings, self.names)

    def _room(self) -> None:
        self.memory.grow()
