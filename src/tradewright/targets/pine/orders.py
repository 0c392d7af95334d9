"""The order statements of a definition as Pine, each with the meaning that `domain.strategy.orders` gives it."""

from __future__ import annotations

from dataclasses import dataclass

from tradewright.domain.strategy.definition import SideName
from tradewright.domain.strategy.orders import (
    BarsLimit,
    Bracket,
    Close,
    Enter,
    Exit,
    Level,
    RiskMultiple,
    RiskQuantity,
    SessionFlat,
    Statement,
    Trail,
)
from tradewright.targets.pine.alerts import message
from tradewright.targets.pine.expressions import Expressions, Scope
from tradewright.targets.pine.words import quoted

_OTHER: dict[SideName, SideName] = {"long": "short", "short": "long"}
_SIGN: dict[SideName, str] = {"long": "", "short": "-"}


@dataclass
class Side:
    """What the script says of one side. Statements that a definition does not have are None."""

    name: SideName
    enter: Enter | None = None
    close: Close | None = None
    limit: BarsLimit | None = None
    bracket: Bracket | None = None

    @property
    def held(self) -> str:
        return f"held_{self.name}"

    @property
    def leaves(self) -> bool:
        return self.close is not None or self.limit is not None


class Orders:
    """Writes the signals, then the acts. `lines` of the scope grow in the order in which the script runs."""

    def __init__(
        self,
        statements: tuple[Statement, ...],
        expressions: Expressions,
        scope: Scope,
        *,
        slippage_ticks: int = 0,
    ) -> None:
        self._expressions, self._scope, self._slippage_ticks = expressions, scope, slippage_ticks
        self._flat = next((one for one in statements if isinstance(one, SessionFlat)), None)
        self._sides = [Side("long"), Side("short")]
        for side in self._sides:
            for one in statements:
                if isinstance(one, SessionFlat) or one.side != side.name:
                    continue
                match one:
                    case Enter():
                        side.enter = one
                    case Close():
                        side.close = one
                    case BarsLimit():
                        side.limit = one
                    case Bracket():
                        side.bracket = one
        self._sides = [side for side in self._sides if side.enter is not None]
        self._entering = {side.name for side in self._sides}

    def write(self) -> None:
        for side in self._sides:
            self._say(f"bool {side.held} = strategy.position_size {'>' if side.name == 'long' else '<'} 0")
        if self._flat is not None:
            self._say(f"bool flat_now = {self._text(self._flat.when, 3)} and strategy.position_size != 0")
        for side in self._sides:
            self._levels_when_flat(side)
        for side in self._sides:
            self._signals(side)
        for side in self._sides:
            self._levels(side)
        self._say("")
        self._say("// --- orders")
        self._acts()

    def _say(self, line: str) -> None:
        self._scope.lines.append(line)

    def _text(self, expr: object, at_least: int = 0) -> str:
        return self._expressions.text(expr, self._scope, at_least=at_least)  # type: ignore[arg-type]

    # Signals

    def _signals(self, side: Side) -> None:
        enter = side.enter
        if enter is None:
            return
        if side.leaves:
            reasons: list[str] = []
            if side.close is not None:
                reasons.append(self._text(side.close.when, 3))
            if side.limit is not None:
                bars = f"bar_index - strategy.opentrades.entry_bar_index(0) + 1 >= {self._text(side.limit.bars_max, 6)}"
                reasons.append(bars)
            self._say(f"bool leaving_{side.name} = {side.held} and ({' or '.join(reasons)})")
        conditions: list[str] = [] if self._flat is None else ["not flat_now"]
        conditions.append(self._text(enter.when, 4))
        if enter.pyramiding == 1:
            conditions.append(f"not {side.held}")
        elif side.leaves:
            conditions.append(f"not leaving_{side.name}")
        if enter.cooldown_bars is not None:
            last = "strategy.closedtrades.exit_bar_index(strategy.closedtrades - 1)"
            bars = self._text(enter.cooldown_bars, 6)
            conditions.append(f"(strategy.closedtrades == 0 or bar_index - {last} >= {bars})")
        if enter.quantity is not None:
            self._quantity(side, enter.quantity)
            conditions.append(f"quantity_{side.name} > 0")
        self._say(f"bool entering_{side.name} = {' and '.join(conditions)}")

    def _quantity(self, side: Side, quantity: RiskQuantity) -> None:
        percent = self._text(quantity.percent, 7)
        stop = f"stop_at_entry_{side.name}"
        risk = f"math.abs(close - {stop}) * syminfo.pointvalue"
        # Pine divides by zero; where the stop stands on the close there is no risk to size by, and no entry.
        self._say(
            f"float quantity_{side.name} = close == {stop} ? na : strategy.equity * {percent} / 100 / ({risk})"
        )

    # Levels

    def _levels_when_flat(self, side: Side) -> None:
        """The stop that an entry on this bar would have: sizing by risk and targets by risk need it before the signal."""
        bracket = side.bracket
        needed = (side.enter is not None and side.enter.quantity is not None) or (
            bracket is not None and bracket.keeps_risk
        )
        if bracket is not None and needed and bracket.stops:
            self._say(f"float stop_at_entry_{side.name} = {self._stop(side.name, bracket, 'close')}")

    def _levels(self, side: Side) -> None:
        bracket = side.bracket
        if bracket is None:
            return
        name = side.name
        self._say(f"float average_{name} = {side.held} ? strategy.position_avg_price : close")
        if bracket.keeps_risk:
            self._say(f"var float risk_{name} = na")
            self._say(f"if entering_{name} and not {side.held}")
            self._say(f"    risk_{name} := math.abs(close - stop_at_entry_{name})")
        if bracket.stops:
            self._say(f"float stop_{name} = {self._stop(name, bracket, f'average_{name}')}")
        for number, one in enumerate((leg for leg in bracket.exits if leg.limit is not None), start=1):
            self._say(f"float target_{name}_{number} = {self._target(name, one)}")
        if bracket.trail is not None:
            self._trail(name, bracket.trail)

    def _trail(self, name: SideName, trail: Trail) -> None:
        activation = self._level(trail.activation, f"average_{name}")
        distance = self._level(trail.distance, f"average_{name}")
        start, ticks = f"math.round_to_mintick({activation})", f"math.round(({distance}) / syminfo.mintick)"
        if not self._expressions.is_always_known(trail.distance.offset):
            # A distance that is not known yet makes no trailing stop.
            unknown = f"na({self._text(trail.distance.offset)})"
            start, ticks = f"{unknown} ? na : {start}", f"nz({ticks})"
        self._say(f"float trail_from_{name} = {start}")
        self._say(f"float trail_ticks_{name} = math.max({ticks}, 1)")

    def _stop(self, name: SideName, bracket: Bracket, average: str) -> str:
        stops = [self._level(level, average) for level in bracket.stops]
        if len(stops) == 1:
            return f"math.round_to_mintick({stops[0]})"
        pair = [f"stop_{'ab'[i]}_{name}{'_entry' if average == 'close' else ''}" for i in range(2)]
        for variable, level in zip(pair, stops, strict=True):
            self._say(f"float {variable} = {level}")
        nearest = "math.max" if name == "long" else "math.min"
        a, b = pair
        return f"math.round_to_mintick({nearest}(nz({a}, {b}), nz({b}, {a})))"

    def _target(self, name: SideName, leg: Exit) -> str:
        if isinstance(leg.limit, RiskMultiple):
            sign = "+" if name == "long" else "-"
            ratio = self._text(leg.limit.ratio, 7)
            return f"math.round_to_mintick(average_{name} {sign} {ratio} * risk_{name})"
        assert leg.limit is not None  # noqa: S101 - asked only for legs with a limit
        return f"math.round_to_mintick({self._level(leg.limit, f'average_{name}')})"

    def _level(self, level: Level, average: str) -> str:
        scale, offset = self._text(level.scale, 7), self._text(level.offset, 7)
        if scale == "0":
            return offset
        product = average if scale == "1" else f"{scale} * {average}"
        return product if offset == "0" else f"{product} + {offset}"

    # Acts

    def _acts(self) -> None:
        if self._flat is not None:
            self._say("if flat_now")
            told = message("Session end", "exit")
            self._say(
                f'    strategy.close_all(comment="Session end", alert_message={told}, immediately=true)'
            )
        for side in self._sides:
            if side.leaves:
                self._close(side)
        for side in self._sides:
            self._enter(side)
        for side in self._sides:
            if side.bracket is not None:
                self._bracket(side, side.bracket)

    def _unless_other(self, side: Side) -> str:
        other = _OTHER[side.name]
        return f" and not entering_{other}" if other in self._entering else ""

    def _unless_flat(self) -> str:
        return "" if self._flat is None else " and not flat_now"

    def _close(self, side: Side) -> None:
        entry_id = side.close.entry_id if side.close is not None else side.limit.entry_id  # type: ignore[union-attr]
        self._say(f"if leaving_{side.name}{self._unless_other(side)}{self._unless_flat()}")
        told = message(f"Close {entry_id}", f"exit_{side.name}")
        self._say(f"    strategy.close({quoted(entry_id)}, alert_message={told})")

    def _enter(self, side: Side) -> None:
        enter, bracket = side.enter, side.bracket
        assert enter is not None  # noqa: S101 - sides without an entry were left out
        has_target = bracket is not None and any(leg.limit is not None for leg in bracket.exits)
        told = message(
            enter.entry_id,
            "buy" if side.name == "long" else "sell",
            after=side.name,
            quantity=self._size(side),
            stop=f"stop_{side.name}" if bracket is not None and bracket.stops else "na",
            target=f"target_{side.name}_1" if has_target else "na",
        )
        size = f", qty=quantity_{side.name}" if enter.quantity is not None else ""
        self._say(f"if entering_{side.name}")
        self._say(
            f"    strategy.entry({quoted(enter.entry_id)}, strategy.{side.name}{size}, alert_message={told})"
        )

    def _size(self, side: Side) -> str:
        """The quantity of an entry on this bar. The broker divides money by the close and what slippage adds to it."""
        if side.enter is not None and side.enter.quantity is not None:
            return f"quantity_{side.name}"
        sign = "+" if side.name == "long" else "-"
        slipped = f" {sign} {self._slippage_ticks} * syminfo.mintick" if self._slippage_ticks else ""
        return f"strategy.default_entry_qty(close{slipped})"

    def _bracket(self, side: Side, bracket: Bracket) -> None:
        name = side.name
        parted = [self._text(leg.portion, 7) for leg in bracket.exits if leg.portion is not None]
        if parted:
            size = "math.abs(strategy.position_size)"
            self._say("// What the parts of an exit are parts of, for the alerts: the entry, whole lots.")
            self._say(f"var float whole_{name} = 0.0")
            self._say(
                f"whole_{name} := {side.held} ? math.max(whole_{name}, {size}) : f_lots({self._size(side)})"
            )
        self._say(f"if entering_{name} or {side.held}{self._unless_other(side)}{self._unless_flat()}")
        number = 0
        for leg in bracket.exits:
            arguments = [quoted(leg.id), quoted(bracket.entry_id)]
            told = message(leg.id, f"exit_{name}")
            if leg.portion is not None:
                portion = self._text(leg.portion, 7)
                arguments.append(f"qty_percent={portion}")
                told = message(leg.id, "exit", quantity=f"f_lots(whole_{name} * {portion} / 100)")
            elif parted:
                rest = " - ".join(
                    [f"whole_{name}", *(f"f_lots(whole_{name} * {portion} / 100)" for portion in parted)]
                )
                told = message(leg.id, "exit", quantity=rest)
            if leg.limit is not None:
                number += 1
                arguments.append(f"limit=target_{name}_{number}")
            if bracket.stops:
                arguments.append(f"stop=stop_{name}")
            if bracket.trail is not None:
                arguments.append(f"trail_price=trail_from_{name}, trail_offset=trail_ticks_{name}")
            arguments.append(f"alert_message={told}")
            self._say(f"    strategy.exit({', '.join(arguments)})")
