"""The strategies behind TradingView's fourteen lists, as the data's README puts them in words."""

from __future__ import annotations

from tests.scenario.tradingview.indicators import (
    deviation,
    ema,
    highest,
    lowest,
    parabolic,
    rsi,
    sma,
    supertrend,
)

from tradewright.engine.coded import Strategy, long, short

EXPORT_BEGINS_NS = 1_743_379_200_000_000_000


class At(Strategy):
    def at(self, h, m):
        return self.hour == h and self.minute == m

    @property
    def flat(self):
        return self.position_size == 0


class TaRsi14Bands3070(At):
    def setup(self):
        self.r = self.series(rsi(self.bars.close, 14))

    def on_bar(self):
        if self.r.crossed_above(30):
            self.entry("L", long)
        if self.r.crossed_below(70):
            self.entry("S", short)


class TaMacd12269LineSignalCross(At):
    def setup(self):
        c = self.bars.close
        m = ema(c, 12) - ema(c, 26)
        self.m = self.series(m)
        self.g = self.series(ema(m, 9))

    def on_bar(self):
        if self.m.crossed_above(self.g):
            self.entry("L", long)
        if self.m.crossed_below(self.g):
            self.entry("S", short)


class TaSupertrendDirectionFlip(At):
    def setup(self):
        self.d = self.series(supertrend(self.bars, 3.0, 10))

    def on_bar(self):
        if self.d[0] == -1 and self.d[1] == 1 and self.position_size <= 0:
            self.close_entry("S")
            self.entry("L", long)
        if self.d[0] == 1 and self.d[1] == -1 and self.position_size >= 0:
            self.close_entry("L")
            self.entry("S", short)


class TaDonchianChannelBreakout(At):
    def setup(self):
        b = self.bars
        self.h20 = self.series(highest(b.high, 20))
        self.l20 = self.series(lowest(b.low, 20))
        self.h10 = self.series(highest(b.high, 10))
        self.l10 = self.series(lowest(b.low, 10))

    def on_bar(self):
        c = self.close[0]
        p = self.position_size
        if c > self.h20[1]:
            self.entry("Long", long)
        if c < self.l20[1]:
            self.entry("Short", short)
        if p > 0 and c < self.l10[1]:
            self.close_entry("Long")
        if p < 0 and c > self.h10[1]:
            self.close_entry("Short")


class TaSmaDualCross(At):
    def setup(self):
        self.f = self.series(sma(self.bars.close, 9))
        self.s = self.series(sma(self.bars.close, 21))

    def on_bar(self):
        p = self.position_size
        if self.f.crossed_above(self.s) and p <= 0:
            self.close_entry("S")
            self.entry("L", long)
        if self.f.crossed_below(self.s) and p >= 0:
            self.close_entry("L")
            self.entry("S", short)


class TaBbRsiMeanReversion(At):
    def setup(self):
        c = self.bars.close
        m = sma(c, 20)
        sd = deviation(c, 20)
        self.m = self.series(m)
        self.u = self.series(m + 2 * sd)
        self.l = self.series(m - 2 * sd)
        self.r = self.series(rsi(c, 14))

    def on_bar(self):
        c = self.close[0]
        p = self.position_size
        if c < self.l[0] and self.r[0] < 30:
            self.entry("Long", long)
        if c > self.u[0] and self.r[0] > 70:
            self.entry("Short", short)
        if p > 0 and c > self.m[0]:
            self.close_entry("Long")
        if p < 0 and c < self.m[0]:
            self.close_entry("Short")


class TaStochSlowKDCross(At):
    def setup(self):
        b = self.bars
        h = highest(b.high, 14)
        bottom = lowest(b.low, 14)
        k = sma(100 * (b.close - bottom) / (h - bottom), 3)
        self.k = self.series(k)
        self.d = self.series(sma(k, 3))

    def on_bar(self):
        if self.k.crossed_above(self.d) and self.k[0] < 80:
            self.entry("L", long)
        if self.k.crossed_below(self.d) and self.k[0] > 20:
            self.entry("S", short)


class TaSarFlipEntry(At):
    def setup(self):
        self.s = self.series(parabolic(self.bars, 0.02, 0.02, 0.2))

    def on_bar(self):
        now = self.s[0] < self.close[0]
        before = self.s[1] < self.close[1]
        p = self.position_size
        if now and not before and p <= 0:
            self.close_entry("S")
            self.entry("L", long)
        if before and not now and p >= 0:
            self.close_entry("L")
            self.entry("S", short)


