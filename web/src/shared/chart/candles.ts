/** Candles of one symbol on a chart; the present one is drawn from quotes as they come. */
import {
  CandlestickSeries,
  type CandlestickData,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import type { Bar, Instrument } from "@/shared/api";
import { decimalsOf, formatDecimal, toChartNumber } from "@/shared/format";
import { watchBar, watchQuote } from "@/shared/live";
import type { ChartHandle } from "./use-chart";

const MINUTE_S = 60;

export type Candles = ISeriesApi<"Candlestick">;

function candle(bar: Omit<Bar, "volume">): CandlestickData<UTCTimestamp> {
  return {
    time: Math.floor(Date.parse(bar.opened_at) / 1000) as UTCTimestamp,
    open: toChartNumber(bar.open),
    high: toChartNumber(bar.high),
    low: toChartNumber(bar.low),
    close: toChartNumber(bar.close),
  };
}

/**
 * Draw one-minute `bars` and follow the market; with `accountId` the market of that account's venue. The series, once it
 * stands, for whoever hangs more on it.
 */
export function useCandles(
  handle: ChartHandle | null,
  instrument: Instrument,
  bars: readonly Bar[],
  accountId?: string,
): Candles | null {
  const [made, setMade] = useState<{ series: Candles; handle: ChartHandle } | null>(null);
  const present = useRef<CandlestickData<UTCTimestamp> | null>(null);

  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    const decimals = decimalsOf(instrument.tick);
    const added = chart.addSeries(CandlestickSeries, {
      upColor: palette.surface, // hollow when up, filled when down: the shape says it too
      downColor: palette.down,
      borderUpColor: palette.up,
      borderDownColor: palette.down,
      wickUpColor: palette.up,
      wickDownColor: palette.down,
      priceFormat: {
        type: "custom",
        minMove: toChartNumber(instrument.tick),
        formatter: (price: number) => formatDecimal(price.toFixed(decimals), { decimals }),
      },
    });
    setMade({ series: added, handle });
    return () => setMade(null);
  }, [handle, instrument]);

  useEffect(() => {
    const byTime = new Map(bars.map((bar) => [bar.opened_at, candle(bar)]));
    const data = [...byTime.values()].sort((a, b) => a.time - b.time);
    if (made?.handle.stands()) made.series.setData(data);
    present.current = data.at(-1) ?? null;
  }, [bars, made]);

  useEffect(() => {
    // A price may come between the end of a chart, as when the theme changes, and the next one's first drawing.
    const draw = (bar: CandlestickData<UTCTimestamp>) => {
      present.current = bar;
      if (made?.handle.stands()) made.series.update(bar);
    };
    if (accountId)
      return watchBar(accountId, instrument.symbol, ({ bar }) => {
        const heard = candle(bar);
        if (present.current && heard.time < present.current.time) return; // the next reading has it
        draw(heard);
      });
    return watchQuote(instrument.symbol, (quote) => {
      const price = toChartNumber(quote.last);
      const opened = (Math.floor(Date.parse(quote.at) / 1000 / MINUTE_S) * MINUTE_S) as UTCTimestamp;
      const before = present.current;
      if (before && opened < before.time) return;
      const open =
        before && opened === before.time
          ? before
          : { time: opened, open: price, high: price, low: price, close: price };
      draw({
        ...open,
        high: Math.max(open.high, price),
        low: Math.min(open.low, price),
        close: price,
      });
    });
  }, [accountId, instrument.symbol, made]);
  return made && made.handle === handle ? made.series : null; // never the last chart's beside the next one
}
