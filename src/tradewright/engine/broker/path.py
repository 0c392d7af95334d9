"""The bar's path, walked event by event: the open, the nearer extreme, the other one, the close.

A segment runs from one of these prices to the next. Every live order gives the level at which it would act on the segment;
the nearest level comes first, orders at one level act in the order they became active.
"""

from __future__ import annotations

import math
from typing import Any

from tradewright.engine.broker.book import awaits_entry, binding_index, is_exit, remove_order
from tradewright.engine.broker.filling import fill_order, reach
from tradewright.engine.broker.grid import to_tick
from tradewright.engine.broker.layout import (
    BY_LIMIT,
    BY_STOP,
    BY_TRAIL,
    CANCELLED,
    EXIT,
    NAN,
    NO_ID,
    REASON_NO_POSITION,
    book_of,
    given,
    sign_of,
)
from tradewright.engine.broker.placing import resolve_ticks
from tradewright.engine.native import inlined

STOP_HIT, TRAIL_HIT, ARMS, LIMIT_HIT = 0, 1, 2, 3


@inlined
def can_act(block: Any, i: int) -> bool:
    """Tell whether a priced order may act now."""
    k = book_of(block)
    o = k.orders[i]
    return (
        o.alive == 1 and o.market == 0 and o.consumed == 0 and o.detached == 0 and not awaits_entry(block, i)
    )


@inlined
def level_of(block: Any, i: int, event: int, start: float, end: float, rising: bool) -> float:
    """Return the price at which this event of the order happens between `start` and `end`; NaN when it does not."""
    k = book_of(block)
    o = k.orders[i]
    side = sign_of(o.size)
    if event == STOP_HIT:
        level = o.stop
        moves = side > 0.0
    elif event == LIMIT_HIT:
        level = o.limit - side * k.head[0].limit_beyond
        moves = side < 0.0
    elif event == TRAIL_HIT:
        level = o.trail_stop if o.armed == 1 else NAN
        moves = side > 0.0
    else:
        level = o.trail_price if o.armed == 0 else NAN
        moves = side < 0.0
    if not given(level) or moves != rising:
        return NAN
    if rising:
        level = max(level, start)
        return level if level <= end else NAN
    level = min(level, start)
    return level if level >= end else NAN


@inlined
def act(block: Any, i: int, event: int, level: float) -> bool:
    """Let the event of an order happen at a level of the path; return whether something filled."""
    k = book_of(block)
    h = k.head[0]
    o = k.orders[i]
    side = sign_of(o.size)
    if event == ARMS:
        o.armed = 1
        offset = o.trail_offset * h.tick_num / h.tick_den
        o.trail_stop = to_tick(h, level + side * offset)
        if offset > 0.0:
            return False
        o.by = BY_TRAIL
        return fill_order(block, i, level + side * h.slip)
    if event == STOP_HIT and given(o.then_limit):
        limit = o.then_limit
        o.triggered = o.stop
        o.stop = NAN
        o.limit = limit
        o.then_limit = NAN
        if (level - limit) * side <= 0.0:
            o.by = BY_LIMIT
            return fill_order(block, i, level)
        return False
    if event == LIMIT_HIT:
        o.by = BY_LIMIT
        # The better of the limit and where the path stands; a limit that must be passed still fills at its own price.
        price = level if h.limit_beyond == 0.0 else o.limit
        return fill_order(block, i, price)
    o.by = BY_STOP if event == STOP_HIT else BY_TRAIL
    return fill_order(block, i, level + side * h.slip)


