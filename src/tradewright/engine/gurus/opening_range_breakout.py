"""Toby Crabel's opening-range breakout."""

from __future__ import annotations

from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile
from tradewright.engine.gurus.sizing import quantity_at_risk


class OpeningRangeBreakout(Strategy):
    """Stop orders on both sides of the first minutes' range; the other side is the stop; flat "
    "by the session's end."""

    title: ClassVar[str] = "Opening-range breakout"
    timeframe: ClassVar[str | None] = "5m"
    margin_long = 0
    margin_short = 0

    session_start = Input.int(570, least=0, most=1439, title="Session start, minutes after midnight")
    range_minutes = Input.int(30, least=1, most=600, title="Range, minutes")
    session_minutes = Input.int(390, least=2, most=1440, title="Session, minutes")
    narrow_days = Input.int(
        0, least=0, most=20, title="Only after the narrowest of so many days (0: any day)"
    )
    risk_percent = Input.float(1.0, least=0.05, most=10, step=0.05, title="Risk a trade, percent of equity")
    leverage_max = Input.float(2.0, least=0.1, most=20, step=0.1, title="Largest leverage")

    def setup(self) -> None:
        time = self.bars.time
        self.bar_minutes = int(time[1] - time[0]) // 60_000_000_000 if len(time) > 1 else 0
        self.elapsed_before = -1
        self.top = self.bottom = self.day_high = self.day_low = 0.0
        self.is_armed = False
        self.ranges: list[float] = []

    def on_bar(self) -> None:
        elapsed = (self.hour * 60 + self.minute - self.session_start) % 1440
        if elapsed < self.elapsed_before or self.elapsed_before < 0:
            self._begin()
        self.elapsed_before = elapsed
        if elapsed >= self.session_minutes:
            self._leave()
            return
        high, low = self.high[0], self.low[0]
        self.day_high = max(self.day_high, high)
        self.day_low = min(self.day_low, low)
        if elapsed < self.range_minutes:
            self.top, self.bottom = max(self.top, high), min(self.bottom, low)
            self.is_armed = self._is_narrow_enough()
        # The bar that ends the range places the orders, so that the very next bar may break it.
        if self.is_armed and elapsed + self.bar_minutes >= self.range_minutes:
            self.is_armed = False
            self._arm()

    def _begin(self) -> None:
        if self.day_high > 0.0:
            self.ranges.append(self.day_high - self.day_low)
        del self.ranges[: -max(self.narrow_days, 1)]
        self.is_armed = False
        self.top = self.day_high = -float("inf")
        self.bottom = self.day_low = float("inf")
        self._leave()

    def _is_narrow_enough(self) -> bool:
        if self.narrow_days == 0:
            return True
        return len(self.ranges) == self.narrow_days and self.ranges[-1] == min(self.ranges)

    def _arm(self) -> None:
        buy, sell = self.top + self.mintick, self.bottom - self.mintick
        qty = quantity_at_risk(
            self, entry=buy, stop=sell, risk_percent=self.risk_percent, leverage_max=self.leverage_max
        )
        if qty > 0.0:
            self.entry("Long", self.long, qty=qty, stop=buy, oca_name="range", oca_type="cancel")
            self.entry("Short", self.short, qty=qty, stop=sell, oca_name="range", oca_type="cancel")
            self.exit("Long stop", "Long", stop=sell)
            self.exit("Short stop", "Short", stop=buy)

    def _leave(self) -> None:
        self.cancel("Long")
        self.cancel("Short")
        if self.position_size != 0.0:
            self.close_all(comment="session end")


PROFILE = GuruProfile(
    key="opening_range_breakout",
    name="Opening-range breakout",
    biography="Toby Crabel, a commodity trader, measured in 1990 what every floor trader felt: the first "
    "direction taken after the open "
    "tends to hold for the day, most of all after a day of small range.",
    era="1990",
    markets=("futures", "stocks", "crypto"),
    timeframe="5m",
    rules=(
        "The range is the high and low of the session's first 30 minutes.",
        (
            "When it is complete, buy a tick above it or sell short a tick below it; whichever fills "
            "first cancels the other."
        ),
        "The other side of the range is the stop; a position still open at the session's end is closed.",
        "One attempt a session; optionally only after the narrowest of the last days (Crabel's NR days).",
    ),
    risks=(
        "Quiet days break the range both ways and lose on each.",
        "Fills at stops slip at the open of busy markets: test with slippage.",
    ),
    sources=(
        (
            "Toby Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout "
            "(Traders Press, 1990)"
        ),
    ),
    strategy=OpeningRangeBreakout,
)
