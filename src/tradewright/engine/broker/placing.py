"""The order functions of a strategy: entry, order, exit, close, close_all, cancel, cancel_all, with Pine's meaning.

Prices are as the strategy wrote them, quantities positive; NaN stands for an argument that was not given.
"""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.book import (
    binding_index,
    blank_order,
    bound_quantity,
    commit_order,
    find_entry_order,
    find_exit,
    percent_lots,
    remove_order,
)
from tradewright.engine.broker.grid import (
    default_money,
    hard_side,
    lots_below,
    quantity_for,
    to_lot,
    to_tick,
    written_lots,
)
from tradewright.engine.broker.layout import (
    CANCELLED,
    CLOSE,
    CLOSE_OF,
    ENTRY,
    EXIT,
    ID_CLOSE_ALL,
    NAN,
    NO_ID,
    OCA_REDUCE,
    ORDER_KIND,
    REASON_MARGIN,
    REASON_PYRAMIDING,
    REASON_REPLACED,
    REASON_SCRIPT,
    REJECTED,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.native import inlined


@inlined
def expected_size(block: Any) -> float:
    """Return the position as the market orders already placed on this bar will leave it."""
    k = book_of(block)
    h = k.head[0]
    size = h.position
    last = 0
    for _ in range(h.n_orders):
        nearest = -1
        for i in range(h.n_orders):
            o = k.orders[i]
            if (
                o.alive == 1
                and o.market == 1
                and o.queue > last
                and (nearest < 0 or o.queue < k.orders[nearest].queue)
            ):
                nearest = i
        if nearest < 0:
            return size
        o = k.orders[nearest]
        last = o.queue
        if o.kind == CLOSE:
            left = to_lot(h, size + o.size)
            size = left if left * size > 0.0 else 0.0
        elif o.kind == ENTRY:
            size = size + o.size if size * o.size >= 0.0 else o.size
    return size


@inlined
def place_entry(
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
    """Place strategy.entry (`kind` ENTRY) or strategy.order (ORDER_KIND); `direction` is 1.0 for long, -1.0 for short."""
    k = book_of(block)
    h = k.head[0]
    if h.halted == 1:
        return
    if kind == ENTRY and h.orders_day_max > 0 and h.orders_day >= h.orders_day_max:
        return
    limit = hard_side(h, limit, -direction)
    stop = hard_side(h, stop, direction)
    priced = given(limit) or given(stop)
    deferred = not given(quantity)
    expected = h.c
    money = NAN
    if deferred:
        if given(stop):
            expected = max(stop, expected) if direction > 0.0 else min(stop, expected)
        if given(limit):
            expected = min(limit, expected) if direction > 0.0 else max(limit, expected)
        if not priced:
            expected += direction * h.slip
        money = default_money(h)
        quantity = quantity_for(h, money, expected)
    elif not 0.0 < quantity < math.inf:
        return
    else:
        quantity = written_lots(h, quantity)
    existing = find_entry_order(block, id_)
    skip_flip = existing >= 0 and k.orders[existing].placed_bar == h.bar
    if quantity <= 0.0 and (kind == ORDER_KIND or skip_flip or h.position * direction >= 0.0):
        if existing >= 0:
            remove_order(block, existing, CANCELLED, REASON_REPLACED)
        return
    size = quantity * direction
    flip = 0.0
    if kind == ENTRY:
        margin = (h.margin_long if direction > 0.0 else h.margin_short) * 0.01
        if margin > 0.0 and quantity > 0.0:
            price = h.c if priced else h.c + h.slip * direction
            worth = h.initial + h.realised - h.open_fees
            if h.position != 0.0:
                worth += h.position * (h.c - h.avg) * h.point
            if quantity * price * h.point * margin > worth:
                if priced or h.position * direction >= 0.0:
                    if existing >= 0 and not priced:
                        remove_order(block, existing, REJECTED, REASON_MARGIN)
                    return
                # The entry may not open, yet it still closes the opposite position.
                size = 0.0
        ahead = expected_size(block)
        if not skip_flip and ahead * direction > 0.0:
            if h.pyramiding <= h.n_bindings:
                if existing >= 0:
                    remove_order(block, existing, CANCELLED, REASON_PYRAMIDING)
                return
        elif priced and h.position != 0.0 and not skip_flip:
            size = to_lot(h, size - ahead)
            flip = abs(ahead)
    i = blank_order(block)
    if i < 0:
        return
    o = k.orders[i]
    o.kind = kind
    o.id = id_
    o.size = size
    o.reserved = direction
    o.limit = limit
    o.stop = stop
    if given(limit) and given(stop):
        o.then_limit = limit
        o.limit = NAN
    o.flip = flip
    o.skip_flip = 1 if skip_flip else 0
    o.market = 0 if priced else 1
    o.oca = oca
    o.oca_type = oca_type
    o.comment = comment
    if deferred and priced:
        o.deferred = 1
        o.budget = money
        o.budget_price = expected
        o.budget_point = h.point
    commit_order(block, i, existing)


@inlined
def place_close(
    block: Any, id_: int, quantity: float, percent: float, comment: int, immediately: int, site: int
) -> None:
    """Place strategy.close; `site` tells the statement, so that two statements of one bar both act."""
    k = book_of(block)
    h = k.head[0]
    if h.position == 0.0:
        return
    if given(quantity):
        quantity = abs(quantity)
        if written_lots(h, quantity) == 0.0:
            quantity = NAN
    bound = bound_quantity(block, id_)
    if given(quantity):
        size = written_lots(h, quantity) if quantity < bound else bound
    elif given(percent):
        whole = bound
        if h.any_entry == 1:
            whole = 0.0
            for i in range(h.n_bindings):
                if k.bindings[i].id == id_:
                    whole += k.bindings[i].initial
        size = percent_lots(h, min(whole * percent * 0.01, bound), bound)
    else:
        size = bound
    if size > 0.0:
        _queue_close(block, id_, CLOSE_OF + id_, -sign_of(h.position) * size, comment, immediately, site)


@inlined
def place_close_all(block: Any, comment: int, immediately: int, site: int) -> None:
    """Place strategy.close_all."""
    k = book_of(block)
    h = k.head[0]
    if h.position != 0.0:
        _queue_close(block, NO_ID, ID_CLOSE_ALL, -h.position, comment, immediately, site)


@inlined
def _queue_close(
    block: Any, source: int, id_: int, size: float, comment: int, immediately: int, site: int
) -> None:
    k = book_of(block)
    h = k.head[0]
    existing = -1
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.kind == CLOSE and o.source == source and o.site == site:
            existing = i
    i = blank_order(block)
    if i < 0:
        return
    o = k.orders[i]
    o.kind = CLOSE
    o.id = id_
    o.source = source
    o.size = size
    o.market = 1
    o.site = site
    o.comment = comment
    o.immediate = immediately
    if immediately == 1:
        h.immediate = 1
    commit_order(block, i, existing)


@inlined
def place_exit(
    block: Any,
    id_: int,
    source: int,
    quantity: float,
    percent: float,
    profit: float,
    limit: float,
    loss: float,
    stop: float,
    trail_price: float,
    trail_points: float,
    trail_offset: float,
    oca: int,
    comment: int,
    comment_profit: int,
    comment_loss: int,
    comment_trail: int,
) -> None:
    """Place strategy.exit: a leg for each filled entry it covers, and one for an entry still pending."""
    k = book_of(block)
    h = k.head[0]
    if quantity < 0.0:
        return
    covered = h.n_bindings
    for turn in range(2):
        # A position that an exit opened takes its leg before the entries that were open already.
        for b in range(covered):
            if k.bindings[b].exit_opened == 1 - turn and (source == NO_ID or k.bindings[b].id == source):
                _place_leg(
                    block, id_, k.bindings[b].id, k.bindings[b].seq, k.bindings[b].sign, k.bindings[b].initial,
                    quantity, percent, profit, limit, loss, stop, trail_price, trail_points, trail_offset, oca,
                    comment, comment_profit, comment_loss, comment_trail, 0, 0 if source == NO_ID else 1,
                )  # fmt: skip
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 0 or (o.kind != ENTRY and o.kind != ORDER_KIND):
            continue
        if source != NO_ID and o.id != source:
            continue
        direction = o.reserved
        if source == NO_ID and covered > 0 and direction * h.position < 0.0:
            continue
        opens = abs(o.size)
        priced = o.market == 0
        if not priced and o.kind == ENTRY and h.position * direction > 0.0 and h.pyramiding <= h.n_bindings:
            opens = 0.0
        if (priced or o.skip_flip == 1) and h.position * direction < 0.0:
            opens = to_lot(h, opens - (o.flip if priced else abs(h.position)))
        if opens > 0.0:
            _place_leg(
                block, id_, o.id, 0, direction, opens, quantity, percent, profit, limit, loss, stop, trail_price,
                trail_points, trail_offset, oca, comment, comment_profit, comment_loss, comment_trail,
                1 if source == NO_ID else 0, 0 if source == NO_ID else 1,
            )  # fmt: skip


@inlined
def _place_leg(
    block: Any,
    id_: int,
    source: int,
    seq: int,
    direction: float,
    initial: float,
    quantity: float,
    percent: float,
    profit: float,
    limit: float,
    loss: float,
    stop: float,
    trail_price: float,
    trail_points: float,
    trail_offset: float,
    oca: int,
    comment: int,
    comment_profit: int,
    comment_loss: int,
    comment_trail: int,
    loose: int,
    named: int,
) -> None:
    k = book_of(block)
    h = k.head[0]
    existing = find_exit(block, id_, source, seq)
    if existing >= 0 and k.orders[existing].consumed == 1:
        return
    if given(quantity) and written_lots(h, quantity) == 0.0:
        quantity = NAN
    rest = not given(quantity) and not given(percent)
    siblings = 0.0
    for i in range(h.n_orders):
        o = k.orders[i]
        if (
            o.alive == 1
            and o.kind == EXIT
            and i != existing
            and o.seq == seq
            and o.source == source
            and o.bound == initial
        ):
            siblings += o.reserved
    free = initial - siblings
    if given(quantity):
        reserved = written_lots(h, quantity) if quantity < free else lots_below(h, max(free, 0.0))
    elif given(percent):
        reserved = percent_lots(h, max(min(initial * percent * 0.01, free), 0.0), free)
    else:
        reserved = lots_below(h, max(free, 0.0))
    dormant = not (
        given(profit)
        or given(limit)
        or given(loss)
        or given(stop)
        or given(trail_price)
        or given(trail_points)
    )
    if reserved <= 0.0:
        if dormant and existing >= 0:
            remove_order(block, existing, CANCELLED, REASON_REPLACED)
        return
    i = blank_order(block)
    if i < 0:
        return
    o = k.orders[i]
    o.kind = EXIT
    o.id = id_
    o.source = source
    o.seq = seq
    o.size = -direction * reserved
    o.reserved = reserved
    o.bound = initial
    o.rest = 1 if rest else 0
    o.profit = profit
    o.loss = loss
    o.trail_points = trail_points
    o.trail_offset = math.floor(trail_offset) if given(trail_offset) and trail_offset > 0.0 else 0.0
    o.limit = hard_side(h, limit, direction)
    o.stop = hard_side(h, stop, -direction)
    o.trail_price = hard_side(h, trail_price, -direction)
    o.as_limit = o.limit
    o.as_stop = o.stop
    o.as_trail = o.trail_price
    o.as_quantity = quantity
    o.as_percent = percent
    # Without a name of its own, the legs of one exit are a group by themselves. They fill as one order, so no group is kept.
    o.oca = oca
    o.oca_type = OCA_REDUCE if oca > 0 else 0
    o.comment = comment
    o.comment_profit = comment_profit
    o.comment_loss = comment_loss
    o.comment_trail = comment_trail
    o.named = named
    o.loose = loose
    had_trail = False
    unchanged = False
    if existing >= 0:
        old = k.orders[existing]
        o.loose = old.loose if old.loose == 1 else 0
        if given(old.as_trail) or given(old.trail_points):
            had_trail = True
            if old.trail_offset == o.trail_offset:
                if given(trail_points):
                    unchanged = old.trail_points == trail_points
                else:
                    unchanged = not given(old.trail_points) and old.as_trail == o.as_trail
            if unchanged and old.armed == 1:
                o.armed = 1
                o.trail_stop = old.trail_stop
    at = commit_order(block, i, existing)
    resolve_ticks(block, at)
    _seed_trail(block, at, had_trail and unchanged)


@inlined
def resolve_ticks(block: Any, i: int) -> None:
    """Turn an exit's distances in ticks into levels, once the entry it belongs to has filled."""
    k = book_of(block)
    o = k.orders[i]
    if o.resolved == 1 or o.kind != EXIT:
        return
    at = binding_index(block, o.seq)
    if at < 0:
        return
    h = k.head[0]
    o.resolved = 1
    price = k.bindings[at].price
    tick = h.tick_num / h.tick_den
    up = 1.0 if o.size < 0.0 else -1.0
    # A distance and a price may both be given: the one the path reaches first counts.
    if given(o.profit):
        level = hard_side(h, price + up * tick * o.profit, up)
        if not given(o.limit) or (level - o.limit) * up < 0.0:
            o.limit = level
    if given(o.loss):
        level = hard_side(h, price - up * tick * o.loss, -up)
        if not given(o.stop) or (level - o.stop) * up > 0.0:
            o.stop = level
    if given(o.trail_points):
        level = hard_side(h, price + up * tick * o.trail_points, up)
        if not given(o.trail_price) or (level - o.trail_price) * up < 0.0:
            o.trail_price = level
    h.up = -math.inf


@inlined
def _seed_trail(block: Any, i: int, fold: bool) -> None:
    """Arm a trailing exit issued now by this bar's close; an unchanged one also by this bar's extreme."""
    k = book_of(block)
    o = k.orders[i]
    if not given(o.trail_price) or binding_index(block, o.seq) < 0:
        return
    h = k.head[0]
    offset = o.trail_offset * h.tick_num / h.tick_den
    if o.size < 0.0:
        if o.armed == 0:
            if h.c < o.trail_price:
                return
            o.armed = 1
            o.trail_stop = to_tick(h, o.trail_price - offset)
        o.trail_stop = max(o.trail_stop, to_tick(h, (h.h if fold else h.c) - offset))
    else:
        if o.armed == 0:
            if h.c > o.trail_price:
                return
            o.armed = 1
            o.trail_stop = to_tick(h, o.trail_price + offset)
        o.trail_stop = min(o.trail_stop, to_tick(h, (h.l if fold else h.c) + offset))


@inlined
def cancel(block: Any, id_: int) -> None:
    """Cancel the pending entry or order with this id, and the exits with it."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.id == id_ and o.kind != CLOSE:
            remove_order(block, i, CANCELLED, REASON_SCRIPT)
    h.up = -math.inf


@inlined
def cancel_all(block: Any) -> None:
    """Cancel every pending order."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_orders):
        remove_order(block, i, CANCELLED, REASON_SCRIPT)
    h.up = -math.inf
