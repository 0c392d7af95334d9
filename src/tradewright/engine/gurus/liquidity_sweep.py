"""Liquidity sweep: a run on the stops beyond a swing that fails."""

from __future__ import annotations

from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile
from tradewright.engine.gurus.sizing import quantity_at_risk


class LiquiditySweep(Strategy):
    """A bar that trades beyond the last swing and closes back inside is faded; its extreme is the stop."""

    title: ClassVar[str] = "Liquidity sweep"
    timeframe: ClassVar[str | None] = "15m"
    margin_long = 0
    margin_short = 0

    swing_bars = Input.int(10, least=1, most=200, title="Bars on each side of a swing")
    buffer = Input.float(0.1, least=0.0, most=5, step=0.1, title="Stop beyond the sweep, in ATR")
    atr_length = Input.int(14, least=1, most=200, title="ATR length")
    reward = Input.float(2.0, least=0.2, most=20, step=0.1, title="Target, in risks")
    risk_percent = Input.float(1.0, least=0.05, most=10, step=0.05, title="Risk a trade, percent of equity")
    leverage_max = Input.float(2.0, least=0.1, most=20, step=0.1, title="Largest leverage")

    def setup(self) -> None:
        self.swing_high = self.series("fixnan(pivothigh(high, swing_bars, swing_bars))")
        self.swing_low = self.series("fixnan(pivotlow(low, swing_bars, swing_bars))")
        self.atr = self.series("atr(atr_length)")
        self.taken_high = self.taken_low = float("nan")

    def on_bar(self) -> None:
        low_level, high_level, close = self.swing_low[0], self.swing_high[0], self.close[0]
        swept_low = self.low[0] < low_level and low_level != self.taken_low
        swept_high = self.high[0] > high_level and high_level != self.taken_high
        # The stops beyond a swing can be taken only once, whether or not the price comes back.
        if swept_low:
            self.taken_low = low_level
        if swept_high:
            self.taken_high = high_level
        if self.position_size != 0.0 or swept_low == swept_high:
            return
        width = self.buffer * self.atr[0]
        if swept_low and close > low_level:
            self._fade("Long", self.long, stop=self.low[0] - width)
        elif swept_high and close < high_level:
            self._fade("Short", self.short, stop=self.high[0] + width)

    def _fade(self, name: str, side: int, *, stop: float) -> None:
        close = self.close[0]
        qty = quantity_at_risk(
            self, entry=close, stop=stop, risk_percent=self.risk_percent, leverage_max=self.leverage_max
        )
        if qty > 0.0:
            self.entry(name, side, qty=qty)
            self.exit(f"{name} exit", name, stop=stop, limit=close + self.reward * (close - stop))


PROFILE = GuruProfile(
    key="liquidity_sweep",
    name="Liquidity sweep",
    biography="Stops gather beyond obvious highs and lows. Wyckoff called the failed push through them a "
    "spring or an upthrust; Linda Raschke and "
    "Larry Connors made a set-up of it, Turtle Soup, against the Turtles' own breakouts.",
    era="1930s (Wyckoff), 1995 (Turtle Soup)",
    markets=("forex", "crypto", "futures", "stocks"),
    timeframe="15m",
    rules=(
        (
            "A bar trades below the last confirmed swing low and closes above it: the stops were "
            "taken and no one followed."
        ),
        (
            "Buy at the next open; the stop is a little below the bar's low, the target two risks "
            "above the close."
        ),
        "Each swing counts once; a bar that sweeps both sides is left alone; shorts mirror all of it.",
    ),
    risks=(
        "In a strong trend every sweep becomes a breakout and the stop is hit again and again.",
        "A gap through the stop loses more than planned.",
    ),
    sources=(
        "Linda Raschke and Larry Connors, Street Smarts (1995), chapter Turtle Soup",
        "Richard Wyckoff, The Richard D. Wyckoff Method of Trading and Investing in Stocks (1931)",
    ),
    strategy=LiquiditySweep,
)
