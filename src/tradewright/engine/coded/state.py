"""What a strategy may read of its account, position, trades and time: Pine's names for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tradewright.engine.broker import layout
from tradewright.engine.coded.series import NAN, Clock

if TYPE_CHECKING:
    from tradewright.engine.bars import Bars
    from tradewright.engine.broker import Broker
    from tradewright.engine.coded.calendar import Calendar


_FIELDS: Final[Any] = layout.HEAD.fields
_POSITION: Final = _FIELDS["position"][1] // 8
_AVERAGE: Final = _FIELDS["avg"][1] // 8


class StrategyState:
    """Pine's strategy.* values and the bar's clock, at the present bar."""

    bars: Bars
    _broker: Broker
    _head: Any
    _clock: Clock
    _calendar: Calendar
    _numbers: memoryview

    @property
    def position_size(self) -> float:
        """The position: positive long, negative short."""
        return float(self._numbers[_POSITION])

    @property
    def position_avg_price(self) -> float:
        """The average entry price; NaN while flat."""
        return float(self._numbers[_AVERAGE])

    @property
    def position_entry_name(self) -> str:
        """The id of the entry that opened the position; empty while flat."""
        return self.opentrades_entry_id(0) if self._head.n_opens else ""

    def opentrades_entry_id(self, number: int) -> str:
        """The entry id of an open trade."""
        return self._broker.name_of(int(self._broker.memory.arrays["opens"][number]["id"]))

    @property
    def initial_capital(self) -> float:
        """Money at the start."""
        return float(self._head.initial)

    @property
    def netprofit(self) -> float:
        """Profit of closed trades, less the entry fees of open ones."""
        return float(self._head.realised - self._head.open_fees)

    @property
    def openprofit(self) -> float:
        """Profit of the open position at this close, before fees."""
        h = self._head
        return float(h.position * (h.c - h.avg) * h.point) if h.position else 0.0

    @property
    def equity(self) -> float:
        """initial_capital + netprofit + openprofit."""
        return self.initial_capital + self.netprofit + self.openprofit

    @property
    def grossprofit(self) -> float:
        """Sum of the winners."""
        return float(self._head.gross_profit)

    @property
    def grossloss(self) -> float:
        """Sum of the losers, not negative, with the entry fees of open trades."""
        return float(self._head.gross_loss + self._head.open_fees)

    @property
    def wintrades(self) -> int:
        """How many closed trades won."""
        return int(self._head.wins)

    @property
    def losstrades(self) -> int:
        """How many closed trades lost."""
        return int(self._head.losses)

    @property
    def eventrades(self) -> int:
        """How many closed trades came out even."""
        return int(self._head.evens)

    def default_entry_qty(self, fill_price: float) -> float:
        """The quantity an entry without one would get at this price."""
        from tradewright.engine.broker.grid import default_money, quantity_for, to_tick

        return float(quantity_for(self._head, default_money(self._head), to_tick(self._head, fill_price)))

    @property
    def bar_index(self) -> int:
        """The bar's number, from 0."""
        return self._clock.bar

    @property
    def last_bar_index(self) -> int:
        """The number of the last bar there is."""
        return len(self.bars) - 1

    @property
    def mintick(self) -> float:
        """syminfo.mintick."""
        return float(self.bars.tick)

    @property
    def pointvalue(self) -> float:
        """syminfo.pointvalue."""
        return float(self.bars.point_value)

    @property
    def time(self) -> int:
        """The bar's open, UTC milliseconds."""
        return self._calendar.time[self._clock.bar]

    @property
    def hour(self) -> int:
        """Hour of the bar's open."""
        return self._calendar.hour[self._clock.bar]

    @property
    def minute(self) -> int:
        """Minute of the bar's open."""
        return self._calendar.minute[self._clock.bar]

    @property
    def second(self) -> int:
        """Second of the bar's open."""
        return self._calendar.second[self._clock.bar]

    @property
    def dayofweek(self) -> int:
        """Day of the week: Sunday 1 to Saturday 7."""
        return self._calendar.dayofweek[self._clock.bar]

    @property
    def dayofmonth(self) -> int:
        """Day of the month."""
        return self._calendar.dayofmonth[self._clock.bar]

    @property
    def month(self) -> int:
        """Month, 1 to 12."""
        return self._calendar.month[self._clock.bar]

    @property
    def year(self) -> int:
        """Year."""
        return self._calendar.year[self._clock.bar]

    def round_to_mintick(self, price: float) -> float:
        """Return the price on the nearest tick, half up."""
        h = self._head
        return float(np.floor(price * h.tick_den / h.tick_num + 0.5) * h.tick_num / h.tick_den)


