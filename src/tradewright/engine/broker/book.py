"""The order book: adding, replacing and removing orders, OCA groups, and which filled entry an exit belongs to.

TradingView keeps two views of a position. Trade rows close oldest first. Exits belong to one filled entry each (a binding),
are spent against it, and an entry keeps its pyramiding slot until its own quantity is spent.
"""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.grid import lots_below, to_lot, written_lots
from tradewright.engine.broker.layout import (
    BY_MARKET,
    CANCELLED,
    CLOSE,
    ENTRY,
    EXIT,
    FILLED,
    NAN,
    NO_ID,
    OCA_CANCEL,
    OCA_REDUCE,
    ORDER_KIND,
    PENDING,
    REASON_NO_POSITION,
    REASON_NONE,
    REASON_OCA,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.native import inlined


@inlined
def blank_order(block: Any) -> int:
    """Return the index of a fresh order at the end of the book; -1 when the book is full."""
    k = book_of(block)
    h = k.head[0]
    if h.n_orders >= len(k.orders):
        h.overflow = 1
        return -1
    i = h.n_orders
    h.n_orders += 1
    o = k.orders[i]
    o.size = 0.0
    o.limit = o.stop = o.then_limit = o.triggered = NAN
    o.trail_price = o.trail_points = o.trail_stop = o.profit = o.loss = NAN
    o.trail_offset = o.reserved = o.bound = o.flip = 0.0
    o.budget = o.budget_price = o.budget_point = o.as_limit = o.as_stop = o.as_trail = o.as_quantity = (
        o.as_percent
    ) = NAN
    o.alive = 0
    o.kind = ENTRY
    o.id = o.source = NO_ID
    o.seq = o.site = o.oca = o.oca_type = o.placed_bar = o.placed_fill = o.act = o.queue = o.market = (
        o.deferred
    ) = 0
    o.skip_flip = o.rest = o.consumed = o.spent = o.named = o.loose = o.detached = o.locked = o.armed = (
        o.resolved
    ) = 0
    o.immediate = o.tried = o.gapped = 0
    o.by = BY_MARKET
    o.comment = o.comment_profit = o.comment_loss = o.comment_trail = NO_ID
    o.log = -1
    return i


@inlined
def is_exit(kind: int) -> bool:
    """Tell whether orders of this kind only ever close."""
    return kind in (EXIT, CLOSE)


@inlined
def find_entry_order(block: Any, id_: int) -> int:
    """Return the index of the pending entry or order with this id; -1 without one."""
    k = book_of(block)
    for i in range(k.head[0].n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.id == id_ and (o.kind == ENTRY or o.kind == ORDER_KIND):
            return i
    return -1


@inlined
def find_exit(block: Any, id_: int, source: int, seq: int) -> int:
    """Return the index of the exit leg with this id, bound to that entry; -1 without one."""
    k = book_of(block)
    for i in range(k.head[0].n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.kind == EXIT and o.id == id_ and o.source == source and o.seq == seq:
            return i
    return -1


@inlined
def note(block: Any, i: int, state: int, price: float, reason: int) -> None:
    """Write the end of an order into the log."""
    k = book_of(block)
    o = k.orders[i]
    if o.log >= 0:
        row = k.log[o.log]
        row.state = state
        row.price = price
        row.end_bar = k.head[0].bar
        row.reason = reason


@inlined
def same_slot(a: Any, b: Any) -> bool:
    """Tell whether a re-issued order changes neither levels nor quantity, so that it keeps its turn."""
    return (
        a.size == b.size
        and (a.limit == b.limit or (a.limit != a.limit and b.limit != b.limit))
        and (a.stop == b.stop or (a.stop != a.stop and b.stop != b.stop))
        and (a.then_limit == b.then_limit or (a.then_limit != a.then_limit and b.then_limit != b.then_limit))
        and (
            a.trail_price == b.trail_price
            or (a.trail_price != a.trail_price and b.trail_price != b.trail_price)
        )
        and a.trail_offset == b.trail_offset
        and (a.profit == b.profit or (a.profit != a.profit and b.profit != b.profit))
        and (a.loss == b.loss or (a.loss != a.loss and b.loss != b.loss))
        and (
            a.trail_points == b.trail_points
            or (a.trail_points != a.trail_points and b.trail_points != b.trail_points)
        )
    )


@inlined
def commit_order(block: Any, i: int, existing: int) -> int:
    """Put the blank order at `i` into the book, over the one at `existing` when that is not -1; return where it lies."""
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    o.placed_bar = h.bar
    o.placed_fill = h.fills
    h.up = -math.inf
    h.queue += 1
    o.queue = h.queue
    if existing >= 0:
        old = k.orders[existing]
        if (
            given(old.triggered)
            and given(o.then_limit)
            and o.stop == old.triggered
            and o.then_limit == old.limit
        ):
            o.triggered = o.stop
            o.limit = o.then_limit
            o.stop = NAN
            o.then_limit = NAN
        if same_slot(old, o):
            o.act = old.act
        if old.market == 1 and old.placed_bar == h.bar:
            o.queue = old.queue
        o.log = old.log
    if o.act == 0:
        h.act += 1
        o.act = h.act
    o.alive = 1
    if o.log < 0 and h.n_log < len(k.log):
        o.log = h.n_log
        h.n_log += 1
        row = k.log[o.log]
        row.id = o.id
        row.kind = o.kind
        row.source = o.source
        row.placed_bar = h.bar
    if o.log >= 0:
        row = k.log[o.log]
        row.size = o.size
        row.limit = o.limit if o.limit == o.limit else o.then_limit
        row.stop = o.stop
        row.price = NAN
        row.end_bar = -1
        row.state = PENDING
        row.reason = REASON_NONE
    if existing < 0:
        return i
    k.orders[existing] = k.orders[i]
    k.orders[i].alive = 0
    h.n_orders -= 1
    return existing


@inlined
def remove_order(block: Any, i: int, state: int, reason: int) -> None:
    """Take an order out of the book, filled or not."""
    k = book_of(block)
    o = k.orders[i]
    if o.alive == 1:
        o.alive = 0
        if state != FILLED and o.consumed == 0:
            note(block, i, state, NAN, reason)


@inlined
def compact(block: Any) -> None:
    """Close the gaps that removed orders left; order of the rest is kept."""
    k = book_of(block)
    h = k.head[0]
    kept = 0
    for i in range(h.n_orders):
        if k.orders[i].alive == 1:
            if kept != i:
                k.orders[kept] = k.orders[i]
            kept += 1
    h.n_orders = kept


@inlined
def binding_index(block: Any, seq: int) -> int:
    """Return the index of a live binding; -1 when it is spent."""
    k = book_of(block)
    if seq > 0:
        for i in range(k.head[0].n_bindings):
            if k.bindings[i].seq == seq:
                return i
    return -1


@inlined
def bound_quantity(block: Any, id_: int) -> float:
    """Return what is still open of the entries with this id."""
    k = book_of(block)
    total = 0.0
    for i in range(k.head[0].n_bindings):
        if k.bindings[i].id == id_:
            total += k.bindings[i].bound
    return to_lot(k.head[0], total)


@inlined
def awaits_entry(block: Any, i: int) -> bool:
    """Tell whether an exit has nothing it could close yet."""
    k = book_of(block)
    o = k.orders[i]
    if o.detached == 1:
        return True
    if o.kind != EXIT or o.source == NO_ID or o.locked == 1:
        return False
    if o.seq > 0:
        return binding_index(block, o.seq) < 0
    if o.loose == 1:
        return k.head[0].position == 0.0
    return bound_quantity(block, o.source) == 0.0 or find_entry_order(block, o.source) >= 0


@inlined
def apply_oca(block: Any, i: int, filled: float) -> None:
    """Cancel or reduce the others of the group of an order that just filled."""
    k = book_of(block)
    group = k.orders[i].oca
    kind = k.orders[i].oca_type
    if group == 0 or kind == 0:
        return
    for j in range(k.head[0].n_orders):
        o = k.orders[j]
        if o.alive == 0 or o.oca != group or o.consumed == 1:
            continue
        if kind == OCA_CANCEL:
            if j != i:
                remove_order(block, j, CANCELLED, REASON_OCA)
        elif kind == OCA_REDUCE:
            left = abs(o.size) - filled
            if left <= 1e-12:
                if j != i:
                    remove_order(block, j, CANCELLED, REASON_OCA)
            elif j != i:
                o.size = math.copysign(to_lot(k.head[0], left), o.size)


@inlined
def bind_entry(block: Any, id_: int, size: float, price: float, exit_opened: int) -> int:
    """Open a binding for a filled entry and give it the exits that waited for it; return its number."""
    k = book_of(block)
    h = k.head[0]
    h.binding_seq += 1
    b = k.bindings[h.n_bindings]
    h.n_bindings += 1
    b.seq = h.binding_seq
    b.id = id_
    b.initial = b.bound = abs(size)
    b.sign = sign_of(size)
    b.price = price
    b.exit_opened = exit_opened
    if id_ == NO_ID:
        return h.binding_seq
    existing = h.n_orders
    for i in range(existing):
        o = k.orders[i]
        if o.alive == 1 and o.kind == EXIT and o.seq == 0 and o.source == id_:
            o.seq = b.seq
            h.act += 1
            o.act = h.act
            if o.rest == 1:
                grown = max(to_lot(h, o.reserved + b.initial - o.bound), 0.0)
                o.reserved = grown
                o.bound = b.initial
                o.size = math.copysign(grown, o.size)
    # An exit call that is still live covers an entry that fills later, with a leg of its own.
    for i in range(existing):
        o = k.orders[i]
        if o.alive == 0 or o.kind != EXIT or o.source != id_ or o.seq == 0 or o.seq == b.seq:
            continue
        if o.consumed == 1 or o.spent == 1 or find_exit(block, o.id, id_, b.seq) >= 0:
            continue
        reserved = b.initial
        if given(o.as_quantity):
            if abs(o.as_quantity) < b.initial:
                reserved = written_lots(h, abs(o.as_quantity))
        elif given(o.as_percent):
            reserved = percent_lots(h, b.initial * min(o.as_percent * 0.01, 1.0), b.initial)
        if reserved <= 0.0:
            continue
        j = blank_order(block)
        if j < 0:
            return h.binding_seq
        k.orders[j] = k.orders[i]
        leg = k.orders[j]
        leg.log = -1
        leg.act = 0
        leg.size = -b.sign * reserved
        leg.reserved = reserved
        leg.bound = b.initial
        leg.seq = b.seq
        leg.limit = leg.as_limit
        leg.stop = leg.as_stop
        leg.trail_price = leg.as_trail
        leg.trail_stop = NAN
        leg.armed = leg.resolved = leg.locked = leg.detached = leg.tried = 0
        if leg.oca < 0:
            leg.oca = -(leg.id * 1000003 + b.seq) - 1
        commit_order(block, j, -1)
    return h.binding_seq


@inlined
def percent_lots(h: Any, quantity: float, whole: float) -> float:
    """Return a share cut to lots, at least one lot when the whole has one (measured)."""
    cut = lots_below(h, quantity)
    if cut == 0.0 and quantity > 0.0 and whole * h.lot_den / h.lot_num >= 1.0 - 1e-9:
        return h.lot_num / h.lot_den
    return cut


@inlined
def drop_binding(block: Any, at: int, carry: bool, reversing: int) -> None:
    """Retire a spent binding, and the exits and closes that were to close it."""
    k = book_of(block)
    h = k.head[0]
    seq = k.bindings[at].seq
    id_ = k.bindings[at].id
    for i in range(at, h.n_bindings - 1):
        k.bindings[i] = k.bindings[i + 1]
    h.n_bindings -= 1
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 0 or not is_exit(o.kind) or o.locked != 0:
            continue
        here = o.seq == seq
        if not here and not (o.seq == 0 and o.source == id_ and bound_quantity(block, id_) == 0.0):
            continue
        if carry and o.source != NO_ID:
            pending = find_entry_order(block, o.source)
            if pending >= 0 and k.orders[pending].size > 0.0 and o.source != reversing:
                if here:
                    o.seq = 0
                continue
        elif not here and find_entry_order(block, o.source) >= 0:
            continue
        remove_order(block, i, CANCELLED, REASON_NO_POSITION)


@inlined
def settle_bindings(block: Any, seq: int, only: int, quantity: float, reversing: int) -> None:
    """Spend a closing fill against the entries it belongs to: one binding, one id's, or all, oldest first."""
    k = book_of(block)
    h = k.head[0]
    at = binding_index(block, seq)
    if at >= 0:
        b = k.bindings[at]
        b.bound = to_lot(h, b.bound - min(b.bound, quantity))
        if b.bound <= 0.0:
            drop_binding(block, at, False, NO_ID)
        return
    at = 0
    while at < h.n_bindings and quantity > 1e-12:
        b = k.bindings[at]
        if only != NO_ID and b.id != only:
            at += 1
            continue
        take = min(b.bound, quantity)
        quantity -= take
        b.bound = to_lot(h, b.bound - take)
        if b.bound <= 0.0:
            drop_binding(block, at, True, reversing)
        else:
            at += 1
