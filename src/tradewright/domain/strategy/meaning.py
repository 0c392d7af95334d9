"""A definition's rules, exits, times and size as statements; what each statement does stands in `orders`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from tradewright.domain.strategy import definition as d
from tradewright.domain.strategy.binding import Binder
from tradewright.domain.strategy.expression.ast import (
    Argument,
    Binary,
    BinaryOperator,
    Boolean,
    Call,
    Expr,
    Name,
    Ternary,
    Text,
    Unary,
    number,
)
from tradewright.domain.strategy.expression.constant import constant_number
from tradewright.domain.strategy.orders import (
    ENTRY_IDS,
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

ZERO, ONE, HUNDRED = number(0), number(1), number(100)
Rules = Mapping[d.SideName, Expr | None]
_PINE_DAYS = "2345671"
"""Pine's digit of each day, Monday first: 1 is Sunday."""


class Meaning:
    """Builds the statements of one definition; faults go to the binder's reader."""

    def __init__(self, definition: d.Definition, binder: Binder) -> None:
        self._d, self._b = definition, binder
        most = None if definition.sizing.mode != "risk_percent" else 100
        self.sizing_value = binder.constant(
            definition.sizing.value, "$.sizing.value", least=0, above=True, most=most
        )

    def statements(
        self, entries: Mapping[d.SideName, Expr | None], exits: Mapping[d.SideName, Expr | None]
    ) -> tuple[Statement, ...]:
        """Return the statements in the order in which they act."""
        sides = [side for side in self._d.sides if entries[side] is not None]
        raw = {
            side: self._named(f"{side}_entry", entry) for side, entry in entries.items() if entry is not None
        }
        in_session = self._in_session()
        gates = [gate for gate in (in_session, *self._window()) if gate is not None]
        brackets = {side: bracket for side in sides if (bracket := self._bracket(side)) is not None}
        acts: list[Statement] = []
        if self._d.time.flat_outside and in_session is not None:
            acts.append(SessionFlat(Unary("not", in_session)))
        for side in sides:
            exit_when = exits[side]
            if exit_when is not None:
                acts.append(Close(side, ENTRY_IDS[side], self._named(f"{side}_exit", exit_when)))
            if self._d.time.bars_in_trade_max is not None:
                limit = self._b.constant(
                    self._d.time.bars_in_trade_max,
                    "$.time.bars_in_trade_max",
                    least=1,
                    most=1_000_000,
                    whole=True,
                )
                acts.append(BarsLimit(side, ENTRY_IDS[side], limit))
        for side in sides:
            others = [Unary("not", raw[other]) for other in sides if other != side]
            when = self._named(f"enter_{side}", _all([raw[side], *others, *gates]))
            acts.append(
                Enter(
                    side,
                    ENTRY_IDS[side],
                    when,
                    self._d.pyramiding,
                    self._cooldown(),
                    self._quantity(side, brackets),
                )
            )
        acts.extend(brackets.values())
        return tuple(acts)

    def _named(self, name: str, expr: Expr) -> Expr:
        return self._b.named(name, expr, "bool", "$.rules")

    def _in_session(self) -> Expr | None:
        sessions = [
            Call(
                "session",
                tuple(
                    Argument(Text(text))
                    for text in (
                        _span(one),
                        one.timezone,
                        "".join(_PINE_DAYS[day] for day in one.days),
                        "close",
                    )
                ),
            )
            for one in self._d.time.sessions
        ]
        joined: Expr | None = None
        for one in sessions:
            joined = one if joined is None else Binary("or", joined, one)
        return None if joined is None else self._b.named("in_session", joined, "bool", "$.time.sessions")

    def _window(self) -> list[Expr]:
        bounds: list[tuple[datetime | None, BinaryOperator]] = [
            (self._d.time.start, ">="),
            (self._d.time.end, "<"),
        ]
        return [
            Binary(operator, Name("time"), number(int(moment.timestamp()) * 1000))
            for moment, operator in bounds
            if moment is not None
        ]

    def _cooldown(self) -> Expr | None:
        bars = self._d.time.cooldown_bars
        if bars is None:
            return None
        return self._b.constant(bars, "$.time.cooldown_bars", least=0, most=1_000_000, whole=True)

    def _quantity(self, side: d.SideName, brackets: Mapping[d.SideName, Bracket]) -> RiskQuantity | None:
        if self._d.sizing.mode != "risk_percent":
            return None
        if side not in brackets or not brackets[side].stops:
            self._b.reader.wrong(
                "$.sizing", "needs_stop", f"risk_percent needs a stop, and the {side} side has none"
            )
        return RiskQuantity(self.sizing_value)

    def _bracket(self, side: d.SideName) -> Bracket | None:
        stops = self._stops(side)
        exits, keeps_risk = self._exits(side, stops)
        trail = self._trail(side)
        takes_rest = bool(exits) and exits[-1].portion is None
        if (stops or trail is not None) and not takes_rest:
            exits.append(Exit(f"{ENTRY_IDS[side]} SL", None, None))
        return Bracket(side, ENTRY_IDS[side], stops, trail, tuple(exits), keeps_risk) if exits else None

    def _stops(self, side: d.SideName) -> tuple[Level, ...]:
        """At most two: one price of this bar (components and mode price, the nearest), one relative to the entry."""
        outputs = [self._b.output(one.id, side) for one in self._d.components if one.type == "stop_loss"]
        fixed = [output for output in outputs if output is not None]
        relative = None
        stop = self._d.stop_loss
        if stop is not None and stop.mode == "price":
            price = self._b.price(stop.value, "$.stop_loss.value", side)
            if price is not None:
                fixed.append(self._b.named(f"{side}_stop_price", price, "float", "$.stop_loss"))
        elif stop is not None:
            relative = self._level(stop, "$.stop_loss", side, -1, f"{side}_stop")
        levels = []
        if fixed:
            nearest = fixed[0]
            for one_price in fixed[1:]:
                nearest = self._b.named(
                    f"{side}_stop_nearest", _nearest(nearest, one_price, side), "float", "$.components"
                )
            levels.append(Level(ZERO, nearest))
        return (*levels, relative) if relative is not None else tuple(levels)

    def _exits(self, side: d.SideName, stops: tuple[Level, ...]) -> tuple[list[Exit], bool]:
        exits: list[Exit] = []
        keeps_risk, total = False, Decimal(0)
        for place, target in enumerate(self._d.take_profit):
            path = f"$.take_profit[{place}]"
            name = f"{side}_target_{place + 1}"
            limit: Level | RiskMultiple | None
            if target.at.mode == "risk_reward":
                limit = self._risk_reward(target.at, path, side, stops, name)
                keeps_risk = keeps_risk or isinstance(limit, RiskMultiple)
            else:
                limit = self._level(target.at, path, side, 1, name)
            portion = None
            if target.portion is not None:
                portion = self._b.constant(target.portion, f"{path}.portion", least=0, above=True, most=100)
                total += self._value(portion)
            exits.append(Exit(f"{ENTRY_IDS[side]} TP{place + 1}", limit, portion))
        if total > 100:
            self._b.reader.wrong("$.take_profit", "range", "portions add up to more than 100 percent", total)
        if exits and total == 100 and exits[-1].portion is not None:
            exits[-1] = Exit(exits[-1].id, exits[-1].limit, None)
        return exits, keeps_risk

    def _value(self, expr: Expr) -> Decimal:
        """The number behind an expression that `constant` has just passed, or zero where that noted a fault."""
        return Decimal(0) if self._b.reader.faults else constant_number(expr, self._b.scope.inputs)

    def _risk_reward(
        self, at: d.Measure, path: str, side: d.SideName, stops: tuple[Level, ...], name: str
    ) -> Level | RiskMultiple | None:
        ratio = self._b.constant(at.value, f"{path}.value", least=0, above=True, most=1_000)
        if not stops:
            self._b.reader.wrong(
                path, "needs_stop", f"risk_reward needs a stop, and the {side} side has none"
            )
            return None
        stop = self._d.stop_loss
        if len(stops) == 1 and stop is not None and stop.mode != "price":
            # The stop moves with the entry price alone, so the target may too: the multiple is exact, gaps included.
            scaled = d.Measure(mode=stop.mode, value=Binary("*", ratio, stop.value), length=stop.length)
            return self._level(scaled, path, side, 1, name)
        return RiskMultiple(ratio)

    def _trail(self, side: d.SideName) -> Trail | None:
        trailing = self._d.trailing
        if trailing is None:
            return None
        activation: Level | None = Level(ONE, ZERO)
        if trailing.activation is not None:
            activation = self._level(
                trailing.activation, "$.trailing.activation", side, 1, f"{side}_trail_start"
            )
        distance = self._distance(trailing.offset, "$.trailing.offset", f"{side}_trail_offset")
        return None if activation is None else Trail(activation, distance)

    def _level(
        self, measure: d.Measure, path: str, side: d.SideName, towards: int, name: str
    ) -> Level | None:
        """`towards` +1: where the trade earns; -1: where it loses."""
        if measure.mode == "price":
            price = self._b.price(measure.value, f"{path}.value", side)
            return None if price is None else Level(ZERO, self._b.named(name, price, "float", path))
        is_up = (side == "long") == (towards > 0)
        distance = self._distance(measure, path, name)
        scale = (
            distance.scale if distance.scale == ZERO else Binary("+" if is_up else "-", ONE, distance.scale)
        )
        offset = distance.offset if is_up or distance.offset == ZERO else Unary("-", distance.offset)
        return Level(ONE if scale == ZERO else scale, offset)

    def _distance(self, measure: d.Measure, path: str, name: str) -> Level:
        most = 100 if measure.mode == "percent" and path == "$.stop_loss" else 1_000_000
        value = self._b.constant(measure.value, f"{path}.value", least=0, above=True, most=most)
        if measure.mode == "percent":
            return Level(Binary("/", value, HUNDRED), ZERO)
        unit: Expr = Name("mintick")
        if measure.mode == "atr":
            length = measure.length if measure.length is not None else number(14)
            typed = self._b.check(Call("atr", (Argument(length),)), f"{path}.length")
            unit = unit if typed is None else typed.expr
        return Level(ZERO, self._b.named(f"{name}_distance", Binary("*", value, unit), "float", path))


def _all(parts: list[Expr]) -> Expr:
    joined: Expr = parts[0] if parts else Boolean(True)
    for part in parts[1:]:
        joined = Binary("and", joined, part)
    return joined


def _nearest(first: Expr, second: Expr, side: d.SideName) -> Expr:
    """The stop nearer to the price, na ignored: a stop of a long position lies below, so the larger one."""
    both = Call("max" if side == "long" else "min", (Argument(first), Argument(second)))
    return Ternary(_na(first), second, Ternary(_na(second), first, both))


def _na(expr: Expr) -> Expr:
    return Call("na", (Argument(expr),))


def _span(one: d.Session) -> str:
    return f"{one.start // 60:02}{one.start % 60:02}-{one.end // 60:02}{one.end % 60:02}"
