import {
  AreaSeries,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type ISeriesApi,
  type MouseEventParams,
} from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import { historyAxis } from "@/shared/chart/history-axis";
import { withAlpha } from "@/shared/chart/palette";
import { useChart } from "@/shared/chart/use-chart";
import { formatDecimal } from "@/shared/format";
import { useZone } from "@/shared/server";
import { rangeOf, type Curves, type Span } from "./curves";

interface EquityHistoryChartProps {
  curves: Curves;
  isLog: boolean;
  hasBenchmark: boolean;
  span: Span;
}

/** Marks of the axis: cents only where they tell. */
const mark = (value: number) =>
  formatDecimal(value.toFixed(2), Math.abs(value) >= 1_000 ? { decimals: 0 } : { decimals: 2 });
const money = (value: number) => formatDecimal(value.toFixed(2), { decimals: 2 });
const percent = (value: number) => `${formatDecimal(value.toFixed(2), { decimals: 2 })}\u202f%`;

/** Equity and the benchmark above, the drawdown below, on one time axis. */
export function EquityHistoryChart({ curves, isLog, hasBenchmark, span }: EquityHistoryChartProps) {
  const zone = useZone();
  const [box, handle] = useChart(zone);
  const lines = useRef<ISeriesApi<"Line" | "Area">[]>([]);
  const benchmark = useRef<ISeriesApi<"Line"> | null>(null);
  const [read, setRead] = useState<readonly (number | undefined)[]>([]);

  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    chart.applyOptions({ ...historyAxis(zone), layout: { panes: { separatorColor: palette.line } } });
    const priceFormat = (formatter: (value: number) => string) =>
      ({ type: "custom", minMove: 0.01, formatter }) as const;
    const quiet = { priceLineVisible: false, lastValueVisible: true, lineWidth: 2 } as const;
    const held = chart.addSeries(LineSeries, {
      ...quiet,
      lineWidth: 1,
      color: palette.inkSoft,
      lineStyle: LineStyle.Dashed,
      priceFormat: priceFormat(mark),
    });
    const equity = chart.addSeries(LineSeries, {
      ...quiet,
      color: palette.accent,
      priceFormat: priceFormat(mark),
    });
    const fall = chart.addSeries(
      AreaSeries,
      {
        ...quiet,
        lineWidth: 1,
        lineColor: palette.down,
        topColor: withAlpha(palette.down, 0.05),
        bottomColor: withAlpha(palette.down, 0.35),
        invertFilledArea: true,
        priceFormat: priceFormat(percent),
      },
      1,
    );
    chart.panes()[0]?.setStretchFactor(3);
    chart.panes()[1]?.setStretchFactor(1);
    equity.setData(curves.equity);
    held.setData(curves.benchmark);
    fall.setData(curves.drawdown);
    chart.timeScale().fitContent();
    benchmark.current = held;
    lines.current = [equity, held, fall];
    const onMove = (event: MouseEventParams) =>
      setRead(
        event.time === undefined
          ? []
          : lines.current.map(
              (line) => (event.seriesData.get(line) as { value?: number } | undefined)?.value,
            ),
      );
    chart.subscribeCrosshairMove(onMove);
    return () => {
      chart.unsubscribeCrosshairMove(onMove);
      lines.current = [];
      benchmark.current = null;
    };
  }, [handle, curves, zone]);

  useEffect(() => {
    handle?.chart
      .priceScale("right", 0)
      .applyOptions({ mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
  }, [handle, isLog, curves]);

  useEffect(() => {
    benchmark.current?.applyOptions({ visible: hasBenchmark });
  }, [handle, hasBenchmark, curves]);

  useEffect(() => {
    const scale = handle?.chart.timeScale();
    const range = rangeOf(span, curves.equity);
    if (range) scale?.setVisibleRange(range);
    else scale?.fitContent();
  }, [handle, span, curves]);

  const shown = read.length > 0 ? read : [curves.equity, curves.benchmark, curves.drawdown].map(lastOf);
  return (
    <>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 px-4 pb-1 text-xs">
        <Key name="Equity" line="border-accent" value={shown[0]} format={money} />
        {hasBenchmark && (
          <Key name="Buy and hold" line="border-ink-soft border-dashed" value={shown[1]} format={money} />
        )}
        <Key name="Drawdown" line="border-down" value={shown[2]} format={percent} />
      </dl>
      <div
        ref={box}
        role="img"
        aria-label={`Equity from ${money(curves.equity[0]?.value ?? 0)} to ${money(lastOf(curves.equity) ?? 0)}, with its drawdown. The same figures are in the table view.`}
        className="h-96 px-2 pb-2"
      />
    </>
  );
}

const lastOf = (points: Curves["equity"]) => points.at(-1)?.value;

interface KeyProps {
  name: string;
  line: string;
  value: number | undefined;
  format: (value: number) => string;
}

function Key({ name, line, value, format }: KeyProps) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="flex items-center gap-1.5 text-ink-soft">
        <span aria-hidden className={`w-4 border-t-2 ${line}`} />
        {name}
      </dt>
      <dd className="num">{value === undefined ? "–" : format(value)}</dd>
    </div>
  );
}