class BracketTrailPointsWithOffsetOnly(At):
    def on_bar(self):
        if self.flat and self.at(9, 15):
            self.entry("L", long)
        if self.flat and self.at(15, 15):
            self.entry("S", short)
        if self.position_size > 0:
            self.exit("XL", "L", trail_points=80, trail_offset=40)
        if self.position_size < 0:
            self.exit("XS", "S", trail_points=80, trail_offset=40)
        if self.at(23, 45):
            self.close_all()


class BracketEntryExitSamePassAttach(At):
    def on_bar(self):
        c = self.close[0]
        if self.flat and self.at(8, 15):
            self.entry("L", long)
            self.exit("XL", "L", limit=c * 1.005, stop=c * 0.995)
        if self.flat and self.at(16, 15):
            self.entry("S", short)
            self.exit("XS", "S", limit=c * 0.995, stop=c * 1.005)
        if self.at(23, 45):
            self.close_all()


class BracketPartialExitQtyPercent(At):
    def on_bar(self):
        if self.flat and self.at(1, 15):
            self.entry("L", long, qty=2)
        if self.position_size > 0:
            a = self.position_avg_price
            self.exit("A", "L", qty_percent=50, limit=a * 1.003)
            self.exit("B", "L", stop=a * 0.994)
        if self.at(9, 15):
            self.close_entry("L")


class OrderStopEntryReversalGrouping(At):
    pyramiding = 2

    def on_bar(self):
        p = self.position_size
        if p == 0 and self.at(0, 15):
            self.entry("L1", long, qty=1)
        if p > 0 and self.at(0, 30):
            self.entry("L2", long, qty=1)
        if p > 0 and self.at(0, 45):
            self.entry("S", short, qty=1, stop=self.high[0])
        if p < 0 and self.at(1, 15):
            self.entry("LR", long, qty=1, stop=self.low[0])
        if p != 0 and self.at(1, 45):
            self.close_all()


class PyramidCloseIdGrouping(At):
    pyramiding = 3

    def on_bar(self):
        p = self.position_size
        if (p == 0 and self.at(0, 15)) or (p > 0 and (self.at(0, 30) or self.at(0, 45))):
            self.entry("L", long, qty=1)
        if self.at(1, 15):
            self.close_entry("L")
        if (p == 0 and self.at(12, 15)) or (p < 0 and (self.at(12, 30) or self.at(12, 45))):
            self.entry("S", short, qty=1)
        if self.at(13, 15):
            self.close_entry("S")


class OrderPercentEquityCashCommission(At):
    quantity_mode = "percent_of_equity"
    quantity_value = 25
    commission_mode = "per_order"
    commission_value = 1.5

    def on_bar(self):
        if self.bars.time[self.bar_index] < EXPORT_BEGINS_NS:
            return
        if self.flat and self.at(8, 15):
            self.entry("L", long)
        if self.position_size > 0 and self.at(12, 15):
            self.close_entry("L")


LISTS: dict[str, type[Strategy]] = {
    "ta_rsi14_bands_30_70": TaRsi14Bands3070,
    "ta_macd_12_26_9_line_signal_cross": TaMacd12269LineSignalCross,
    "ta_supertrend_direction_flip": TaSupertrendDirectionFlip,
    "ta_donchian_channel_breakout": TaDonchianChannelBreakout,
    "ta_sma_dual_cross": TaSmaDualCross,
    "ta_bb_rsi_mean_reversion": TaBbRsiMeanReversion,
    "ta_stoch_slow_k_d_cross": TaStochSlowKDCross,
    "ta_sar_flip_entry": TaSarFlipEntry,
    "bracket_trail_points_with_offset_only": BracketTrailPointsWithOffsetOnly,
    "bracket_entry_exit_same_pass_attach": BracketEntryExitSamePassAttach,
    "bracket_partial_exit_qty_percent": BracketPartialExitQtyPercent,
    "order_stop_entry_reversal_grouping": OrderStopEntryReversalGrouping,
    "pyramid_close_id_grouping": PyramidCloseIdGrouping,
    "order_percent_equity_cash_commission": OrderPercentEquityCashCommission,
}
