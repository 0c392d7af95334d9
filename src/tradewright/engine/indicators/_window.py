"""The running extreme of a window, and the steps that several indicators share."""

from __future__ import annotations

import math

from tradewright.engine.native import Block, inlined

TOLERANCE = 1e-10
"""Two numbers this near are equal to TradingView wherever it compares tolerantly (measured by the PyneCore project)."""


@inlined
def slide(
    source: Block, length: int, sign: float, newest: int, offsets: int, state: Block, out: Block
) -> None:
    """Write the highest (`sign` 1) or lowest (-1) of the last `length` values, or how many bars back it stands (0, -1, …).

    A queue of candidates, best first, so that a bar costs the same for any length. Of equals the oldest counts, with
    `newest` the newest. An na empties the window: TradingView forgets what came before it. Needs 3 + 2 * length cells.
    """
    bar, head, size = state[0], int(state[1]), int(state[2])
    stamps = 3 + length
    for i in range(len(out)):
        x = source[i]
        if x != x:
            size = 0
            out[i] = 0.0 if offsets and bar >= length - 1 else math.nan
        else:
            value = sign * x
            if size > 0 and state[stamps + head] <= bar - length:
                head = head + 1 if head + 1 < length else 0
                size -= 1
            tail = head + size
            tail = tail if tail < length else tail - length
            while size > 0:
                last = tail - 1 if tail > 0 else length - 1
                kept = state[3 + last]
                if kept > value or (kept == value and newest == 0):
                    break
                tail = last
                size -= 1
            state[3 + tail] = value
            state[stamps + tail] = bar
            size += 1
            if bar < length - 1:
                out[i] = math.nan
            elif offsets:
                out[i] = state[stamps + head] - bar
            else:
                out[i] = sign * state[3 + head]
        bar += 1.0
    state[0], state[1], state[2] = bar, head, size


@inlined
def peak(source: Block, length: int, sign: float, state: Block, out: Block) -> None:
    """Write the highest (`sign` 1) or lowest (-1) of the last `length` values; an na empties the window.

    Van Herk's way: the ring is a block of bars; when it is full its cells become the best from there to its end, so a bar
    compares twice and never searches. Needs 4 + length cells. Three times as fast as `slide`, which knows where it stands.
    """
    bar, position, best, usable = state[0], int(state[1]), state[2], state[3]
    for i in range(len(out)):
        if position == 0:
            usable = 1.0 if bar > 0.0 else 0.0
            best = -math.inf
            forgotten = False
            for k in range(length - 1, -1, -1):
                value = state[4 + k]
                forgotten = forgotten or value != value
                best = best if forgotten or value < best else value
                state[4 + k] = best
            best = -math.inf
        x = source[i]
        bar += 1.0
        if x != x:
            usable, best = 0.0, -math.inf
            state[4 + position] = math.nan
            out[i] = math.nan
        else:
            value = sign * x
            best = max(best, value)
            found = best
            if usable == 1.0 and position + 1 < length:
                found = max(found, state[5 + position])
            state[4 + position] = value
            out[i] = sign * found if bar >= length else math.nan
        position = position + 1 if position + 1 < length else 0
    state[0], state[1], state[2], state[3] = bar, position, best, usable


@inlined
def pivot(source: Block, left: int, right: int, sign: float, state: Block, out: Block) -> None:
    """Write the extreme that stood `right` bars back, where it beats `left` bars before and all since; na elsewhere."""
    length = left + right + 1
    slide(source, length, sign, 1, 1, state, out)
    for i in range(len(out)):
        # The best candidate is the head of the queue only at the last bar; its value is kept in a ring beside it.
        at = 3 + 2 * length
        position = int(state[at])
        state[at + 1 + position] = source[i]
        position = position + 1 if position < right else 0
        state[at] = position
        out[i] = state[at + 1 + position] if source[i] == source[i] and out[i] == -right else math.nan


@inlined
def true_range(high: float, low: float, previous: float) -> float:
    """Return the true range of a bar after a close of `previous`; na stays na."""
    if previous != previous:
        return math.nan
    return max(high - low, abs(high - previous), abs(low - previous))


@inlined
def wilder(seen: float, value: float, length: int, x: float) -> float:
    """Return the next state of Wilder's average: a sum until `length` values were seen, then the average.

    The step is TradingView's own arithmetic, (value * (length - 1) + x) / length, whose last bits differ from an alpha's.
    """
    if seen < length - 1:
        return value + x
    if seen == length - 1:
        return (value + x) / length
    return (value * (length - 1) + x) / length
