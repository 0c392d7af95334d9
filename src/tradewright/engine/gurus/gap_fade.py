"""Gap fade: most small opening gaps are filled on the same day."""

from __future__ import annotations

from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile
from tradewright.engine.gurus.sizing import quantity_at_risk


class GapFade(Strategy):
    """Against an opening gap of middling size, once the first bar agrees; yesterday's close is "
    "the target."""

    title: ClassVar[str] = "Gap fade"
    timeframe: ClassVar[str | None] = "15m"
    margin_long = 0
    margin_short = 0

    gap_least = Input.float(0.3, least=0.01, most=20, step=0.1, title="Smallest gap, percent")
    gap_most = Input.float(1.5, least=0.02, most=50, step=0.1, title="Largest gap, percent")
    stop_gaps = Input.float(1.0, least=0.1, most=10, step=0.1, title="Stop beyond the first bar, in gaps")
    bars_most = Input.int(24, least=1, most=500, title="Bars before giving up")
    risk_percent = Input.float(1.0, least=0.05, most=10, step=0.05, title="Risk a trade, percent of equity")
    leverage_max = Input.float(2.0, least=0.1, most=20, step=0.1, title="Largest leverage")

    def setup(self) -> None:
        self.day = 0
        self.entered = -1

    def on_bar(self) -> None:
        today = self.dayofmonth
        is_first = self.day not in (0, today)
        self.day = today
        if self.position_size != 0.0:
            if is_first or self.bar_index - self.entered >= self.bars_most:
                self.close_all(comment="time")
            return
        if is_first:
            self._look(self.close[1])

    def _look(self, yesterday: float) -> None:
        gap = self.open[0] - yesterday
        percent = 100.0 * abs(gap) / yesterday
        if not self.gap_least <= percent <= self.gap_most:
            return
        close, turned = self.close[0], self.close[0] - self.open[0]
        # A first bar that goes on in the gap's direction says the gap is news; one that filled it is too late.
        if gap > 0.0 and turned < 0.0 and close > yesterday:
            self._fade("Short", self.short, target=yesterday, stop=self.high[0] + self.stop_gaps * gap)
        elif gap < 0.0 and turned > 0.0 and close < yesterday:
            self._fade("Long", self.long, target=yesterday, stop=self.low[0] + self.stop_gaps * gap)

    def _fade(self, name: str, side: int, *, target: float, stop: float) -> None:
        qty = quantity_at_risk(
            self,
            entry=self.close[0],
            stop=stop,
            risk_percent=self.risk_percent,
            leverage_max=self.leverage_max,
        )
        if qty > 0.0:
            self.entry(name, side, qty=qty)
            self.exit(f"{name} exit", name, limit=target, stop=stop)
            self.entered = self.bar_index


PROFILE = GuruProfile(
    key="gap_fade",
    name="Gap fade",
    biography="Floor traders faded the opening call for generations; studies of index futures since the "
    "1990s put numbers on it: small gaps "
    "are mostly filled the same day, large ones are not.",
    era="1990s",
    markets=("stocks", "futures"),
    timeframe="15m",
    rules=(
        (
            "On a day's first bar, measure the open against yesterday's close; gaps between 0.3 % "
            "and 1.5 % count."
        ),
        "When the first bar closes back toward yesterday's close, trade that way at the next open.",
        "The target is yesterday's close; the stop is one gap beyond the first bar's extreme.",
        "Give up after 24 bars or at the next day.",
    ),
    risks=(
        (
            "A gap on real news keeps going: the stop is far and the target near, so losses are "
            "larger than wins."
        ),
        "Markets that never close have no gaps.",
    ),
    sources=("John Carter, Mastering the Trade (2005), chapter on opening gaps",),
    strategy=GapFade,
)
