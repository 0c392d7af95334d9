"""Donchian's channel breakout as the Turtles traded it."""

from __future__ import annotations

import math
from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile

UNITS_MAX = 4
"""The Turtles held at most four units of one market."""


class Turtle(Strategy):
    """Stop orders at the channel's edges, units of equal risk added every half N, a common stop "
    "two N away."""

    title: ClassVar[str] = "Turtle channel breakout"
    timeframe: ClassVar[str | None] = "1d"
    pyramiding = UNITS_MAX
    margin_long = 0
    margin_short = 0

    system = Input.choice("one", ("one", "two"), title="System: one (20/10 with filter) or two (55/20)")
    risk_percent = Input.float(1.0, least=0.05, most=5, step=0.05, title="Equity in one N of a unit, percent")
    stop_multiple = Input.float(2.0, least=0.5, most=6, step=0.5, title="Stop, in N")
    add_multiple = Input.float(0.5, least=0.1, most=4, step=0.1, title="Distance between units, in N")
    n_length = Input.int(20, least=2, most=200, title="N, bars")

    def setup(self) -> None:
        self.n = self.series("atr(n_length)")
        self.edges = {
            length: (self.series(f"highest(high, {length})"), self.series(f"lowest(low, {length})"))
            for length in (10, 20, 55)
        }
        self.unit = 0.0
        self.n_at_entry = 0.0
        self.ghost_side = 0
        self.ghost_price = self.ghost_n = 0.0
        self.last_won = False

    def on_bar(self) -> None:
        self._follow_ghost()
        if self.position_size == 0.0:
            self._await_breakout()
        else:
            self._manage()

    def _await_breakout(self) -> None:
        n = self.n[0]
        length = 20 if self.system == "one" and not self.last_won else 55
        top, bottom = (edge[0] for edge in self.edges[length])
        if not n > 0.0 or math.isnan(top):
            return
        self.unit = self.equity * self.risk_percent / 100.0 / (n * self.pointvalue)
        self.n_at_entry = n
        for number in range(2, UNITS_MAX + 1):
            self.cancel(f"Unit {number}")
        self.entry("Long", self.long, qty=self.unit, stop=top + self.mintick)
        self.entry("Short", self.short, qty=self.unit, stop=bottom - self.mintick)

    def _manage(self) -> None:
        side = 1 if self.position_size > 0.0 else -1
        self.cancel("Short" if side > 0 else "Long")
        held = len(self.opentrades)
        newest = self.opentrades.entry_price(held - 1)
        if held < UNITS_MAX:
            add_at = newest + side * self.add_multiple * self.n_at_entry
            self.entry(f"Unit {held + 1}", side, qty=self.unit, stop=add_at)
        stop = newest - side * self.stop_multiple * self.n_at_entry
        top, bottom = (edge[0] for edge in self.edges[10 if self.system == "one" else 20])
        # The channel exit and the protective stop are one order: whichever is nearer to the price is met first.
        self.exit(
            "Exit", stop=max(stop, bottom - self.mintick) if side > 0 else min(stop, top + self.mintick)
        )

    def _follow_ghost(self) -> None:
        """Follow every 20-bar breakout, taken or not: system one skips the one after a winner."""
        top, bottom = (edge[1] for edge in self.edges[20])
        n = self.n[1]
        if self.ghost_side == 0:
            if n > 0.0 and self.high[0] > top:
                self.ghost_side, self.ghost_price, self.ghost_n = 1, top, n
            elif n > 0.0 and self.low[0] < bottom:
                self.ghost_side, self.ghost_price, self.ghost_n = -1, bottom, n
            return
        side = self.ghost_side
        reached = self.low[0] if side > 0 else self.high[0]
        stop = self.ghost_price - side * self.stop_multiple * self.ghost_n
        channel_top, channel_bottom = (edge[1] for edge in self.edges[10])
        channel = channel_bottom if side > 0 else channel_top
        if side * (reached - stop) <= 0.0:
            self.ghost_side, self.last_won = 0, False
        elif side * (reached - channel) < 0.0:
            self.ghost_side, self.last_won = 0, side * (channel - self.ghost_price) > 0.0


PROFILE = GuruProfile(
    key="turtle",
    name="Turtle channel breakout",
    biography="Richard Donchian published the four-week rule; in 1983 Richard Dennis and William Eckhardt "
    "taught a version of it to "
    "novices, the Turtles, to prove that trading can be taught. Their rules were later made "
    "public by Curtis Faith and others.",
    era="1960s (Donchian), 1983-1988 (the Turtles)",
    markets=("futures", "forex", "crypto", "stocks"),
    timeframe="1d",
    rules=(
        (
            "System one buys a tick above the highest high of 20 bars and sells short a tick below "
            "the lowest low; after a breakout "
            "that would have won, it waits for 55 bars instead. System two always uses 55."
        ),
        "A unit is sized so that one N (the 20-bar average true range) is 1 % of equity.",
        "Another unit is added every half N in favour, up to four.",
        (
            "All units leave together: two N against the newest entry, or at the opposite 10-bar "
            "extreme (system two: 20)."
        ),
    ),
    risks=(
        "Most breakouts fail: long runs of small losses are normal, and a few trends earn everything.",
        (
            "Four units move an account by several percent a day; margin is not modelled, as futures "
            "need little of it."
        ),
    ),
    sources=(
        "Curtis Faith, The Original Turtle Trading Rules (2003, published free of charge)",
        "Richard Donchian, Trend-following Methods in Commodity Price Analysis, Commodity Year Book (1957)",
    ),
    strategy=Turtle,
)
