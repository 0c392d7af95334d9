import { HistogramSeries, type UTCTimestamp } from "lightweight-charts";
import { useEffect } from "react";
import { useChart } from "@/shared/chart/use-chart";
import { cn } from "@/shared/cn";
import { formatDecimal } from "@/shared/format";
import type { Fall } from "./drawdowns";

/** A bar a day, hanging from the zero line. */
export function DrawdownChart({ falls, className }: { falls: readonly Fall[]; className?: string }) {
  const [box, handle] = useChart("UTC"); // a day is its date, wherever it is looked at
  useEffect(() => {
    if (!handle) return;
    const { chart, palette } = handle;
    const series = chart.addSeries(HistogramSeries, {
      base: 0,
      color: palette.down,
      priceLineVisible: false,
      lastValueVisible: falls.length > 0,
      priceFormat: {
        type: "custom",
        minMove: 0.01,
        formatter: (shown: number) => formatDecimal(shown.toFixed(2), { decimals: 2 }),
      },
      autoscaleInfoProvider: (original: () => { priceRange: { minValue: number } | null } | null) => ({
        priceRange: { minValue: Math.min(-0.01, original()?.priceRange?.minValue ?? 0), maxValue: 0 },
      }),
    });
    series.setData(
      falls.map((fall) => ({
        time: (Date.parse(`${fall.day}T00:00:00Z`) / 1000) as UTCTimestamp,
        value: -fall.worst,
      })),
    );
    chart.timeScale().applyOptions({ timeVisible: false, maxBarSpacing: 48 });
    chart.timeScale().fitContent();
    return () => {
      if (handle.stands()) chart.removeSeries(series);
    };
  }, [handle, falls]);
  const deepest = Math.max(0, ...falls.map((fall) => fall.worst));
  return (
    <div
      ref={box}
      role="img"
      aria-label={`Drawdown of ${falls.length} days, the deepest ${formatDecimal(deepest.toFixed(2), { decimals: 2 })}. The same figures are in the table view.`}
      className={cn("px-2 pb-2", className)}
    />
  );
}
