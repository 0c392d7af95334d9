"""Expressions drawn at random from the whole language: numbers of any scale, and pairs of conditions that often change."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tradewright.domain.strategy.catalogue import Param
from tradewright.engine.indicators import LIBRARY

SOURCES = ("close", "close", "open", "high", "low", "hl2", "hlc3", "ohlc4", "hlcc4", "volume")
LENGTH_MOST = 30
NUMBERS = tuple(
    sorted(
        name
        for name, one in LIBRARY.items()
        if one.type == "series"
        and one.outputs[0].kind == "float"
        and name not in ("pivot_point_levels", "opening_range")
    )
)
CROSSES = ("cross", "crossover", "crossunder")
SIGNALS = tuple(
    sorted(
        name
        for name, one in LIBRARY.items()
        if one.outputs[0].kind == "bool" and one.type == "series" and name not in CROSSES
    )
)
TEMPLATES = {
    kind: tuple(sorted(name for name, one in LIBRARY.items() if one.type == kind and name != "gap_entry"))
    for kind in ("trend", "entry", "exit", "stop_loss")
}
"""Typed templates by their type; gaps between bars are too rare to trade on."""
Pair = tuple[str, str]
COMPOUNDS = (
    "({one})[{n}]", "nz({one}, close)", "fixnan({one})", "({one} + {other}) / 2", "{one} - {other}", "max({one}, {other})",
    "min({one}, {other})", "avg({one}, {other}, close)", "abs({one})", "-{one}", "{test} ? {one} : {other}",
    "sum({one}, {n})", "round({one}, 1)", "log(abs({one}) + 1)", "sqrt(abs({one}))",
    "{one} * 2 - {other} * 0.5", "na({one}) ? close : {one}",
    "sign({one} - {other}) + hour / 7", "pow({one}, 2)", "({one}) / (1 + abs({other}))", "ceil({one}) % ({n} + 1)",
    "{one} * (bar_index % {n} == 0 ? 2 : 1)", "floor({one})", "exp(min(abs({one}), 3))",
)  # fmt: skip
"""Numbers made of others."""
SMOOTHED = ("sma({x}, {n})", "ema({x}, {n})", "({x})[{n}]", "median({x}, {n})", "wma({x}, {n})")
PAIRS: tuple[Pair, ...] = (
    ("{x} > {smooth}", "{x} < {smooth}"),
    ("{x} >= {smooth}", "{x} <= {smooth}"),
    ("crossover({x}, {smooth})", "crossunder({x}, {smooth})"),
    ("rising({x}, 2)", "falling({x}, 2)"),
    ("{x} > ({x})[1] and not ({x} > ({x})[2])", "{x} < ({x})[1] or ({x} < ({x})[2])"),
    ("percentrank({x}, {n}) > 70", "percentrank({x}, {n}) < 30"),
    ("change({x}, {n}) > 0", "change({x}, {n}) < 0"),
    ("crossover(rsi({x}, {n}), 45)", "crossunder(rsi({x}, {n}), 55)"),
    ("{x} != ({x})[1] and close > {x}", "{x} != ({x})[1] and close < {x}"),
    ("highestbars({x}, {n}) == 0", "lowestbars({x}, {n}) == 0"),
    ("stoch({x}, {x}, {x}, {n}) < 30", "stoch({x}, {x}, {x}, {n}) > 70"),
    ("({x} > {smooth})[1]", "({x} < {smooth})[1]"),
    ("not ({x} > {smooth})", "not ({x} < {smooth})"),
    ("{x} > bb({x}, {n}, 1.5).upper", "{x} < bb({x}, {n}, 1.5).lower"),
    ("({x} > {smooth}) == (close > open)", "({x} > {smooth}) != (close > open)"),
)
"""Conditions on a number of any scale that are true on a fair share of bars."""
CLOCK: tuple[Pair, ...] = (
    ("hour >= {hour} and hour < {later}", "hour < {hour} or hour >= {later}"),
    ("minute == 15 or minute == 45", "minute == 0"),
    ("dayofweek != 1", "dayofweek > 2"),
    ('session("0{hour}30-2215", "America/New_York", "23456")', 'session("2200-0{hour}00", "UTC")'),
    ('session("0930-1600", "America/New_York", at="close")', 'session("1000-1800", "Asia/Tokyo", "1234567", "close")'),
    ("dayofmonth % 2 == {hour} % 2", "month > 0 and year > 2000"),
    ("bar_index % {later} < 2", "bar_index % {later} == 1"),
)  # fmt: skip


class Expressions:
    """Draws texts. `lengths` and `sources` are inputs that may stand where a length or a source stands; `higher` is a
    timeframe, or the name of an input that holds one.
    """

    def __init__(
        self,
        rng: random.Random,
        *,
        lengths: Sequence[str] = (),
        sources: Sequence[str] = (),
        higher: str = "",
    ) -> None:
        self.rng, self._lengths, self._sources, self._higher = rng, tuple(lengths), tuple(sources), higher

    def number(self, depth: int = 2) -> str:
        """Return a numeric series."""
        rng = self.rng
        kind = rng.random()
        if depth == 0 or kind < 0.12:
            return rng.choice((*SOURCES, *self._sources))
        if kind < 0.62:
            return self._indicator(rng.choice(NUMBERS), depth)
        parts = {
            "one": self.number(depth - 1), "other": self.number(depth - 1), "test": self.pair(depth - 1)[0],
        }  # fmt: skip
        return f"({rng.choice(COMPOUNDS).format(**parts, n=rng.randint(1, 9))})"

    def pair(self, depth: int = 2) -> Pair:
        """Return two conditions for the two sides, each true on a fair share of bars."""
        rng, n = self.rng, self.rng.randint(3, 25)
        kind = rng.random()
        if kind < 0.10:
            return self._clock()
        if kind < 0.22:
            signal = self._signal(max(depth, 1), n)
            return f"barssince({signal}) < {n}", f"barssince({signal}) >= {n % 5}"
        x = self.number(depth)
        if self._higher and kind < 0.5:
            return f"on({self._higher}, {x} > sma({x}, 5))", f"on({self._higher}, {x} < sma({x}, 5))"
        smooth = rng.choice(SMOOTHED).format(x=x, n=n)
        up, down = rng.choice(PAIRS)
        return up.format(x=x, smooth=smooth, n=n), down.format(x=x, smooth=smooth, n=n)

    def params(self, name: str) -> dict[str, str | int | float]:
        """Return drawn parameters of a template, those left out keeping their defaults."""
        return {one.name: self._param(one) for one in LIBRARY[name].params if self.rng.random() < 0.7}

    def _clock(self) -> Pair:
        hour = self.rng.randint(0, 9)
        first, second = self.rng.choice(CLOCK)
        words = {"hour": hour, "later": hour + 4}
        return first.format(**words), second.format(**words)

    def _signal(self, depth: int, n: int) -> str:
        name = self.rng.choice((*SIGNALS, *CROSSES))
        if name in CROSSES:
            return f"{name}({self.number(depth - 1)}, ema({self.number(0)}, {n}))"
        return self._indicator(name, depth)

    def _indicator(self, name: str, depth: int) -> str:
        """Return a call with drawn arguments, and one of its outputs."""
        one = LIBRARY[name]
        arguments: list[str] = []
        for argument in one.arguments:
            if isinstance(argument, Param):
                arguments.append(f"{argument.name}={self._param(argument)}")
            elif argument.kind == "bool":
                arguments.append(f"{argument.name}={self.pair(0)[0]}")
            elif argument.default is None or self.rng.random() < 0.5:
                arguments.append(f"{argument.name}={self.number(depth - 1)}")
        output = self.rng.choice(one.outputs).name if len(one.outputs) > 1 else ""
        return f"{name}({', '.join(arguments)})" + (f".{output}" if output else "")

    def _param(self, param: Param) -> str | int | float:
        rng = self.rng
        if param.kind == "bool":
            return rng.choice(("true", "false"))
        if param.kind == "choice":
            return f'"{rng.choice(param.options)}"'
        assert isinstance(param.default, int | float)
        least = param.least if param.least is not None else 0
        most = param.most if param.most is not None else 1e9
        if param.kind == "float":
            return round(min(max(param.default * rng.uniform(0.5, 1.6), least), most), 3)
        if self._lengths and param.default > 5 and rng.random() < 0.2:
            return rng.choice(self._lengths)
        is_length = param.name not in ("start", "end", "divisor", "annual")
        scale = min(float(param.default), LENGTH_MOST) if is_length else float(param.default)
        return int(min(max(round(scale * rng.uniform(0.4, 1.3)), least), most))