class ClosedTrades:
    """strategy.closedtrades: `len()`, and the accessors of Pine by number, 0 the oldest."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def __len__(self) -> int:
        return int(self._broker.head.n_closed)

    def __index__(self) -> int:
        return len(self)

    def _read(self, number: int, name: str) -> float:
        return float(self._broker.memory.arrays["closed"][number][name]) if 0 <= number < len(self) else NAN

    def _text(self, number: int, name: str) -> str:
        if not 0 <= number < len(self):
            return ""
        return self._broker.name_of(int(self._broker.memory.arrays["closed"][number][name]))

    def entry_price(self, number: int) -> float:
        return self._read(number, "entry_price")

    def exit_price(self, number: int) -> float:
        return self._read(number, "exit_price")

    def entry_bar_index(self, number: int) -> int:
        return int(self._read(number, "entry_bar"))

    def exit_bar_index(self, number: int) -> int:
        return int(self._read(number, "exit_bar"))

    def entry_time(self, number: int) -> int:
        return int(self._read(number, "entry_time")) // 1_000_000

    def exit_time(self, number: int) -> int:
        return int(self._read(number, "exit_time")) // 1_000_000

    def entry_id(self, number: int) -> str:
        return self._text(number, "entry_id")

    def exit_id(self, number: int) -> str:
        return self._text(number, "exit_id")

    def entry_comment(self, number: int) -> str:
        return self._text(number, "entry_comment")

    def exit_comment(self, number: int) -> str:
        return self._text(number, "exit_comment")

    def size(self, number: int) -> float:
        return self._read(number, "size")

    def profit(self, number: int) -> float:
        return self._read(number, "profit")

    def profit_percent(self, number: int) -> float:
        cost = abs(self.size(number)) * self.entry_price(number) * float(self._broker.head.point)
        return self.profit(number) / cost * 100.0 if cost else 0.0

    def commission(self, number: int) -> float:
        return self._read(number, "fee")

    def max_runup(self, number: int) -> float:
        return self._read(number, "mfe")

    def max_drawdown(self, number: int) -> float:
        return self._read(number, "mae")


class OpenTrades:
    """strategy.opentrades: `len()`, and the accessors of Pine by number, 0 the oldest."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def __len__(self) -> int:
        return int(self._broker.head.n_opens)

    def __index__(self) -> int:
        return len(self)

    def _read(self, number: int, name: str) -> float:
        return float(self._broker.memory.arrays["opens"][number][name]) if 0 <= number < len(self) else NAN

    def entry_price(self, number: int) -> float:
        return self._read(number, "price")

    def entry_bar_index(self, number: int) -> int:
        return int(self._read(number, "bar"))

    def entry_time(self, number: int) -> int:
        return int(self._read(number, "time")) // 1_000_000

    def entry_id(self, number: int) -> str:
        if not 0 <= number < len(self):
            return ""
        return self._broker.name_of(int(self._broker.memory.arrays["opens"][number]["id"]))

    def entry_comment(self, number: int) -> str:
        if not 0 <= number < len(self):
            return ""
        return self._broker.name_of(int(self._broker.memory.arrays["opens"][number]["comment"]))

    def size(self, number: int) -> float:
        return self._read(number, "size")

    def commission(self, number: int) -> float:
        return self._read(number, "fee")

    def profit(self, number: int) -> float:
        h = self._broker.head
        return float((h.c - self.entry_price(number)) * self.size(number) * h.point) - self.commission(number)
