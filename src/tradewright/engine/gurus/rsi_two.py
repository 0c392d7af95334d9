"""Connors' RSI-2: buy a sharp dip in a rising market."""

from __future__ import annotations

from typing import ClassVar

from tradewright.engine.coded import Input, Strategy
from tradewright.engine.gurus.profile import GuruProfile


class RsiTwo(Strategy):
    """Against the last two days, with the long trend; out at the first close beyond a short average."""

    title: ClassVar[str] = "RSI-2 mean reversion"
    timeframe: ClassVar[str | None] = "1d"
    quantity_mode = "percent_of_equity"
    quantity_value = 95
    margin_long = 0
    margin_short = 0

    length = Input.int(2, least=2, most=50, title="RSI length")
    oversold = Input.float(10.0, least=0.5, most=49, step=0.5, title="Buy below")
    trend_length = Input.int(200, least=2, most=1000, title="Trend average")
    exit_length = Input.int(5, least=1, most=200, title="Exit average")
    has_shorts = Input.bool(True, title="Sell short too")
    stop_percent = Input.float(
        0.0, least=0.0, most=50, step=0.5, title="Stop, percent (0: none, as published)"
    )

    def setup(self) -> None:
        self.rsi = self.series("rsi(close, length)")
        self.trend = self.series("sma(close, trend_length)")
        self.average = self.series("sma(close, exit_length)")

    def on_bar(self) -> None:
        close, size = self.close[0], self.position_size
        if size > 0.0 and close > self.average[0]:
            self.close_entry("Long")
        elif size < 0.0 and close < self.average[0]:
            self.close_entry("Short")
        elif size == 0.0:
            if close > self.trend[0] and self.rsi[0] < self.oversold:
                self._enter("Long", self.long)
            elif self.has_shorts and close < self.trend[0] and self.rsi[0] > 100.0 - self.oversold:
                self._enter("Short", self.short)

    def _enter(self, name: str, side: int) -> None:
        self.entry(name, side)
        if self.stop_percent > 0.0:
            self.exit(f"{name} stop", name, stop=self.close[0] * (1.0 - side * self.stop_percent / 100.0))


PROFILE = GuruProfile(
    key="rsi_two",
    name="RSI-2 mean reversion",
    biography="Larry Connors and Cesar Alvarez tested short-term indicators on stocks and index funds and "
    "found that a two-bar RSI marks "
    "overdone dips better than the usual fourteen.",
    era="2004-2009",
    markets=("stocks",),
    timeframe="1d",
    rules=(
        "Only with the long trend: closes above the 200-bar average are bought, closes below it sold short.",
        "Buy when the two-bar RSI closes below 10; sell short above 90.",
        "Leave at the first close above the 5-bar average (short: below it).",
        "No stop as published: the authors found that stops hurt it. An input adds one.",
    ),
    risks=(
        "Without a stop a crash is held all the way down to the next bounce.",
        "Many small wins and a rare large loss: the win rate looks better than the system is.",
    ),
    sources=("Larry Connors and Cesar Alvarez, Short Term Trading Strategies That Work (2008)",),
    strategy=RsiTwo,
)
