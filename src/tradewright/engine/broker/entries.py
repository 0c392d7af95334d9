"""The broker's entry points: what Python and other machine code call, by the address of a block."""

from __future__ import annotations

from typing import Any

from tradewright.engine.broker.grid import equity_at
from tradewright.engine.broker.layout import book_of
from tradewright.engine.broker.placing import (
    cancel,
    cancel_all,
    place_close,
    place_close_all,
    place_entry,
    place_exit,
)
from tradewright.engine.broker.step import PRICE, finish_bar, needs_finish, step_block
from tradewright.engine.native import carray, entry, offset


@entry("void*", "i64", "i64", returns="i64")
def step(block: Any, bar: int, cursor: int) -> int:
    """Walk a bar's path."""
    return step_block(block, bar, cursor)


@entry("void*", returns="void")
def finish(block: Any) -> None:
    """Fill what acts at the close of the bar the block stands at."""
    k = book_of(block)
    h = k.head[0]
    if needs_finish(h):
        finish_bar(block)
        carray(offset(block, h.at_equity), h.bars, PRICE)[h.bar] = equity_at(h, h.c)


@entry("void*", "i64", "f64", "f64", "f64", "f64", "i64", "i64", "i64", "i64", returns="void")
def entry_order(
    block: Any,
    id_: int,
    direction: float,
    quantity: float,
    limit: float,
    stop: float,
    oca: int,
    oca_type: int,
    comment: int,
    kind: int,
) -> None:
    """Place strategy.entry or strategy.order."""
    place_entry(block, id_, direction, quantity, limit, stop, oca, oca_type, comment, kind)


@entry("void*", "i64", "f64", "f64", "i64", "i64", "i64", returns="void")
def close_order(
    block: Any, id_: int, quantity: float, percent: float, comment: int, immediately: int, site: int
) -> None:
    """Place strategy.close, or strategy.close_all when `id_` is -1."""
    if id_ < 0:
        place_close_all(block, comment, immediately, site)
    else:
        place_close(block, id_, quantity, percent, comment, immediately, site)


@entry("void*", "i64*", "f64*", returns="void")
def exit_order(block: Any, wholes: Any, prices: Any) -> None:
    """Place strategy.exit. Wholes: id, from_entry, oca, four comments; prices: qty, qty_percent, profit, limit, loss, stop,
    trail_price, trail_points, trail_offset.
    """
    place_exit(
        block, wholes[0], wholes[1], prices[0], prices[1], prices[2], prices[3], prices[4], prices[5], prices[6],
        prices[7], prices[8], wholes[2], wholes[3], wholes[4], wholes[5], wholes[6],
    )  # fmt: skip


@entry("void*", "i64", returns="void")
def cancel_order(block: Any, id_: int) -> None:
    """Cancel by id; all orders when `id_` is -1."""
    if id_ < 0:
        cancel_all(block)
    else:
        cancel(block, id_)
