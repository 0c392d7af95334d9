"""TradingView's broker emulator: orders, the path inside a bar, fills, margin, risk rules.

Lives here: the emulator's memory (`layout`), its rules as nopython functions, and its Python face. Does not live here: what
a strategy decides (`engine.rules`, `engine.coded`), reports (`engine.report`).

For machine code: functions take the block's address, `k = book_of(block)` gives its arrays, `h = k.head[0]` its head. The
address is handed on, never the arrays: six of them in a call cost more than most of these functions do. Import by name:

- `step.is_quiet(h, high, low)`, `step.pass_quietly(h, bar, time, open, high, low, close)`: a bar where nothing happens;
- `step.has_room(block)`: whether a busy bar fits (else leave the loop, let Python call `Memory.grow`, and resume there);
- `step.run_bar(block, bar, time, day, open, high, low, close, cursor)` then `step.end_walk(block)`: any other (`cursor` -1);
  `step.step_block(block, bar, cursor)` does all of this on the block's own columns and writes `equity[bar]`;
- the strategy decides: `placing.place_entry`, `place_exit`, `place_close`, `place_close_all`, `cancel`, `cancel_all`; state
  is read from `h`: `position`, `avg`, `realised`, `open_fees`, `n_opens`, `n_closed`; `grid.equity_at(h, price)`;
- `step.needs_finish(h)` and `step.finish_bar(block)`: after it has decided.

Ids, comments and OCA groups are small whole numbers (`layout.NO_ID` for none, group 0 for none); NaN is "not given".
"""

from tradewright.engine.broker.face import Broker, Result
from tradewright.engine.broker.settings import (
    CLOSE_MODE,
    FILL_MODES,
    TRADINGVIEW,
    AccountRates,
    BrokerSettings,
    FillMode,
    RiskRules,
)

__all__ = [
    "CLOSE_MODE",
    "FILL_MODES",
    "TRADINGVIEW",
    "AccountRates",
    "Broker",
    "BrokerSettings",
    "FillMode",
    "Result",
    "RiskRules",
]
