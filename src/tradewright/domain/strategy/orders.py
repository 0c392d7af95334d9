"""What a definition means in orders: a tuple of statements, run from first to last at every bar's close.

The native runner and the Pine renderer read the same tuple, so they cannot drift. Every expression in a statement is
either a name of `Resolved.series` / `Resolved.inputs` or a small expression over such names and bar columns; columns
are taken at bar N, the bar that has just closed. By then the emulator has worked through bar N with the orders of
earlier bars.

Words. `side` is long or short, `sign` +1 or -1. Held: the position lies on that side (strategy.position_size * sign > 0).
`average` is the position's average entry price when the side is held, else the close of bar N. A comparison with na is
false; a level that is na makes no order. `tick` is the symbol's price step.

**Signals**, computed first, for both sides, from the state before any statement acts:

1. `flat_now`    = SessionFlat present, its `when` true and a position held on either side.
2. `leaving[s]`  = held(s) and (Close(s).when or BarsLimit(s): bar_index - entry_bar + 1 >= bars_max), where entry_bar is
   the bar on which the oldest open entry filled: a limit of 1 leaves at the open after the entry's bar.
3. `entering[s]` = not flat_now and Enter(s).when
   and not (held(s) and (leaving[s] or pyramiding == 1))          an exit beats an entry of its own side
   and cooled: cooldown_bars == 0, or no trade was closed yet, or bar_index - (exit bar of the last closed trade row,
       partial exits included) >= cooldown_bars
   and, for risk sizing, the quantity is above zero and not na (it is na where the stop stands on the close).
   `Enter.when` already holds the time window, sessions, and "the other side's condition is not true": when both
   sides ask on one bar, neither enters.

**Acts**, in the order of the tuple:

1. SessionFlat: when flat_now, `close_all(immediately=true)`: filled at the close of bar N; nothing else happens on N.
2. Close(s), then BarsLimit(s), long before short: when leaving[s] and not entering[other side], `close("Long")` /
   `close("Short")`, once, a market order for the next open. When the other side enters, its entry reverses the position
   instead, so that one price and one order do both.
3. Enter(s): when entering[s], `entry("Long", long[, qty])`. Without `quantity` the strategy's own default sizing
   (fixed, cash, percent_of_equity) holds. With RiskQuantity: qty = equity * percent / 100 / (|close - stop| * point_value),
   equity with open profit at N's close, stop = the bracket's stop (below) with average = close, also when held. The
   emulator floors to the lot step.
4. Bracket(s): when entering[s] or (held(s) and not (entering[other side])), every exit of the bracket is issued again,
   with from_entry = the entry's id. The same id replaces the levels; a partial exit that has filled is not armed again.

**Levels.** `level = scale * average + offset`, rounded to the nearest tick (half away from zero; what lies within 1e-10 tick
of the half counts as on it, as in Pine's math.round_to_mintick). A bracket has at most two stops; the one nearest to the
price holds: the larger of them for long, the smaller for short, na ignored.
RiskMultiple(ratio): level = average + sign * ratio * risk, where `risk` (one state cell a side) is set to
|close - stop| of the bar on which entering[s] holds while the side is not held, and kept until set again.

**Exits** of a bracket, in order: one for each take-profit ("Long TP1", "Long TP2" …) with its limit, the stop and the
trailing stop; then, unless the last take-profit takes all that is left, "Long SL" with stop and trailing alone.
`portion` is qty_percent of the entry; None means all that is left (no qty_percent argument).
Trailing: `trail_price` = the activation level, `trail_offset` = round(distance / tick) whole ticks, at least 1, where
distance = scale * average + offset; no trailing stop while either is na. The emulator keeps the best price over re-issues.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradewright.domain.strategy.definition import SideName
from tradewright.domain.strategy.expression.ast import Expr


@dataclass(frozen=True, slots=True)
class Level:
    """A price, or a distance: `scale * average + offset`."""

    scale: Expr
    offset: Expr


@dataclass(frozen=True, slots=True)
class RiskMultiple:
    """A target `ratio` times the risk away from the average entry price."""

    ratio: Expr


@dataclass(frozen=True, slots=True)
class Trail:
    """Armed at `activation`, then `distance` behind the best price."""

    activation: Level
    distance: Level


@dataclass(frozen=True, slots=True)
class Exit:
    """One strategy.exit. `limit` None: no target. `portion` None: all that is left."""

    id: str
    limit: Level | RiskMultiple | None
    portion: Expr | None


@dataclass(frozen=True, slots=True)
class RiskQuantity:
    """Size by what is lost at the stop: `percent` of equity."""

    percent: Expr


@dataclass(frozen=True, slots=True)
class SessionFlat:
    when: Expr


@dataclass(frozen=True, slots=True)
class Close:
    side: SideName
    entry_id: str
    when: Expr


@dataclass(frozen=True, slots=True)
class BarsLimit:
    """Leave after `bars_max` whole bars in the trade, the entry's own bar counted."""

    side: SideName
    entry_id: str
    bars_max: Expr


@dataclass(frozen=True, slots=True)
class Enter:
    """`pyramiding` is the largest number of entries in one direction, at least 1; `cooldown_bars` None: none."""

    side: SideName
    entry_id: str
    when: Expr
    pyramiding: int
    cooldown_bars: Expr | None
    quantity: RiskQuantity | None


@dataclass(frozen=True, slots=True)
class Bracket:
    """`keeps_risk`: a target is a RiskMultiple, so the risk must be remembered at the entry."""

    side: SideName
    entry_id: str
    stops: tuple[Level, ...]
    trail: Trail | None
    exits: tuple[Exit, ...]
    keeps_risk: bool


Statement = SessionFlat | Close | BarsLimit | Enter | Bracket

ENTRY_IDS: dict[SideName, str] = {"long": "Long", "short": "Short"}
