import { AreaSeries, PriceScaleMode, type ISeriesApi, type UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { EquityPoint } from "@/shared/api";
import { withAlpha } from "@/shared/chart/palette";
import { useChart } from "@/shared/chart/use-chart";
import { cn } from "@/shared/cn";
import { formatDecimal, toChartNumber } from "@/shared/format";
import type { LiveAccount } from "@/shared/live";
import { useZone } from "@/shared/server";

interface EquityChartProps {
  points: readonly EquityPoint[];
  live: LiveAccount | undefined;
  /** Equal distances are equal shares. */
  isLog?: boolean;
  className?: string;
}

const second = (iso: string) => Math.floor(Date.parse(iso) / 1000) as UTCTimestamp;

export function EquityChart({ points, live, isLog = false, className }: EquityChartProps) {
  const zone = useZone();
  const [box, handle] = useChart(zone);
  const series = useRef<ISeriesApi<"Area"> | null>(null);
  const lastTime = useRef(0);
  // The whole curve stays in view until the trader moves along it; then it is left where they are.
  const isMoved = useRef(false);
  const move = () => {
    isMoved.current = true;
  };

  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    series.current = chart.addSeries(AreaSeries, {
      lineColor: palette.accent,
      lineWidth: 2,
      topColor: withAlpha(palette.accent, 0.18),
      bottomColor: withAlpha(palette.accent, 0),
      priceLineColor: palette.inkSoft,
      priceFormat: {
        type: "custom",
        minMove: 0.01,
        formatter: (price: number) => formatDecimal(price.toFixed(2), { decimals: 2 }),
      },
    });
    return () => {
      series.current = null;
    };
  }, [handle]);

  useEffect(() => {
    handle?.chart
      .priceScale("right")
      .applyOptions({ mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
  }, [handle, isLog]);

  useEffect(() => {
    const bySecond = new Map(points.map((point) => [second(point.at), toChartNumber(point.equity)]));
    const data = [...bySecond].sort(([a], [b]) => a - b).map(([time, value]) => ({ time, value }));
    if (!handle?.stands()) return;
    series.current?.setData(data);
    lastTime.current = data.at(-1)?.time ?? 0;
    if (!isMoved.current) handle.chart.timeScale().fitContent();
  }, [points, handle]);

  useEffect(() => {
    if (!live || !handle?.stands()) return;
    const time = second(live.at);
    if (time < lastTime.current) return;
    lastTime.current = time;
    series.current?.update({ time, value: toChartNumber(live.equity) });
    if (!isMoved.current) handle.chart.timeScale().fitContent();
  }, [live, points, handle]);

  const first = points[0];
  const last = live ?? points.at(-1);
  return (
    <div
      ref={box}
      onWheel={move}
      onPointerDown={move}
      role="img"
      aria-label={
        first && last
          ? `Equity from ${formatDecimal(first.equity, { decimals: 2 })} to ${formatDecimal(last.equity, { decimals: 2 })}. The same figures are in the table view.`
          : "Equity curve"
      }
      className={cn("px-2 pb-2", className)}
    />
  );
}
