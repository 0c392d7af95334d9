"""Break of structure, entered on the pullback."""

from __future__ import annotations

from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile
from tradewright.engine.gurus.sizing import quantity_at_risk


class BreakOfStructure(Strategy):
    """A close beyond the last confirmed swing; a limit order back at the broken level; the "
    "opposite swing is the stop."""

    title: ClassVar[str] = "Break of structure with pullback"
    timeframe: ClassVar[str | None] = "1h"
    margin_long = 0
    margin_short = 0

    swing_bars = Input.int(5, least=1, most=100, title="Bars on each side of a swing")
    patience = Input.int(20, least=1, most=500, title="Bars to wait for the pullback")
    reward = Input.float(2.0, least=0.2, most=20, step=0.1, title="Target, in risks")
    risk_percent = Input.float(1.0, least=0.05, most=10, step=0.05, title="Risk a trade, percent of equity")
    leverage_max = Input.float(2.0, least=0.1, most=20, step=0.1, title="Largest leverage")

    def setup(self) -> None:
        self.swing_high = self.series("fixnan(pivothigh(high, swing_bars, swing_bars))")
        self.swing_low = self.series("fixnan(pivotlow(low, swing_bars, swing_bars))")
        self.broken_high = self.broken_low = float("nan")
        self.expires = -1

    def on_bar(self) -> None:
        high, low, close = self.swing_high[0], self.swing_low[0], self.close[0]
        if self.position_size != 0.0:
            self.expires = -1
            return
        if self.expires == self.bar_index:
            self.cancel_all()
            self.expires = -1
        # A level breaks once: the next signal needs a new swing.
        if close > high and high != self.broken_high and low < high:
            self.broken_high = high
            self._wait("Long", self.long, level=high, stop=low)
        elif close < low and low != self.broken_low and high > low:
            self.broken_low = low
            self._wait("Short", self.short, level=low, stop=high)

    def _wait(self, name: str, side: int, *, level: float, stop: float) -> None:
        qty = quantity_at_risk(
            self, entry=level, stop=stop, risk_percent=self.risk_percent, leverage_max=self.leverage_max
        )
        if qty > 0.0:
            self.cancel_all()
            self.entry(name, side, qty=qty, limit=level)
            self.exit(f"{name} exit", name, stop=stop, limit=level + self.reward * (level - stop))
            self.expires = self.bar_index + self.patience


PROFILE = GuruProfile(
    key="break_of_structure",
    name="Break of structure with pullback",
    biography="A trend is a row of higher highs and higher lows, wrote Dow and after him Schabacker, "
    "Edwards and Magee; a broken high becomes "
    "support. Chart readers of today call the same event a break of structure and wait for the retest.",
    era="1900s (Dow), 1948 (Edwards and Magee), 2010s under its present name",
    markets=("forex", "crypto", "futures", "stocks"),
    timeframe="1h",
    rules=(
        "A swing is confirmed when so many bars on both sides stay short of it.",
        (
            "A close above the last swing high breaks the structure upward: a limit order waits at "
            "the broken high."
        ),
        "The stop is the last swing low; the target is two risks from the entry.",
        "Without a pullback within 20 bars the order is withdrawn; shorts mirror all of it.",
    ),
    risks=(
        "The strongest moves never come back to the level and are missed.",
        "A swing is known only some bars later: this is real, not hindsight, but it makes the stop wide.",
    ),
    sources=("Robert Edwards and John Magee, Technical Analysis of Stock Trends (1948)",),
    strategy=BreakOfStructure,
)
