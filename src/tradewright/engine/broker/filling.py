"""What a fill does: trade rows, fees, the position, exits that belong to it, OCA groups, the rules of strategy.risk.*."""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.book import (
    apply_oca,
    bind_entry,
    binding_index,
    bound_quantity,
    is_exit,
    note,
    remove_order,
    settle_bindings,
)
from tradewright.engine.broker.grid import equity_at, fee_of, lots_below, quantity_at, to_lot, to_tick
from tradewright.engine.broker.layout import (
    BY_RISK,
    CANCELLED,
    CLOSE,
    ENTRY,
    EXIT,
    FILLED,
    ID_RISK,
    NAN,
    NO_ID,
    ORDER_KIND,
    REASON_MARGIN,
    REASON_NO_POSITION,
    REASON_RISK,
    REJECTED,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.native import inlined


@inlined
def fold_extremes(block: Any) -> None:
    """Hand the highest and lowest price since the last change to every open trade, and start anew."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_opens):
        t = k.opens[i]
        t.hi = max(t.hi, h.hi)
        t.lo = min(t.lo, h.lo)
    h.hi = -math.inf
    h.lo = math.inf


@inlined
def reach(h: Any, price: float) -> None:
    """Note that the path has reached a price."""
    h.price = price
    if price > h.hi:
        h.hi = price
    if price < h.lo:
        h.lo = price


@inlined
def settle_average(block: Any) -> None:
    """Derive the average entry price from the open trades."""
    k = book_of(block)
    h = k.head[0]
    cost = 0.0
    for i in range(h.n_opens):
        cost += k.opens[i].price * abs(k.opens[i].size)
    h.avg = cost / abs(h.position) if h.position != 0.0 else NAN


@inlined
def close_part(
    block: Any,
    quantity: float,
    price: float,
    exit_id: int,
    comment: int,
    only: int,
    seq: int,
    reversing: int,
    whole: float,
    by: int,
    log: int,
    placed_fill: int,
) -> None:
    """Close up to `quantity` of the position, oldest trades first (`only` those of one entry id, when that is not NO_ID)."""
    k = book_of(block)
    h = k.head[0]
    h.mark = h.c
    fold_extremes(block)
    left = quantity
    kept = 0
    for i in range(h.n_opens):
        t = k.opens[i]
        size = abs(t.size)
        if left <= 1e-12 or (only != NO_ID and t.id != only):
            if kept != i:
                k.opens[kept] = k.opens[i]
            kept += 1
            continue
        take = min(left, size)
        share = take / size
        side = sign_of(t.size)
        fee_in = t.fee * share
        fee_out = fee_of(h, take, price, whole)
        row = k.closed[h.n_closed]
        h.n_closed += 1
        row.size = side * take
        row.entry_price = t.price
        row.exit_price = price
        row.fee = fee_in + fee_out
        row.profit = side * (price - t.price) * take * h.point - fee_in - fee_out
        hi = max(t.hi, price, t.price)
        lo = min(t.lo, price, t.price)
        best = (hi - t.price) if side > 0.0 else (t.price - lo)
        worst = (t.price - lo) if side > 0.0 else (hi - t.price)
        row.mfe = max(best * take * h.point - fee_in, 0.0)
        row.mae = max(worst * take * h.point + fee_in, 0.0)
        row.entry_bar = t.bar
        row.exit_bar = h.bar
        row.entry_time = t.time
        row.exit_time = h.time
        row.entry_id = t.id
        row.exit_id = exit_id
        row.entry_comment = t.comment
        row.exit_comment = comment
        row.by = by
        row.entry_log = t.log
        row.exit_log = log
        if (
            reversing != NO_ID
            and side < 0.0
            and t.bar == h.bar
            and t.node == h.node
            and placed_fill < t.fill
            and t.price == price
        ):
            # Two opposite entries that waited together and filled at one moment are booked long side first.
            row.size = take
            row.entry_id, row.exit_id = row.exit_id, row.entry_id
            row.entry_comment, row.exit_comment = row.exit_comment, row.entry_comment
            row.entry_log, row.exit_log = row.exit_log, row.entry_log
        h.realised += row.profit
        h.open_fees -= fee_in
        if row.profit > 0.0:
            h.wins += 1
            h.gross_profit += row.profit
        elif row.profit < 0.0:
            h.losses += 1
            h.gross_loss -= row.profit
        else:
            h.evens += 1
        h.position = to_lot(h, h.position - side * take)
        left = to_lot(h, left - take)
        if take < size:
            t.size = side * to_lot(h, size - take)
            t.fee -= fee_in
            if kept != i:
                k.opens[kept] = k.opens[i]
            kept += 1
    h.n_opens = kept
    if kept == 0:
        h.position = 0.0
        h.open_fees = 0.0
    settle_average(block)
    settle_bindings(block, seq, only if only != NO_ID else NO_ID, quantity - left, reversing)
    if kept == 0:
        h.n_bindings = 0


@inlined
def open_part(
    block: Any, size: float, price: float, id_: int, comment: int, whole: float, exit_opened: int, log: int
) -> int:
    """Open or add to the position; return the number of the new binding."""
    k = book_of(block)
    h = k.head[0]
    h.mark = h.c
    fold_extremes(block)
    t = k.opens[h.n_opens]
    h.n_opens += 1
    t.size = size
    t.initial = size
    t.price = price
    t.fee = fee_of(h, abs(size), price, whole)
    t.hi = t.lo = price
    t.id = id_
    t.bar = h.bar
    t.time = h.time
    t.comment = comment
    t.node = h.node
    t.fill = h.fills
    t.log = log
    h.open_fees += t.fee
    h.position = to_lot(h, h.position + size)
    settle_average(block)
    return bind_entry(block, id_, size, price, exit_opened)


@inlined
def is_allowed(h: Any, direction: float) -> bool:
    """Tell whether strategy.risk.allow_entry_in lets a position open in this direction."""
    return h.allow == 0 or h.allow * direction > 0.0


@inlined
def margin_short_of(h: Any, size: float, price: float, base: float, worth: float) -> bool:
    """Tell whether the position that `size` on top of `base` makes could not be margined at `price` by `worth`."""
    after = base + size
    margin = (h.margin_long if size > 0.0 else h.margin_short) * 0.01
    if margin <= 0.0 or after == 0.0:
        return False
    return abs(after) * price * h.point * margin - worth > abs(worth) * 1e-11


@inlined
def exit_comment(o: Any) -> int:
    """Return the comment that fits the way an exit filled."""
    if o.by == 1 and o.comment_profit != NO_ID:
        return o.comment_profit
    if o.by == 2 and o.comment_loss != NO_ID:
        return o.comment_loss
    if o.by == 3 and o.comment_trail != NO_ID:
        return o.comment_trail
    return o.comment


@inlined
def after_close(block: Any, coming: int) -> None:
    """Drop the exits and closes of a position that is gone, but those of an entry still pending or just `coming`."""
    k = book_of(block)
    h = k.head[0]
    if h.n_opens > 0:
        return
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 0 or not is_exit(o.kind) or o.locked != 0:
            continue
        pending = coming != NO_ID and o.source == coming
        for j in range(h.n_orders):
            p = k.orders[j]
            if p.alive == 1 and (p.kind == ENTRY or p.kind == ORDER_KIND) and p.id == o.source:
                pending = True
        if not pending:
            remove_order(block, i, CANCELLED, REASON_NO_POSITION)


@inlined
def fill_order(block: Any, i: int, raw_price: float) -> bool:
    """Fill the order at `i` at a price; return whether anything happened."""
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    price = to_tick(h, raw_price)
    if is_exit(o.kind):
        return _fill_exit(block, i, price)
    direction = o.reserved
    if o.deferred == 1:
        o.deferred = 0
        # Sized at the price the order would have had when it was placed, where its stop was passed by a gap (measured).
        at = price
        if given(o.triggered):
            at = o.budget_price
        elif o.gapped == 1:
            at = o.budget_price + direction * h.slip
        money_size = quantity_at(h, o.budget, at, o.budget_point)
        before = abs(o.size)
        o.size = direction * to_lot(h, money_size + o.flip)
        extra = abs(o.size) - before
        if extra > 0.0:
            for j in range(h.n_orders):
                leg = k.orders[j]
                if (
                    leg.alive == 1
                    and leg.kind == EXIT
                    and leg.source == o.id
                    and leg.rest == 1
                    and leg.consumed == 0
                ):
                    leg.reserved = to_lot(h, leg.reserved + extra)
                    leg.bound = to_lot(h, leg.bound + extra)
                    leg.size = math.copysign(leg.reserved, leg.size)
    if o.size == 0.0:
        remove_order(block, i, CANCELLED, REASON_NO_POSITION)
        return False
    if h.orders_day_max > 0 and h.orders_day >= h.orders_day_max:
        remove_order(block, i, REJECTED, REASON_RISK)
        return False
    # These two rules are about strategy.entry; strategy.order buys and sells what it says.
    free = o.kind == ORDER_KIND
    if h.size_max > 0.0 and not free and abs(h.position + o.size) > h.size_max:
        room = h.size_max - abs(h.position)
        if h.position * o.size < 0.0:
            room = h.size_max + abs(h.position)
        room = lots_below(h, room)
        if room <= 0.0:
            remove_order(block, i, REJECTED, REASON_RISK)
            return False
        o.size = direction * room
    if h.position == 0.0 and not free and not is_allowed(h, direction):
        remove_order(block, i, REJECTED, REASON_RISK)
        return False
    if o.kind == ORDER_KIND:
        after = h.position + o.size
        if after != 0.0 and (h.position * after < 0.0 or abs(after) > abs(h.position)):
            worth = equity_at(h, h.mark)
            if margin_short_of(h, o.size, price, h.position, worth) and (
                h.position == h.bar_size or margin_short_of(h, o.size, price, h.bar_size, h.bar_equity)
            ):
                remove_order(block, i, REJECTED, REASON_MARGIN)
                return False
    filled = abs(o.size)
    h.fills += 1
    h.last_fill = price
    h.orders_day += 1
    after = to_lot(h, h.position + o.size)
    comment = o.comment
    id_ = o.id
    log = o.log
    whole = filled
    placed_fill = o.placed_fill
    # The filled order is out of the book before its effects are worked out, so that none of them sees it pending.
    note(block, i, FILLED, price, 0)
    o.alive = 0
    if h.position != 0.0 and h.position * o.size < 0.0:
        reverses = after * h.position < 0.0
        allowed = not reverses or free or is_allowed(h, direction)
        if not allowed:
            whole = abs(h.position)
        reversing = id_ if reverses else NO_ID
        close_part(
            block,
            min(filled, abs(h.position)),
            price,
            id_,
            comment,
            NO_ID,
            0,
            reversing,
            whole,
            0,
            log,
            placed_fill,
        )
        if after != 0.0 and allowed and h.position == 0.0:
            after_close(block, id_)
            open_part(block, after, price, id_, comment, whole, 0, log)
    else:
        open_part(block, o.size, price, id_, comment, whole, 0, log)
    after_close(block, NO_ID)
    apply_oca(block, i, filled)
    _cap_of_day(block, price, direction)
    return True


@inlined
def _fill_exit(block: Any, i: int, price: float) -> bool:
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    opens_rest = o.locked == 1
    quantity = abs(o.size)
    if quantity <= 1e-12 or (not opens_rest and (h.position == 0.0 or o.size * h.position > 0.0)):
        remove_order(block, i, CANCELLED, REASON_NO_POSITION)
        return False
    h.fills += 1
    h.last_fill = price
    h.orders_day += 1
    comment = exit_comment(o)
    id_ = o.id
    source = o.source
    seq = o.seq
    kind = o.kind
    log = o.log
    by = o.by
    group = o.oca
    note(block, i, FILLED, price, 0)
    # close_all sells what was held when it was placed: where an order or a margin call was faster, the rest opens the other
    # side (measured); where a close was, it does not.
    overshoots = kind == CLOSE and source == NO_ID and h.close_fill_bar != h.bar
    if kind == CLOSE and source != NO_ID:
        h.close_fill_bar = h.bar
    whole = quantity
    left = quantity
    direction = sign_of(o.size)
    o.alive = 0
    if h.position != 0.0 and h.position * direction < 0.0:
        take = min(quantity, abs(h.position))
        overshoots = overshoots and is_allowed(h, direction)
        if not opens_rest and not overshoots:
            whole = take
        only = NO_ID
        if h.any_entry == 1 and source != NO_ID:
            only = source
        before = abs(h.position)
        # Rows close first in, first out whatever the exit belongs to; the entry it belongs to is what it spends.
        if only != NO_ID or seq > 0 or source == NO_ID:
            close_part(block, take, price, id_, comment, only, seq, NO_ID, whole, by, log, 0)
        else:
            _close_rows_of_id(block, take, price, id_, comment, source, whole, by, log)
        left = to_lot(h, quantity - (before - abs(h.position)))
    if kind == EXIT:
        for j in range(h.n_orders):
            leg = k.orders[j]
            if leg.alive == 1 and leg.kind == EXIT and leg.id == id_ and leg.source == source:
                leg.spent = 1
        # A partial exit that fired keeps its slice reserved until its entry is spent, and never fires again.
        still = binding_index(block, seq) >= 0 if seq > 0 else bound_quantity(block, source) > 0.0
        if source != NO_ID and still:
            o.alive = 1
            o.consumed = 1
            o.spent = 1
    if (opens_rest or overshoots) and left > 1e-12 and h.n_opens == 0:
        after_close(block, NO_ID)
        open_part(block, direction * left, price, id_, comment, whole, 1 if opens_rest else 0, log)
    after_close(block, NO_ID)
    if group > 0:
        apply_oca(block, i, quantity)
    _cap_of_day(block, price, 0.0)
    return True


@inlined
def _close_rows_of_id(
    block: Any,
    take: float,
    price: float,
    id_: int,
    comment: int,
    source: int,
    whole: float,
    by: int,
    log: int,
) -> None:
    """As `close_part` over all trades, spending the bindings of one entry id."""
    k = book_of(block)
    h = k.head[0]
    bindings = h.n_bindings
    # Hide the bindings from close_part's settlement, then spend those of the id.
    h.n_bindings = 0
    opens_before = abs(h.position)
    close_part(block, take, price, id_, comment, NO_ID, 0, NO_ID, whole, by, log, 0)
    closed = to_lot(h, opens_before - abs(h.position))
    h.n_bindings = bindings
    settle_bindings(block, 0, source, closed, NO_ID)
    if h.n_opens == 0:
        h.n_bindings = 0


@inlined
def _cap_of_day(block: Any, price: float, direction: float) -> None:
    """Flatten and cancel when strategy.risk.max_intraday_filled_orders is reached."""
    k = book_of(block)
    h = k.head[0]
    if h.orders_day_max <= 0 or h.orders_day < h.orders_day_max or h.position == 0.0:
        return
    at = price
    if direction > 0.0 and h.position > 0.0 and price > h.o:
        at = h.h
    elif direction < 0.0 and h.position < 0.0 and price < h.o:
        at = h.l
    flatten(block, at)


@inlined
def flatten(block: Any, price: float) -> None:
    """Cancel everything and close the position at a price, as a risk rule does."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_orders):
        remove_order(block, i, CANCELLED, REASON_RISK)
    if h.position != 0.0:
        close_part(
            block,
            abs(h.position),
            to_tick(h, price),
            ID_RISK,
            NO_ID,
            NO_ID,
            0,
            NO_ID,
            abs(h.position),
            BY_RISK,
            -1,
            0,
        )
        h.fills += 1
        h.last_fill = price
