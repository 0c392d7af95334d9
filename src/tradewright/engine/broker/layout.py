"""The broker's memory: flat records that machine code and NumPy both read, all found from one address.

A block begins with one HEAD record, which holds where the other arrays lie relative to it. Ids and comments are small whole
numbers here; the Python face keeps their names. NaN means "not given".
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from tradewright.engine.native import carray, inlined, offset


def _fields(floats: str, wholes: str) -> np.dtype[Any]:
    return np.dtype([(name, "f8") for name in floats.split()] + [(name, "i8") for name in wholes.split()])


HEAD: Final = _fields(
    # settings
    "initial tick_num tick_den tick lot_num lot_den point point_own fee_value slip quantity_value margin_long margin_short "
    "limit_beyond dd_value loss_value size_max "
    # account and position (a NumPy record has a `size` of its own)
    "position avg realised open_fees gross_profit gross_loss "
    # `mark`: what the position is valued at before the bar has filled anything: the last close, not this bar's
    # the bar on the grid, the price the path has reached, excursion since the open trades last changed
    "o h l c price hi lo up down last_fill market_price "
    "equity_peak mark bar_equity bar_size day_equity day_last mc_deficit mc_price drawdown runup",
    "quantity_mode fee_mode pyramiding on_close on_fills any_entry market_at_close magnified rated "
    "allow dd_mode loss_mode orders_day_max loss_days_max "
    "bar time day bars risk halted halted_day loss_days orders_day fills node act queue stamp binding_seq "
    "close_fill_bar closed_before mc_deferred mc_bar immediate overflow "
    "n_orders n_opens n_bindings n_closed n_log "
    "cap_orders cap_opens cap_bindings cap_closed cap_log "
    "at_orders at_opens at_bindings at_closed at_log at_open at_high at_low at_close at_time at_day at_rate at_equity "
    "at_sub_start at_sub_open at_sub_high at_sub_low at_sub_close subs "
    "wins losses evens",
)
ORDER: Final = _fields(
    "size limit stop then_limit triggered trail_price trail_points trail_offset trail_stop profit loss reserved bound "
    "flip budget budget_price budget_point as_limit as_stop as_trail as_quantity as_percent",
    "alive kind id source seq site oca oca_type placed_bar placed_fill act queue market deferred skip_flip rest consumed "
    "spent named loose detached locked armed "
    "resolved immediate gapped comment comment_profit comment_loss comment_trail log tried by",
)
OPEN: Final = _fields("size initial price fee hi lo", "id bar time comment node fill seq log")
BINDING: Final = _fields("initial bound sign price", "seq id exit_opened")
CLOSED: Final = _fields(
    "size entry_price exit_price fee profit mfe mae",
    "entry_bar exit_bar entry_time exit_time entry_id exit_id entry_comment exit_comment by entry_log exit_log",
)
LOG: Final = _fields("size limit stop price", "id kind source placed_bar end_bar state reason")

ENTRY, ORDER_KIND, EXIT, CLOSE = 0, 1, 2, 3
FIXED, CASH, PERCENT_OF_EQUITY = 0, 1, 2
FEE_PERCENT, FEE_PER_ORDER, FEE_PER_CONTRACT = 0, 1, 2
OCA_NONE, OCA_CANCEL, OCA_REDUCE = 0, 1, 2
PENDING, FILLED, CANCELLED, REJECTED = 0, 1, 2, 3
BY_MARKET, BY_LIMIT, BY_STOP, BY_TRAIL, BY_MARGIN, BY_RISK = 0, 1, 2, 3, 4, 5
REASON_NONE, REASON_SCRIPT, REASON_OCA, REASON_MARGIN = 0, 1, 2, 3
REASON_PYRAMIDING, REASON_RISK, REASON_NO_POSITION, REASON_REPLACED = 4, 5, 6, 7
DONE, FILLED_SOMETHING, FULL = 0, 1, 2
# Ids below zero are the emulator's own: names[-1 - id] in `names.OWN`.
NO_ID, ID_CLOSE_ALL, ID_MARGIN, ID_RISK = -1, -2, -3, -4
CLOSE_OF = 1 << 40
"""An exit id of `CLOSE_OF + n` reads: close entry(s) order <name n>."""
NAN = float("nan")


class Book(NamedTuple):
    """The arrays of one broker."""

    head: Any
    orders: Any
    opens: Any
    bindings: Any
    closed: Any
    log: Any


@inlined
def book_of(block: Any) -> Book:
    """Return the arrays of the block at this address."""
    heads = carray(block, 1, HEAD)
    h = heads[0]
    return Book(
        heads,
        carray(offset(block, h.at_orders), h.cap_orders, ORDER),
        carray(offset(block, h.at_opens), h.cap_opens, OPEN),
        carray(offset(block, h.at_bindings), h.cap_bindings, BINDING),
        carray(offset(block, h.at_closed), h.cap_closed, CLOSED),
        carray(offset(block, h.at_log), h.cap_log, LOG),
    )


@inlined
def sign_of(x: float) -> float:
    """Return -1.0, 0.0 or 1.0."""
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return -1.0
    return 0.0


@inlined
def given(x: float) -> bool:
    """Tell whether a number was given: NaN means it was not."""
    return x == x