@inlined
def start_exits(block: Any, id_: int, price: float) -> None:
    """Wake the exits of an entry that just filled: what is past its level acts at once, at the entry's price."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.kind == EXIT and o.source == id_:
            resolve_ticks(block, i)
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.kind != EXIT or o.source != id_ or o.seq == 0 or not can_act(block, i):
            continue
        _act_at(block, i, price, True)


@inlined
def _act_at(block: Any, i: int, price: float, limit_first: bool) -> bool:
    """Let an order act that stands on the wrong side of a price the path jumped to; return whether it filled."""
    k = book_of(block)
    o = k.orders[i]
    side = sign_of(o.size)
    stopped = given(o.stop) and (price - o.stop) * side >= 0.0
    limited = given(o.limit) and (price - o.limit) * side <= -k.head[0].limit_beyond
    if stopped and not (limit_first and limited):
        o.gapped = 0 if limit_first else 1
        return act(block, i, STOP_HIT, price)
    if limited:
        o.by = BY_LIMIT
        return fill_order(block, i, price)
    return False


@inlined
def trails_at(block: Any, price: float) -> None:
    """Let trailing exits see a price the path jumped to: fill, arm or move up."""
    k = book_of(block)
    h = k.head[0]
    for i in range(h.n_orders):
        o = k.orders[i]
        if not given(o.trail_price) or not can_act(block, i):
            continue
        side = sign_of(o.size)
        offset = o.trail_offset * h.tick_num / h.tick_den
        if o.armed == 1:
            if (price - o.trail_stop) * side >= 0.0:
                act(block, i, TRAIL_HIT, price)
                continue
            moved = to_tick(h, price + side * offset)
            if (moved - o.trail_stop) * side < 0.0:
                o.trail_stop = moved
                if offset == 0.0:
                    act(block, i, TRAIL_HIT, price)
        elif (price - o.trail_price) * side <= 0.0:
            act(block, i, ARMS, price)


@inlined
def walk(block: Any, end: float) -> None:
    """Walk from the price the path has reached to `end`, letting orders act on the way."""
    k = book_of(block)
    h = k.head[0]
    start = h.price
    if end == start:
        reach(h, end)
        return
    rising = end > start
    h.stamp += 1
    while True:
        best = NAN
        for i in range(h.n_orders):
            if k.orders[i].tried == h.stamp or not can_act(block, i):
                continue
            for event in range(4):
                level = level_of(block, i, event, h.price, end, rising)
                if given(level) and (not given(best) or (level < best if rising else level > best)):
                    best = level
        if not given(best):
            break
        reach(h, best)
        _act_level(block, best, end, rising)
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.alive == 1 and o.armed == 1 and (o.size < 0.0) == rising and can_act(block, i):
            offset = o.trail_offset * h.tick_num / h.tick_den
            if rising:
                o.trail_stop = max(o.trail_stop, to_tick(h, end - offset))
            else:
                o.trail_stop = min(o.trail_stop, to_tick(h, end + offset))
    reach(h, end)


@inlined
def _act_level(block: Any, level: float, end: float, rising: bool) -> None:
    """Let all orders act that reach this one level, as one batch."""
    k = book_of(block)
    h = k.head[0]
    # An exit that became active after an entry of the same batch is not undone by that entry: it fills its quantity too.
    entry_act = -1
    for i in range(h.n_orders):
        o = k.orders[i]
        if not is_exit(o.kind) and o.tried != h.stamp and can_act(block, i):
            for event in range(4):
                if level_of(block, i, event, level, end, rising) == level and (
                    entry_act < 0 or o.act < entry_act
                ):
                    entry_act = o.act
    if entry_act >= 0:
        for i in range(h.n_orders):
            o = k.orders[i]
            if (
                o.kind == EXIT
                and o.loose == 0
                and o.act > entry_act
                and o.tried != h.stamp
                and can_act(block, i)
            ):
                for event in range(4):
                    if level_of(block, i, event, level, end, rising) == level:
                        lock(block, i)
    last = -1
    while True:
        chosen = -1
        event_chosen = 0
        for i in range(h.n_orders):
            o = k.orders[i]
            if o.act <= last or o.tried == h.stamp or not can_act(block, i):
                continue
            if chosen >= 0 and o.act >= k.orders[chosen].act:
                continue
            for event in range(3, -1, -1):
                if level_of(block, i, event, level, end, rising) == level:
                    chosen = i
                    event_chosen = event
        if chosen < 0:
            break
        o = k.orders[chosen]
        if event_chosen != ARMS and not (event_chosen == STOP_HIT and given(o.then_limit)):
            o.tried = h.stamp
            last = o.act
        id_ = o.id
        opens = not is_exit(o.kind)
        if act(block, chosen, event_chosen, level) and opens:
            price = h.last_fill
            start_exits(block, id_, price)
            trails_of_entry(block, id_, price)
    for i in range(h.n_orders):
        k.orders[i].locked = 0


@inlined
def trails_of_entry(block: Any, id_: int, price: float) -> None:
    """Arm the trailing exits of an entry that filled beyond their activation."""
    k = book_of(block)
    for i in range(k.head[0].n_orders):
        o = k.orders[i]
        if o.kind == EXIT and o.source == id_ and given(o.trail_price) and o.armed == 0 and can_act(block, i):
            side = sign_of(o.size)
            if (price - o.trail_price) * side <= 0.0:
                act(block, i, ARMS, price)


@inlined
def lock(block: Any, i: int) -> None:
    """Fix the quantity of an exit that takes part in a batch."""
    k = book_of(block)
    o = k.orders[i]
    if o.source == NO_ID:
        return
    at = binding_index(block, o.seq)
    if at < 0:
        return
    o.locked = 1
    if abs(o.size) > k.bindings[at].bound:
        o.size = math.copysign(k.bindings[at].bound, o.size)


@inlined
def note_gaps(block: Any, price: float) -> None:
    """Note the exits that the jump to a price passed, before market orders fill there: those of an entry that only fills
    now are not among them.
    """
    k = book_of(block)
    for i in range(k.head[0].n_orders):
        o = k.orders[i]
        if o.kind == EXIT:
            o.gapped = 1 if can_act(block, i) and _passed(block, i, price) else 0


@inlined
def gap_through(block: Any) -> None:
    """Fill at the price the path jumped to what that jump passed: entries first, then exits, each by level."""
    k = book_of(block)
    h = k.head[0]
    price = h.price
    h.stamp += 1
    n = h.n_orders
    for i in range(n):
        o = k.orders[i]
        if o.kind == EXIT and o.gapped == 1 and can_act(block, i):
            lock(block, i)
    for turn in range(2):
        while True:
            chosen = -1
            least = math.inf
            for i in range(n):
                o = k.orders[i]
                if o.alive == 0 or o.market == 1 or o.consumed == 1 or o.detached == 1 or o.tried == h.stamp:
                    continue
                if (1 if is_exit(o.kind) else 0) != turn or (turn == 1 and o.gapped == 0):
                    continue
                if o.locked == 0 and (awaits_entry(block, i) or (turn == 1 and o.seq == 0 and o.loose == 0)):
                    continue
                if not _passed(block, i, price):
                    continue
                level = min(o.stop if given(o.stop) else math.inf, o.limit if given(o.limit) else math.inf)
                if chosen < 0 or level < least or (level == least and o.act < k.orders[chosen].act):
                    chosen = i
                    least = level
            if chosen < 0:
                break
            o = k.orders[chosen]
            o.tried = h.stamp
            # One whose entry was spent inside this batch fills all the same, under its own id: it is locked.
            _act_at(block, chosen, price, False)
    for i in range(h.n_orders):
        o = k.orders[i]
        if o.locked == 1 and o.alive == 1 and o.consumed == 0 and binding_index(block, o.seq) < 0:
            remove_order(block, i, CANCELLED, REASON_NO_POSITION)
        o.locked = 0


@inlined
def _passed(block: Any, i: int, price: float) -> bool:
    k = book_of(block)
    o = k.orders[i]
    side = sign_of(o.size)
    if given(o.stop) and (price - o.stop) * side >= 0.0:
        return True
    return given(o.limit) and (price - o.limit) * side <= -k.head[0].limit_beyond
