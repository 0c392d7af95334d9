/** Candles with the draft's lines and trades on them. Bars are given to the chart once; a keystroke changes what lies on them. */
import {
  CandlestickSeries,
  createSeriesMarkers,
  LineSeries,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import { tokenColour, type ChartPalette } from "@/shared/chart/palette";
import { useChart } from "@/shared/chart/use-chart";
import { useZone } from "@/shared/server";
import type { Preview, PreviewTrade } from "../../api/drafts";
import { KEYSTROKE } from "../state/builder";
import { lineToken } from "./line-colours";

const FIRST_SHOWN = 220; // bars in view at first: wide enough to read a candle on a laptop
export const DRAWN = "builder:preview";

type Bars = NonNullable<Preview["bars"]>;

interface Parts {
  candles: ISeriesApi<"Candlestick">;
  markers: ISeriesMarkersPluginApi<Time>;
  lines: Map<string, ISeriesApi<"Line">>;
  bars: string;
}

interface PreviewChartProps {
  preview: Preview & { bars: Bars };
  /** The answer is about the text as it stands, so that the time it took may be measured. */
  isCurrent: boolean;
  label: string;
  className?: string;
}

export function PreviewChart({ preview, isCurrent, label, className }: PreviewChartProps) {
  const zone = useZone();
  const [box, handle] = useChart(zone);
  const parts = useRef<Parts | null>(null);

  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    chart.applyOptions({
      layout: { panes: { separatorColor: palette.line, separatorHoverColor: palette.line } },
    });
    const candles = chart.addSeries(CandlestickSeries, {
      upColor: palette.surface, // hollow when up, filled when down: the shape says it too
      downColor: palette.down,
      borderUpColor: palette.up,
      borderDownColor: palette.down,
      wickUpColor: palette.up,
      wickDownColor: palette.down,
      priceLineVisible: false,
    });
    parts.current = { candles, markers: createSeriesMarkers(candles, []), lines: new Map(), bars: "" };
    return () => {
      parts.current = null;
    };
  }, [handle]);

  useEffect(() => {
    const drawn = parts.current;
    if (!handle || !drawn) return;
    const { bars, lines, trades } = preview;
    const times = bars.time.map((ms) => (ms / 1000) as UTCTimestamp);
    const key = [bars.time[0], bars.time.at(-1), bars.time.length, bars.close[0], bars.close.at(-1)].join(
      "/",
    );
    const isOther = drawn.bars !== key;
    if (isOther) {
      drawn.bars = key;
      drawn.candles.applyOptions({ priceFormat: { type: "price", ...stepFor(bars.close.at(-1) ?? 1) } });
      drawn.candles.setData(
        times.map((time, i) => ({
          time,
          open: bars.open[i] ?? 0,
          high: bars.high[i] ?? 0,
          low: bars.low[i] ?? 0,
          close: bars.close[i] ?? 0,
        })),
      );
    }
    const wanted = new Map(lines.map((line, i) => [`${line.pane} ${line.name}`, { line, i }]));
    for (const [name, series] of drawn.lines) {
      if (wanted.has(name)) continue;
      handle.chart.removeSeries(series);
      drawn.lines.delete(name);
    }
    for (const [name, { line, i }] of wanted) {
      let series = drawn.lines.get(name);
      if (!series) {
        const options = {
          lineWidth: 2,
          priceLineVisible: false,
          lastValueVisible: false,
          crosshairMarkerVisible: false,
        } as const;
        series = handle.chart.addSeries(LineSeries, options, line.pane === "price" ? 0 : 1);
        drawn.lines.set(name, series);
      }
      series.applyOptions({ color: tokenColour(lineToken(i)) });
      series.setData(
        times.map((time, at) => {
          const value = line.values[at];
          return value === null || value === undefined ? { time } : { time, value };
        }),
      );
    }
    drawn.markers.setMarkers(markersOf(trades, handle.palette));
    const panes = handle.chart.panes();
    if (panes.length > 1) panes[0]?.setStretchFactor(3);
    if (isOther) {
      handle.chart
        .timeScale()
        .setVisibleLogicalRange({ from: times.length - FIRST_SHOWN, to: times.length + 4 });
    }
    if (isCurrent) requestAnimationFrame(measure);
  }, [preview, handle, isCurrent]);

  return <div ref={box} role="img" aria-label={label} className={className} />;
}

/** Decimals that suit the price: cents for a share, more for what costs less than one. */
function stepFor(price: number): { precision: number; minMove: number } {
  const precision = price >= 1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(Math.max(price, 1e-8))));
  return { precision, minMove: 10 ** -precision };
}

function markersOf(trades: readonly PreviewTrade[], palette: ChartPalette): SeriesMarker<Time>[] {
  const second = (iso: string) => Math.floor(Date.parse(iso) / 1000) as UTCTimestamp;
  const markers = trades.flatMap((trade): SeriesMarker<Time>[] => {
    const isLong = trade.side === "long";
    const entry: SeriesMarker<Time> = {
      time: second(trade.entry_time),
      position: isLong ? "belowBar" : "aboveBar",
      shape: isLong ? "arrowUp" : "arrowDown",
      color: isLong ? palette.up : palette.down,
    };
    if (trade.exit_time === null) return [entry];
    const exit: SeriesMarker<Time> = {
      time: second(trade.exit_time),
      position: isLong ? "aboveBar" : "belowBar",
      shape: "circle",
      color: palette.inkSoft,
      size: 0.7,
    };
    return [entry, exit];
  });
  return markers.sort((a, b) => Number(a.time) - Number(b.time));
}

/** From the last keystroke to the frame that shows its preview. */
function measure(): void {
  const start = performance.getEntriesByName(KEYSTROKE).at(-1);
  if (!start) return;
  performance.measure(DRAWN, { start: start.startTime, end: performance.now() });
  performance.clearMarks(KEYSTROKE); // each keystroke is measured once
}
