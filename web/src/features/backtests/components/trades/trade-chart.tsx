import {
  CandlestickSeries,
  createSeriesMarkers,
  LineSeries,
  LineStyle,
  type MouseEventParams,
  type SeriesMarker,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect } from "react";
import { historyAxis } from "@/shared/chart/history-axis";
import { withAlpha, type ChartPalette } from "@/shared/chart/palette";
import { useChart } from "@/shared/chart/use-chart";
import { decimalsOf, formatDecimal } from "@/shared/format";
import { useZone } from "@/shared/server";
import type { RunBars } from "../../api/bars";
import type { Trade } from "../../api/documents";
import { barAt, marksOf, type Mark } from "./candle-marks";

interface TradeChartProps {
  bars: RunBars;
  trades: readonly Trade[];
  chosen: Trade | undefined;
  tick: string;
  onHover: (trade: number | undefined) => void;
  onChoose: (trade: number) => void;
}

const LINES_SHOWN = 5;

/** Candles with entries as arrows and exits as squares; the chosen trade is drawn from its entry to its exit. */
export function TradeChart({ bars, trades, chosen, tick, onHover, onChoose }: TradeChartProps) {
  const zone = useZone();
  const [box, handle] = useChart(zone);

  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    const decimals = decimalsOf(tick);
    const priceFormat = {
      type: "custom" as const,
      minMove: Number(tick),
      formatter: (price: number) => formatDecimal(price.toFixed(decimals), { decimals }),
    };
    chart.applyOptions(historyAxis(zone));
    const quiet = {
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerVisible: false,
    } as const;
    const candles = chart.addSeries(CandlestickSeries, {
      upColor: palette.surface, // hollow when up, filled when down: the shape says it too
      downColor: palette.inkSoft,
      borderUpColor: palette.inkSoft,
      borderDownColor: palette.inkSoft,
      wickUpColor: palette.inkSoft,
      wickDownColor: palette.inkSoft,
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat,
    });
    const seconds = bars.time.map((ms) => (ms / 1_000) as UTCTimestamp);
    candles.setData(
      seconds.map((time, i) => ({
        time,
        open: bars.open[i] ?? 0,
        high: bars.high[i] ?? 0,
        low: bars.low[i] ?? 0,
        close: bars.close[i] ?? 0,
      })),
    );
    Object.entries(bars.series)
      .slice(0, LINES_SHOWN)
      .forEach(([, values], index) => {
        const line = chart.addSeries(LineSeries, {
          ...quiet,
          lineWidth: 1,
          lineStyle: index % 2 ? LineStyle.Dashed : LineStyle.Solid,
          color: withAlpha(palette.accent, 1 - 0.25 * Math.floor(index / 2)),
          priceFormat,
        });
        line.setData(
          seconds.map((time, i) => {
            const value = values[i];
            return value === null || value === undefined ? { time } : { time, value };
          }),
        );
      });
    const path = chosen && pathOf(chosen, bars);
    if (path) {
      const line = chart.addSeries(LineSeries, {
        ...quiet,
        lineWidth: 3,
        color: path.isWon ? palette.up : palette.down,
        priceFormat,
      });
      line.setData(path.points);
    }
    createSeriesMarkers(
      candles,
      marksOf(trades, bars.time, chosen?.number).map((mark) =>
        drawn(mark, palette, mark.trade === chosen?.number),
      ),
    );
    chart.timeScale().fitContent();

    const tradeOf = (event: MouseEventParams) => {
      const found = /^(?:entry|exit)-(\d+)$/.exec(
        typeof event.hoveredObjectId === "string" ? event.hoveredObjectId : "",
      );
      return found ? Number(found[1]) : undefined;
    };
    const onMove = (event: MouseEventParams) => onHover(tradeOf(event));
    const onClick = (event: MouseEventParams) => {
      const trade = tradeOf(event);
      if (trade !== undefined) onChoose(trade);
    };
    chart.subscribeCrosshairMove(onMove);
    chart.subscribeClick(onClick);
    return () => {
      if (!handle.stands()) return;
      chart.unsubscribeCrosshairMove(onMove);
      chart.unsubscribeClick(onClick);
      for (const series of chart.panes().flatMap((pane) => pane.getSeries())) chart.removeSeries(series);
    };
  }, [handle, bars, trades, chosen, tick, zone, onHover, onChoose]);

  return (
    <div
      ref={box}
      role="img"
      aria-label={`Candles with the trades on them${chosen ? `; trade ${chosen.number} is marked` : ""}. The same trades are in the table below.`}
      className="h-104 px-2 pb-2 lg:h-124"
    />
  );
}

function pathOf(trade: Trade, bars: RunBars) {
  if (trade.exit_time === null) return null;
  const entry = bars.time[barAt(bars.time, Date.parse(trade.entry_time))];
  const exit = bars.time[barAt(bars.time, Date.parse(trade.exit_time))];
  if (entry === undefined || exit === undefined || exit <= entry) return null;
  return {
    isWon: !trade.profit.startsWith("-"),
    points: [
      { time: (entry / 1_000) as UTCTimestamp, value: Number(trade.entry_price) },
      { time: (exit / 1_000) as UTCTimestamp, value: Number(trade.exit_price) },
    ],
  };
}

function drawn(mark: Mark, palette: ChartPalette, isChosen: boolean): SeriesMarker<UTCTimestamp> {
  const isUp = (mark.side === "long") === (mark.kind === "entry"); // a buy stands below, a sell above
  return {
    id: mark.id,
    time: mark.time as UTCTimestamp,
    position: isUp ? "belowBar" : "aboveBar",
    shape: mark.kind === "exit" ? "square" : isUp ? "arrowUp" : "arrowDown",
    color: mark.side === "long" ? palette.up : palette.down,
    size: isChosen ? 2 : 1,
    ...(isChosen ? { text: mark.kind === "entry" ? `${mark.trade} in` : `${mark.trade} out` } : {}),
  };
}
