"""Two trade lists of one strategy, compared: same trades, or which bar parts them first and what kind of cause it has.

Prices may differ by half a tick, quantities by half a lot step, profits by one part in a million; more is a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Cause = Literal[
    "data", "warm-up", "timing", "path", "price rounding", "size", "cost", "id", "unsupported", "unexplained"
]
PROFIT_RELATIVE = 1e-6
TICKS_OF_ROUNDING = 1.5
"""Two engines that round a level to different sides of the same tick end at most one tick apart; floats add a breath."""


class Trade(Protocol):
    """One row of a trade list: one entry part left by one exit part. Bars count from the first bar both engines saw."""

    @property
    def side(self) -> str: ...
    @property
    def quantity(self) -> float: ...
    @property
    def entry_bar(self) -> int: ...
    @property
    def exit_bar(self) -> int: ...
    @property
    def entry_price(self) -> float: ...
    @property
    def exit_price(self) -> float: ...
    @property
    def profit(self) -> float: ...
    @property
    def entry_id(self) -> str | None: ...
    @property
    def exit_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two lists part: `bar` is the first bar on which they can be told apart, `field` what differs there.

    `ours` or `theirs` is None for a trade that only one side made. `rule` names the known difference that covers it, if one
    does; a difference without a rule is a failure, whatever its cause is called.
    """

    bar: int
    cause: Cause
    field: str
    ours: Trade | None
    theirs: Trade | None
    rule: str | None = None

    @property
    def is_explained(self) -> bool:
        return self.rule is not None


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """A documented difference between two engines: `covers` says whether it is the reason for one found here."""

    rule: str
    cause: Cause
    covers: Callable[[Difference], bool]


@dataclass(frozen=True, slots=True)
class Grid:
    """What half a step is: `tick` in price, `lot_step` in quantity; `warmup_bars` before which nothing should trade."""

    tick: float
    lot_step: float
    warmup_bars: int = 0
    gaps: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Parity:
    compared: int
    identical: int
    differences: tuple[Difference, ...]

    @property
    def first(self) -> Difference | None:
        """The earliest difference: later ones are mostly its consequences."""
        return self.differences[0] if self.differences else None

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        return tuple(found for found in self.differences if not found.is_explained)


def compare(
    ours: Sequence[Trade], theirs: Sequence[Trade], *, grid: Grid, known: Iterable[KnownDifference] = ()
) -> Parity:
    """Pair the trades by entry bar and side, and return every difference, earliest first."""
    found: list[Difference] = []
    identical = 0
    for our, their in _pair(ours, theirs):
        difference = _difference(our, their, grid)
        if difference is None:
            identical += 1
        else:
            found.append(difference)
    found = [_explain(difference, tuple(known)) for difference in _mark_timing(found)]
    found.sort(key=lambda difference: difference.bar)
    return Parity(max(len(ours), len(theirs)), identical, tuple(found))


def _pair(ours: Sequence[Trade], theirs: Sequence[Trade]) -> list[tuple[Trade | None, Trade | None]]:
    """Pair within (entry bar, side): first those that leave on the same bar under the same id, then in order."""
    groups: dict[tuple[int, str], tuple[list[Trade], list[Trade]]] = defaultdict(lambda: ([], []))
    for which, trades in enumerate((ours, theirs)):
        for trade in trades:
            groups[trade.entry_bar, trade.side][which].append(trade)
    pairs: list[tuple[Trade | None, Trade | None]] = []
    for key in sorted(groups):
        mine, others = groups[key]
        for exactly in (True, False):
            for trade in tuple(mine):
                match = next((o for o in others if not exactly or _leaves_alike(trade, o)), None)
                if match is not None:
                    mine.remove(trade)
                    others.remove(match)
                    pairs.append((trade, match))
        pairs.extend((trade, None) for trade in mine)
        pairs.extend((None, trade) for trade in others)
    return pairs


def _leaves_alike(one: Trade, other: Trade) -> bool:
    return (one.exit_bar, one.exit_id, one.entry_id) == (
        other.exit_bar,
        other.exit_id,
        other.entry_id,
    ) and abs(one.quantity - other.quantity) <= 1e-9 * max(one.quantity, other.quantity)


def _difference(ours: Trade | None, theirs: Trade | None, grid: Grid) -> Difference | None:
    if ours is None or theirs is None:
        bar = min(trade.entry_bar for trade in (ours, theirs) if trade is not None)
        cause: Cause = "unexplained"
        if bar <= grid.warmup_bars:
            cause = "warm-up"
        elif bar in grid.gaps:
            cause = "data"
        return Difference(bar, cause, "entry_bar", ours, theirs)
    if ours.exit_bar != theirs.exit_bar:
        return Difference(min(ours.exit_bar, theirs.exit_bar), "timing", "exit_bar", ours, theirs)
    for name, bar in (("entry_price", ours.entry_bar), ("exit_price", ours.exit_bar)):
        apart = abs(getattr(ours, name) - getattr(theirs, name)) / grid.tick
        if apart > 0.5:
            kind: Cause = "price rounding" if apart <= TICKS_OF_ROUNDING else "path"
            return Difference(bar, kind, name, ours, theirs)
    if abs(ours.quantity - theirs.quantity) > grid.lot_step / 2:
        return Difference(ours.entry_bar, "size", "quantity", ours, theirs)
    scale = max(abs(ours.profit), abs(theirs.profit), abs(ours.quantity * grid.tick))
    if abs(ours.profit - theirs.profit) > PROFIT_RELATIVE * scale:
        return Difference(ours.exit_bar, "cost", "profit", ours, theirs)
    if (ours.entry_id, ours.exit_id) != (theirs.entry_id, theirs.exit_id):
        return Difference(ours.exit_bar, "id", "exit_id", ours, theirs)
    return None


def _mark_timing(found: list[Difference]) -> list[Difference]:
    """A trade that only we made and one that only they made, side by side in time, are one trade at another time."""
    lone = {
        (trade.side, trade.entry_bar)
        for difference in found
        if (trade := difference.ours or difference.theirs) is not None
        and None in (difference.ours, difference.theirs)
    }
    return [
        Difference(d.bar, "timing", d.field, d.ours, d.theirs)
        if d.cause == "unexplained"
        and (trade := d.ours or d.theirs) is not None
        and {(trade.side, trade.entry_bar - 1), (trade.side, trade.entry_bar + 1)} & lone
        else d
        for d in found
    ]


def _explain(difference: Difference, known: tuple[KnownDifference, ...]) -> Difference:
    for candidate in known:
        if candidate.covers(difference):
            return Difference(
                difference.bar,
                candidate.cause,
                difference.field,
                difference.ours,
                difference.theirs,
                candidate.rule,
            )
    return difference
